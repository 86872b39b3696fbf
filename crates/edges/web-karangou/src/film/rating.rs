//! `POST /films/{slug}/note`: one to five stars, or nothing to take them back. 303 to the page; the section alone for htmx.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use catalog::{FilmPage, Rate, Stars};
use kernel::ErrorKind;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, Visit, WebError, ui, ui::Icon};

use super::place;
use crate::{
    KarangouState,
    parts::{card, stars},
};

/// The stars of a form; none takes the rating back.
#[derive(Debug, Deserialize)]
pub(crate) struct Given {
    stars: Option<i16>,
}

pub(crate) async fn rate(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(slug): Path<String>,
    CsrfForm(given): CsrfForm<Given>,
) -> Result<Response, WebError> {
    let film_id = state.catalog.get_film(&visit.actor, &slug).await?.card.id;
    match given.stars {
        None => state.catalog.unrate(&visit.actor, film_id).await?,
        Some(stars) => {
            let stars = Stars::try_new(stars).ok_or_else(|| WebError::new(ErrorKind::Invalid, "film-rating-invalid"))?;
            state.catalog.rate(&visit.actor, Rate { film_id, stars }).await?
        }
    };
    if !visit.htmx {
        return Ok(visit.redirect(&place(&slug, "note")).saying("film-rating-saved").into_response());
    }
    let film = state.catalog.get_film(&visit.actor, &slug).await?;
    let mean = html! { span id="mean" hx-swap-oob="true" { (stars::summary(&visit, film.card.rating)) } };
    Ok(html! { (section(&visit, &film)) (mean) }.into_response())
}

/// The form, for people who are signed in; the way to sign-in for others.
pub(super) fn section(visit: &Visit, film: &FilmPage) -> Markup {
    let t = visit.t;
    html! {
        section id="note" {
            h2 class="mb-2 text-lg" { (t.get("film-rate")) }
            @match visit.account {
                Some(_) => (form(visit, film)),
                None => (sign_in(visit, &film.card.slug, "film-rate-sign-in")),
            }
        }
    }
}

fn form(visit: &Visit, film: &FilmPage) -> Markup {
    let t = visit.t;
    let given = film.mine.and_then(|mine| mine.stars);
    let action = visit.url(&format!("{}/note", card::path(&film.card.slug)));
    let choices = html! {
        fieldset {
            legend class="sr-only" { (t.get("film-rate-legend")) }
            div class="stars" {
                @for stars in 1..=5_i16 {
                    label class="star" {
                        input id={ "note-" (stars) } class="sr-only" type="radio" name="stars" value=(stars) checked[given == Some(stars)] required
                            aria-label=(t.with("film-rating-given", &[("n", stars.into())]));
                        (Icon::Star)
                    }
                }
            }
        }
        // With scripts choosing a star is enough.
        noscript { p class="mt-2" { (ui::Button::secondary(t.get("film-rate-submit")).small()) } }
    };
    html! {
        (ui::Form::post(visit, &action, choices).attr("hx-post", &action).attr("hx-trigger", "submit, change")
            .attr("hx-target", "#note").attr("hx-swap", "outerHTML"))
        @if let Some(given) = given {
            div class="mt-2 flex items-center gap-2" {
                span class="text-sm text-muted" { (t.with("film-rate-yours", &[("n", given.into())])) }
                (ui::Form::post(visit, &action, html! { (ui::Button::quiet(t.get("film-rate-withdraw")).small()) }).inline()
                    .attr("hx-post", &action).attr("hx-target", "#note").attr("hx-swap", "outerHTML"))
            }
        }
    }
}

/// Leads to sign-in and back to this film.
pub(super) fn sign_in(visit: &Visit, slug: &str, key: &'static str) -> Markup {
    let back = super::encoded(&visit.url(&card::path(slug)));
    html! { p { (ui::Link::new(visit.url(&format!("/connexion?suite={back}")), visit.t.get(key))) } }
}
