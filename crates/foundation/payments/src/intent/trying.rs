//! A try to pay: looked at, limited and written down before anybody is asked.

use jiff::Timestamp;
use kernel::{Actor, FieldError};
use platform::Tx;

use super::{Intent, IntentState, StartPayment, queries, store};
use crate::{
    Charge, Payments, PaymentsError, ProviderName, Route,
    attempt::{self, AttemptId, AttemptKind, Parent, Source, Trier},
    phone::Phone,
};

impl Payments {
    fn trier(&self, actor: &Actor, phone: Option<&Phone>) -> Trier {
        let party = phone.map(|phone| self.marks().of(b"party", phone.as_str().as_bytes()));
        Trier { party, address: actor.address.map(|address| self.marks().of_address(address)) }
    }

    /// Who carries it, if they can be reached: nothing is written down for anybody else.
    async fn route_of(&self, command: &StartPayment) -> Result<&Route, PaymentsError> {
        let intent = queries::find(self.db().pool(), command.intent_id).await?.ok_or(PaymentsError::NotFound)?;
        let route = self.config().route(command.rail, &command.country, intent.amount.currency);
        let route = route.filter(|route| route.rail.takes_payments()).ok_or(PaymentsError::NoRoute)?;
        self.provider(route.provider).await?;
        Ok(route)
    }

    /// The try that is to be sent; none when one is on its way.
    pub(super) async fn write_down(&self, actor: &Actor, command: &StartPayment) -> Result<Option<AttemptId>, PaymentsError> {
        let phone = payer(command)?;
        let route = self.route_of(command).await?;
        let country = command.country.to_ascii_uppercase();
        let mut tx = self.begin().await?;
        let intent = store::lock(tx.conn(), command.intent_id).await?;
        if !takes_a_try(&intent, tx.now())? {
            return Ok(None);
        }
        let on_call = intent.is_on_call();
        let charge = self.charge_by(route, intent.amount).filter(|_| !on_call || route.can_be_called());
        let Charge { amount, exchange } = charge.ok_or(PaymentsError::NoRoute)?;
        let trier = self.trier(actor, phone.as_ref());
        attempt::require_slow(&mut tx, trier, intent.amount.amount_minor, &self.config().velocity).await?;
        let id = AttemptId::generate();
        let sealed = phone.map(|phone| self.seal(id.as_uuid(), phone.as_str())).transpose()?;
        let new = attempt::store::NewAttempt {
            id,
            parent: Parent::Intent(intent.id),
            kind: if on_call { AttemptKind::Save } else { AttemptKind::Collect },
            rail: command.rail,
            provider: route.provider,
            amount,
            exchange: exchange.as_ref(),
            country: &country,
            party_sealed: sealed.as_deref(),
            party_hash: trier.party,
            address_hash: trier.address,
            refunds: None,
            charges: None,
        };
        attempt::store::insert(&mut tx, &new).await?;
        if route.provider == ProviderName::Agency {
            self.write_voucher(&mut tx, id, intent.expires_at).await?;
        }
        store::set_state(&mut tx, intent.id, IntentState::RequiresAction, IntentState::Processing).await?;
        if on_call && command.rail.is_wallet() { self.keep_number(tx, id).await } else { self.to_send(tx, id).await }
    }

    /// Whoever writes it down sends it; if that fails, a job does.
    async fn to_send(&self, mut tx: Tx, id: AttemptId) -> Result<Option<AttemptId>, PaymentsError> {
        self.enqueue_send(&mut tx, id).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// Nobody outside has to be asked: the number is all that is kept, and there is nothing to send.
    async fn keep_number(&self, mut tx: Tx, id: AttemptId) -> Result<Option<AttemptId>, PaymentsError> {
        let attempt = self.lock(&mut tx, id).await?;
        self.keep(&mut tx, &attempt, None, Source::Request).await?;
        tx.commit().await?;
        Ok(None)
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
