//! What a simulator is told when it starts, and how much goes wrong.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How a simulator starts.
#[derive(Debug, Clone)]
pub struct Config {
    /// The same seed gives the same fate to the same references.
    pub seed: u64,
    /// How much goes wrong.
    pub chaos: Chaos,
    /// The port on the loopback address; 0 takes any that is free.
    pub port: u16,
    /// Who answers for a payer whose number is no test number.
    pub auto: Auto,
    /// Whether callbacks leave by themselves; without it they leave by [`crate::Running::deliver`] only.
    pub auto_deliver: bool,
    /// Which currencies MTN `MoMo` takes.
    pub mtn_currencies: MtnCurrencies,
}

impl Default for Config {
    /// Seed 0, no chaos, any port, a person who presses, callbacks that leave by themselves.
    fn default() -> Self {
        Self {
            seed: 0,
            chaos: Chaos::none(),
            port: 0,
            auto: Auto::Person,
            auto_deliver: true,
            mtn_currencies: MtnCurrencies::default(),
        }
    }
}

/// Who answers for a payer. Test numbers keep their documented fate in every case, and payouts and refunds, which nobody
/// has to confirm, end by themselves: after a second with a person, after the same time as everything else without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auto {
    /// A person, on the simulated phone or the hosted page.
    Person,
    /// Everything is accepted, so long after it was asked.
    Accept {
        /// From the request to the acceptance.
        after: Duration,
    },
}

/// Which currencies MTN `MoMo` takes: its sandbox knows the euro only, its production the currency of the country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MtnCurrencies {
    /// As the sandbox: EUR, everything else is `INVALID_CURRENCY`.
    Sandbox,
    /// EUR and XOF.
    #[default]
    Both,
}

/// How often each thing goes wrong, in percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Chaos {
    /// A callback comes twice.
    pub duplicate: u8,
    /// A callback comes after those that were sent later.
    pub reorder: u8,
    /// A callback comes ten minutes late.
    pub delay: u8,
    /// A callback never comes.
    pub lose: u8,
    /// A stranger sends a callback that claims success, without the provider's key.
    pub forge: u8,
    /// The request is carried out, and its answer is a 504.
    pub timeout_after_success: u8,
    /// The request is carried out, and its answer says that it had been made before.
    pub conflict_409: u8,
    /// The request is answered 5xx and not carried out.
    pub server_error: u8,
    /// A payer pays less than was asked (mobile money and aggregators).
    pub partial: u8,
    /// A payer pays more than was asked (mobile money and aggregators).
    pub excess: u8,
    /// A payer's success comes a quarter of an hour later, where the provider allows it after it said "expired".
    pub late_success: u8,
    /// An access token is refused before its time.
    pub token_expiry: u8,
    /// A transfer of a file is never booked.
    pub bank_missing: u8,
    /// A transfer is booked twice.
    pub bank_duplicate: u8,
    /// A transfer comes back.
    pub bank_returned: u8,
    /// A transfer is booked with a minor unit less than was asked.
    pub bank_wrong_amount: u8,
}

impl Chaos {
    /// Nothing goes wrong.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Everything goes wrong often enough to be noticed, and seldom enough that a patient client gets through.
    #[must_use]
    pub fn all() -> Self {
        Self {
            duplicate: 20,
            reorder: 15,
            delay: 10,
            lose: 15,
            forge: 10,
            timeout_after_success: 8,
            conflict_409: 5,
            server_error: 8,
            partial: 4,
            excess: 4,
            late_success: 6,
            token_expiry: 5,
            bank_missing: 5,
            bank_duplicate: 5,
            bank_returned: 8,
            bank_wrong_amount: 4,
        }
    }
}
