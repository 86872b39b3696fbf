//! `GET /projets`: projects that take pledges, the nearest deadline first; `?onglet=termines`: those that ended, the newest first.
//! 200 for everybody; 422 for a page that does not exist.

use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use crowdfunding::ProjectShelf;
use kernel::{Cursor, Page, Permission};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{Shell, Visit, WebError, ui, ui::Icon};

use super::{
    PATH,
    card::{self, Shown},
};
use crate::{
    KarangouState,
    parts::next::{self, After},
};

const ROWS: u16 = 12;
const ENDED: &str = "termines";

/// Which shelf, and from where on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    onglet: String,
    after: Option<String>,
}

pub(crate) async fn show(
    visit: Visit,
    State(state): State<KarangouState>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let ended = asked.onglet == ENDED;
    let shelf = if ended { ProjectShelf::Ended } else { ProjectShelf::Open };
    let after = After { after: asked.after };
    let page = state.crowdfunding.projects(shelf, &after.page(ROWS)).await?;
    let shown = Page { items: card::with_films(&visit, &state, page.items).await?, next: page.next };
    if visit.htmx && after.after.is_some() {
        return Ok(cells(&visit, ended, &shown.items, shown.next.as_ref()).into_response());
    }
    let shell =
        Shell::new(&visit, visit.t.get("projects-title")).description(visit.t.get("projects-description")).canonical(PATH);
    let shell = if ended || after.after.is_some() { shell.no_index() } else { shell };
    Ok(shell.body(&content(&visit, &state, ended, &shown)))
}

fn content(visit: &Visit, state: &KarangouState, ended: bool, shown: &Page<Shown>) -> Markup {
    let t = visit.t;
    let (open, done) = (visit.url(PATH), format!("{}?onglet={ENDED}", visit.url(PATH)));
    let current = if ended { done.clone() } else { open.clone() };
    let tabs = vec![ui::Tab::new(t.get("projects-open"), open), ui::Tab::new(t.get("projects-ended"), done)];
    html! {
        (ui::PageHeader::new(t.get("projects-title")).text(html! { (t.get("projects-lead")) }))
        (super::funding::simulation(visit, state))
        (ui::Tabs::new(t.get("projects-title"), current, tabs))
        @if shown.items.is_empty() { (empty(visit, ended)) } @else {
            h2 class="sr-only" { (t.get(if ended { "projects-ended" } else { "projects-open" })) }
            div class="mt-6 grid gap-4 sm:grid-cols-2 lg:grid-cols-3 *:[nav]:col-span-full" {
                (cells(visit, ended, &shown.items, shown.next.as_ref()))
            }
        }
    }
}

fn cells(visit: &Visit, ended: bool, shown: &[Shown], more: Option<&Cursor>) -> Markup {
    let tab = [("onglet", ENDED.to_owned())];
    let pairs = if ended { &tab[..] } else { &[] };
    html! {
        @for one in shown { (card::card(visit, one)) }
        (ui::Pagination::new(visit.t, next::url(visit, PATH, pairs, more)).appending_to("#projects"))
    }
}

fn empty(visit: &Visit, ended: bool) -> Markup {
    let t = visit.t;
    let state = if ended {
        ui::EmptyState::new(Icon::Heart, t.get("projects-ended-empty"))
    } else {
        ui::EmptyState::new(Icon::Heart, t.get("projects-open-empty")).text(t.get("projects-open-empty-text"))
    };
    let action = if visit.actor.may(Permission::FilmPublish) {
        ui::Button::primary(t.get("project-new")).href(visit.url("/studio/projets/nouveau"))
    } else {
        ui::Button::primary(t.get("home-all")).href(visit.url("/films"))
    };
    html! { div class="mt-6" { (state.action(action)) } }
}
