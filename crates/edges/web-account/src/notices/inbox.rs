//! `/compte/notifications`: what one was told, the newest first. 200; 303; 401 for strangers.

use axum::{
    extract::{Query, State},
    response::{IntoResponse as _, Response},
};
use kernel::{Cursor, PageRequest};
use maud::{Markup, html};
use notifications::{NoticeView, Notifications};
use serde::Deserialize;
use uuid::Uuid;
use web_kit::{
    Cache, CsrfForm, Shell, Visit, WebError,
    ui::{self, Icon},
};

use super::preferences;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    apres: Option<String>,
}

pub(super) async fn show(
    visit: Visit,
    State(notifications): State<Notifications>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let request = PageRequest::new(Some(30), asked.apres.map(Cursor::from_text));
    let page = notifications.notices(&visit.actor, &request).await?;
    let wanted = notifications.preferences(&visit.actor).await?;
    let unread = notifications.unread(&visit.actor).await?;
    let t = visit.t;
    let next = page.next.map(|cursor| format!("{}?apres={}", visit.url("/compte/notifications"), cursor.as_str()));
    let content = html! {
        (ui::PageHeader::new(t.get("kit-nav-notices")).actions(html! { @if unread > 0 { (read_all(&visit)) } }))
        @if page.items.is_empty() {
            (ui::EmptyState::new(Icon::Bell, t.get("account-notices-none")).text(t.get("account-notices-none-text")))
        } @else {
            ul class="grid gap-3" { @for notice in &page.items { (one(&visit, notice)) } }
        }
        (ui::Pagination::new(t, next))
        (preferences::section(&visit, &wanted))
    };
    Ok(Shell::new(&visit, t.get("kit-nav-notices")).tool().cache(Cache::NoStore).body(&content))
}

fn one(visit: &Visit, notice: &NoticeView) -> Markup {
    let t = visit.t;
    html! {
        li class="grid gap-1 rounded-[10px] border border-line bg-surface p-4" {
            div class="flex flex-wrap items-baseline justify-between gap-2" {
                strong { (notice.title) @if notice.read_at.is_none() { " " (ui::Badge::new(ui::Tone::Info, t.get("account-notices-new"))) } }
                span class="text-sm text-muted" { (ui::When::relative(visit.locale, notice.created_at)) }
            }
            p { (notice.body) }
            a class="link inline-flex min-h-11 items-center" href=(visit.url(&notice.path)) { (notice.action) }
        }
    }
}

fn read_all(visit: &Visit) -> Markup {
    let button = ui::Button::secondary(visit.t.get("account-notices-read-all")).icon(Icon::Check);
    html! { (ui::Form::post(visit, visit.url("/compte/notifications/lues"), html! { (button) }).inline()) }
}

#[derive(Debug, Deserialize)]
pub(super) struct Read {
    id: Option<Uuid>,
}

pub(super) async fn mark_read(
    visit: Visit,
    State(notifications): State<Notifications>,
    CsrfForm(read): CsrfForm<Read>,
) -> Result<Response, WebError> {
    notifications.mark_read(&visit.actor, read.id).await?;
    Ok(visit.redirect("/compte/notifications").into_response())
}
