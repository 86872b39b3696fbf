//! `GET /listes/{id}`: a list in its order. Public lists for everybody, private ones for their owner (404 otherwise).
//! Its owner moves films by buttons; with scripts also by dragging.

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use catalog::{FilmCard, ListPage, Visibility};
use contracts::catalog::{FilmId, ListId};
use kernel::PageRequest;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{Shell, Visit, WebError, ui, ui::Icon};

use crate::{
    KarangouState,
    parts::{
        card, facts,
        next::{self, After},
        picture,
    },
};

const ROWS: u16 = 50;

/// Which page, and the film that stands before it: the first film of the page moves up before that one.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    after: Option<String>,
    previous: Option<FilmId>,
}

/// A list with the films around this page of it.
struct Shown {
    list: ListPage,
    previous: Option<FilmId>,
    next: Option<FilmId>,
}

pub(crate) async fn show(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(list_id): Path<ListId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let after = After { after: asked.after };
    let list = state.catalog.get_list(&visit.actor, list_id, &after.page(ROWS)).await?;
    let shown = Shown { previous: asked.previous, next: first_beyond(&visit, &state, &list).await?, list };
    if visit.htmx && after.after.is_some() {
        return Ok(rows(&visit, &shown).into_response());
    }
    let list = &shown.list;
    let t = visit.t;
    let description = match list.description.as_str() {
        "" => t.with("list-description", &[("owner", (&list.owner_name).into()), ("n", list.film_count.into())]),
        text => super::super::film::shortened(text, 155),
    };
    let shell = Shell::new(&visit, &list.title).description(description).canonical(path(list));
    let shell = if list.visibility == Visibility::Public { shell } else { shell.no_index() };
    let shell = if list.editable { shell.script("islands/sort-list.ts") } else { shell };
    Ok(shell.body(&content(&visit, &shown)))
}

/// The first film of the next page, for its owner to move the last one of this page behind it.
async fn first_beyond(visit: &Visit, state: &KarangouState, list: &ListPage) -> Result<Option<FilmId>, WebError> {
    let Some(next) = list.films.next.clone().filter(|_next| list.editable) else { return Ok(None) };
    let beyond = state.catalog.get_list(&visit.actor, list.id, &PageRequest::new(Some(1), Some(next))).await?;
    Ok(beyond.films.items.first().map(|film| film.id))
}

pub(super) fn path(list: &ListPage) -> String {
    format!("/listes/{}", list.id)
}

fn content(visit: &Visit, shown: &Shown) -> Markup {
    let (t, list) = (visit.t, &shown.list);
    let by = html! {
        (t.with("list-by", &[("owner", (&list.owner_name).into())])) " · " (t.with("films-count", &[("n", list.film_count.into())]))
        " · " (t.get(&format!("list-visibility-{}", list.visibility.as_str())))
    };
    html! {
        (ui::PageHeader::new(&list.title).text(by))
        @if !list.description.is_empty() { p class="mb-6 max-w-[65ch] whitespace-pre-line" { (list.description) } }
        @if list.editable { (owner_forms(visit, list)) }
        @if list.films.items.is_empty() {
            (ui::EmptyState::new(Icon::List, t.get("list-empty")).action(ui::Button::primary(t.get("home-all")).href(visit.url("/films"))))
        } @else if list.editable {
            griot-sort-list id="liste" class="grid gap-2" { (rows(visit, shown)) }
        } @else { div class="grid gap-2" { (rows(visit, shown)) } }
    }
}

fn rows(visit: &Visit, shown: &Shown) -> Markup {
    let (list, films) = (&shown.list, &shown.list.films.items);
    let last = films.last().filter(|_last| list.editable).map(|film| ("previous", film.id.to_string()));
    let more = next::url(visit, &path(list), last.as_slice(), list.films.next.as_ref());
    html! {
        @for (at, film) in films.iter().enumerate() {
            @let previous = at.checked_sub(1).and_then(|at| films.get(at)).map_or(shown.previous, |film| Some(film.id));
            @let next = films.get(at + 1).map_or(shown.next, |film| Some(film.id));
            (row(visit, list, film, Neighbours { previous, next }))
        }
        (ui::Pagination::new(visit.t, more).appending_to("#liste"))
    }
}

/// The films between which a film stands.
#[derive(Debug, Clone, Copy)]
struct Neighbours {
    previous: Option<FilmId>,
    next: Option<FilmId>,
}

fn row(visit: &Visit, list: &ListPage, film: &FilmCard, beside: Neighbours) -> Markup {
    let line = [film.year.map(|year| year.to_string()), facts::length(film.duration_ms)];
    html! {
        article class="flex items-center gap-4 border-b border-line py-2" data-film=(film.id) draggable=[list.editable.then_some("true")] {
            a class="block w-14 shrink-0" href=(visit.url(&card::path(&film.slug))) tabindex="-1" aria-hidden="true" draggable="false" { (picture::poster(visit, film)) }
            div class="min-w-0 grow" {
                h2 class="text-base font-semibold" {
                    a class="link" href=(visit.url(&card::path(&film.slug))) lang=[facts::title_language(visit, film)] draggable="false" { (film.title) }
                }
                p class="text-sm text-muted" { @for (at, fact) in line.into_iter().flatten().enumerate() { @if at > 0 { " · " } (fact) } }
            }
            @if list.editable { (moves(visit, list, film, beside)) }
        }
    }
}

/// Up, down, off: each a form of one button.
fn moves(visit: &Visit, list: &ListPage, film: &FilmCard, beside: Neighbours) -> Markup {
    let t = visit.t;
    let film_path = format!("{}/films/{}", path(list), film.id);
    let named = |key: &str| t.with(key, &[("title", (&film.title).into())]);
    let moved = |side: &str, other: FilmId, label: String| {
        let content = html! { input type="hidden" name=(side) value=(other); (ui::IconButton::new(Icon::ChevronDown, label)) };
        ui::Form::post(visit, visit.url(&format!("{film_path}/deplacer")), content).inline()
    };
    html! {
        div class="flex" {
            @if let Some(other) = beside.previous { span class="[&_.icon]:rotate-180" { (moved("before", other, named("list-move-up"))) } }
            @if let Some(other) = beside.next { (moved("after", other, named("list-move-down"))) }
            (ui::Form::post(visit, visit.url(&format!("{film_path}/retirer")), html! { (ui::IconButton::new(Icon::Close, named("list-take-off"))) }).inline())
        }
    }
}

fn owner_forms(visit: &Visit, list: &ListPage) -> Markup {
    let t = visit.t;
    let fields = html! { (super::change::fields(visit, Some(list))) (ui::Button::primary(t.get("list-save"))) };
    let delete = html! { (ui::Button::danger(t.get("list-delete")).small().icon(Icon::Trash)) };
    html! {
        details class="mb-6 max-w-xl rounded-[10px] border border-line" {
            summary class="flex min-h-11 cursor-pointer items-center gap-2 px-4 font-semibold" { (Icon::Settings) (t.get("list-settings")) }
            div class="grid gap-4 border-t border-line p-4" {
                (ui::Form::post(visit, visit.url(&path(list)), fields).stacked())
                (ui::Form::post(visit, visit.url(&format!("{}/supprimer", path(list))), delete))
            }
        }
    }
}
