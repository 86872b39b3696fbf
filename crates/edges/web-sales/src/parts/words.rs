//! States and kinds in words, and how they are coloured.

use affiliate::{PartnershipState, ProgramState};
use web_kit::{Translator, ui::Tone};

/// Where a program stands.
pub(crate) fn program_state(t: Translator, state: ProgramState) -> (Tone, String) {
    let tone = match state {
        ProgramState::Draft => Tone::Info,
        ProgramState::Open => Tone::Ok,
        ProgramState::Paused => Tone::Warn,
        ProgramState::Closed => Tone::Bad,
    };
    (tone, t.get(&format!("sales-program-state-{}", state.as_str())))
}

/// Where a partnership stands.
pub(crate) fn partnership_state(t: Translator, state: PartnershipState) -> (Tone, String) {
    let tone = match state {
        PartnershipState::Requested => Tone::Warn,
        PartnershipState::Active => Tone::Ok,
        PartnershipState::Refused => Tone::Bad,
        PartnershipState::Ended => Tone::Info,
    };
    (tone, t.get(&format!("sales-partnership-state-{}", state.as_str())))
}

/// A category by its word.
pub(crate) fn category(t: Translator, word: &str) -> String {
    t.get(&affiliate::category_key(word))
}
