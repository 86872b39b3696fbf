//! `GET /personnes/{slug}`: a person and their films. 200; 301 to the kept page of a merged duplicate; 404.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use catalog::{CreditRole, FilmographyEntry, PersonPage};
use maud::{Markup, html};
use web_kit::{Shell, Visit, WebError, ui, ui::Icon};

use crate::{
    KarangouState,
    parts::{card, names, picture},
    sharing::json_ld,
};

pub(crate) async fn show(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(slug): Path<String>,
) -> Result<Response, WebError> {
    let person = state.catalog.get_person(&visit.actor, &slug).await?;
    let path = format!("/personnes/{}", person.slug);
    if person.slug != slug {
        return Ok(Redirect::permanent(&visit.url(&path)).into_response());
    }
    let shell = Shell::new(&visit, &person.name)
        .description(description(&visit, &person))
        .canonical(&path)
        .og_type("profile")
        .json_ld(json_ld::person(&visit, &person));
    Ok(shell.body(&content(&visit, &person)))
}

/// The first sentences about them, or how many films they made.
fn description(visit: &Visit, person: &PersonPage) -> String {
    match person.bio(visit.locale) {
        "" => visit.t.with("person-description", &[("name", (&person.name).into()), ("n", person.films.len().into())]),
        bio => bio.chars().take(155).collect(),
    }
}

fn content(visit: &Visit, person: &PersonPage) -> Markup {
    let t = visit.t;
    let facts = [
        Some(roles(visit, person)).filter(|roles| !roles.is_empty()),
        person.country.as_ref().map(|code| names::country(t, code)),
        person.birth_year.map(|year| t.with("person-born", &[("year", year.to_string().into())])),
    ];
    html! {
        header class="mb-8 flex flex-col gap-5 sm:flex-row sm:items-center" {
            (ui::Avatar::new(&person.name).image(picture::unless_lite(visit, person.photo, 320)).large())
            div class="grid max-w-2xl content-start gap-2" {
                h1 class="text-3xl font-bold" { (person.name) }
                p class="text-muted" { @for (at, fact) in facts.into_iter().flatten().enumerate() { @if at > 0 { " · " } (fact) } }
                @if !person.bio(visit.locale).is_empty() {
                    p class="whitespace-pre-line" lang=[(bio_language(visit, person))] { (person.bio(visit.locale)) }
                }
            }
        }
        section {
            h2 class="mb-4" { (t.get("person-films")) }
            @if person.films.is_empty() { (ui::EmptyState::new(Icon::Film, t.get("person-no-films"))) }
            div class="grid grid-cols-2 items-start gap-x-4 gap-y-6 sm:grid-cols-3 md:grid-cols-4 lg:grid-cols-6" {
                @for entry in &person.films { (film(visit, entry)) }
            }
        }
    }
}

/// What they did, over all films: "Réalisation, Scénario".
fn roles(visit: &Visit, person: &PersonPage) -> String {
    let did = |role: &CreditRole| person.films.iter().any(|entry| entry.roles.iter().any(|(other, _)| other == role));
    CreditRole::ALL.iter().filter(|role| did(role)).map(|role| names::role(visit.t, *role)).collect::<Vec<_>>().join(", ")
}

fn film(visit: &Visit, entry: &FilmographyEntry) -> Markup {
    let roles: Vec<String> = entry
        .roles
        .iter()
        .map(|(role, detail)| match detail.as_str() {
            "" => names::role(visit.t, *role),
            detail => format!("{} ({detail})", names::role(visit.t, *role)),
        })
        .collect();
    let card = card::film(visit, &entry.film);
    let card = entry.film.year.iter().fold(card, |card, year| card.fact(year.to_string()));
    html! { div { (card) p class="mt-1 text-sm" { (roles.join(", ")) } } }
}

/// The language of the text about them, when it is not the page's.
fn bio_language(visit: &Visit, person: &PersonPage) -> Option<&'static str> {
    let own = match visit.locale {
        kernel::Locale::Fr => &person.bio_fr,
        kernel::Locale::En => &person.bio_en,
    };
    own.is_empty().then_some(match visit.locale {
        kernel::Locale::Fr => "en",
        kernel::Locale::En => "fr",
    })
}
