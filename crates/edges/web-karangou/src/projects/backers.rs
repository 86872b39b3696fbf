//! Who gave to a project, as they want to be named.

use crowdfunding::{Backer, ProjectView};
use kernel::Page;
use maud::{Markup, html};
use web_kit::{Visit, format, ui};

use super::{funding, path};
use crate::parts::next;

/// The newest, and the way to more.
pub(super) fn section(visit: &Visit, view: &ProjectView, backers: &Page<Backer>) -> Markup {
    let t = visit.t;
    let content = html! {
        @if backers.items.is_empty() { p class="text-muted" { (t.get(if funding::is_open(visit, view) { "project-backers-none" } else { "project-backers-nobody" })) } }
        @else { div class="grid max-w-[65ch]" { (rows(visit, view, backers)) } }
    };
    html! { (ui::Section::new(t.get("project-backers-title"), content).id("contributeurs")) }
}

/// The rows alone: what "Voir plus" adds.
pub(super) fn rows(visit: &Visit, view: &ProjectView, backers: &Page<Backer>) -> Markup {
    let more = next::url(visit, &path(&view.slug), &[], backers.next.as_ref());
    html! {
        @for backer in &backers.items { (row(visit, backer)) }
        (ui::Pagination::new(visit.t, more).appending_to("#contributeurs"))
    }
}

fn row(visit: &Visit, backer: &Backer) -> Markup {
    let t = visit.t;
    html! {
        div class="flex items-baseline justify-between gap-4 border-b border-line py-2" data-backer {
            p class="min-w-0 break-words" {
                @match &backer.name { Some(name) => strong class="font-semibold" { (name) }, None => (t.get("project-backer-anonymous")) }
                @if let Some(name) = &backer.on_behalf_of { " " (t.with("project-backer-for", &[("name", name.into())])) }
                " " span class="text-sm text-muted" { (ui::When::relative(visit.locale, backer.at)) }
            }
            span class="shrink-0 tabular-nums" { (format::money(visit.locale, backer.amount)) }
        }
    }
}
