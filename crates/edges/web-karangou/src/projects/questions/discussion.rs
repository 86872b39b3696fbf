//! The forms of a discussion, and a question with its answers.

use contracts::crowdfunding::ProjectCommentId;
use crowdfunding::{ProjectCommentState, ProjectThread, ProjectView};
use maud::{Markup, html};
use web_kit::{Visit, ui, ui::Icon};

use super::path;
use crate::{
    film::encoded,
    projects::refused::{Refused, text_area},
};

/// What a text was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// The project.
    Question,
    /// The thread of the page.
    Answer,
    /// This comment, which the staff hides.
    Hiding(ProjectCommentId),
}

/// A text that comes back.
#[derive(Debug)]
pub(super) struct Again {
    pub(super) about: About,
    pub(super) refused: Refused,
}

/// How a discussion is shown.
#[derive(Debug)]
pub(super) struct Discussion<'v> {
    pub(super) visit: &'v Visit,
    pub(super) view: &'v ProjectView,
    pub(super) again: Option<&'v Again>,
}

impl Discussion<'_> {
    pub(super) fn refused(&self, about: About) -> Option<&Refused> {
        self.again.filter(|again| again.about == about).map(|again| &again.refused)
    }

    /// The form of a question, or the way to sign-in.
    pub(super) fn ask(&self) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        let here = visit.url(&path(&self.view.slug));
        html! {
            @if visit.account.is_some() {
                (self.write(None, &text_area("text", &t.get("question-text"), 2000, self.refused(About::Question))))
            } @else {
                p { (ui::Link::new(visit.url(&format!("/connexion?suite={}", encoded(&here))), t.get("question-sign-in"))) }
            }
        }
    }

    fn write(&self, parent: Option<ProjectCommentId>, area: &Markup) -> Markup {
        let submit = if parent.is_some() { "question-answer-submit" } else { "question-submit" };
        let fields = html! {
            @if let Some(parent) = parent { input type="hidden" name="parent" value=(parent); }
            (area)
            p class="mt-2" { (ui::Button::secondary(self.visit.t.get(submit)).icon(Icon::Send)) }
        };
        html! { (ui::Form::post(self.visit, self.visit.url(&path(&self.view.slug)), fields)) }
    }

    /// A question with its first answers, at most so many.
    pub(super) fn thread(&self, thread: &ProjectThread, most: usize) -> Markup {
        let (visit, t) = (self.visit, self.visit.t);
        let page = visit.url(&format!("{}/{}", path(&self.view.slug), thread.comment.id));
        let is_cut = thread.answers.len() > most || i64::try_from(thread.answers.len()).unwrap_or(i64::MAX) < thread.answer_count;
        let answers = html! {
            @for answer in thread.answers.iter().take(most) { (self.comment(answer)) }
            @if is_cut {
                p { (ui::Link::new(page, t.with("question-answers-all", &[("n", thread.answer_count.into())]))) }
            }
        };
        self.framed(thread, &answers)
    }

    /// A question, what stands below it, and the form of an answer.
    pub(super) fn framed(&self, thread: &ProjectThread, answers: &Markup) -> Markup {
        html! {
            div class="grid gap-3 border-b border-line pb-5" data-thread {
                (self.comment(&thread.comment))
                @if !thread.answers.is_empty() { div class="ml-4 grid gap-4 border-l border-line pl-4" { (answers) } }
                (self.answer(thread))
            }
        }
    }

    fn answer(&self, thread: &ProjectThread) -> Markup {
        let (t, refused) = (self.visit.t, self.refused(About::Answer));
        let may = self.visit.account.is_some() && thread.comment.state == ProjectCommentState::Visible;
        html! {
            @if may {
                details open[refused.is_some()] {
                    summary class="inline-flex min-h-11 cursor-pointer items-center text-sm text-muted" { (t.get("question-answer")) }
                    (self.write(Some(thread.comment.id), &text_area("text", &t.get("question-answer-text"), 2000, refused)))
                }
            }
        }
    }
}
