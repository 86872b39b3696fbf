//! Signing in by password, and the step of the second factor after it.

mod second_step;
mod store;

pub use second_step::SecondStep;

use jiff::{SignedDuration, Timestamp};
use kernel::Actor;
use platform::Tx;
use secrecy::SecretString;

use crate::{
    Identity, IdentityError,
    account::{self, Email},
    limits,
    secret::NewToken,
    session::{Client, Grant, Method, NewSignIn},
};

/// How long the second step may take.
const CHALLENGE_LIFETIME: SignedDuration = SignedDuration::from_mins(5);

/// Sign in by e-mail and password.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The e-mail, in any spelling.
    pub email: String,
    /// The password.
    pub password: SecretString,
    /// The program that signs in.
    pub client: Client,
}

/// What a sign-in leads to.
#[derive(Debug, Clone)]
pub enum SignInOutcome {
    /// A session is open.
    Open(Box<Grant>),
    /// A code of the authenticator application (or a recovery code) is still needed.
    SecondFactor(Challenge),
}

/// The step between the password and the code.
#[derive(Debug, Clone)]
pub struct Challenge {
    /// What to send back with the code.
    pub token: String,
    /// When the sign-in must start again.
    pub expires_at: Timestamp,
}

impl Identity {
    /// Signs in. Unknown e-mail and wrong password are one answer, after the same work.
    pub async fn sign_in(&self, actor: &Actor, cmd: SignIn) -> Result<SignInOutcome, IdentityError> {
        let email = Email::normalise(&cmd.email);
        self.limit(limits::SIGN_IN, actor, &email).await?;
        let db = &self.inner.db;
        let row = account::store::find_by_email(db.pool(), &email).await?;
        let stored = row.as_ref().and_then(|row| row.password_hash.as_deref());
        let right = self.inner.hasher.verify(&cmd.password, stored).await?;
        let Some(row) = row.filter(|_known| right) else {
            metrics::counter!("identity_sign_ins_total", "outcome" => "refused").increment(1);
            let mut tx = db.begin(actor).await?;
            // The e-mail may be a mistyped password: only its hash is kept, which still groups the tries.
            let about = hex::encode(&crate::secret::hash_of(&email)[..8]);
            tx.audit("identity.sign-in-refused", about, serde_json::json!({})).await?;
            tx.commit().await?;
            return Err(IdentityError::WrongCredentials);
        };
        self.refund(limits::SIGN_IN, actor, &email).await?;
        if row.locked {
            return Err(IdentityError::AccountLocked);
        }
        if !row.account.email_verified {
            // Counted on a connection of its own, so before the transaction holds one.
            self.limit(limits::RECOVERY, actor, &email).await?;
            let mut tx = db.begin(actor).await?;
            self.send_verification_in(&mut tx, row.account_id(), &email, row.locale()).await?;
            tx.commit().await?;
            return Err(IdentityError::EmailNotVerified);
        }
        let mut tx = db.begin(actor).await?;
        let outcome = self.proceed_in(&mut tx, row, Method::Password, &cmd.client).await?;
        tx.commit().await?;
        metrics::counter!("identity_sign_ins_total", "outcome" => "accepted").increment(1);
        Ok(outcome)
    }

    /// After the first factor: a session, or the challenge of the second.
    pub(crate) async fn proceed_in(
        &self,
        tx: &mut Tx,
        row: account::CredentialRow,
        method: Method,
        client: &Client,
    ) -> Result<SignInOutcome, IdentityError> {
        if row.has_totp {
            let token = NewToken::generate(self.inner.db.rng());
            let (now, account_id) = (tx.now(), row.account_id());
            let expires_at = now + CHALLENGE_LIFETIME;
            store::insert(tx.conn(), &token.hash, account_id, method, now, expires_at).await?;
            return Ok(SignInOutcome::SecondFactor(Challenge { token: token.text, expires_at }));
        }
        let proved = NewSignIn { account: row.account, method, second_factor: false };
        Ok(SignInOutcome::Open(Box::new(self.open_in(tx, proved, client).await?)))
    }
}
