//! The code after the password.

use kernel::Actor;
use secrecy::SecretString;

use super::store;
use crate::{
    Identity, IdentityError, account, limits, secret,
    session::{Client, Grant, NewSignIn},
};

/// Finish a sign-in by a code.
#[derive(Debug, Clone)]
pub struct SecondStep {
    /// The token of the challenge.
    pub challenge: String,
    /// Six digits of the authenticator application, or a recovery code.
    pub code: SecretString,
    /// The program that signs in.
    pub client: Client,
}

impl Identity {
    /// Finishes a sign-in. A code works once; five wrong ones end the challenge.
    pub async fn complete_sign_in(&self, actor: &Actor, cmd: SecondStep) -> Result<Grant, IdentityError> {
        let db = &self.inner.db;
        let token_hash = secret::hash_of(&cmd.challenge);
        // Counted on a connection of its own, so before the transaction holds one and locks the challenge.
        let Some(account_id) = store::account_of(db.pool(), &token_hash, db.now()).await? else {
            self.limit_address(limits::SECOND_FACTOR, actor).await?;
            return Err(IdentityError::ChallengeExpired);
        };
        let about = account_id.to_string();
        self.limit(limits::SECOND_FACTOR, actor, &about).await?;
        let mut tx = db.begin(actor).await?;
        let now = tx.now();
        let challenge = store::find(tx.conn(), &token_hash, now).await?.ok_or(IdentityError::ChallengeExpired)?;
        if !self.accept_code_in(&mut tx, challenge.account_id, &cmd.code).await? {
            drop(tx);
            store::count_failure(db.pool(), &token_hash).await?;
            let mut tx = db.begin(actor).await?;
            tx.audit("identity.second-factor-refused", challenge.account_id, serde_json::json!({})).await?;
            tx.commit().await?;
            return Err(IdentityError::WrongCode);
        }
        store::delete(tx.conn(), &token_hash).await?;
        let row = account::store::find(tx.conn(), challenge.account_id).await?.ok_or(IdentityError::ChallengeExpired)?;
        if row.locked {
            return Err(IdentityError::AccountLocked);
        }
        let proved = NewSignIn { account: row.account, method: challenge.method, second_factor: true };
        let grant = self.open_in(&mut tx, proved, &cmd.client).await?;
        tx.commit().await?;
        self.refund(limits::SECOND_FACTOR, actor, &about).await?;
        Ok(grant)
    }
}
