//! `GET /ma-liste`: favourites, and the lists of the account. 200 for the account alone.

use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use catalog::{FilmCard, ListCard, Visibility};
use kernel::Page;
use maud::{Markup, html};
use web_kit::{Shell, Visit, WebError, ui, ui::Icon};

use crate::{
    KarangouState,
    parts::{
        card,
        next::{self, After},
    },
};

const PATH: &str = "/ma-liste";
const ROWS: u16 = 24;

pub(crate) async fn show(
    visit: Visit,
    State(state): State<KarangouState>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let favourites = state.catalog.list_favourites(&visit.actor, &after.page(ROWS)).await?;
    if visit.htmx && after.after.is_some() {
        return Ok(html! { (card::cells(&visit, &favourites.items)) (more(&visit, &favourites)) }.into_response());
    }
    let lists = state.catalog.list_own_lists(&visit.actor, None).await?;
    Ok(Shell::new(&visit, visit.t.get("mine-title")).no_index().body(&content(&visit, &favourites, &lists)))
}

fn more(visit: &Visit, favourites: &Page<FilmCard>) -> Markup {
    let next = next::url(visit, PATH, &[], favourites.next.as_ref());
    html! { (ui::Pagination::new(visit.t, next).appending_to("#favourites")) }
}

fn content(visit: &Visit, favourites: &Page<FilmCard>, lists: &[(ListCard, bool)]) -> Markup {
    let t = visit.t;
    html! {
        (ui::PageHeader::new(t.get("mine-title")))
        div class="grid gap-10" {
            section {
                h2 class="mb-4" { (t.get("mine-favourites")) }
                @if favourites.items.is_empty() {
                    (ui::EmptyState::new(Icon::Heart, t.get("mine-empty-title")).text(t.get("mine-empty-text"))
                        .action(ui::Button::primary(t.get("home-all")).href(visit.url("/films"))))
                } @else { (card::grid(visit, &favourites.items, &more(visit, favourites))) }
            }
            section id="listes" {
                h2 class="mb-4" { (t.get("mine-lists")) }
                @if !lists.is_empty() {
                    ul class="mb-6 grid gap-3 sm:grid-cols-2 lg:grid-cols-3" { @for (list, _) in lists { li { (list_card(visit, list)) } } }
                }
                (new_list(visit))
            }
        }
    }
}

fn list_card(visit: &Visit, list: &ListCard) -> Markup {
    let t = visit.t;
    let icon = if list.visibility == Visibility::Public { Icon::Globe } else { Icon::Lock };
    html! {
        a class="grid min-h-11 gap-1 rounded-[10px] border border-line bg-surface p-4" href=(visit.url(&format!("/listes/{}", list.id))) {
            strong { (list.title) }
            span class="flex items-center gap-2 text-sm text-muted" {
                (icon) (t.get(&format!("list-visibility-{}", list.visibility.as_str())))
                " · " (t.with("films-count", &[("n", list.film_count.into())]))
            }
        }
    }
}

fn new_list(visit: &Visit) -> Markup {
    let t = visit.t;
    let fields = html! { (super::change::fields(visit, None)) (ui::Button::secondary(t.get("list-create")).icon(Icon::Add)) };
    html! {
        details class="max-w-xl rounded-[10px] border border-line" {
            summary class="flex min-h-11 cursor-pointer items-center gap-2 px-4 font-semibold" { (Icon::Add) (t.get("list-new")) }
            div class="border-t border-line p-4" { (ui::Form::post(visit, visit.url("/listes"), fields).stacked().attr("hx-post", visit.url("/listes"))) }
        }
    }
}
