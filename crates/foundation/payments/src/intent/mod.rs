//! Intents: money that somebody is to pay for something, by as many tries as it takes, one at a time.
//!
//! Who may act on an intent is its account, or whoever holds its key: a payer needs no account, and comes back by the link.

mod form;
pub(crate) mod queries;
pub(crate) mod store;
mod view;

use contracts::payments::{IntentId, PaymentClosed, Purpose};
use jiff::Timestamp;
use kernel::{AccountId, Actor, FieldError, Locale, Money, Principal};
use ledger::AccountKey;
use platform::{Tx, jobs::Enqueue};
use serde::Serialize;

pub use self::view::{AttemptView, IntentView, Step};
use crate::{
    Payments, PaymentsError, ProviderName, Rail,
    attempt::{self, AttemptId, AttemptKind, Parent, Trier},
    jobs::ExpireIntentJob,
    phone::Phone,
};

/// Where an intent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IntentState {
    /// Nothing is on its way: the payer chooses how to pay, or tries again.
    RequiresAction,
    /// A try is on its way.
    Processing,
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
    pub const ALL: [Self; 6] =
        [Self::RequiresAction, Self::Processing, Self::Succeeded, Self::Cancelled, Self::Expired, Self::Conflicted];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RequiresAction => "requires_action",
            Self::Processing => "processing",
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
    /// Until when it can be paid.
    pub expires_at: Timestamp,
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
            IntentState::RequiresAction | IntentState::Processing => {
                store::set_state(tx, id, intent.state, IntentState::Cancelled).await?;
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

    fn trier(&self, actor: &Actor, phone: Option<&Phone>) -> Trier {
        let party = phone.map(|phone| self.marks().of(b"party", phone.as_str().as_bytes()));
        Trier { party, address: actor.address.map(|address| self.marks().of_address(address)) }
    }

    /// The try that is to be sent; none when one is on its way.
    async fn write_down(&self, actor: &Actor, command: &StartPayment) -> Result<Option<AttemptId>, PaymentsError> {
        let phone = payer(command)?;
        let currency = queries::find(self.db().pool(), command.intent_id).await?.ok_or(PaymentsError::NotFound)?.amount.currency;
        let route = self.config().route(command.rail, &command.country, currency);
        let route = route.filter(|route| route.rail.takes_payments()).ok_or(PaymentsError::NoRoute)?;
        self.provider(route.provider).await?;
        let country = command.country.to_ascii_uppercase();
        let mut tx = self.begin().await?;
        let intent = store::lock(tx.conn(), command.intent_id).await?;
        if !takes_a_try(&intent, tx.now())? {
            return Ok(None);
        }
        let charge = self.charge_by(route, intent.amount).ok_or(PaymentsError::NoRoute)?;
        let trier = self.trier(actor, phone.as_ref());
        attempt::require_slow(&mut tx, trier, intent.amount.amount_minor, &self.config().velocity).await?;
        let id = AttemptId::generate();
        let sealed = phone.map(|phone| self.seal(id.as_uuid(), phone.as_str())).transpose()?;
        let new = attempt::store::NewAttempt {
            id,
            parent: Parent::Intent(intent.id),
            kind: AttemptKind::Collect,
            rail: command.rail,
            provider: route.provider,
            amount: charge.amount,
            exchange: charge.exchange.as_ref(),
            country: &country,
            party_sealed: sealed.as_deref(),
            party_hash: trier.party,
            address_hash: trier.address,
            refunds: None,
        };
        attempt::store::insert(&mut tx, &new).await?;
        if route.provider == ProviderName::Agency {
            self.write_voucher(&mut tx, id, intent.expires_at).await?;
        }
        store::set_state(&mut tx, intent.id, IntentState::RequiresAction, IntentState::Processing).await?;
        // Whoever writes it down sends it; if that fails, this does.
        self.enqueue_send(&mut tx, id).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// Ends an intent whose time is over. While a try is on its way, it is waited for.
    pub(crate) async fn expire(&self, id: IntentId) -> Result<bool, PaymentsError> {
        let mut tx = self.begin().await?;
        let intent = store::lock(tx.conn(), id).await?;
        match intent.state {
            IntentState::Processing if tx.now() < intent.expires_at + self.config().slow_payments() => return Ok(false),
            IntentState::RequiresAction | IntentState::Processing => {}
            _ => return Ok(true),
        }
        if tx.now() < intent.expires_at {
            return Ok(false);
        }
        store::set_state(&mut tx, id, intent.state, IntentState::Expired).await?;
        tx.emit(&PaymentClosed { intent_id: id, purpose: intent.purpose }).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Whether a try may begin; not while one is on its way.
fn takes_a_try(intent: &Intent, now: Timestamp) -> Result<bool, PaymentsError> {
    match intent.state {
        IntentState::RequiresAction if now < intent.expires_at => Ok(true),
        IntentState::Processing => Ok(false),
        _ => Err(PaymentsError::Closed),
    }
}

/// The number that pays, for wallets.
fn payer(command: &StartPayment) -> Result<Option<Phone>, PaymentsError> {
    if !command.rail.is_wallet() {
        return Ok(None);
    }
    let invalid = |code| PaymentsError::Invalid(vec![FieldError::new("phone", code)]);
    let typed =
        command.phone.as_deref().map(str::trim).filter(|typed| !typed.is_empty()).ok_or_else(|| invalid("field-required"))?;
    Phone::parse(typed, &command.country).map(Some).ok_or_else(|| invalid("payments-phone-invalid"))
}
