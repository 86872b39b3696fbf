//! What a project tells: `GET /projets/{slug}/nouvelles`, the newest first, and `…/nouvelles/{id}`. What is for backers alone is read by
//! an account that paid, or with `contribution` and `cle`, a pledge and its key. 200 for everybody once the project is online; 404
//! before, and for what was removed.

mod article;
mod opening;
mod remove;

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use contracts::crowdfunding::UpdateId;
use crowdfunding::{PledgePass, ProjectView, UpdateView};
use kernel::Page;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{Cache, Shell, Visit, WebError, ui, ui::Icon};

use self::article::{Article, Place};
pub(crate) use self::remove::{Why, remove};
use super::{PATH, refused::Refused};
use crate::{
    KarangouState,
    parts::next::{self, After},
};

const ROWS: u16 = 10;
/// How many the page of a project shows.
pub(super) const NEWEST: u16 = 3;

/// Where the updates of a project are, without language.
pub(crate) fn path(slug: &str) -> String {
    format!("{}/nouvelles", super::path(slug))
}

/// From where on, and the pledge by which somebody reads.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    contribution: String,
    cle: String,
    after: Option<String>,
}

impl Asked {
    fn pass(&self) -> Option<PledgePass> {
        let pledge_id = self.contribution.parse().ok()?;
        Some(PledgePass { pledge_id, key: self.cle.clone() })
    }

    /// What the addresses of other updates carry along.
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let has_pass = !self.contribution.is_empty();
        let pairs = [("contribution", self.contribution.clone()), ("cle", self.cle.clone())];
        pairs.into_iter().filter(|_| has_pass).collect()
    }

    /// A key in the address is for nobody else to keep.
    fn shell<'v>(&self, shell: Shell<'v>) -> Shell<'v> {
        if self.contribution.is_empty() { shell } else { shell.no_index().cache(Cache::NoStore) }
    }
}

pub(crate) async fn list(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let view = state.crowdfunding.project_by_slug(&visit.actor, &slug).await?;
    let page = After { after: asked.after.clone() }.page(ROWS);
    let updates = state.crowdfunding.updates(&visit.actor, view.id, asked.pass().as_ref(), &page).await?;
    if visit.htmx && asked.after.is_some() {
        return Ok(rows(&visit, &view, &asked, &updates).into_response());
    }
    let t = visit.t;
    let content = html! {
        (header(&visit, &view))
        @if updates.items.is_empty() { (ui::EmptyState::new(Icon::Message, t.get("updates-none"))) }
        div class="grid max-w-3xl gap-8" { (rows(&visit, &view, &asked, &updates)) }
    };
    let shell = asked.shell(shell(&visit, &view, t.with("updates-of", &[("title", (&view.title).into())])));
    Ok(if asked.after.is_some() { shell.no_index() } else { shell }.body(&content))
}

pub(crate) async fn show(
    visit: Visit,
    State(state): State<KarangouState>,
    Path((slug, id)): Path<(String, UpdateId)>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let view = state.crowdfunding.project_by_slug(&visit.actor, &slug).await?;
    let update = state.crowdfunding.update(&visit.actor, view.id, id, asked.pass().as_ref()).await?;
    Ok(asked.shell(shell(&visit, &view, update.title.clone())).body(&alone(&visit, &view, &update, &asked, None)))
}

fn shell<'v>(visit: &'v Visit, view: &ProjectView, title: String) -> Shell<'v> {
    Shell::new(visit, title).og_image(format!("{}/partage.png", visit.url(&super::path(&view.slug))))
}

/// One update on its page.
fn alone(visit: &Visit, view: &ProjectView, update: &UpdateView, asked: &Asked, refused: Option<&Refused>) -> Markup {
    let all = next::with_pairs(visit, &path(&view.slug), &asked.pairs());
    html! {
        (header(visit, view))
        div class="max-w-3xl" { (Article { visit, view, asked, place: Place::Alone, refused }.show(update)) }
        p class="mt-8" { (ui::Link::new(all, visit.t.get("updates-all"))) }
    }
}

fn header(visit: &Visit, view: &ProjectView) -> Markup {
    let t = visit.t;
    html! {
        (ui::Breadcrumb::to(t, t.get("updates-title")).step(t.get("projects-title"), visit.url(PATH)).step(&view.title, visit.url(&super::path(&view.slug))))
        (ui::PageHeader::new(t.with("updates-of", &[("title", (&view.title).into())])))
    }
}

/// The rows alone: what "Voir plus" adds.
fn rows(visit: &Visit, view: &ProjectView, asked: &Asked, updates: &Page<UpdateView>) -> Markup {
    let more = next::url(visit, &path(&view.slug), &asked.pairs(), updates.next.as_ref());
    let article = Article { visit, view, asked, place: Place::List, refused: None };
    html! {
        @for update in &updates.items { (article.show(update)) }
        (ui::Pagination::new(visit.t, more).appending_to("#nouvelles"))
    }
}

/// The newest on the page of the project; nothing while there are none, but the way to write the first for who may.
pub(super) fn section(visit: &Visit, view: &ProjectView, updates: &Page<UpdateView>) -> Markup {
    let t = visit.t;
    let asked = Asked::default();
    let article = Article { visit, view, asked: &asked, place: Place::Project, refused: None };
    let mine = visit.actor.is(view.account_id);
    let write = || {
        ui::Button::secondary(t.get("updates-write"))
            .small()
            .icon(Icon::Edit)
            .href(visit.url(&crate::studio::projects::updates_path(view.id)))
    };
    let content = html! {
        @if updates.items.is_empty() { p class="text-muted" { (t.get("updates-none")) } }
        div class="grid gap-6" { @for update in &updates.items { (article.show(update)) } }
        @if !updates.items.is_empty() { p class="mt-4" { (ui::Link::new(visit.url(&path(&view.slug)), t.get("updates-all"))) } }
    };
    let section = ui::Section::new(t.get("updates-title"), content).id("nouvelles");
    html! {
        @if mine { (section.action(write())) } @else if !updates.items.is_empty() { (section) }
    }
}
