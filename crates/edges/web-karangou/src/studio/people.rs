//! `POST /studio/films/{id}/equipe`: the credits in their order; `GET /studio/personnes?q=`: names for the fields.
//! A typed name that is already known means that person; any other name makes a new one. 303.

use std::collections::HashMap;

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use catalog::{CreditInput, CreditPerson, CreditRole, CreditView, SetCredits, StudioFilm};
use contracts::catalog::{FilmId, PersonId};
use kernel::{ErrorKind, Permission};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, Visit, WebError, ui, ui::Icon};

use crate::{KarangouState, parts::names};

/// How many empty rows the form offers; scripts add more.
const EMPTY_ROWS: usize = 3;
/// The most credits of a film.
const MOST: usize = 200;

/// The words of a field.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
}

pub(crate) async fn options(
    visit: Visit,
    State(state): State<KarangouState>,
    Query(asked): Query<Asked>,
) -> Result<Markup, WebError> {
    visit.actor.require(Permission::FilmPublish)?;
    let people = match asked.q.trim() {
        "" => Vec::new(),
        words => state.catalog.find_people(words).await?,
    };
    Ok(html! {
        @for person in &people { option value=(person.name) { (visit.t.with("search-person-films", &[("n", person.film_count.into())])) } }
    })
}

/// The rows of the form, column by column. An empty name takes the row away.
#[derive(Debug, Deserialize)]
pub(crate) struct Rows {
    #[serde(default)]
    person: Vec<String>,
    #[serde(default)]
    name: Vec<String>,
    #[serde(default)]
    role: Vec<String>,
    #[serde(default)]
    detail: Vec<String>,
}

pub(crate) async fn save(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(film_id): Path<FilmId>,
    CsrfForm(rows): CsrfForm<Rows>,
) -> Result<Response, WebError> {
    let film = state.catalog.get_studio_film(&visit.actor, film_id).await?;
    let credits = read(&state, &film, rows).await?;
    state.catalog.set_credits(&visit.actor, SetCredits { film_id, credits }).await?;
    Ok(visit.redirect(&format!("{}#credits", super::path(film_id))).saying("studio-people-saved").into_response())
}

async fn read(state: &KarangouState, film: &StudioFilm, rows: Rows) -> Result<Vec<CreditInput>, WebError> {
    let columns = [rows.person.len(), rows.name.len(), rows.role.len(), rows.detail.len()];
    if columns.iter().any(|length| *length != columns[0] || *length > MOST) {
        return Err(WebError::new(ErrorKind::Invalid, "error-form-unreadable"));
    }
    let known: HashMap<PersonId, &str> =
        film.page.credits.iter().map(|credit| (credit.person_id, credit.name.as_str())).collect();
    let mut credits = Vec::new();
    let cells = rows.person.iter().zip(&rows.name).zip(rows.role.iter().zip(rows.detail));
    for ((person, name), (role, detail)) in cells.filter(|((_, name), _)| !name.trim().is_empty()) {
        let role = CreditRole::parse(role).ok_or_else(|| WebError::new(ErrorKind::Invalid, "error-form-unreadable"))?;
        let before = person.parse::<PersonId>().ok().filter(|id| known.get(id).is_some_and(|known| *known == name.trim()));
        let person = match before {
            Some(id) => CreditPerson::Known(id),
            None => by_name(state, name.trim()).await?,
        };
        credits.push(CreditInput { person, role, detail });
    }
    Ok(credits)
}

async fn by_name(state: &KarangouState, name: &str) -> Result<CreditPerson, WebError> {
    let people = state.catalog.find_people(name).await?;
    let same = people.into_iter().find(|person| person.name == name);
    Ok(same.map_or_else(|| CreditPerson::Named(name.to_owned()), |person| CreditPerson::Known(person.id)))
}

/// The form: one row a credit, and empty ones.
pub(super) fn section(visit: &Visit, film: &StudioFilm) -> Markup {
    let t = visit.t;
    let credits: Vec<Option<&CreditView>> = film.page.credits.iter().map(Some).chain([None; EMPTY_ROWS]).collect();
    let rows = html! {
        griot-people-rows class="grid gap-3" add=(t.get("studio-people-add")) {
            @for (at, credit) in credits.iter().enumerate() { (row(visit, at, *credit)) }
        }
        p class="mt-3" { (ui::Button::secondary(t.get("studio-people-save")).icon(Icon::Users)) }
    };
    let form = ui::Form::post(visit, visit.url(&format!("{}/equipe", super::path(film.page.card.id))), rows);
    html! { (ui::Section::new(t.get("studio-people"), html! { (form) }).id("credits").text(t.get("studio-people-hint"))) }
}

fn row(visit: &Visit, at: usize, credit: Option<&CreditView>) -> Markup {
    let t = visit.t;
    let list = format!("people-{at}");
    html! {
        div class="grid gap-2 border-b border-line pb-3 sm:grid-cols-[2fr_1.5fr_2fr]" data-row {
            input type="hidden" name="person" value=(credit.map_or_else(String::new, |credit| credit.person_id.to_string()));
            griot-combobox source=(visit.url("/studio/personnes")) {
                input class="input" name="name" type="text" maxlength="120" autocomplete="off" list=(list)
                    value=(credit.map_or("", |credit| &credit.name)) aria-label=(t.get("studio-people-name")) placeholder=(t.get("studio-people-name"));
                datalist id=(list) {}
            }
            select class="input select" name="role" aria-label=(t.get("studio-people-role")) {
                @for role in CreditRole::ALL {
                    option value=(role.as_str()) selected[credit.is_some_and(|credit| credit.role == *role)] { (names::role(t, *role)) }
                }
            }
            input class="input" name="detail" type="text" maxlength="120" value=(credit.map_or("", |credit| &credit.detail))
                aria-label=(t.get("studio-people-detail")) placeholder=(t.get("studio-people-detail"));
        }
    }
}
