//! Callbacks: what providers send by themselves. Kept as it came before anything is made of it, answered at once, read later.
//!
//! A callback proves nothing, signed or not: it says which attempt to ask about. Only of a provider that cannot be asked, a
//! signed one decides, and then before it is answered.

pub(crate) mod store;

use std::{collections::BTreeMap, net::IpAddr};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use contracts::payments::IntentId;
use kernel::Id;
use platform::jobs::Enqueue;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{
    Payments, PaymentsError, ProviderName,
    attempt::{self, AttemptId},
    jobs::ReadCallbackJob,
    mark::Mark,
    provider::{BadCallback, Heard, Hint, RawCallback},
};

/// Marks the ids of callbacks.
#[derive(Debug)]
pub(crate) struct CallbackMark;
/// The id of a callback.
pub(crate) type CallbackId = Id<CallbackMark>;

/// The longest body that is kept; no provider sends a tenth of it.
pub const CALLBACK_LIMIT_BYTES: usize = 64 * 1024;

/// How many callbacks are kept in an hour that nobody signed: of one payment, and of one address that speaks of none of ours.
const UNSIGNED_PER_HOUR: i64 = 60;

/// The headers that are kept: what signatures are made of. Never cookies, never authorisation.
const KEPT_HEADERS: [&str; 11] = [
    "content-type",
    "paypal-auth-algo",
    "paypal-cert-url",
    "paypal-transmission-id",
    "paypal-transmission-sig",
    "paypal-transmission-time",
    "stripe-signature",
    "user-agent",
    "x-fedapay-signature",
    "x-reference-id",
    "x-token",
];

/// The purpose of the key that seals what they say.
const PURPOSE: &str = "payments.callback";

/// What is sealed of a callback.
#[derive(Serialize, Deserialize)]
struct Content {
    query: Option<String>,
    body: String,
}

/// What became of a callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Signed by the provider.
    Signed,
    /// The provider does not sign.
    Unsigned,
    /// The signature is wrong.
    Forged,
    /// It cannot be read.
    Unreadable,
    /// It speaks of nothing of ours.
    Foreign,
}

impl Verdict {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Unsigned => "unsigned",
            Self::Forged => "forged",
            Self::Unreadable => "unreadable",
            Self::Foreign => "foreign",
        }
    }
}

impl Payments {
    /// Keeps a callback and has it read; not what nobody signed and comes too often. Gives the text of the answer: empty, so that whoever
    /// sends it learns nothing from it, unless the provider waits for our word.
    pub async fn receive(
        &self,
        provider: ProviderName,
        mut raw: RawCallback,
        from: Option<IpAddr>,
    ) -> Result<&'static str, PaymentsError> {
        if !provider.is_outside() {
            return Err(PaymentsError::NotFound);
        }
        if raw.body.len() > CALLBACK_LIMIT_BYTES || raw.query.as_ref().is_some_and(|query| query.len() > 4000) {
            return Err(PaymentsError::TooLarge);
        }
        raw.headers = kept(raw.headers);
        let adapter = self.provider(provider).await?;
        let is_id = |id: &String| (1..=200).contains(&id.len()) && !id.chars().any(char::is_control);
        let event_key = adapter.event_id(&raw).filter(is_id).unwrap_or_else(|| hash(&raw));
        let read = adapter.read(&raw, self.db().now().as_second());
        let origin = self.origin(provider, &read, from).await?;
        let mut tx = self.begin().await?;
        if let Some(origin) = origin
            && store::count_of_origin(&mut tx, origin).await? >= UNSIGNED_PER_HOUR
        {
            metrics::counter!("griot_payment_callbacks_dropped_total", "provider" => provider.as_str()).increment(1);
            return Ok(if adapter.trusts_signed_callbacks() { adapter.reply(Heard::Rejected) } else { "" });
        }
        let content = self.seal_content(&event_key, &raw)?;
        let callback_id = store::keep(&mut tx, provider, &event_key, &raw, &content, origin).await?;
        let options = Enqueue { unique_key: Some(callback_id.to_string()), ..Enqueue::default() };
        tx.enqueue(&ReadCallbackJob { callback_id }, options).await?;
        tx.commit().await?;
        if !adapter.trusts_signed_callbacks() {
            return Ok("");
        }
        let heard = match read {
            Ok(hint) => self.hear(provider, hint).await?,
            Err(BadCallback::Forged | BadCallback::Unreadable) => Heard::Rejected,
        };
        Ok(adapter.reply(heard))
    }

    /// What is counted of a callback that nobody signed: the payment it speaks of, which its payer knows too, else the address it came
    /// from. None of a signed one.
    async fn origin(
        &self,
        provider: ProviderName,
        read: &Result<Hint, BadCallback>,
        from: Option<IpAddr>,
    ) -> Result<Option<Mark>, PaymentsError> {
        let found = match read {
            Ok(hint) if hint.signed => return Ok(None),
            Ok(hint) => self.find_hinted(provider, hint).await?,
            Err(BadCallback::Forged | BadCallback::Unreadable) => None,
        };
        Ok(match found {
            Some(attempt_id) => Some(self.marks().of(b"attempt", attempt_id.as_uuid().as_bytes())),
            None => from.map(|address| self.marks().of_address(address)),
        })
    }

    /// Decides by a callback, now: the provider waits. The job that reads it later finds that done.
    async fn hear(&self, provider: ProviderName, hint: Hint) -> Result<Heard, PaymentsError> {
        let (_verdict, found) = self.follow(provider, &hint).await?;
        match (found, hint.signed, hint.observed) {
            (Some(id), true, Some(observed)) => self.decide(id, observed).await,
            _ => Ok(Heard::Rejected),
        }
    }

    /// Reads a callback and asks about what it hints at. Marked as read only after that: what fails is read again.
    pub(crate) async fn read_callback(&self, id: CallbackId) -> Result<(), PaymentsError> {
        let Some(kept) = store::find(self.db().pool(), id).await? else { return Ok(()) };
        let adapter = self.provider(kept.provider).await?;
        let raw = self.unseal_content(&kept)?;
        let (verdict, attempt_id) = match adapter.read(&raw, kept.received_at.as_second()) {
            Ok(hint) => self.follow(kept.provider, &hint).await?,
            Err(BadCallback::Forged) => (Verdict::Forged, None),
            Err(BadCallback::Unreadable) => (Verdict::Unreadable, None),
        };
        if let Some(attempt_id) = attempt_id {
            self.check(attempt_id).await?;
        }
        metrics::counter!("griot_payment_callbacks_total", "provider" => kept.provider.as_str(), "verdict" => verdict.as_str())
            .increment(1);
        let mut tx = self.begin().await?;
        store::set_processed(&mut tx, id, verdict, attempt_id).await?;
        Ok(tx.commit().await?)
    }

    /// Query and body as they are stored: whoever reads the database reads no number in them.
    fn seal_content(&self, event_key: &str, raw: &RawCallback) -> Result<Vec<u8>, PaymentsError> {
        let content = Content { query: raw.query.clone(), body: STANDARD.encode(&raw.body) };
        let plain = serde_json::to_vec(&content).map_err(|_json| PaymentsError::Bug("a callback that is no JSON"))?;
        Ok(self.inner.secrets.seal(PURPOSE, event_key.as_bytes(), &plain, self.db().rng())?)
    }

    fn unseal_content(&self, kept: &store::Kept) -> Result<RawCallback, PaymentsError> {
        let damaged = || PaymentsError::Bug("a stored callback that cannot be read");
        let plain = self.inner.secrets.open(PURPOSE, kept.event_key.as_bytes(), &kept.content)?;
        let content: Content = serde_json::from_slice(&plain).map_err(|_json| damaged())?;
        let body = STANDARD.decode(content.body).map_err(|_base64| damaged())?.into();
        Ok(RawCallback { method: kept.method.clone(), query: content.query, headers: kept.headers.clone(), body })
    }

    /// The attempt that a callback speaks of, by our reference or by the provider's.
    async fn find_hinted(&self, provider: ProviderName, hint: &Hint) -> Result<Option<AttemptId>, PaymentsError> {
        let pool = self.db().pool();
        let by_ours = match hint.attempt_id {
            Some(id) => attempt::queries::find(pool, id).await?.filter(|attempt| attempt.provider == provider),
            None => None,
        };
        match (by_ours, &hint.provider_ref) {
            (Some(attempt), _) => Ok(Some(attempt.id)),
            (None, Some(provider_ref)) => Ok(attempt::queries::find_by_provider_ref(pool, provider, provider_ref).await?),
            (None, None) => Ok(None),
        }
    }

    async fn follow(&self, provider: ProviderName, hint: &Hint) -> Result<(Verdict, Option<AttemptId>), PaymentsError> {
        let found = self.find_hinted(provider, hint).await?;
        if let (Some(id), true, Some(provider_ref)) = (found, hint.signed, &hint.provider_ref) {
            self.note_reference(id, provider_ref).await?;
        }
        let verdict = match (found, hint.signed) {
            (None, _) => Verdict::Foreign,
            (Some(_), true) => Verdict::Signed,
            (Some(_), false) => Verdict::Unsigned,
        };
        Ok((verdict, found))
    }
}

/// The channel on which a waiting payer hears that something happened.
pub fn channel(id: IntentId) -> String {
    format!("payment:{id}")
}

fn kept(headers: BTreeMap<String, String>) -> BTreeMap<String, String> {
    headers.into_iter().filter(|(name, value)| KEPT_HEADERS.contains(&name.as_str()) && value.len() <= 1000).collect()
}

/// Two callbacks with the same hash say the same.
fn hash(raw: &RawCallback) -> String {
    let mut hash = Sha256::new();
    hash.update(raw.query.as_deref().unwrap_or_default());
    hash.update([0]);
    hash.update(&raw.body);
    hex::encode(hash.finalize())
}
