//! `GET /listes/{id}`: a list in its order. Public lists for everybody, private ones for their owner (404 otherwise).
//! Its owner moves films by buttons; with scripts also by dragging.

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use catalog::{FilmCard, ListPage, Visibility};
use contracts::catalog::ListId;
use maud::{Markup, html};
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

pub(crate) async fn show(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(list_id): Path<ListId>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    let list = state.catalog.get_list(&visit.actor, list_id, &after.page(ROWS)).await?;
    if visit.htmx && after.after.is_some() {
        return Ok(rows(&visit, &list).into_response());
    }
    let t = visit.t;
    let description = match list.description.as_str() {
        "" => t.with("list-description", &[("owner", (&list.owner_name).into()), ("n", list.film_count.into())]),
        text => super::super::film::shortened(text, 155),
    };
    let shell = Shell::new(&visit, &list.title).description(description).canonical(path(&list));
    let shell = if list.visibility == Visibility::Public { shell } else { shell.no_index() };
    let shell = if list.editable { shell.script("islands/sort-list.ts") } else { shell };
    Ok(shell.body(&content(&visit, &list)))
}

pub(super) fn path(list: &ListPage) -> String {
    format!("/listes/{}", list.id)
}

fn content(visit: &Visit, list: &ListPage) -> Markup {
    let t = visit.t;
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
            griot-sort-list id="liste" class="grid gap-2" { (rows(visit, list)) }
        } @else { div class="grid gap-2" { (rows(visit, list)) } }
    }
}

fn rows(visit: &Visit, list: &ListPage) -> Markup {
    let more = next::url(visit, &path(list), &[], list.films.next.as_ref());
    html! {
        @for (at, film) in list.films.items.iter().enumerate() { (row(visit, list, film, at)) }
        (ui::Pagination::new(visit.t, more).appending_to("#liste"))
    }
}

fn row(visit: &Visit, list: &ListPage, film: &FilmCard, at: usize) -> Markup {
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
            @if list.editable { (moves(visit, list, film, at)) }
        }
    }
}

/// Up, down, off: each a form of one button.
fn moves(visit: &Visit, list: &ListPage, film: &FilmCard, at: usize) -> Markup {
    let t = visit.t;
    let film_path = format!("{}/films/{}", path(list), film.id);
    let named = |key: &str| t.with(key, &[("title", (&film.title).into())]);
    let moved = |position: usize, icon: Icon, label: String| {
        let content = html! { input type="hidden" name="position" value=(position); (ui::IconButton::new(icon, label)) };
        ui::Form::post(visit, visit.url(&format!("{film_path}/deplacer")), content).inline()
    };
    html! {
        div class="flex" {
            @if at > 0 { span class="[&_.icon]:rotate-180" { (moved(at - 1, Icon::ChevronDown, named("list-move-up"))) } }
            (moved(at + 1, Icon::ChevronDown, named("list-move-down")))
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
