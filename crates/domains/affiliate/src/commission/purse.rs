//! What moves when what a partner is owed changes. Pure.
//!
//! Invariants: what a commission has in the ledger is what it is owed, as far as its merchant's wallet had it; nothing is taken from a
//! partner but what there is; what cannot be taken is a debt, and what is earned later pays it first.

/// One amount from one account to another, by what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// From the merchant's wallet to what is held.
    Earn(i64),
    /// From what is held back to the wallet.
    TakeBack(i64),
    /// From what is held to what can be paid out.
    Mature(i64),
    /// From what is held back to the wallet, because the partner owes it.
    Repay(i64),
    /// From what could be paid out back to the wallet.
    TakeAvailable(i64),
    /// The partner owes it to the merchant: there is nothing left to take.
    Owe(i64),
}

/// What a partnership has, as the steps see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Purse {
    /// That can be paid out and is not on its way.
    pub(crate) available: i64,
    /// That the partner owes.
    pub(crate) debt: i64,
}

/// Where a commission stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Held.
    Held,
    /// Its time is over.
    Matured,
}

impl Purse {
    /// What moves so that a commission of which so much is booked has so much instead; less, where it was made payable.
    pub(crate) fn settle(&mut self, standing: Standing, booked: i64, owed: i64) -> Vec<Step> {
        match (standing, owed - booked) {
            (_, 0) => Vec::new(),
            (Standing::Held, more) if more > 0 => vec![Step::Earn(more)],
            (Standing::Held, less) => vec![Step::TakeBack(-less)],
            // What was made payable never grows.
            (Standing::Matured, less) => self.take((-less).max(0)),
        }
    }

    /// What moves when so much has been held long enough.
    pub(crate) fn mature(&mut self, booked: i64) -> Vec<Step> {
        let repaid = self.debt.min(booked);
        let rest = booked - repaid;
        self.debt -= repaid;
        self.available += rest;
        [Step::Repay(repaid), Step::Mature(rest)].into_iter().filter(|step| step.amount() > 0).collect()
    }

    fn take(&mut self, amount: i64) -> Vec<Step> {
        let taken = self.available.min(amount).max(0);
        let owed = amount - taken;
        self.available -= taken;
        self.debt += owed;
        [Step::TakeAvailable(taken), Step::Owe(owed)].into_iter().filter(|step| step.amount() > 0).collect()
    }
}

impl Step {
    /// How much moves.
    pub(crate) const fn amount(self) -> i64 {
        match self {
            Self::Earn(amount)
            | Self::TakeBack(amount)
            | Self::Mature(amount)
            | Self::Repay(amount)
            | Self::TakeAvailable(amount)
            | Self::Owe(amount) => amount,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_commission_is_earned_matures_is_taken_back_and_becomes_a_debt() {
        let mut purse = Purse::default();
        assert_eq!(purse.settle(Standing::Held, 0, 100), [Step::Earn(100)]);
        assert_eq!(purse.settle(Standing::Held, 100, 70), [Step::TakeBack(30)]);
        assert_eq!(purse.mature(70), [Step::Mature(70)]);
        assert_eq!(purse.settle(Standing::Matured, 70, 50), [Step::TakeAvailable(20)]);
        // The rest was paid out.
        purse.available = 0;
        assert_eq!(purse.settle(Standing::Matured, 50, 0), [Step::Owe(50)]);
        assert_eq!(purse, Purse { available: 0, debt: 50 });
        assert_eq!(purse.settle(Standing::Held, 0, 80), [Step::Earn(80)]);
        assert_eq!(purse.mature(80), [Step::Repay(50), Step::Mature(30)]);
        assert_eq!(purse, Purse { available: 30, debt: 0 });
        assert_eq!(purse.settle(Standing::Matured, 80, 80), []);
    }

    #[test]
    fn what_was_made_payable_never_grows() {
        let mut purse = Purse { available: 10, debt: 30 };
        assert_eq!(purse.settle(Standing::Matured, 0, 100), []);
        assert_eq!(purse, Purse { available: 10, debt: 30 });
    }

    proptest! {
        /// What partner and merchant have together never changes: available less debt moves by what a commission changed by.
        #[test]
        fn nothing_is_lost_and_nothing_made(changes in prop::collection::vec((0_i64..1000, any::<bool>(), 0_i64..500), 1..50)) {
            let (mut purse, mut held, mut booked, mut standing) = (Purse::default(), 0, 0, Standing::Held);
            let mut paid_out = 0;
            for (owed, matures, pays) in changes {
                let owed = if standing == Standing::Matured { owed.min(booked) } else { owed };
                for step in purse.settle(standing, booked, owed) {
                    prop_assert!(step.amount() > 0);
                    held += match step {
                        Step::Earn(amount) => amount,
                        Step::TakeBack(amount) | Step::Mature(amount) | Step::Repay(amount) => -amount,
                        Step::TakeAvailable(_) | Step::Owe(_) => 0,
                    };
                }
                booked = owed;
                if matures && standing == Standing::Held {
                    purse.mature(booked);
                    held -= booked;
                    standing = Standing::Matured;
                }
                let out = purse.available.min(pays);
                purse.available -= out;
                paid_out += out;
                prop_assert!(purse.available >= 0 && purse.debt >= 0);
                prop_assert_eq!(held + purse.available + paid_out - purse.debt, booked);
            }
        }
    }
}
