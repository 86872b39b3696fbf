//! The two ceremonies of WebAuthn, each of two requests: a challenge, and its answer.

use contracts::identity::PasskeyId;
use jiff::SignedDuration;
use kernel::{AccountId, Actor};
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential,
};

use super::{MAX_NAME_CHARS, store};
use crate::{
    Identity, IdentityError, account,
    account::visible_line,
    letter::Letter,
    limits,
    second_factor::session_of,
    session::{self, Client, Grant, Method, NewSignIn},
};

/// How long the browser may take.
const CHALLENGE_LIFETIME: SignedDuration = SignedDuration::from_mins(5);
/// The most passkeys of an account.
const MAX_PASSKEYS: i64 = 10;

/// What the browser's `navigator.credentials` gets.
#[derive(Debug, Clone)]
pub struct PasskeyChallenge {
    /// What to send back with the answer.
    pub id: Uuid,
    /// `PublicKeyCredentialCreationOptions` or `…RequestOptions`, binary values in base64url.
    pub options: Value,
}

/// The browser's answer to a registration.
#[derive(Debug, Clone)]
pub struct FinishPasskeyRegistration {
    /// The challenge.
    pub challenge_id: Uuid,
    /// What to call the passkey.
    pub name: String,
    /// The credential, as the browser serialises it.
    pub credential: Value,
}

/// The browser's answer to a sign-in.
#[derive(Debug, Clone)]
pub struct FinishPasskeySignIn {
    /// The challenge.
    pub challenge_id: Uuid,
    /// The credential, as the browser serialises it.
    pub credential: Value,
    /// The program that signs in.
    pub client: Client,
}

impl Identity {
    /// Starts the registration of a passkey.
    pub async fn start_passkey_registration(&self, actor: &Actor) -> Result<PasskeyChallenge, IdentityError> {
        let (account_id, session_id) = session_of(actor)?;
        let webauthn = self.webauthn()?;
        self.limit(limits::CHALLENGES, actor, &account_id.to_string()).await?;
        let mut tx = self.inner.db.begin(actor).await?;
        self.require_proof_in(&mut tx, account_id, session_id).await?;
        let row = account::store::find(tx.conn(), account_id).await?.ok_or(IdentityError::NotFound)?;
        let held = store::credential_ids(tx.conn(), account_id).await?;
        if i64::try_from(held.len()).unwrap_or(i64::MAX) >= MAX_PASSKEYS {
            return Err(IdentityError::Conflict("identity-too-many-passkeys"));
        }
        let (options, state) = webauthn
            .start_passkey_registration(account_id.as_uuid(), &row.account.email, &row.account.display_name, Some(held))
            .map_err(IdentityError::internal)?;
        let mut options = to_value(&options)?;
        require_resident_key(&mut options);
        let id = Uuid::now_v7();
        let expires_at = tx.now() + CHALLENGE_LIFETIME;
        store::insert_challenge(tx.conn(), id, Some(account_id), &to_value(&state)?, expires_at).await?;
        tx.commit().await?;
        Ok(PasskeyChallenge { id, options })
    }

    /// Finishes the registration; this session has proved a second factor by it. The owner is told by mail.
    pub async fn finish_passkey_registration(
        &self,
        actor: &Actor,
        cmd: FinishPasskeyRegistration,
    ) -> Result<PasskeyId, IdentityError> {
        let (account_id, session_id) = session_of(actor)?;
        let name = visible_line("name", &cmd.name, MAX_NAME_CHARS).map_err(|error| IdentityError::Invalid(vec![error]))?;
        let mut tx = self.inner.db.begin(actor).await?;
        let now = tx.now();
        self.require_proof_in(&mut tx, account_id, session_id).await?;
        let state = store::take_challenge(tx.conn(), cmd.challenge_id, Some(account_id), now).await?;
        let state: PasskeyRegistration = from_state(state)?;
        let answer: RegisterPublicKeyCredential = from_browser(cmd.credential)?;
        let passkey = self.webauthn()?.finish_passkey_registration(&answer, &state).map_err(refused)?;
        let id = PasskeyId::generate();
        match store::insert(tx.conn(), id, account_id, passkey.cred_id().as_ref(), &to_value(&passkey)?, &name, now).await {
            Err(error) if error.is_unique("passkey_credential_key") => {
                return Err(IdentityError::Conflict("identity-passkey-known"));
            }
            other => other?,
        }
        session::store::mark_second_factor(tx.conn(), session_id, now).await?;
        self.tell_owner_in(&mut tx, account_id, &Letter::PasskeyAdded { name: &name }).await?;
        tx.audit("identity.passkey-added", id, serde_json::json!({})).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Starts a sign-in: the passkey itself says whose it is.
    pub async fn start_passkey_sign_in(&self, actor: &Actor) -> Result<PasskeyChallenge, IdentityError> {
        let webauthn = self.webauthn()?;
        self.limit_address(limits::CHALLENGES, actor).await?;
        let (mut options, state) = webauthn.start_discoverable_authentication().map_err(IdentityError::internal)?;
        // The person pressed a button: the browser asks at once instead of waiting in the autofill of a field.
        options.mediation = None;
        let id = Uuid::now_v7();
        let mut tx = self.inner.db.begin(actor).await?;
        let expires_at = tx.now() + CHALLENGE_LIFETIME;
        store::insert_challenge(tx.conn(), id, None, &to_value(&state)?, expires_at).await?;
        tx.commit().await?;
        Ok(PasskeyChallenge { id, options: to_value(&options)? })
    }

    /// Finishes a sign-in by passkey.
    pub async fn finish_passkey_sign_in(&self, actor: &Actor, cmd: FinishPasskeySignIn) -> Result<Grant, IdentityError> {
        let webauthn = self.webauthn()?;
        self.limit_address(limits::CHALLENGES, actor).await?;
        let db = &self.inner.db;
        let mut tx = db.begin(actor).await?;
        let now = tx.now();
        let state: DiscoverableAuthentication = from_state(store::take_challenge(tx.conn(), cmd.challenge_id, None, now).await?)?;
        let answer: PublicKeyCredential = from_browser(cmd.credential)?;
        let (account_id, credential_id) = webauthn.identify_discoverable_authentication(&answer).map_err(refused)?;
        let account_id = AccountId::from_uuid(account_id);
        let held = store::find(tx.conn(), account_id, credential_id).await?;
        let held = held.ok_or_else(|| IdentityError::PasskeyRefused("unknown credential".into()))?;
        let mut passkey: Passkey = serde_json::from_value(held.credential).map_err(IdentityError::internal)?;
        let key = DiscoverableKey::from(&passkey);
        let result = webauthn.finish_discoverable_authentication_v2(&answer, state, &key).map_err(refused)?;
        passkey.update_credential(&result);
        store::note_use(tx.conn(), held.id, &to_value(&passkey)?, now).await?;
        let row = account::store::find(tx.conn(), account_id).await?.ok_or(IdentityError::NotFound)?;
        if row.locked {
            return Err(IdentityError::AccountLocked);
        }
        let proved = NewSignIn { account: row.account, method: Method::Passkey, second_factor: true };
        let grant = self.open_in(&mut tx, proved, &cmd.client).await?;
        tx.commit().await?;
        Ok(grant)
    }
}

/// webauthn-rs asks for no resident key; signing in without an e-mail needs one.
fn require_resident_key(options: &mut Value) {
    if let Some(selection) = options.pointer_mut("/publicKey/authenticatorSelection").and_then(Value::as_object_mut) {
        selection.insert("residentKey".into(), "required".into());
        selection.insert("requireResidentKey".into(), true.into());
    }
}

fn to_value(value: &impl serde::Serialize) -> Result<Value, IdentityError> {
    serde_json::to_value(value).map_err(IdentityError::internal)
}

fn from_state<T: DeserializeOwned>(state: Option<Value>) -> Result<T, IdentityError> {
    let state = state.ok_or_else(|| IdentityError::PasskeyRefused("the challenge is over".into()))?;
    serde_json::from_value(state).map_err(IdentityError::internal)
}

fn from_browser<T: DeserializeOwned>(credential: Value) -> Result<T, IdentityError> {
    serde_json::from_value(credential).map_err(|error| IdentityError::PasskeyRefused(error.to_string()))
}

fn refused(error: impl std::fmt::Display) -> IdentityError {
    IdentityError::PasskeyRefused(error.to_string())
}
