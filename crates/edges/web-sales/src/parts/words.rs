//! States and kinds in words, and how they are coloured.

use affiliate::{
    CommissionState, DayClicks, MonthBonus, PartnershipState, ProgramState, Reach,
    attribution::{Fault, Outcome, Passed, Why},
};
use kernel::Money;
use web_kit::{Translator, format, ui::Tone};

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

/// Where a commission stands.
pub(crate) fn commission_state(t: Translator, state: CommissionState) -> (Tone, String) {
    match state {
        CommissionState::Waiting => (Tone::Warn, t.get("sales-commission-waiting")),
        CommissionState::Held => (Tone::Info, t.get("sales-commission-held")),
        CommissionState::Payable => (Tone::Ok, t.get("sales-commission-payable")),
        CommissionState::Nothing => (Tone::Bad, t.get("sales-commission-nothing")),
    }
}

/// What became of a touch, in a sentence that its partner and the merchant read.
pub(crate) fn outcome(t: Translator, outcome: Outcome) -> String {
    t.get(match outcome {
        Outcome::Credited(why) => match why {
            Why::Only => "sales-why-only",
            Why::Last => "sales-why-last",
            Why::First => "sales-why-first",
            Why::Code => "sales-why-code",
            Why::CodeAlone => "sales-why-code-alone",
            Why::OpensShared => "sales-why-opens-shared",
            Why::BetweenShared => "sales-why-between-shared",
            Why::ClosesShared => "sales-why-closes-shared",
        },
        Outcome::Passed(passed) => match passed {
            Passed::Fault(fault) => fault_key(fault),
            Passed::TooOld => "sales-why-too-old",
            Passed::TooLate => "sales-why-too-late",
            Passed::NotLast => "sales-why-not-last",
            Passed::NotFirst => "sales-why-not-first",
            Passed::CodeBefore => "sales-why-code-before",
            Passed::LinkBefore => "sales-why-link-before",
            Passed::SamePartner => "sales-why-same-partner",
        },
    })
}

const fn fault_key(fault: Fault) -> &'static str {
    match fault {
        Fault::Robot => "sales-why-robot",
        Fault::Prefetch => "sales-why-prefetch",
        Fault::NoPartnership => "sales-why-no-partnership",
        Fault::LinkOff => "sales-why-link-off",
        Fault::CodeOff => "sales-why-code-off",
        Fault::OwnPurchase => "sales-why-own-purchase",
        Fault::Fraud => "sales-why-fraud",
    }
}

/// Whether a lead, a sale, the clicks of a day, or a bonus.
pub(crate) fn conversion_kind(t: Translator, kind: &str) -> String {
    t.get(match kind {
        "lead" => "sales-kind-lead",
        "clicks" => "sales-kind-clicks",
        "bonus" => "sales-kind-bonus",
        _ => "sales-kind-sale",
    })
}

/// What the clicks of a day earn, so that it can be computed again.
pub(crate) fn clicks(t: Translator, of: &DayClicks) -> String {
    let (day, each) = (format::day(t.locale(), of.day), format::money(t.locale(), of.each));
    t.with("sales-why-clicks", &[("n", of.clicks.into()), ("day", day.into()), ("each", each.into())])
}

/// What the sales of a month reached.
pub(crate) fn bonus(t: Translator, of: &MonthBonus) -> String {
    let until = ("day", format::day(t.locale(), of.month.last_of_month()).into());
    let money = |minor, currency| format::money(t.locale(), Money::new(minor, currency));
    match of.reach {
        Reach::Sales(least) => {
            t.with("sales-why-bonus-sales", &[until, ("n", of.reached.into()), ("least", i64::from(least).into())])
        }
        Reach::Revenue(least) => {
            let (reached, least) = (money(of.reached, least.currency), money(least.amount_minor, least.currency));
            t.with("sales-why-bonus-revenue", &[until, ("reached", reached.into()), ("least", least.into())])
        }
    }
}
