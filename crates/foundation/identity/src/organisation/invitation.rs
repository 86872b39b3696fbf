//! Invitations: a mailed link makes its reader a member, if the account has the invited e-mail.

use contracts::identity::{InvitationId, OrganisationId};
use jiff::SignedDuration;
use kernel::{AccountId, Actor, Forbidden};
use platform::Tx;

use super::{OrganisationAction, OrganisationKind, OrganisationRole, queries, require_in, store};
use crate::{
    Identity, IdentityError,
    account::{self, Email},
    letter::Letter,
    limits,
    second_factor::session_of,
    secret::{self, NewToken},
};

/// How long an invitation waits.
const LIFETIME: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Invite somebody by e-mail.
#[derive(Debug, Clone)]
pub struct Invite {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// Whom, whether they have an account already or not.
    pub email: String,
    /// As what; nobody is invited as owner.
    pub role: OrganisationRole,
}

/// What an invitation says before one accepts it.
#[derive(Debug, Clone)]
pub struct InvitationPreview {
    /// The organisation's name.
    pub organisation: String,
    /// What the organisation is.
    pub kind: OrganisationKind,
    /// As what.
    pub role: OrganisationRole,
    /// For whom.
    pub email: String,
}

impl Identity {
    /// Sends an invitation; a second one to the same e-mail replaces the first.
    pub async fn invite(&self, actor: &Actor, cmd: Invite) -> Result<(), IdentityError> {
        let (account_id, _) = session_of(actor)?;
        let email = Email::parse("email", &cmd.email).map_err(|error| IdentityError::Invalid(vec![error]))?;
        self.limit(limits::INVITATION, actor, &cmd.organisation_id.to_string()).await?;
        let mut tx = self.inner.db.begin(actor).await?;
        let now = tx.now();
        let own = require_in(&mut tx, cmd.organisation_id, account_id, OrganisationAction::Invite).await?;
        if cmd.role == OrganisationRole::Owner || cmd.role > own {
            return Err(Forbidden::NotAllowed.into());
        }
        let invited = account::store::find_by_email(tx.conn(), email.as_str()).await?;
        if let Some(row) = &invited
            && store::role_of(tx.conn(), cmd.organisation_id, row.account_id()).await?.is_some()
        {
            return Err(IdentityError::field("email", "identity-already-member"));
        }
        let sender = account::store::find(tx.conn(), account_id).await?.ok_or(IdentityError::NotFound)?;
        let organisation = store::name_of(tx.conn(), cmd.organisation_id).await?.ok_or(IdentityError::NotFound)?;
        let token = NewToken::generate(self.inner.db.rng());
        let new = store::NewInvitation {
            id: InvitationId::generate(),
            organisation_id: cmd.organisation_id,
            email: email.as_str(),
            role: cmd.role,
            token_hash: &token.hash,
            invited_by: account_id,
            expires_at: now + LIFETIME,
        };
        store::replace_invitation(tx.conn(), &new, now).await?;
        let locale = invited.as_ref().map_or(actor.locale, account::CredentialRow::locale);
        let letter =
            Letter::Invitation { token: &token.text, organisation: &organisation, inviter: &sender.account.display_name };
        self.send_in(&mut tx, locale, email.as_str(), &letter).await?;
        tx.audit("identity.member-invited", cmd.organisation_id, serde_json::json!({ "role": cmd.role.as_str() })).await?;
        Ok(tx.commit().await?)
    }

    /// Withdraws an open invitation.
    pub async fn withdraw_invitation(
        &self,
        actor: &Actor,
        organisation_id: OrganisationId,
        id: InvitationId,
    ) -> Result<(), IdentityError> {
        let (account_id, _) = session_of(actor)?;
        let mut tx = self.inner.db.begin(actor).await?;
        require_in(&mut tx, organisation_id, account_id, OrganisationAction::Invite).await?;
        if !store::delete_invitation(tx.conn(), organisation_id, id).await? {
            return Err(IdentityError::NotFound);
        }
        tx.audit("identity.invitation-withdrawn", organisation_id, serde_json::json!({})).await?;
        Ok(tx.commit().await?)
    }

    /// What an invitation's link says. The link is the proof; no account is needed to read it.
    pub async fn preview_invitation(&self, actor: &Actor, token: &str) -> Result<InvitationPreview, IdentityError> {
        self.limit_address(limits::MAILED_LINK, actor).await?;
        let db = &self.inner.db;
        let preview = queries::find_invitation(db.pool(), &secret::hash_of(token), db.now()).await?;
        preview.ok_or(IdentityError::LinkExpired)
    }

    /// Accepts an invitation. The link works only for the account with the invited e-mail.
    pub async fn accept_invitation(&self, actor: &Actor, token: &str) -> Result<OrganisationId, IdentityError> {
        let (account_id, _) = session_of(actor)?;
        self.limit_address(limits::MAILED_LINK, actor).await?;
        let mut tx = self.inner.db.begin(actor).await?;
        let now = tx.now();
        let accepted = store::accept_invitation(tx.conn(), &secret::hash_of(token), now).await?;
        let accepted = accepted.ok_or(IdentityError::LinkExpired)?;
        check_invited_in(&mut tx, account_id, &accepted.email).await?;
        store::insert_member(tx.conn(), accepted.organisation_id, account_id, accepted.role, now).await?;
        let details = serde_json::json!({ "role": accepted.role.as_str() });
        tx.audit("identity.invitation-accepted", accepted.organisation_id, details).await?;
        tx.commit().await?;
        Ok(accepted.organisation_id)
    }
}

async fn check_invited_in(tx: &mut Tx, account_id: AccountId, email: &str) -> Result<(), IdentityError> {
    let row = account::store::find(tx.conn(), account_id).await?.ok_or(IdentityError::NotFound)?;
    if row.account.email == email { Ok(()) } else { Err(IdentityError::Conflict("identity-invitation-other-email")) }
}
