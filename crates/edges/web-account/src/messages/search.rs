//! What a search in one's conversations found.

use kernel::Cursor;
use maud::{Markup, html};
use messaging::{SearchHit, SearchResults};
use web_kit::{
    Visit,
    ui::{self, Icon},
};

/// How many messages that came after what was found are shown with it.
const AFTER: i64 = 25;

/// The page of a conversation on which a message stands, at that message.
fn place(hit: &SearchHit) -> String {
    let before = Cursor::after(&(hit.number + AFTER));
    format!("/messages/{}?avant={}#m{}", hit.conversation_id, before.as_str(), hit.number)
}

pub(super) fn results(visit: &Visit, found: &SearchResults) -> Markup {
    let t = visit.t;
    html! {
        @if found.hits.is_empty() { (ui::EmptyState::new(Icon::Search, t.get("messages-search-none"))) } @else {
            @if found.resembling { p class="mt-4 text-muted" { (t.get("messages-search-resembling")) } }
            ul class="mt-4 divide-y divide-line rounded-card border border-line bg-surface" {
                @for hit in &found.hits {
                    li {
                        a class="grid gap-1 p-4" href=(visit.url(&place(hit))) {
                            span class="text-sm text-muted" { (hit.author.name) " · " (ui::When::relative(visit.locale, hit.created_at)) }
                            span class="break-words text-ink" { (excerpt(hit)) }
                        }
                    }
                }
            }
        }
    }
}

/// The part of the text with what was found marked.
fn excerpt(hit: &SearchHit) -> Markup {
    let mut at = 0;
    let mut parts = Vec::new();
    for (start, end) in &hit.found {
        if let (Some(before), Some(found)) = (hit.excerpt.get(at..*start), hit.excerpt.get(*start..*end)) {
            parts.push((before, found));
            at = *end;
        }
    }
    html! {
        @for (before, found) in parts { (before) mark { (found) } }
        (hit.excerpt.get(at..).unwrap_or_default())
    }
}
