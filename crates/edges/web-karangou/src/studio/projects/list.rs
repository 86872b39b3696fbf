//! `GET /studio/projets`: the projects of the account, with their states and what they have raised. 200; 403 for accounts that
//! do not publish.

use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use crowdfunding::ProjectCard;
use kernel::{Page, Permission};
use maud::{Markup, html};
use web_kit::{Shell, Visit, WebError, ui, ui::Icon};

use super::PATH;
use crate::{
    KarangouState,
    parts::{
        names,
        next::{self, After},
    },
    projects::figures,
};

const ROWS: u16 = 24;

pub(crate) async fn list(
    visit: Visit,
    State(state): State<KarangouState>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    visit.actor.require(Permission::FilmPublish)?;
    let projects = state.crowdfunding.my_projects(&visit.actor, &after.page(ROWS)).await?;
    if visit.htmx && after.after.is_some() {
        return Ok(rows(&visit, &projects).into_response());
    }
    Ok(Shell::new(&visit, visit.t.get("project-studio-title")).tool().body(&content(&visit, &projects)))
}

fn content(visit: &Visit, projects: &Page<ProjectCard>) -> Markup {
    let t = visit.t;
    let new = || ui::Button::primary(t.get("project-new")).icon(Icon::Add).href(visit.url(&format!("{PATH}/nouveau")));
    html! {
        @if projects.items.is_empty() {
            (ui::PageHeader::new(t.get("project-studio-title")))
            (ui::EmptyState::new(Icon::Heart, t.get("project-studio-empty-title")).text(t.get("project-studio-empty-text")).action(new()))
        } @else {
            (ui::PageHeader::new(t.get("project-studio-title")).actions(new()))
            div class="grid gap-2" { (rows(visit, projects)) }
        }
    }
}

fn rows(visit: &Visit, projects: &Page<ProjectCard>) -> Markup {
    let more = next::url(visit, PATH, &[], projects.next.as_ref());
    html! {
        @for project in &projects.items { (row(visit, project)) }
        (ui::Pagination::new(visit.t, more).appending_to("#projects"))
    }
}

fn row(visit: &Visit, project: &ProjectCard) -> Markup {
    let t = visit.t;
    let (tone, state) = names::project_state(t, project.state);
    html! {
        article class="grid gap-2 rounded-[10px] border border-line bg-surface p-4" {
            div class="flex flex-wrap items-center justify-between gap-2" {
                h2 class="min-w-0 text-base font-semibold break-words" {
                    a class="link" href=(visit.url(&super::path(project.id))) { (project.title) }
                }
                (ui::Badge::new(tone, state))
            }
            @if project.state.is_public() {
                (figures::bar(visit, project.pledged(), project.goal))
                p class="text-sm text-muted" { (figures::backers(t, project.backers)) }
            } @else {
                p class="text-sm text-muted" { (t.get("studio-changed")) " " (ui::When::relative(visit.locale, project.updated_at)) }
            }
        }
    }
}
