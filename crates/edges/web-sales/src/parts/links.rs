//! Tracked links as a list.

use affiliate::LinkView;
use contracts::affiliate::LinkId;
use maud::{Markup, html};
use web_kit::{Visit, ui, ui::Icon};

use crate::SalesState;

/// The address of a link, as it is shared.
pub(crate) fn address(state: &SalesState, link: &LinkView) -> String {
    address_in(state, link, "")
}

/// The longest name of a post.
pub(crate) const POST_MAX: u16 = 100;

/// The same in a post that the partner calls so: figures tell it apart. What is empty is no name.
pub(crate) fn address_in(state: &SalesState, link: &LinkView, post: &str) -> String {
    let address = link.address(&state.public_url);
    let post: String = post.trim().chars().take(POST_MAX.into()).collect();
    if post.is_empty() {
        return address;
    }
    let words = url::form_urlencoded::Serializer::new(String::new()).append_pair("sub1", &post).finish();
    format!("{address}?{words}")
}

/// Where the partner changes a link; none for others.
pub(crate) type Change<'c> = Option<&'c dyn Fn(LinkId) -> String>;

/// Links of a partner; `more` leads to the rest.
pub(crate) fn section(
    visit: &Visit,
    state: &SalesState,
    (links, more): (&[LinkView], Option<String>),
    change: Change<'_>,
) -> Markup {
    let t = visit.t;
    let content = html! {
        @if links.is_empty() { p class="text-muted" { (t.get("sales-links-none")) } }
        ul class="grid gap-2" {
            @for link in links { li class="grid gap-1 rounded-card border border-line bg-surface p-4" { (one(visit, state, link, change)) } }
        }
        @if more.is_some() { (ui::Pagination::new(t, more)) }
    };
    html! { (ui::Section::new(t.get("sales-links"), content).id("liens")) }
}

fn one(visit: &Visit, state: &SalesState, link: &LinkView, change: Change<'_>) -> Markup {
    let t = visit.t;
    let name = if link.label.is_empty() { &link.destination } else { &link.label };
    let over = link.expires_at.is_some_and(|end| end <= visit.now());
    html! {
        div class="flex flex-wrap items-center justify-between gap-2" {
            h3 class="min-w-0 font-semibold break-all" {
                @match change { Some(path) => { a class="link" href=(visit.url(&path(link.id))) { (name) } }, None => { (name) } }
            }
            @if link.disabled_at.is_some() { (ui::Badge::new(ui::Tone::Warn, t.get("sales-link-off"))) }
            @else if over { (ui::Badge::new(ui::Tone::Info, t.get("sales-link-over"))) }
        }
        (shared(visit, &address(state, link), name))
    }
}

/// An address in a field, and a button that shares or copies it where there are scripts (`islands/share.ts`).
pub(crate) fn shared(visit: &Visit, address: &str, title: &str) -> Markup {
    let t = visit.t;
    html! {
        griot-share class="flex flex-wrap gap-2" title=(title) copied=(t.get("sales-copied")) {
            input class="input min-w-0 flex-1" type="text" readonly value=(address) aria-label=(t.with("sales-link-address-of", &[("name", title.into())]));
            button class="btn" type="button" hidden { (Icon::Share) span { (t.get("sales-share")) } }
        }
    }
}
