//! People.

use axum::extract::State;
use catalog::{EditPerson, MergePeople, PersonInput};
use contracts::catalog::PersonId;
use http::StatusCode;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    ApiState, Caller, Json, Path, Problem, Query, SignedInCaller,
    view::{Paged, PersonDetails, PersonSummary},
};

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(find))
        .routes(routes!(create))
        .routes(routes!(get))
        .routes(routes!(edit))
        .routes(routes!(merge))
}

/// Whom to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct PeopleQuery {
    /// A part of a name; accents and small mistakes do not matter.
    #[param(max_length = 200)]
    q: String,
}

/// What is told of a person.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PersonChange {
    #[schema(min_length = 1, max_length = 120)]
    name: String,
    #[serde(default)]
    #[schema(max_length = 4000)]
    bio_fr: String,
    #[serde(default)]
    #[schema(max_length = 4000)]
    bio_en: String,
    /// ISO 3166-1 alpha-2; empty when unknown.
    #[serde(default)]
    country: String,
    #[serde(default)]
    #[schema(minimum = 1850, maximum = 2100)]
    birth_year: Option<i16>,
    /// An image asset of the caller's.
    #[serde(default)]
    photo: Option<Uuid>,
}

impl From<PersonChange> for PersonInput {
    fn from(body: PersonChange) -> Self {
        Self {
            name: body.name,
            bio_fr: body.bio_fr,
            bio_en: body.bio_en,
            country: body.country,
            birth_year: body.birth_year,
            photo: body.photo.map(Into::into),
        }
    }
}

/// The person who stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MergeInto {
    into: Uuid,
}

/// People of such a name, best first; at most 20.
#[utoipa::path(get, path = "/api/v1/people", tag = "people", params(PeopleQuery), responses((status = OK, body = Paged<PersonSummary>)))]
async fn find(State(state): State<ApiState>, Query(query): Query<PeopleQuery>) -> Result<Json<Paged<PersonSummary>>, Problem> {
    let people = state.catalog.find_people(&query.q).await?;
    Ok(Json(Paged { items: people.into_iter().map(Into::into).collect(), next: None }))
}

/// Adds a person.
#[utoipa::path(post, path = "/api/v1/people", tag = "people", request_body = PersonChange, responses((status = CREATED, body = PersonDetails)))]
async fn create(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<PersonChange>,
) -> Result<(StatusCode, Json<PersonDetails>), Problem> {
    Ok((StatusCode::CREATED, Json(state.catalog.create_person(&actor, body.into()).await?.into())))
}

/// A person with their films, by id or slug.
#[utoipa::path(get, path = "/api/v1/people/{id}", tag = "people",
    params(("id" = String, Path, description = "The id or the slug", max_length = 100)), responses((status = OK, body = PersonDetails)))]
async fn get(State(state): State<ApiState>, caller: Caller, Path(name): Path<String>) -> Result<Json<PersonDetails>, Problem> {
    let page = match name.parse::<PersonId>() {
        Ok(person_id) => state.catalog.get_person_by_id(&caller.actor, person_id).await?,
        Err(_slug) => state.catalog.get_person(&caller.actor, &name).await?,
    };
    Ok(Json(page.into()))
}

/// Replaces what is told of a person.
#[utoipa::path(put, path = "/api/v1/people/{id}", tag = "people", params(("id" = Uuid, Path)), request_body = PersonChange,
    responses((status = OK, body = PersonDetails)))]
async fn edit(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PersonId>,
    Json(body): Json<PersonChange>,
) -> Result<Json<PersonDetails>, Problem> {
    Ok(Json(state.catalog.edit_person(&actor, EditPerson { person_id: id, details: body.into() }).await?.into()))
}

/// Joins a duplicate with the person it stands for: credits move, the old address leads to the other.
#[utoipa::path(post, path = "/api/v1/people/{id}/merge", tag = "moderation", params(("id" = Uuid, Path)), request_body = MergeInto,
    responses((status = OK, body = PersonDetails)))]
async fn merge(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PersonId>,
    Json(body): Json<MergeInto>,
) -> Result<Json<PersonDetails>, Problem> {
    let cmd = MergePeople { duplicate: id, into: body.into.into() };
    Ok(Json(state.catalog.merge_people(&actor, cmd).await?.into()))
}
