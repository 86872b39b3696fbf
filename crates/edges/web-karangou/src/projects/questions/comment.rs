//! One question, comment or answer, and what its reader can do about it.

use crowdfunding::{ProjectCommentState, ProjectCommentView};
use kernel::Permission;
use maud::{Markup, html};
use web_kit::{ui, ui::Icon};

use super::{
    discussion::{About, Discussion},
    path,
};
use crate::projects::refused::text_area;

impl Discussion<'_> {
    pub(super) fn comment(&self, comment: &ProjectCommentView) -> Markup {
        let t = self.visit.t;
        let gone = match comment.state {
            ProjectCommentState::Deleted => Some("question-gone"),
            ProjectCommentState::Hidden if comment.text.is_empty() => Some("question-hidden"),
            _ => None,
        };
        html! {
            article id={ "question-" (comment.id) } class="min-w-0" data-comment {
                @if let Some(gone) = gone { p class="text-muted italic" { (t.get(gone)) } } @else { (self.said(comment)) }
            }
        }
    }

    fn said(&self, comment: &ProjectCommentView) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        html! {
            header class="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm" {
                (ui::Avatar::new(&comment.author_name))
                strong class="min-w-0 break-words" { (comment.author_name) }
                @if comment.by_creator { (ui::Badge::new(ui::Tone::Ok, t.get("question-by-creator"))) }
                span class="text-muted" { (ui::When::relative(visit.locale, comment.created_at)) }
            }
            @if let Some(reason) = &comment.hidden_reason {
                div class="mt-2" { (ui::Banner::new(ui::Tone::Warn, t.with("question-hidden-why", &[("reason", reason.into())]))) }
            }
            p class="mt-1 break-words whitespace-pre-line" { (comment.text) }
            (self.acts(comment))
        }
    }

    /// One's own is deleted; the staff hides and shows what others wrote.
    fn acts(&self, comment: &ProjectCommentView) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        let action = |verb: &str| visit.url(&format!("{}/{}/{verb}", path(&self.view.slug), comment.id));
        let staff = visit.actor.may(Permission::CommentModerate);
        html! {
            @if comment.own {
                (ui::Form::post(visit, action("supprimer"), html! { (ui::Button::quiet(t.get("question-delete")).small().icon(Icon::Trash)) }))
            } @else if staff && comment.state == ProjectCommentState::Hidden {
                (ui::Form::post(visit, action("montrer"), html! { (ui::Button::quiet(t.get("question-show")).small().icon(Icon::Eye)) }))
            } @else if staff {
                @let refused = self.refused(About::Hiding(comment.id));
                @let fields = html! {
                    (text_area("reason", &t.get("question-hide-reason"), 500, refused))
                    p class="mt-2" { (ui::Button::danger(t.get("question-hide")).small()) }
                };
                details open[refused.is_some()] {
                    summary class="inline-flex min-h-11 cursor-pointer items-center text-sm text-muted" { (t.get("question-hide-open")) }
                    (ui::Form::post(visit, action("masquer"), fields))
                }
            }
        }
    }
}
