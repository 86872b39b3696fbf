//! Intents: money that somebody is to pay for something, by as many tries as it takes, one at a time.
//!
//! Who may act on an intent is its account, or whoever holds its key: a payer needs no account, and comes back by the link.

mod form;
pub(crate) mod queries;
pub(crate) mod store;
mod trying;
mod view;

use contracts::payments::{IntentId, PaymentClosed, Purpose};
use jiff::{SignedDuration, Timestamp};
use kernel::{AccountId, Actor, Locale, Money, Principal};
use ledger::AccountKey;
use platform::{Tx, jobs::Enqueue};
use serde::Serialize;

pub use self::view::{AttemptView, IntentView, Step};
use crate::{Payments, PaymentsError, Rail, attempt::AttemptId, jobs::ExpireIntentJob};

/// How long an intent whose time is over waits for a try that is on its way before it looks again.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_mins(1);

/// Where an intent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IntentState {
    /// Nothing is on its way: the payer chooses how to pay, or tries again.
    RequiresAction,
    /// A try is on its way.
    Processing,
    /// The payer's means are kept; nothing is taken before it is called for.
    Secured,
    /// Paid.
    Succeeded,
    /// Given up before it was paid.
    Cancelled,
    /// Its time ran out.
    Expired,
    /// A provider took something else than was asked: a person decides.
    Conflicted,
}

impl IntentState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::RequiresAction,
        Self::Processing,
        Self::Secured,
        Self::Succeeded,
        Self::Cancelled,
        Self::Expired,
        Self::Conflicted,
    ];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RequiresAction => "requires_action",
            Self::Processing => "processing",
            Self::Secured => "secured",
            Self::Succeeded => "succeeded",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Conflicted => "conflicted",
        }
    }

    /// The state of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether money that comes now is for what it was asked for.
    pub(crate) const fn takes_money(self) -> bool {
        matches!(self, Self::RequiresAction | Self::Processing)
    }
}

/// Money to be asked for.
#[derive(Debug, Clone)]
pub struct NewIntent {
    /// Made by the caller.
    pub id: IntentId,
    /// What for.
    pub purpose: Purpose,
    /// How much.
    pub amount: Money,
    /// The account of the ledger that it is for: the escrow of a project.
    pub credit: AccountKey,
    /// Whose it is, if the payer has an account.
    pub account_id: Option<AccountId>,
    /// The payer's language: of the pages, the provider's too, and of the receipt.
    pub locale: Locale,
    /// Until when it can be paid; of one on call, until when the payer may leave their means.
    pub expires_at: Timestamp,
    /// On call: until when it can be called for. None of one that is paid at once.
    pub on_call_until: Option<Timestamp>,
}

/// An intent as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct Intent {
    pub(crate) id: IntentId,
    pub(crate) purpose: Purpose,
    pub(crate) amount: Money,
    pub(crate) credit: AccountKey,
    pub(crate) state: IntentState,
    pub(crate) account_id: Option<AccountId>,
    pub(crate) expires_at: Timestamp,
    pub(crate) on_call_until: Option<Timestamp>,
    pub(crate) secured_by: Option<AttemptId>,
    pub(crate) called_at: Option<Timestamp>,
}

impl Intent {
    /// Whether a payer is asked for their means only.
    const fn is_on_call(&self) -> bool {
        self.on_call_until.is_some() && self.called_at.is_none()
    }
}

/// A try to pay.
#[derive(Debug, Clone)]
pub struct StartPayment {
    /// The intent.
    pub intent_id: IntentId,
    /// The key of the intent, from its link.
    pub key: String,
    /// How.
    pub rail: Rail,
    /// The payer's country (ISO 3166-1 alpha-2), which decides who carries the rail and how a number is read.
    pub country: String,
    /// The number of the wallet, as it was typed.
    pub phone: Option<String>,
}

impl Payments {
    /// Asks for money, in the caller's transaction. Who may ask is decided by the caller.
    pub async fn open_intent_in(&self, tx: &mut Tx, new: &NewIntent) -> Result<(), PaymentsError> {
        if !new.amount.is_positive() || new.amount.currency != new.credit.currency() {
            return Err(PaymentsError::Bug("an intent of nothing, or for an account of another currency"));
        }
        store::insert(tx, new).await?;
        let options = Enqueue { unique_key: Some(new.id.to_string()), run_at: Some(new.expires_at), ..Enqueue::default() };
        Ok(tx.enqueue(&ExpireIntentJob { intent_id: new.id }, options).await?)
    }

    /// Gives an intent up, in the caller's transaction: what is paid from now on goes back. Refused once it is paid.
    pub async fn cancel_intent_in(&self, tx: &mut Tx, id: IntentId) -> Result<(), PaymentsError> {
        let intent = store::lock(tx.conn(), id).await?;
        match intent.state {
            IntentState::RequiresAction | IntentState::Processing | IntentState::Secured => {
                store::set_state(tx, id, intent.state, IntentState::Cancelled).await?;
                self.enqueue_forget(tx, &intent).await?;
                Ok(tx.emit(&PaymentClosed { intent_id: id, purpose: intent.purpose }).await?)
            }
            IntentState::Cancelled | IntentState::Expired => Ok(()),
            IntentState::Succeeded | IntentState::Conflicted => Err(PaymentsError::Closed),
        }
    }

    /// The key of an intent, to put into the links of its payer.
    pub fn key_of(&self, id: IntentId) -> String {
        self.marks().key_of(id.as_uuid())
    }

    /// Whether this is the key of that intent.
    pub fn is_key_of(&self, id: IntentId, key: &str) -> bool {
        self.marks().is_key_of(id.as_uuid(), key)
    }

    /// Tries to pay: writes the try down, asks the provider, and says where the payer goes on. While a try is on its way, the
    /// same question gives that try: a second tap never pays twice.
    pub async fn start(&self, actor: &Actor, command: &StartPayment) -> Result<IntentView, PaymentsError> {
        self.require_holder(actor, command.intent_id, &command.key).await?;
        if let Some(attempt_id) = self.write_down(actor, command).await? {
            self.send(attempt_id).await?;
        }
        self.view(command.intent_id).await
    }

    /// The language of whoever pays an intent.
    pub async fn locale_of(&self, id: IntentId) -> Result<Locale, PaymentsError> {
        Ok(queries::terms(self.db().pool(), id).await?.0)
    }

    /// Where these intents stand, for whoever holds the key of each; one without its key, or that is not there, is left out. At most a thousand.
    pub async fn intent_states(&self, held: &[(IntentId, String)]) -> Result<Vec<(IntentId, IntentState)>, PaymentsError> {
        let held = held.iter().filter(|(id, key)| self.marks().is_key_of(id.as_uuid(), key));
        let ids: Vec<_> = held.map(|(id, _)| id.as_uuid()).collect();
        let states = queries::states(self.db().pool(), &ids).await?;
        Ok(states.into_iter().filter_map(|(id, word)| Some((id, IntentState::parse(&word)?))).collect())
    }

    /// An intent with its tries and what happened to them.
    pub async fn intent(&self, actor: &Actor, id: IntentId, key: &str) -> Result<IntentView, PaymentsError> {
        self.require_holder(actor, id, key).await?;
        self.view(id).await
    }

    pub(crate) async fn require_holder(&self, actor: &Actor, id: IntentId, key: &str) -> Result<(), PaymentsError> {
        if self.marks().is_key_of(id.as_uuid(), key) || matches!(actor.principal, Principal::System(_)) {
            return Ok(());
        }
        let intent = queries::find(self.db().pool(), id).await?.ok_or(PaymentsError::NotFound)?;
        match intent.account_id {
            Some(account_id) if actor.is(account_id) => Ok(()),
            // Whether it exists is nobody else's business.
            _ => Err(PaymentsError::NotFound),
        }
    }

    /// Ends an intent whose time is over. While a try is on its way, it is waited for: how long until somebody should look again.
    pub(crate) async fn expire(&self, id: IntentId) -> Result<Option<SignedDuration>, PaymentsError> {
        let mut tx = self.begin().await?;
        let intent = store::lock(tx.conn(), id).await?;
        let open = matches!(intent.state, IntentState::RequiresAction | IntentState::Processing | IntentState::Secured);
        if !open {
            return Ok(None);
        }
        let left = intent.expires_at.duration_since(tx.now());
        if left.is_positive() {
            return Ok(Some(left));
        }
        if intent.state == IntentState::Processing && (left + self.config().slow_payments()).is_positive() {
            return Ok(Some(LOOK_AGAIN));
        }
        store::set_state(&mut tx, id, intent.state, IntentState::Expired).await?;
        self.enqueue_forget(&mut tx, &intent).await?;
        tx.emit(&PaymentClosed { intent_id: id, purpose: intent.purpose }).await?;
        tx.commit().await?;
        Ok(None)
    }
}
