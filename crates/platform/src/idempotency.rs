//! Requests that are carried out once, however often they are sent (draft-ietf-httpapi-idempotency-key-header).
//!
//! Who sends a request makes a key for it. The first request with a key is carried out and its answer kept for a day; the same
//! request again is given that answer. Both are decided by one statement, so that of many at once one is carried out.
//!
//! What is stored can be read by nobody who does not have the key: answers are sealed with it, the rest is hashed.
//! While a request is carried out its holder renews a lease. When the process dies before the answer is kept, the lease runs
//! out and the request is carried out again: what must not happen twice has to be safe by itself.

mod store;

use std::time::Duration;

use jiff::SignedDuration;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{Db, DbError, Secrets, secrets::SecretsError};

/// The largest answer that is kept, in bytes.
pub const ANSWER_MAX: usize = 64 * 1024;

/// How long an answer is kept.
pub const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// How long a request is held without a sign of life.
pub const LEASE: SignedDuration = SignedDuration::from_secs(60);

/// How often a holder gives one.
const RENEWED: Duration = Duration::from_secs(15);

/// What answers are sealed for.
const PURPOSE: &str = "platform.idempotency";

/// A request that was sent with a key.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Who sends it, in words that no other caller has.
    pub caller: &'a str,
    /// What is asked to do it: method and path.
    pub route: &'a str,
    /// The caller's key.
    pub key: &'a str,
    /// Everything else that makes it this request.
    pub content: &'a [&'a [u8]],
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The type of the body, if there is one.
    pub content_type: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// What becomes of a request.
#[derive(Debug)]
pub enum Claim {
    /// It is to be carried out by whoever has this.
    Mine(Held),
    /// It was carried out before.
    Answered(Answer),
    /// It was carried out before; the answer was too large to keep.
    TooLargeToKeep,
    /// It is being carried out.
    Running,
    /// The key was used for another request.
    OtherRequest,
}

/// A failure.
#[derive(Debug, thiserror::Error)]
pub enum IdempotencyError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// What was kept cannot be opened.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
}

/// A request that its holder carries out. Dropped without an answer it is free again once its lease has run out.
#[derive(Debug)]
pub struct Held {
    db: Db,
    scope: [u8; 32],
    holder: Uuid,
    seal: Secrets,
}

/// Says what becomes of a request, and holds it if it is to be carried out.
pub async fn claim(db: &Db, asked: &Asked<'_>) -> Result<Claim, IdempotencyError> {
    let scope = hash(&[asked.caller.as_bytes(), asked.route.as_bytes(), asked.key.as_bytes()]);
    let content = [&[asked.key.as_bytes()], asked.content].concat();
    let (fingerprint, holder) = (hash(&content), Uuid::now_v7());
    let now = db.now();
    let lease = store::Lease { holder, until: now + LEASE, expires_at: now + KEPT };
    let seal = Secrets::from_master(hash(&[PURPOSE.as_bytes(), asked.key.as_bytes()]));
    // What is swept between the two statements is free again.
    loop {
        if store::claim(db.pool(), &scope, &fingerprint, &lease, now).await? {
            return Ok(Claim::Mine(Held { db: db.clone(), scope, holder, seal }));
        }
        let Some(known) = store::find(db.pool(), &scope).await? else { continue };
        return match (known.fingerprint == fingerprint, known.status) {
            (false, _) => Ok(Claim::OtherRequest),
            (true, None) => Ok(Claim::Running),
            (true, Some(status)) => answered(&seal, &scope, status, known),
        };
    }
}

fn answered(seal: &Secrets, scope: &[u8], status: u16, known: store::Known) -> Result<Claim, IdempotencyError> {
    let Some(sealed) = known.answer_sealed else { return Ok(Claim::TooLargeToKeep) };
    let body = seal.open(PURPOSE, scope, &sealed)?;
    Ok(Claim::Answered(Answer { status, content_type: known.content_type, body }))
}

impl Held {
    /// Carries it out, and stays its holder meanwhile.
    pub async fn during<T>(&self, work: impl Future<Output = T>) -> T {
        let mut renewals = tokio::time::interval(RENEWED);
        tokio::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return done,
                _instant = renewals.tick() => self.renew().await,
            }
        }
    }

    async fn renew(&self) {
        let until = self.db.now() + LEASE;
        if let Err(error) = store::renew(self.db.pool(), &self.scope, self.holder, until).await {
            tracing::warn!(%error, "the lease of a request could not be renewed");
        }
    }

    /// Keeps the answer for whoever asks again: of one above [`ANSWER_MAX`], that it was given.
    pub async fn keep(self, answer: &Answer) -> Result<(), IdempotencyError> {
        let fits = answer.body.len() <= ANSWER_MAX;
        let sealed = fits.then(|| self.seal.seal(PURPOSE, &self.scope, &answer.body, self.db.rng())).transpose()?;
        let (status, content_type) = (answer.status, answer.content_type.as_deref());
        store::keep(self.db.pool(), &self.scope, self.holder, status, content_type, sealed.as_deref()).await?;
        Ok(())
    }

    /// Forgets that it was asked: the same request is carried out again.
    pub async fn release(self) -> Result<(), IdempotencyError> {
        Ok(store::release(self.db.pool(), &self.scope, self.holder).await?)
    }
}

/// SHA-256 of these, each with its length.
fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

pub(crate) use store::forget;
