//! The port to a provider: what every adapter can do, and the words in which it answers.
//!
//! An adapter is thin: it builds the provider's requests and translates the answers; it decides nothing. Three answers must
//! never be mixed up: refused (the provider said no, nothing will happen), unknown (no answer, or one that nobody understands:
//! it may have happened), and accepted.

mod callback;

use std::{collections::BTreeMap, fmt::Debug};

use async_trait::async_trait;
use bytes::Bytes;
use jiff::Timestamp;
use kernel::{Locale, Money};
use platform::http::{HttpAnswer, HttpError};
use url::Url;

pub use self::callback::BadCallback;
use crate::AttemptId;

/// What a provider is asked to do. The attempt's id is our reference there.
#[derive(Debug, Clone)]
pub struct Order {
    /// Our reference: the same order may be looked for by it.
    pub attempt_id: AttemptId,
    /// How much.
    pub amount: Money,
    /// Who pays or is paid: a phone in E.164 for wallets.
    pub party: Option<String>,
    /// The rail, where one provider carries several.
    pub rail: crate::Rail,
    /// A short text for the payer, in ASCII.
    pub note: String,
    /// Where the payer comes back to from a page of the provider, by GET or POST.
    pub return_url: Url,
    /// Our page with the form that leads to the provider, where a link is not enough.
    pub form_url: Url,
    /// The payer's language.
    pub locale: Locale,
    /// Until when it can be paid; none for money that is sent.
    pub expires_at: Option<Timestamp>,
    /// Of a refund: what is given back.
    pub refunds: Option<Known>,
    /// Of a collection whose payer is away: what kept their means.
    pub charges: Option<Known>,
}

/// Another order that the provider carried out.
#[derive(Debug, Clone)]
pub struct Known {
    /// Our reference.
    pub attempt_id: AttemptId,
    /// The provider's.
    pub provider_ref: Option<String>,
}

/// An order that was sent, to ask about.
#[derive(Debug, Clone)]
pub struct Sent {
    /// What was asked for, with our reference.
    pub order: Order,
    /// The provider's reference, if it gave one.
    pub provider_ref: Option<String>,
    /// Since when the provider may know of it.
    pub sent_at: Timestamp,
}

/// The provider took the order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accepted {
    /// The provider's reference.
    pub provider_ref: Option<String>,
    /// The page where the payer goes on.
    pub redirect_url: Option<Url>,
    /// It is done already: there will be nothing to ask about.
    pub done: Option<Done>,
}

/// What a provider says of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Observed {
    /// Nothing decided yet; with what was not known before.
    Pending(Accepted),
    /// Done. What the provider says it moved, to be compared with what was asked.
    Done(Done),
    /// It will not happen.
    Refused(Refusal),
    /// The provider knows no such order: it never arrived.
    NotFound,
}

/// An order that was carried out, in the provider's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// What moved; none where the provider does not say.
    pub amount: Option<Money>,
    /// Our reference as the provider has it; none where it was asked for by that very reference.
    pub reference: Option<String>,
    /// The provider's reference, for later refunds and for statements.
    pub provider_ref: Option<String>,
}

/// A final no, with what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Our code, also the key of its text: `payment-not-enough-funds`.
    pub code: &'static str,
    /// The provider's own word, for support.
    pub detail: String,
    /// What helps.
    pub advice: Advice,
}

/// What to do about a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// The same again, later.
    Retry,
    /// Another way to pay.
    SwitchRail,
    /// The payer has to do something: top up, confirm in time, give another number.
    AskUser,
    /// Nothing helps.
    Stop,
    /// Our own configuration is at fault: tell the operator.
    Alert,
}

impl Advice {
    /// Every advice.
    pub const ALL: [Self; 5] = [Self::Retry, Self::SwitchRail, Self::AskUser, Self::Stop, Self::Alert];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::SwitchRail => "switch_rail",
            Self::AskUser => "ask_user",
            Self::Stop => "stop",
            Self::Alert => "alert",
        }
    }

    /// The advice of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|advice| advice.as_str() == word)
    }
}

/// Why an order has no answer that can be used.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// The provider said no to this request: nothing happened, and nothing will.
    #[error("refused: {}", .0.code)]
    Refused(Refusal),
    /// No answer, or one that says nothing: it may have happened.
    #[error("no usable answer: {0}")]
    Unknown(String),
}

impl ProviderError {
    /// Nothing is known, for this reason.
    pub(crate) fn unknown(reason: impl std::fmt::Display) -> Self {
        Self::Unknown(reason.to_string())
    }

    /// A final no.
    pub(crate) fn refused(code: &'static str, detail: impl Into<String>, advice: Advice) -> Self {
        Self::Refused(Refusal { code, detail: detail.into(), advice })
    }

    /// What an answer means that nobody expected: its status only, for a body may hold personal data.
    pub(crate) fn unexpected(answer: &HttpAnswer) -> Self {
        Self::Unknown(format!("status {}", answer.status))
    }
}

impl From<HttpError> for ProviderError {
    fn from(error: HttpError) -> Self {
        match error {
            // It was never sent: the address is one that may not be asked.
            HttpError::Refused | HttpError::Setup(_) => Self::refused("payment-misconfigured", error.to_string(), Advice::Alert),
            HttpError::TooLong { .. } | HttpError::NoAnswer(_) => Self::unknown(error),
        }
    }
}

/// A callback as it came.
#[derive(Debug, Clone)]
pub struct RawCallback {
    /// The method.
    pub method: String,
    /// The query, without `?`.
    pub query: Option<String>,
    /// The headers that matter, in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Bytes,
}

/// A form that the payer's browser posts to the provider, where a link is not enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayerForm {
    /// Where it is posted to.
    pub action: Url,
    /// Its hidden fields.
    pub fields: Vec<(&'static str, String)>,
}

/// What was made of a callback whose provider waits for our word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// The money is in the ledger: it may move.
    Taken,
    /// There was nothing to move.
    Noted,
    /// It is not the provider's, or not what was asked for: nothing may move.
    Rejected,
}

/// What a callback hints at. It proves nothing: it says which attempt to ask about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hint {
    /// Whether the provider signed it.
    pub signed: bool,
    /// Our reference, if it is in there.
    pub attempt_id: Option<AttemptId>,
    /// The provider's reference, if it is in there.
    pub provider_ref: Option<String>,
    /// What it says of the order, where the provider cannot be asked.
    pub observed: Option<Observed>,
}

/// A provider of payments. Every method is one exchange, bounded in time by the client that makes it.
#[async_trait]
pub trait PaymentProvider: Debug + Send + Sync {
    /// Asks for money. Called at most once for an attempt.
    async fn collect(&self, order: &Order) -> Result<Accepted, ProviderError>;

    /// What became of it.
    async fn collected(&self, sent: &Sent) -> Result<Observed, ProviderError>;

    /// Sends money. Called at most once for an attempt.
    async fn pay_out(&self, order: &Order) -> Result<Accepted, ProviderError>;

    /// What became of it.
    async fn paid_out(&self, sent: &Sent) -> Result<Observed, ProviderError>;

    /// Gives back what an attempt collected; by default as a payment to who paid.
    async fn refund(&self, order: &Order) -> Result<Accepted, ProviderError> {
        self.pay_out(order).await
    }

    /// What became of it.
    async fn refunded(&self, sent: &Sent) -> Result<Observed, ProviderError> {
        self.paid_out(sent).await
    }

    /// Asks the payer to leave their means for later; takes nothing. By default there is nothing to keep at the provider.
    async fn save(&self, _order: &Order) -> Result<Accepted, ProviderError> {
        Err(ProviderError::refused("payment-cannot-save", "nothing is kept there", Advice::SwitchRail))
    }

    /// What became of it: once done, its reference is what a collection names.
    async fn saved(&self, _sent: &Sent) -> Result<Observed, ProviderError> {
        Ok(Observed::NotFound)
    }

    /// Forgets means that were kept. Doing it twice is no error.
    async fn forget(&self, _reference: &str) -> Result<(), ProviderError> {
        Ok(())
    }

    /// The form by which the payer goes on to the provider; none where a link does.
    fn form(&self, _order: &Order) -> Option<PayerForm> {
        None
    }

    /// Whether a signed callback decides, because the provider cannot be asked and waits for our answer before money moves.
    fn trusts_signed_callbacks(&self) -> bool {
        false
    }

    /// How such a callback is answered.
    fn reply(&self, _heard: Heard) -> &'static str {
        ""
    }

    /// The provider's own id of a callback's event; none where it has none.
    fn event_id(&self, _callback: &RawCallback) -> Option<String> {
        None
    }

    /// Reads a callback, and checks its signature where the provider signs. `now` is when it arrived, in seconds since 1970.
    fn read(&self, callback: &RawCallback, now_s: i64) -> Result<Hint, BadCallback>;
}
