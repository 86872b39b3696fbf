//! The second factor: an authenticator application (TOTP, RFC 6238) with ten recovery codes.
//!
//! The secret is sealed at rest; each 30-second step is accepted once; a recovery code works once. Removing or replacing a
//! factor needs a session that proved one.

mod codes;
mod store;
mod totp;

use jiff::Timestamp;
use kernel::{AccountId, Actor, Forbidden, SessionId};
use platform::Tx;
use secrecy::{ExposeSecret as _, SecretString};

use crate::{Identity, IdentityError, account, letter::Letter, limits, passkey, secret, session};

/// The state of one's own second factors.
#[derive(Debug, Clone)]
pub struct SecondFactorView {
    /// When the authenticator application was confirmed.
    pub totp_since: Option<Timestamp>,
    /// How many recovery codes are left.
    pub recovery_codes_left: i64,
    /// How many passkeys are registered.
    pub passkeys: i64,
    /// Whether this session proved a second factor.
    pub proved: bool,
}

/// What to put into an authenticator application. Nothing is protected until a code of it was given.
#[derive(Debug, Clone)]
pub struct TotpEnrolment {
    /// The secret in base 32, for typing.
    pub secret: SecretString,
    /// The `otpauth://` address.
    pub url: SecretString,
    /// The same as a QR code, in SVG.
    pub qr_svg: String,
}

impl Identity {
    /// The state of one's own second factors.
    pub async fn get_second_factor(&self, actor: &Actor) -> Result<SecondFactorView, IdentityError> {
        let (account_id, session_id) = session_of(actor)?;
        let mut tx = self.inner.db.begin(actor).await?;
        let totp = store::find(tx.conn(), account_id).await?;
        let recovery_codes_left = store::count_codes(tx.conn(), account_id).await?;
        let passkeys = passkey::store::count(tx.conn(), account_id).await?;
        let proved = session::store::has_second_factor(tx.conn(), session_id).await?;
        let totp_since = totp.and_then(|row| row.confirmed_at);
        Ok(SecondFactorView { totp_since, recovery_codes_left, passkeys, proved })
    }

    /// Starts an enrolment with a new secret; an unfinished one before it is forgotten.
    pub async fn start_totp(&self, actor: &Actor) -> Result<TotpEnrolment, IdentityError> {
        let (account_id, session_id) = session_of(actor)?;
        let mut tx = self.inner.db.begin(actor).await?;
        self.require_proof_in(&mut tx, account_id, session_id).await?;
        let row = account::store::find(tx.conn(), account_id).await?.ok_or(IdentityError::NotFound)?;
        if row.has_totp {
            return Err(IdentityError::Conflict("identity-totp-enrolled"));
        }
        let db = &self.inner.db;
        let bytes = db.rng().bytes::<20>();
        let context = account_id.as_uuid();
        let sealed = self.inner.secrets.seal(totp::PURPOSE, context.as_bytes(), &bytes, db.rng());
        let sealed = sealed.map_err(IdentityError::internal)?;
        let now = tx.now();
        store::start(tx.conn(), account_id, &sealed, now).await?;
        tx.commit().await?;
        totp::enrolment(&bytes, &self.inner.config.product_name, &row.account.email)
    }

    /// What [`Identity::start_totp`] answered, again: for a form shown a second time after a wrong code.
    pub async fn resume_totp(&self, actor: &Actor) -> Result<TotpEnrolment, IdentityError> {
        let (account_id, _) = session_of(actor)?;
        let mut tx = self.inner.db.begin(actor).await?;
        let held = store::find(tx.conn(), account_id).await?;
        let held = held.filter(|row| row.confirmed_at.is_none()).ok_or(IdentityError::Conflict("identity-totp-not-started"))?;
        let row = account::store::find(tx.conn(), account_id).await?.ok_or(IdentityError::NotFound)?;
        totp::enrolment(&self.open_secret(account_id, &held.secret)?, &self.inner.config.product_name, &row.account.email)
    }

    /// Finishes the enrolment by a first code; answers the recovery codes, told this once.
    pub async fn confirm_totp(&self, actor: &Actor, code: &SecretString) -> Result<Vec<String>, IdentityError> {
        let (account_id, session_id) = session_of(actor)?;
        self.limit(limits::SECOND_FACTOR, actor, &account_id.to_string()).await?;
        let mut tx = self.inner.db.begin(actor).await?;
        self.require_proof_in(&mut tx, account_id, session_id).await?;
        let held = store::find(tx.conn(), account_id).await?;
        let held = held.filter(|row| row.confirmed_at.is_none()).ok_or(IdentityError::Conflict("identity-totp-not-started"))?;
        let step =
            totp::accepted_step(&self.open_secret(account_id, &held.secret)?, code.expose_secret(), held.last_step, tx.now());
        let step = step?.ok_or_else(|| IdentityError::field("code", "identity-wrong-code"))?;
        let now = tx.now();
        store::confirm(tx.conn(), account_id, step, now).await?;
        session::store::mark_second_factor(tx.conn(), session_id, now).await?;
        let codes = self.replace_codes_in(&mut tx, account_id).await?;
        tx.audit("identity.totp-enrolled", account_id, serde_json::json!({})).await?;
        tx.commit().await?;
        Ok(codes)
    }

    /// Replaces the recovery codes; needs a session that proved a second factor.
    pub async fn renew_recovery_codes(&self, actor: &Actor) -> Result<Vec<String>, IdentityError> {
        let (account_id, session_id) = session_of(actor)?;
        let mut tx = self.inner.db.begin(actor).await?;
        self.require_proof_in(&mut tx, account_id, session_id).await?;
        if store::find(tx.conn(), account_id).await?.and_then(|row| row.confirmed_at).is_none() {
            return Err(IdentityError::Conflict("identity-totp-not-started"));
        }
        let codes = self.replace_codes_in(&mut tx, account_id).await?;
        tx.audit("identity.recovery-codes-renewed", account_id, serde_json::json!({})).await?;
        tx.commit().await?;
        Ok(codes)
    }

    /// Removes the authenticator application by one of its codes. Staff keep at least one factor.
    pub async fn remove_totp(&self, actor: &Actor, code: &SecretString) -> Result<(), IdentityError> {
        let (account_id, _) = session_of(actor)?;
        self.limit(limits::SECOND_FACTOR, actor, &account_id.to_string()).await?;
        let mut tx = self.inner.db.begin(actor).await?;
        let row = account::store::find(tx.conn(), account_id).await?.ok_or(IdentityError::NotFound)?;
        if !row.has_totp {
            return Err(IdentityError::Conflict("identity-totp-not-started"));
        }
        if !self.accept_code_in(&mut tx, account_id, code).await? {
            return Err(IdentityError::field("code", "identity-wrong-code"));
        }
        let (locale, email) = (row.locale(), row.account.email.clone());
        let staff = row.account.into_summary(true).is_staff();
        if staff && passkey::store::count(tx.conn(), account_id).await? == 0 {
            return Err(IdentityError::Conflict("identity-staff-needs-second-factor"));
        }
        store::delete(tx.conn(), account_id).await?;
        self.send_in(&mut tx, locale, &email, &Letter::SecondFactorRemoved).await?;
        tx.audit("identity.totp-removed", account_id, serde_json::json!({})).await?;
        Ok(tx.commit().await?)
    }

    /// Accepts six digits of the application, or a recovery code, and uses it up.
    pub(crate) async fn accept_code_in(
        &self,
        tx: &mut Tx,
        account_id: AccountId,
        code: &SecretString,
    ) -> Result<bool, IdentityError> {
        let now = tx.now();
        let Some(held) = store::find(tx.conn(), account_id).await?.filter(|row| row.confirmed_at.is_some()) else {
            return Ok(false);
        };
        let code = code.expose_secret();
        if let Some(digits) = totp::digits(code) {
            let step = totp::accepted_step(&self.open_secret(account_id, &held.secret)?, &digits, held.last_step, now)?;
            let Some(step) = step else { return Ok(false) };
            return Ok(store::use_step(tx.conn(), account_id, step).await?);
        }
        let Some(normal) = codes::normalise(code) else { return Ok(false) };
        let used = store::use_code(tx.conn(), account_id, &secret::hash_of_code(account_id, &normal), now).await?;
        if used {
            tx.audit("identity.recovery-code-used", account_id, serde_json::json!({})).await?;
        }
        Ok(used)
    }

    /// Changing factors needs a session that proved one, or an account that has none yet: a stolen password alone must
    /// not add a factor of the thief's.
    pub(crate) async fn require_proof_in(
        &self,
        tx: &mut Tx,
        account_id: AccountId,
        session_id: SessionId,
    ) -> Result<(), IdentityError> {
        let row = account::store::find(tx.conn(), account_id).await?.ok_or(IdentityError::NotFound)?;
        if row.account.has_second_factor && !session::store::has_second_factor(tx.conn(), session_id).await? {
            return Err(IdentityError::Conflict("identity-prove-second-factor"));
        }
        Ok(())
    }

    async fn replace_codes_in(&self, tx: &mut Tx, account_id: AccountId) -> Result<Vec<String>, IdentityError> {
        let codes = codes::generate(self.inner.db.rng());
        let hashes: Vec<Vec<u8>> = codes
            .iter()
            .filter_map(|code| codes::normalise(code))
            .map(|code| secret::hash_of_code(account_id, &code).to_vec())
            .collect();
        store::replace_codes(tx.conn(), account_id, &hashes).await?;
        Ok(codes)
    }

    fn open_secret(&self, account_id: AccountId, sealed: &[u8]) -> Result<Vec<u8>, IdentityError> {
        self.inner.secrets.open(totp::PURPOSE, account_id.as_uuid().as_bytes(), sealed).map_err(IdentityError::internal)
    }
}

/// The account and its session; an API key has none and manages no factors.
pub(crate) fn session_of(actor: &Actor) -> Result<(AccountId, SessionId), IdentityError> {
    let account_id = actor.require_account()?;
    let session_id = actor.session_id().ok_or(Forbidden::NotAllowed)?;
    Ok((account_id, session_id))
}
