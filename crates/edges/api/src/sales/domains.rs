//! Own domains of merchants and influencers: their state, the records that prove them, where they lead.

use affiliate::{DomainChoice, DomainOwner, DomainProblem, DomainState, LinkDomainView};
use axum::extract::State;
use contracts::{
    affiliate::{LinkDomainId, PartnershipId},
    identity::OrganisationId,
};
use http::StatusCode;
use jiff::Timestamp;
use kernel::Actor;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{ApiState, Json, Path, Problem, Query, SignedInCaller, view::Paged};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(get, change, remove))
        .routes(routes!(check))
        .routes(routes!(choices))
}

/// Whose domains.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OwnerQuery {
    /// Of this merchant; one's own as an influencer without it.
    #[param(value_type = Option<Uuid>)]
    organisation_id: Option<OrganisationId>,
}

/// A host to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewLinkDomain {
    /// A name alone, such as `go.brand.ma`; in Unicode or as A-labels.
    #[schema(max_length = 253)]
    host: String,
    /// For this merchant; for oneself as an influencer without it.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    organisation_id: Option<OrganisationId>,
}

/// What can be said of a domain.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LinkDomainChange {
    /// Where `/` leads (https); null for nowhere.
    #[schema(max_length = 2000)]
    root_url: Option<String>,
}

/// How far a domain is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LinkDomainState)]
enum StateBody {
    /// Its proof was not found yet; nothing answers.
    Waiting,
    /// Its links answer.
    Verified,
    /// Its proof is gone; its links answer until `lost_at`.
    Failing,
    /// Nothing answers until it is proved again.
    Lost,
}

/// What the last look did not find.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LinkDomainProblem)]
enum ProblemBody {
    NoTxt,
    OtherTxt,
    Nowhere,
    Elsewhere,
    Taken,
    NoAnswer,
}

/// A record that proves a domain.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DnsRecord)]
struct RecordBody {
    /// `TXT` or `CNAME`.
    kind: &'static str,
    name: String,
    value: String,
}

/// An own domain.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LinkDomain)]
struct LinkDomainBody {
    id: Uuid,
    /// The merchant's whose it is; null for an influencer's.
    organisation_id: Option<Uuid>,
    /// As A-labels.
    host: String,
    #[schema(inline)]
    state: StateBody,
    #[schema(inline)]
    problem: Option<ProblemBody>,
    /// What is to be published.
    records: Vec<RecordBody>,
    failing_since: Option<Timestamp>,
    /// When it is lost if the proof does not come back.
    lost_at: Option<Timestamp>,
    checked_at: Option<Timestamp>,
    root_url: Option<String>,
    /// How many links are bound to it.
    links: i64,
    created_at: Timestamp,
}

/// A domain that a link may be bound to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LinkDomainChoice)]
struct ChoiceBody {
    id: Uuid,
    host: String,
}

impl From<LinkDomainView> for LinkDomainBody {
    fn from(view: LinkDomainView) -> Self {
        let organisation_id = match view.owner {
            DomainOwner::Merchant(id) => Some(id.as_uuid()),
            DomainOwner::Influencer(_) => None,
        };
        let alias = view.cname_target.map(|value| RecordBody { kind: "CNAME", name: view.host.clone(), value });
        let proof = RecordBody { kind: "TXT", name: view.txt_name, value: view.txt_value };
        Self {
            id: view.id.as_uuid(),
            organisation_id,
            host: view.host,
            state: state_of(view.state),
            problem: view.problem.map(problem_of),
            records: std::iter::once(proof).chain(alias).collect(),
            failing_since: view.failing_since,
            lost_at: view.lost_at,
            checked_at: view.checked_at,
            root_url: view.root_url,
            links: view.links,
            created_at: view.created_at,
        }
    }
}

const fn state_of(state: DomainState) -> StateBody {
    match state {
        DomainState::Waiting => StateBody::Waiting,
        DomainState::Verified => StateBody::Verified,
        DomainState::Failing => StateBody::Failing,
        DomainState::Lost => StateBody::Lost,
    }
}

const fn problem_of(problem: DomainProblem) -> ProblemBody {
    match problem {
        DomainProblem::NoTxt => ProblemBody::NoTxt,
        DomainProblem::OtherTxt => ProblemBody::OtherTxt,
        DomainProblem::Nowhere => ProblemBody::Nowhere,
        DomainProblem::Elsewhere => ProblemBody::Elsewhere,
        DomainProblem::Taken => ProblemBody::Taken,
        DomainProblem::NoAnswer => ProblemBody::NoAnswer,
    }
}

fn owner(actor: &Actor, organisation_id: Option<OrganisationId>) -> Result<DomainOwner, Problem> {
    let account_id = actor.require_account()?;
    Ok(organisation_id.map_or(DomainOwner::Influencer(account_id), DomainOwner::Merchant))
}

/// The domains of a merchant, or one's own: at most 100, the oldest first.
#[utoipa::path(get, path = "/api/v1/link-domains", tag = "sales", params(OwnerQuery),
    responses((status = OK, body = Paged<LinkDomainBody>)))]
async fn list(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(query): Query<OwnerQuery>,
) -> Result<Json<Paged<LinkDomainBody>>, Problem> {
    let found = state.affiliate.link_domains(&actor, owner(&actor, query.organisation_id)?).await?;
    Ok(Json(Paged { items: found.into_iter().map(Into::into).collect(), next: None }))
}

/// Adds a host. Nothing answers there until its records are found.
#[utoipa::path(post, path = "/api/v1/link-domains", tag = "sales", request_body = NewLinkDomain,
    responses((status = CREATED, body = LinkDomainBody)))]
async fn add(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<NewLinkDomain>,
) -> Result<(StatusCode, Json<LinkDomainBody>), Problem> {
    let id = state.affiliate.add_link_domain(&actor, owner(&actor, body.organisation_id)?, &body.host).await?;
    Ok((StatusCode::CREATED, Json(state.affiliate.link_domain(&actor, id).await?.into())))
}

/// A domain: for its influencer, or the members of its merchant.
#[utoipa::path(get, path = "/api/v1/link-domains/{id}", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = LinkDomainBody)))]
async fn get(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<LinkDomainId>,
) -> Result<Json<LinkDomainBody>, Problem> {
    Ok(Json(state.affiliate.link_domain(&actor, id).await?.into()))
}

/// Says where `/` of a domain leads.
#[utoipa::path(put, path = "/api/v1/link-domains/{id}", tag = "sales", params(("id" = Uuid, Path)), request_body = LinkDomainChange,
    responses((status = OK, body = LinkDomainBody)))]
async fn change(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<LinkDomainId>,
    Json(body): Json<LinkDomainChange>,
) -> Result<Json<LinkDomainBody>, Problem> {
    state.affiliate.set_link_domain_root(&actor, id, body.root_url.as_deref()).await?;
    Ok(Json(state.affiliate.link_domain(&actor, id).await?.into()))
}

/// Gives a domain up. Its links go on answering on the platform's host.
#[utoipa::path(delete, path = "/api/v1/link-domains/{id}", tag = "sales", params(("id" = Uuid, Path)), responses((status = NO_CONTENT)))]
async fn remove(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<LinkDomainId>,
) -> Result<StatusCode, Problem> {
    state.affiliate.remove_link_domain(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks name servers now, at most ten times in ten minutes; it takes some seconds where they are silent.
#[utoipa::path(post, path = "/api/v1/link-domains/{id}/check", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = LinkDomainBody)))]
async fn check(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<LinkDomainId>,
) -> Result<Json<LinkDomainBody>, Problem> {
    Ok(Json(state.affiliate.check_link_domain(&actor, id).await?.into()))
}

/// The verified domains that links of a partnership may be bound to: its influencer's and its merchant's.
#[utoipa::path(get, path = "/api/v1/partnerships/{id}/link-domains", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = Paged<ChoiceBody>)))]
async fn choices(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PartnershipId>,
) -> Result<Json<Paged<ChoiceBody>>, Problem> {
    let found = state.affiliate.link_domain_choices(&actor, id).await?.into_iter();
    let items = found.map(|DomainChoice { id, host }| ChoiceBody { id: id.as_uuid(), host }).collect();
    Ok(Json(Paged { items, next: None }))
}
