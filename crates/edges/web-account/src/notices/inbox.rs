//! `/compte/notifications`: what one was told, the newest first. Who opens the list has read what stands on it. 200; 303; 401 for
//! strangers.

use axum::{
    extract::{Query, State},
    response::{IntoResponse as _, Response},
};
use http::HeaderMap;
use kernel::{Cursor, Page, PageRequest};
use maud::{Markup, html};
use notifications::{NoticeView, Notifications};
use serde::Deserialize;
use uuid::Uuid;
use web_kit::{
    Cache, CsrfForm, Shell, Visit, WebError,
    ui::{self, Icon},
};

use super::{
    devices, mail,
    phone::{self, Typed},
    preferences,
};

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    apres: Option<String>,
}

pub(super) async fn show(
    visit: Visit,
    State(notifications): State<Notifications>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let request = PageRequest::new(Some(30), asked.apres.map(Cursor::from_text));
    let page = notifications.notices(&visit.actor, &request).await?;
    if !is_fetched_ahead(&headers) {
        let seen: Vec<Uuid> = page.items.iter().filter(|notice| notice.read_at.is_none()).map(|notice| notice.id).collect();
        notifications.mark_seen(&visit.actor, &seen).await?;
    }
    self::page(visit, &notifications, Some(page), &Typed::default()).await
}

/// The page with these notices, or the newest; a form that comes back stands where it was.
pub(super) async fn page(
    mut visit: Visit,
    notifications: &Notifications,
    notices: Option<Page<NoticeView>>,
    typed: &Typed,
) -> Result<Response, WebError> {
    let page = match notices {
        Some(notices) => notices,
        None => notifications.notices(&visit.actor, &PageRequest::new(Some(30), None)).await?,
    };
    let unread = notifications.unread(&visit.actor).await?;
    visit.unread = Some(unread);
    let t = visit.t;
    let next = page.next.as_ref().map(|cursor| format!("{}?apres={}", visit.url("/compte/notifications"), cursor.as_str()));
    let settings = settings(&visit, notifications, typed).await?;
    let mail = notifications.mail_state(&visit.actor).await?;
    let content = html! {
        (ui::PageHeader::new(t.get("kit-nav-notices")).actions(html! { @if unread > 0 { (read_all(&visit)) } }))
        (mail::banner(&visit, &mail))
        @if page.items.is_empty() {
            (ui::EmptyState::new(Icon::Bell, t.get("account-notices-none")).text(t.get("account-notices-none-text")))
        } @else {
            ul class="grid gap-3" { @for notice in &page.items { (one(&visit, notice)) } }
        }
        (ui::Pagination::new(t, next))
        (settings)
    };
    let shell = Shell::new(&visit, t.get("kit-nav-notices")).tool().script("islands/push.ts").cache(Cache::NoStore);
    let shell = if typed.errors.is_empty() { shell } else { shell.invalid() };
    Ok(shell.body(&content))
}

async fn settings(visit: &Visit, notifications: &Notifications, typed: &Typed) -> Result<Markup, WebError> {
    let wanted = notifications.preferences(&visit.actor).await?;
    let cadences = notifications.cadences(&visit.actor).await?;
    let told = notifications.devices(&visit.actor).await?;
    let phone = if notifications.has_sms() { Some(notifications.phone(&visit.actor).await?) } else { None };
    Ok(html! {
        (preferences::section(visit, &wanted, &cadences))
        (devices::section(visit, notifications.push_key(), &told))
        @if let Some(phone) = &phone { (phone::section(visit, phone, typed)) }
    })
}

/// Whether a browser fetches the page in case somebody wants it (`Sec-Purpose`, Fetch standard): nobody has seen it then.
fn is_fetched_ahead(headers: &HeaderMap) -> bool {
    headers.get("sec-purpose").is_some_and(|purpose| purpose.as_bytes().starts_with(b"prefetch"))
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
