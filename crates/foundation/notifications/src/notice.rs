//! What there is to tell: kinds, and what their texts are made of.

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::{Timestamp, civil::Date};
use kernel::{Locale, Money, format};
use platform::letter::Texts;
use serde::{Deserialize, Serialize};

use crate::topic::Topic;

/// The texts of this context: `notice-<kind>-title`, `-body`, `-action`.
pub(crate) static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
    Texts::of(include_str!("../../../../i18n/fr/notifications.ftl"), include_str!("../../../../i18n/en/notifications.ftl"))
});

macro_rules! kinds {
    ($($variant:ident = $word:literal, $topic:ident, $letter:ident;)*) => {
        /// Something that can be told.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[expect(missing_docs, reason = "each is told by its texts, notice-<word>-…")]
        pub enum Kind { $($variant),* }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stored word, and the middle of the keys of its texts.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// What it belongs to.
            pub const fn topic(self) -> Topic {
                match self { $(Self::$variant => Topic::$topic),* }
            }

            const fn letter(self) -> Letter {
                match self { $(Self::$variant => Letter::$letter),* }
            }
        }
    };
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letter {
    /// A person must have it, whatever they want.
    Always,
    /// Unless they do not want letters about its topic.
    Wanted,
    /// Only for who asks for letters about its topic.
    Asked,
    /// There is none: it tells that letters do not arrive.
    Never,
}

kinds! {
    PledgeReceipt = "pledge-receipt", Contributions, Always;
    PledgeSecured = "pledge-secured", Contributions, Always;
    PledgeNeedsPayment = "pledge-needs-payment", Contributions, Always;
    DeliveryWanted = "delivery-wanted", Contributions, Always;
    RefundStarted = "refund-started", Contributions, Always;
    RefundDone = "refund-done", Contributions, Always;
    RefundUnclaimed = "refund-unclaimed", Contributions, Always;
    BackedSucceeded = "backed-succeeded", BackedProjects, Wanted;
    BackedRoundWon = "backed-round-won", BackedProjects, Wanted;
    ProjectUpdate = "project-update", BackedProjects, Wanted;
    PledgeReceived = "pledge-received", OwnProjects, Asked;
    ProjectOnline = "project-online", OwnProjects, Wanted;
    ProjectRoundWon = "project-round-won", OwnProjects, Wanted;
    ProjectSucceeded = "project-succeeded", OwnProjects, Wanted;
    ProjectFailed = "project-failed", OwnProjects, Wanted;
    PayoutDone = "payout-done", OwnProjects, Wanted;
    ProjectQuestion = "project-question", OwnProjects, Wanted;
    ProjectAnswer = "project-answer", Discussions, Wanted;
    PartnershipRequested = "partnership-requested", Partnerships, Wanted;
    PartnershipAccepted = "partnership-accepted", Partnerships, Wanted;
    PartnershipRefused = "partnership-refused", Partnerships, Wanted;
    PartnershipEnded = "partnership-ended", Partnerships, Wanted;
    CommissionEarned = "commission-earned", Sales, Asked;
    SaleHeld = "sale-held", Sales, Wanted;
    SaleRejected = "sale-rejected", Sales, Wanted;
    SaleToDecide = "sale-to-decide", Sales, Wanted;
    SaleDisputed = "sale-disputed", Sales, Wanted;
    RefundUncounted = "refund-uncounted", Sales, Wanted;
    PartnerPaid = "partner-paid", Sales, Wanted;
    PartnerUnpaid = "partner-unpaid", Sales, Wanted;
    StatementIssued = "statement-issued", Sales, Wanted;
    InvoiceIssued = "invoice-issued", Sales, Wanted;
    MessageReceived = "message-received", Messages, Wanted;
    WebhookFailing = "webhook-failing", Integrations, Wanted;
    WebhookDisabled = "webhook-disabled", Integrations, Wanted;
    DomainVerified = "domain-verified", Integrations, Wanted;
    DomainFailing = "domain-failing", Integrations, Wanted;
    DomainLost = "domain-lost", Integrations, Wanted;
    LettersUndeliverable = "letters-undeliverable", Account, Never;
    PhoneUnreachable = "phone-unreachable", Account, Never;
}

impl Kind {
    /// The kind of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }

    /// Whether it leaves by letter to somebody who decided so, or nothing, about its topic.
    pub(crate) fn by_letter(self, wanted: Option<bool>) -> bool {
        match self.letter() {
            Letter::Always => true,
            Letter::Wanted => wanted.unwrap_or(true),
            Letter::Asked => wanted.unwrap_or(false),
            Letter::Never => false,
        }
    }

    /// Whether it tells of money that moved, or waits.
    pub(crate) const fn is_about_money(self) -> bool {
        matches!(
            self,
            Self::PledgeReceipt
                | Self::PledgeNeedsPayment
                | Self::RefundStarted
                | Self::RefundDone
                | Self::RefundUnclaimed
                | Self::PayoutDone
                | Self::PartnerPaid
                | Self::PartnerUnpaid
        )
    }

    /// Whether it may leave by SMS: a receipt, a refund, money to claim.
    pub(crate) fn by_text(self) -> bool {
        self.is_about_money() && self.topic() == Topic::Contributions
    }

    /// Whether it leaves by a way that can always be refused, to somebody who decided so, or nothing.
    pub(crate) fn unless_refused(self, wanted: Option<bool>) -> bool {
        wanted.unwrap_or(self.letter() != Letter::Asked)
    }

    /// Whether its letter may wait for a digest: not what a person must have, and not what tells of their money.
    pub(crate) fn may_wait(self) -> bool {
        matches!(self.letter(), Letter::Wanted | Letter::Asked) && !self.is_about_money()
    }

    /// Whether its letters can be refused.
    pub(crate) fn can_be_refused(self) -> bool {
        matches!(self.letter(), Letter::Wanted | Letter::Asked)
    }
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// As it is.
    Text(String),
    /// An amount.
    Money(Money),
    /// A moment.
    Moment(Timestamp),
    /// A month, by one of its days.
    Month(Date),
}

impl Value {
    fn text(&self, locale: Locale) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Money(amount) => format::money(locale, *amount),
            Self::Moment(at) => format::date_time(locale, *at),
            Self::Month(day) => format::month(locale, *day),
        }
    }
}

/// Something to tell.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// What.
    pub kind: Kind,
    /// The parts of its text, by name.
    pub details: BTreeMap<String, Value>,
    /// The page that it leads to, without language; it begins with `/`.
    pub path: String,
}

impl Notice {
    /// Something to tell, which leads to this page.
    pub fn new(kind: Kind, path: impl Into<String>) -> Self {
        Self { kind, details: BTreeMap::new(), path: path.into() }
    }

    /// With this part of its text.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.details.insert(name.to_owned(), value);
        self
    }
}

/// A text of a kind (`title`, `body`, `action`) in this language.
pub(crate) fn text(kind: Kind, part: &str, details: &BTreeMap<String, Value>, locale: Locale) -> String {
    let values: Vec<(&str, String)> = details.iter().map(|(name, value)| (name.as_str(), value.text(locale))).collect();
    TEXTS.get(locale, &format!("notice-{}-{part}", kind.as_str()), &values)
}

#[cfg(test)]
mod tests {
    use kernel::Currency;

    use super::*;

    #[test]
    fn every_kind_is_told_completely_in_both_languages() {
        let details = BTreeMap::from([
            ("project".to_owned(), Value::Text("L’autre rive".into())),
            ("amount".to_owned(), Value::Money(Money::new(5_000, Currency::Xof))),
            ("goal".to_owned(), Value::Money(Money::new(9_000, Currency::Xof))),
            ("name".to_owned(), Value::Text("Kossi".into())),
            ("program".to_owned(), Value::Text("Thés de l’Atlas".into())),
            ("host".to_owned(), Value::Text("hooks.example.org".into())),
            ("count".to_owned(), Value::Text("5".into())),
            ("title".to_owned(), Value::Text("Premier jour".into())),
            ("reference".to_owned(), Value::Text("6355362F".into())),
            ("month".to_owned(), Value::Month(jiff::civil::date(2026, 10, 1))),
            ("deadline".to_owned(), Value::Moment(Timestamp::UNIX_EPOCH)),
            ("until".to_owned(), Value::Moment(Timestamp::UNIX_EPOCH)),
        ]);
        for &kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
            for locale in Locale::ALL {
                for part in ["title", "body", "action"] {
                    let text = text(kind, part, &details, locale);
                    assert!(!text.contains("notice-") && !text.contains("{$"), "{kind:?} {part}: {text}");
                }
            }
        }
    }

    #[test]
    fn what_a_person_must_have_cannot_be_refused() {
        assert!(Kind::PledgeReceipt.by_letter(Some(false)) && !Kind::PledgeReceipt.can_be_refused());
        assert!(!Kind::BackedSucceeded.by_letter(Some(false)) && Kind::BackedSucceeded.by_letter(None));
        assert!(Kind::RefundUnclaimed.by_text() && !Kind::PayoutDone.by_text() && !Kind::ProjectUpdate.by_text());
        assert!(Kind::ProjectUpdate.may_wait() && !Kind::PayoutDone.may_wait() && !Kind::RefundUnclaimed.may_wait());
        assert!(!Kind::PledgeReceived.by_letter(None) && Kind::PledgeReceived.by_letter(Some(true)));
    }
}
