//! States and problems of domains in words.

use affiliate::{DomainProblem, DomainState};
use web_kit::{Translator, ui, ui::Tone};

pub(super) fn badge(t: Translator, state: DomainState) -> ui::Badge {
    let (tone, key) = match state {
        DomainState::Waiting => (Tone::Info, "sales-domain-waiting"),
        DomainState::Verified => (Tone::Ok, "sales-domain-verified"),
        DomainState::Failing => (Tone::Warn, "sales-domain-failing"),
        DomainState::Lost => (Tone::Bad, "sales-domain-lost"),
    };
    ui::Badge::new(tone, t.get(key))
}

/// What a state means for its links.
pub(super) const fn meaning(state: DomainState) -> &'static str {
    match state {
        DomainState::Waiting => "sales-domain-waiting-text",
        DomainState::Verified => "sales-domain-verified-text",
        DomainState::Failing => "sales-domain-failing-text",
        DomainState::Lost => "sales-domain-lost-text",
    }
}

pub(super) const fn problem(problem: DomainProblem) -> &'static str {
    match problem {
        DomainProblem::NoTxt => "sales-domain-no-txt",
        DomainProblem::OtherTxt => "sales-domain-other-txt",
        DomainProblem::Nowhere => "sales-domain-nowhere",
        DomainProblem::Elsewhere => "sales-domain-elsewhere",
        DomainProblem::Taken => "sales-domain-taken",
        DomainProblem::NoAnswer => "sales-domain-no-answer",
    }
}
