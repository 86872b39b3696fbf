//! `/messages`: one's conversations, the latest active first, or what a search found. 200; 303 to the sign-in page for strangers.

use axum::{
    extract::{Query, State},
    response::{IntoResponse as _, Response},
};
use kernel::{Cursor, Page, PageRequest};
use maud::{Markup, html};
use messaging::ConversationView;
use serde::Deserialize;
use web_kit::{
    FormErrors, Visit, WebError,
    ui::{self, Icon},
};

use super::{MessagesState, parts, search};

const PER_PAGE: u16 = 30;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    apres: Option<String>,
}

pub(super) async fn show(
    visit: Visit,
    State(state): State<MessagesState>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let words = asked.q.trim();
    let (content, errors) = if words.is_empty() {
        (live_list(&visit, &first_or(&visit, &state, asked.apres).await?), FormErrors::none())
    } else {
        match state.messaging.search(&visit.actor, words).await {
            Ok(found) => (search::results(&visit, &found), FormErrors::none()),
            Err(error) => (html! {}, FormErrors::of(error, visit.t)?),
        }
    };
    let t = visit.t;
    let page = html! {
        (ui::PageHeader::new(t.get("kit-nav-messages")).text(t.get("messages-lead")))
        (search_form(&visit, words, &errors))
        (content)
    };
    let shell = parts::shell(&visit, t.get("kit-nav-messages")).script("islands/live-fragment.ts");
    let shell = if errors.is_empty() { shell } else { shell.invalid() };
    Ok(shell.body(&page))
}

/// The newest conversations alone, for whoever asks now and then.
pub(super) async fn fragment(visit: Visit, State(state): State<MessagesState>) -> Result<Response, WebError> {
    visit.require_account()?;
    Ok(newest(&visit, &state).await?.into_response())
}

/// The newest conversations as they are now.
pub(super) async fn newest(visit: &Visit, state: &MessagesState) -> Result<Markup, WebError> {
    Ok(rows(visit, &first_or(visit, state, None).await?))
}

async fn first_or(visit: &Visit, state: &MessagesState, after: Option<String>) -> Result<Page<ConversationView>, WebError> {
    let request = PageRequest::new(Some(PER_PAGE), after.map(Cursor::from_text));
    Ok(state.messaging.conversations(&visit.actor, &request).await?)
}

/// The first page keeps itself true; what is older stays as it was asked for.
fn live_list(visit: &Visit, page: &Page<ConversationView>) -> Markup {
    let stream = (!visit.lite).then(|| visit.url("/messages/direct"));
    html! {
        @if visit.query.as_deref().is_some_and(|query| query.contains("apres=")) { (rows(visit, page)) } @else {
            griot-live-fragment src=[stream] event="liste" poll=(visit.url("/messages/liste")) { (rows(visit, page)) }
        }
    }
}

fn rows(visit: &Visit, page: &Page<ConversationView>) -> Markup {
    let t = visit.t;
    let next = page.next.as_ref().map(|cursor| format!("{}?apres={}", visit.url("/messages"), cursor.as_str()));
    html! {
        @if page.items.is_empty() {
            (ui::EmptyState::new(Icon::Message, t.get("messages-none")).text(t.get("messages-none-text"))
                .action(ui::Button::secondary(t.get("messages-none-action")).href(visit.url("/marche"))))
        } @else {
            ul class="mt-4 divide-y divide-line rounded-card border border-line bg-surface" {
                @for view in &page.items { li { (row(visit, view)) } }
            }
            (ui::Pagination::new(t, next))
        }
    }
}

fn row(visit: &Visit, view: &ConversationView) -> Markup {
    let t = visit.t;
    html! {
        a class="flex min-h-16 items-center gap-3 p-4" href=(visit.url(&format!("/messages/{}", view.id))) {
            (ui::Avatar::new(parts::name(t, view)))
            span class="min-w-0 flex-1" {
                span class=(if view.unread > 0 { "block truncate font-semibold text-ink" } else { "block truncate text-ink" }) { (parts::name(t, view)) }
                span class="block text-sm text-muted" { (parts::subject(t, view)) " · " (ui::When::relative(visit.locale, view.active_at)) }
            }
            (parts::state(t, view))
            @if view.unread > 0 {
                span { (ui::Badge::new(ui::Tone::Info, t.with("messages-unread", &[("n", view.unread.into())]))) }
            }
        }
    }
}

fn search_form(visit: &Visit, words: &str, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let fields = html! {
        div class="flex flex-wrap items-end gap-3" {
            div class="min-w-0 flex-1" { (ui::Field::search("q", t.get("messages-search")).value(words).errors(errors).max_length(100)) }
            (ui::Button::secondary(t.get("messages-search-go")).icon(Icon::Search))
            @if !words.is_empty() { (ui::Button::quiet(t.get("messages-search-all")).href(visit.url("/messages"))) }
        }
    };
    html! { (ui::Form::get(visit.url("/messages"), fields).attr("role", "search")) }
}
