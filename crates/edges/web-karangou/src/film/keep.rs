//! Favourite and lists: `POST /films/{slug}/favori` and `POST /films/{slug}/listes`. 303 to the page; the section alone for
//! htmx.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use catalog::{CreateList, FilmPage, ListCard, Visibility};
use contracts::catalog::ListId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, Visit, WebError, ui, ui::Icon};

use super::{place, rating};
use crate::{KarangouState, parts::card};

/// What to do with the favourite.
#[derive(Debug, Deserialize)]
pub(crate) struct Favourite {
    favourite: Switch,
}

/// On or off, as a button sends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Switch {
    /// From now on.
    On,
    /// No longer.
    Off,
}

pub(crate) async fn favourite(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(slug): Path<String>,
    CsrfForm(form): CsrfForm<Favourite>,
) -> Result<Response, WebError> {
    let film_id = state.catalog.get_film(&visit.actor, &slug).await?.card.id;
    let said = match form.favourite {
        Switch::On => {
            state.catalog.add_favourite(&visit.actor, film_id).await?;
            "film-favourite-added"
        }
        Switch::Off => {
            state.catalog.remove_favourite(&visit.actor, film_id).await?;
            "film-favourite-removed"
        }
    };
    answer(&visit, &state, &slug, said).await
}

/// Which list, and whether the film goes on it or off it. A title without a list makes a new one.
#[derive(Debug, Deserialize)]
pub(crate) struct OnList {
    list: Option<ListId>,
    #[serde(default)]
    title: String,
    on: Switch,
}

pub(crate) async fn on_list(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(slug): Path<String>,
    CsrfForm(form): CsrfForm<OnList>,
) -> Result<Response, WebError> {
    let film_id = state.catalog.get_film(&visit.actor, &slug).await?.card.id;
    let list_id = if let Some(list_id) = form.list {
        list_id
    } else {
        let new = CreateList { title: form.title, description: String::new(), visibility: Visibility::Private };
        state.catalog.create_list(&visit.actor, new).await?.id
    };
    match form.on {
        Switch::On => state.catalog.add_to_list(&visit.actor, list_id, film_id).await?,
        Switch::Off => state.catalog.remove_from_list(&visit.actor, list_id, film_id).await?,
    }
    let said = if form.on == Switch::On { "film-list-added" } else { "film-list-removed" };
    answer(&visit, &state, &slug, said).await
}

async fn answer(visit: &Visit, state: &KarangouState, slug: &str, said: &'static str) -> Result<Response, WebError> {
    if !visit.htmx {
        return Ok(visit.redirect(&place(slug, "garder")).saying(said).into_response());
    }
    let film = state.catalog.get_film(&visit.actor, slug).await?;
    let lists = state.catalog.list_own_lists(&visit.actor, Some(film.card.id)).await?;
    let toast = ui::Toast::new(ui::Tone::Ok, visit.t.get(said)).out_of_band();
    Ok(html! { (section(visit, &film, &lists)) (toast) }.into_response())
}

/// The favourite button and the lists of the account.
pub(super) fn section(visit: &Visit, film: &FilmPage, lists: &[(ListCard, bool)]) -> Markup {
    html! {
        section id="garder" {
            h2 class="mb-2 text-lg" { (visit.t.get("film-keep")) }
            @match visit.account {
                None => (rating::sign_in(visit, &film.card.slug, "film-keep-sign-in")),
                Some(_) => { (heart(visit, film)) (own_lists(visit, film, lists)) },
            }
        }
    }
}

fn heart(visit: &Visit, film: &FilmPage) -> Markup {
    let on = film.mine.is_some_and(|mine| mine.favourite);
    let (key, value) = if on { ("film-favourite-remove", "off") } else { ("film-favourite-add", "on") };
    let action = visit.url(&format!("{}/favori", card::path(&film.card.slug)));
    let button =
        ui::Button::secondary(visit.t.get(key)).icon(Icon::Heart).value("favourite", value).attr("aria-pressed", on.to_string());
    html! { (ui::Form::post(visit, &action, html! { (button) }).attr("hx-post", &action).attr("hx-target", "#garder").attr("hx-swap", "outerHTML")) }
}

fn own_lists(visit: &Visit, film: &FilmPage, lists: &[(ListCard, bool)]) -> Markup {
    let t = visit.t;
    html! {
        details class="mt-3 rounded-[10px] border border-line" open[visit.htmx] {
            summary class="flex min-h-11 cursor-pointer items-center gap-2 px-3" { (Icon::List) (t.get("film-lists")) }
            div class="grid gap-2 border-t border-line p-3" {
                @for (list, on) in lists { (one_list(visit, film, list, if *on { Switch::On } else { Switch::Off })) }
                @if !lists.is_empty() { hr class="border-line"; }
                (new_list(visit, film))
            }
        }
    }
}

fn one_list(visit: &Visit, film: &FilmPage, list: &ListCard, now: Switch) -> Markup {
    let on = now == Switch::On;
    let icon = if on { Icon::Check } else { Icon::Add };
    let key = if on { "film-list-take-off" } else { "film-list-put-on" };
    let button = ui::Button::quiet(&list.title)
        .icon(icon)
        .value("on", if on { "off" } else { "on" })
        .attr("aria-label", visit.t.with(key, &[("list", (&list.title).into())]));
    let content = html! { input type="hidden" name="list" value=(list.id); (button) };
    form(visit, film, content)
}

fn new_list(visit: &Visit, film: &FilmPage) -> Markup {
    let t = visit.t;
    let content = html! {
        div class="grid gap-2" {
            (ui::Field::text("title", t.get("film-list-new")).max_length(120).required())
            (ui::Button::secondary(t.get("film-list-create")).small().value("on", "on"))
        }
    };
    form(visit, film, content)
}

fn form(visit: &Visit, film: &FilmPage, content: Markup) -> Markup {
    let action = visit.url(&format!("{}/listes", card::path(&film.card.slug)));
    html! { (ui::Form::post(visit, &action, content).attr("hx-post", &action).attr("hx-target", "#garder").attr("hx-swap", "outerHTML")) }
}
