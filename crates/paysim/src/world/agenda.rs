//! What is going to happen, and when.
//!
//! Steps that are due happen in the order of their times, each at its own time: what a step starts counts from then, however
//! late one looks.

use std::time::Duration;

use crate::{Auto, Button, Failure, Kind, clock::after, providers::stripe};

use super::World;

/// What happens to a transaction at its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The payer agrees; chaos may still make it late.
    Accept,
    /// The money moves.
    Succeed,
    /// It fails.
    Fail(Failure),
}

/// The fate that a request begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plan {
    /// Whoever answers by configuration; nobody has to for payouts and refunds.
    Ordinary,
    /// Succeeds after so long.
    Succeed(Duration),
    /// Fails after so long.
    Fail(Duration, Failure),
    /// Stays as it is.
    Stay,
}

/// How long a payout or refund takes where a person answers for collections.
const CLEARING: Duration = Duration::from_secs(1);

/// The fate of a wallet number by its last digits, as the sandbox of MTN `MoMo` has it: `…0450` fails, `…0451` is refused,
/// `…0452` lets the time pass, `…0453` succeeds after 30 seconds, `…0454` stays pending, `…0455` has no money.
pub(crate) fn plan_of_number(number: &str) -> Plan {
    let soon = Duration::ZERO;
    match number.get(number.len().saturating_sub(4)..) {
        Some("0450") => Plan::Fail(soon, Failure::Internal),
        Some("0451") => Plan::Fail(soon, Failure::Refused),
        Some("0452") => Plan::Fail(soon, Failure::Expired),
        Some("0453") => Plan::Succeed(Duration::from_secs(30)),
        Some("0454") => Plan::Stay,
        Some("0455") => Plan::Fail(soon, Failure::InsufficientFunds),
        _ => Plan::Ordinary,
    }
}

impl World {
    /// Decides what happens to a transaction.
    pub(crate) fn plan(&mut self, index: usize, plan: Plan) {
        match (plan, self.entry(index).kind) {
            (Plan::Stay, _) => {}
            (Plan::Succeed(after), _) => self.schedule(index, after, Step::Succeed),
            (Plan::Fail(after, failure), _) => self.schedule(index, after, Step::Fail(failure)),
            (Plan::Ordinary, Kind::Payout | Kind::Refund) => self.schedule(index, self.clearing(), Step::Succeed),
            (Plan::Ordinary, Kind::Collect) => {
                self.schedule(index, self.entry(index).provider.approval_window(), Step::Fail(Failure::Expired));
                if let Auto::Accept { after } = self.auto {
                    self.schedule(index, after, Step::Accept);
                }
            }
        }
    }

    fn clearing(&self) -> Duration {
        match self.auto {
            Auto::Person => CLEARING,
            Auto::Accept { after } => after,
        }
    }

    /// A success that comes after everybody stopped waiting; where the provider takes an expiry back, it says "expired" first.
    pub(super) fn plan_late(&mut self, index: usize) {
        if self.entry(index).provider.may_revive() {
            self.schedule(index, Duration::from_secs(5 * 60), Step::Fail(Failure::Expired));
        }
        self.schedule(index, Duration::from_secs(15 * 60), Step::Succeed);
    }

    fn schedule(&mut self, index: usize, delay: Duration, step: Step) {
        let at = after(self.now, delay);
        let number = self.next();
        self.agenda.insert((at, number), (index, step));
    }

    /// Lets happen what is due at `until`, which becomes the time.
    pub(crate) fn tick(&mut self, until: jiff::Timestamp) {
        while let Some(next) = self.agenda.first_entry().filter(|next| next.key().0 <= until) {
            let ((at, _), (index, step)) = next.remove_entry();
            self.now = at.max(self.now);
            match step {
                Step::Accept => self.accept(index),
                Step::Succeed => self.succeed(index),
                Step::Fail(Failure::Expired) if self.entry(index).late && !self.entry(index).provider.may_revive() => {}
                Step::Fail(failure) => self.fail(index, failure),
            }
        }
        self.now = until.max(self.now);
        stripe::complete_due_setups(self);
    }

    /// A button of the phone was pressed.
    pub(crate) fn press(&mut self, index: usize, button: Button) {
        match button {
            Button::Accept => self.accept(index),
            Button::Refuse => self.fail(index, Failure::Refused),
            Button::NoAnswer => {
                self.schedule(index, self.entry(index).provider.approval_window(), Step::Fail(Failure::Expired));
            }
        }
    }
}
