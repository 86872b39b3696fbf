//! `/_mailbox`: the mails of the demo, which are kept instead of sent. Not part of a real installation.

use axum::{
    Router,
    extract::{Query, State},
    response::Response,
    routing::get,
};
use maud::{Markup, html};
use platform::{Mail, mail::MailboxMail};
use serde::Deserialize;
use web_kit::{
    Shell, Visit, WebError,
    ui::{self, EmptyState, Icon},
};

const SHOWN: u16 = 50;

/// The mailbox page, for the demo alone.
pub fn mailbox(mail: Mail) -> Router {
    Router::new().route("/_mailbox", get(show)).with_state(mail)
}

#[derive(Deserialize)]
struct Filter {
    #[serde(default)]
    to: String,
}

async fn show(State(mail): State<Mail>, Query(filter): Query<Filter>, visit: Visit) -> Result<Response, WebError> {
    let recipient = Some(filter.to.trim().to_lowercase()).filter(|to| !to.is_empty());
    let mails = mail.list_mailbox(recipient.as_deref(), SHOWN).await?;
    let t = visit.t;
    let content = html! {
        (ui::PageHeader::new(t.get("account-mailbox-title")).text(t.get("account-mailbox-lead")))
        @if mails.is_empty() {
            (EmptyState::new(Icon::Mail, t.get("account-mailbox-empty")).text(t.get("account-mailbox-empty-text")))
        }
        @for mail in &mails { (letter(&visit, mail)) }
    };
    Ok(Shell::new(&visit, t.get("account-mailbox-title")).no_index().body(&content))
}

fn letter(visit: &Visit, mail: &MailboxMail) -> Markup {
    html! {
        article class="my-4 rounded-card border border-line bg-surface p-4" data-recipient=(mail.recipient) {
            header class="flex flex-wrap items-baseline gap-x-4 gap-y-1" {
                h2 class="text-18 font-semibold" { (mail.subject) }
                p class="text-14 text-muted" { (mail.recipient) " · " (ui::When::minute(visit.locale, mail.sent_at)) }
            }
            div class="mt-3 space-y-2 break-words" {
                @for line in mail.text.lines().filter(|line| !line.trim().is_empty()) { p { (linked(line)) } }
            }
        }
    }
}

/// A line of text with its addresses as links.
fn linked(line: &str) -> Markup {
    html! {
        @for (number, word) in line.split(' ').enumerate() {
            @if number > 0 { " " }
            @if word.starts_with("http://") || word.starts_with("https://") {
                a class="link" href=(word) { (word) }
            } @else {
                (word)
            }
        }
    }
}
