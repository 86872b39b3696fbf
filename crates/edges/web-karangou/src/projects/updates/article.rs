//! One update, as its reader may read it.

use crowdfunding::{Audience, ProjectView, UpdateView};
use kernel::Permission;
use maud::{Markup, html};
use web_kit::{Visit, ui, ui::Icon};

use super::{Asked, opening};
use crate::{
    film::encoded,
    parts::next,
    projects::refused::{self, Refused},
};

/// Where an update is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Among others on the page of its project: how it begins.
    Project,
    /// Among all of them.
    List,
    /// On its own page.
    Alone,
}

/// How updates are shown.
#[derive(Debug)]
pub(super) struct Article<'v> {
    pub(super) visit: &'v Visit,
    pub(super) view: &'v ProjectView,
    pub(super) asked: &'v Asked,
    pub(super) place: Place,
    /// A reason of the staff that was refused.
    pub(super) refused: Option<&'v Refused>,
}

impl Article<'_> {
    pub(super) fn show(&self, update: &UpdateView) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        let title = html! { a class="link" href=(self.url(update)) { (update.title) } };
        html! {
            article id={ "nouvelle-" (update.id) } class="grid gap-3" data-update {
                header class="grid gap-1" {
                    @match self.place {
                        Place::Project => h3 class="text-lg leading-snug font-semibold break-words" { (title) },
                        Place::List => h2 class="text-xl leading-snug break-words" { (title) },
                        Place::Alone => h2 class="text-2xl leading-snug break-words" { (update.title) },
                    }
                    p class="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted" {
                        (ui::When::relative(visit.locale, update.created_at))
                        @if update.audience == Audience::Backers { (ui::Badge::new(ui::Tone::Info, t.get("update-for-backers"))) }
                    }
                }
                @if let Some(reason) = &update.removed_reason {
                    (ui::Banner::new(ui::Tone::Warn, t.with("update-removed-why", &[("reason", reason.into())])))
                }
                @match &update.text { Some(text) => (self.text(update, text)), None => (self.locked(update)) }
                (self.remove(update))
            }
        }
    }

    fn url(&self, update: &UpdateView) -> String {
        next::with_pairs(self.visit, &format!("{}/{}", super::path(&self.view.slug), update.id), &self.asked.pairs())
    }

    fn text(&self, update: &UpdateView, text: &str) -> Markup {
        let shown = if self.place == Place::Project { opening::of(text) } else { text.into() };
        let t = self.visit.t;
        let name = t.with("update-more-of", &[("title", (&update.title).into())]);
        html! {
            (ui::Prose::markdown(&shown))
            @if shown.len() < text.len() { p { (ui::Link::new(self.url(update), t.get("update-more")).attr("aria-label", name)) } }
        }
    }

    /// That it is for backers, and how a backer reads it.
    fn locked(&self, update: &UpdateView) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        let back = encoded(&visit.url(&format!("{}/{}", super::path(&self.view.slug), update.id)));
        html! {
            div class="flex max-w-[65ch] items-start gap-3 rounded-[10px] border border-line bg-surface p-4" data-locked {
                span class="mt-0.5 text-muted" { (Icon::Lock) }
                div class="grid gap-1" {
                    p { (t.get("update-locked")) }
                    p class="text-sm text-muted" { (t.get("update-locked-how")) }
                    @if visit.account.is_none() {
                        p { (ui::Link::new(visit.url(&format!("/connexion?suite={back}")), t.get("update-locked-sign-in"))) }
                    }
                }
            }
        }
    }

    /// What the staff can do about it.
    fn remove(&self, update: &UpdateView) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        let may = visit.actor.may(Permission::ProjectReview) && !visit.actor.is(self.view.account_id);
        let action = visit.url(&format!("{}/{}/retirer", super::path(&self.view.slug), update.id));
        let fields = html! {
            (refused::text_area("reason", &t.get("update-remove-reason"), 500, self.refused))
            p class="mt-2" { (ui::Button::danger(t.get("update-remove")).small()) }
        };
        html! {
            @if may && update.removed_reason.is_none() {
                details open[self.refused.is_some()] {
                    summary class="inline-flex min-h-11 cursor-pointer items-center text-sm text-muted" { (t.get("update-remove-open")) }
                    (ui::Form::post(visit, action, fields))
                }
            }
        }
    }
}
