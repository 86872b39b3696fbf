//! Words and small parts that the list and the page of one job share.

use maud::{Markup, html};
use platform::jobs::{
    WorkRole,
    admin::{JobCard, JobState},
};
use web_kit::{
    Translator, Visit,
    ui::{self, Badge, Icon, Tone},
};

pub(super) const LIST: &str = "/admin/taches";

/// The word of a state in the addresses of the pages.
pub(super) const fn slug(state: JobState) -> &'static str {
    match state {
        JobState::Waiting => "attente",
        JobState::Running => "cours",
        JobState::Failed => "echec",
    }
}

pub(super) fn state(t: Translator, state: JobState) -> String {
    t.get(match state {
        JobState::Waiting => "account-jobs-waiting",
        JobState::Running => "account-jobs-running",
        JobState::Failed => "account-jobs-failed",
    })
}

pub(super) fn badge(t: Translator, of: JobState) -> Badge {
    let tone = match of {
        JobState::Waiting => Tone::Info,
        JobState::Running => Tone::Ok,
        JobState::Failed => Tone::Bad,
    };
    Badge::new(tone, state(t, of))
}

pub(super) fn role(t: Translator, role: WorkRole) -> String {
    t.get(match role {
        WorkRole::Worker => "account-jobs-role-worker",
        WorkRole::Media => "account-jobs-role-media",
    })
}

/// The stored word of a role in the visitor's language.
pub(super) fn role_word(t: Translator, word: &str) -> String {
    WorkRole::parse(word).map_or_else(|| word.to_owned(), |known| role(t, known))
}

/// How an attempt ended.
pub(super) fn outcome(t: Translator, word: &str) -> Badge {
    let (tone, key) = match word {
        "done" => (Tone::Ok, "account-jobs-outcome-done"),
        "retried" => (Tone::Warn, "account-jobs-outcome-retried"),
        "failed" => (Tone::Bad, "account-jobs-outcome-failed"),
        "lost" => (Tone::Bad, "account-jobs-outcome-lost"),
        "snoozed" => (Tone::Info, "account-jobs-outcome-snoozed"),
        _ => (Tone::Info, "account-jobs-outcome-returned"),
    };
    Badge::new(tone, t.get(key))
}

/// What can be done about a job; nothing while it runs. Who only hears the buttons hears which job they are about.
pub(super) fn actions(visit: &Visit, job: &JobCard) -> Markup {
    let t = visit.t;
    let retry = t.get(if job.state == JobState::Failed { "account-jobs-retry" } else { "account-jobs-now" });
    let cancel = t.get("account-jobs-cancel");
    let name = format!("{} {}", job.name, job.id);
    let heard = |action: &str| t.with("account-jobs-action-on", &[("action", action.into()), ("job", name.as_str().into())]);
    html! {
        @if job.state != JobState::Running {
            div class="flex flex-wrap gap-2" {
                (ui::Form::post(visit, visit.url(&format!("{LIST}/{}/relance", job.id)), html! {
                    (ui::Button::secondary(&retry).small().icon(Icon::Refresh).attr("aria-label", heard(&retry)))
                }).inline())
                (ui::Form::post(visit, visit.url(&format!("{LIST}/{}/retrait", job.id)), html! {
                    (ui::Button::quiet(&cancel).small().attr("aria-label", heard(&cancel)))
                }).inline())
            }
        }
    }
}
