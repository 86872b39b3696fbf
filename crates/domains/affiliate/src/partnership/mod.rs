//! Influencers in programs: asked for, taken or refused, ended by either side.
//!
//! Only what happens while a partnership is active earns; when that was is kept as spans, because orders are told late.

mod approach;
mod model;
mod queries;
pub(crate) mod store;
mod view;

use contracts::{
    affiliate::{GroupId, PartnershipChanged, PartnershipId, ProgramId},
    identity::OrganisationId,
};
use jiff::{SignedDuration, Timestamp};
use kernel::{AccountId, Actor, Permission};
use platform::Tx;
use serde_json::json;

pub use self::{approach::Approach, model::PartnershipState, view::PartnershipView};
use crate::{
    Affiliate, AffiliateError, MerchantRight, member, named,
    program::{self, ProgramState},
};

/// What a merchant answers to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Taken, into this group; into the one in which everybody starts, if none is named.
    Accept(Option<GroupId>),
    /// Not taken.
    Refuse,
}

/// A partnership as the commands need it.
#[derive(Debug, Clone)]
pub(crate) struct Partnership {
    pub(crate) id: PartnershipId,
    pub(crate) program_id: ProgramId,
    pub(crate) organisation_id: OrganisationId,
    pub(crate) account_id: AccountId,
    pub(crate) state: PartnershipState,
    /// Since when it is in its state, where it was decided.
    pub(crate) decided_at: Option<Timestamp>,
    pub(crate) ended_at: Option<Timestamp>,
}

/// How many requests one person sends in a day.
const REQUESTS_A_DAY: u32 = 50;

impl Affiliate {
    /// Asks to take part in a program. Who fits its rule of admission and asks for the first time is taken at once: about who was refused,
    /// or whose partnership ended, the merchant decides. Refused while a request waits or a partnership is active, and for thirty days after
    /// a refusal or an end.
    pub async fn ask(&self, actor: &Actor, program_id: ProgramId, message: &str) -> Result<PartnershipId, AffiliateError> {
        actor.require(Permission::Participate)?;
        let account_id = actor.require_account()?;
        let message = named::words("message", message, 2000)?;
        self.limits().hit(&format!("affiliate-ask:{account_id}"), REQUESTS_A_DAY, SignedDuration::from_hours(24)).await?;
        let mut tx = self.db().begin(actor).await?;
        let program = program::store::lock(&mut tx, program_id).await?.ok_or(AffiliateError::NotFound)?;
        let influencer = store::influencer(&mut tx, account_id).await?.ok_or(AffiliateError::Conflict("affiliate-no-profile"))?;
        match program.state {
            ProgramState::Draft => return Err(AffiliateError::NotFound),
            ProgramState::Open => {}
            ProgramState::Paused | ProgramState::Closed => return Err(AffiliateError::WrongState),
        }
        let before = store::find(&mut tx, program_id, account_id).await?;
        if let Some(before) = &before {
            require_free_again(before, tx.now())?;
        }
        let id = before.as_ref().map_or_else(PartnershipId::generate, |before| before.id);
        store::request(&mut tx, id, &program, account_id, &message).await?;
        if before.is_none() && program.admission.takes(influencer.followers, &influencer.country) {
            self.accept_in(&mut tx, (id, program_id), None, ("", true)).await?;
            tx.emit(&changed(actor, id, &program.organisation_id, account_id, PartnershipState::Active)).await?;
        } else {
            tx.emit(&changed(actor, id, &program.organisation_id, account_id, PartnershipState::Requested)).await?;
        }
        tx.commit().await?;
        Ok(id)
    }

    /// Takes an influencer who asked, or not, with a message.
    pub async fn answer(&self, actor: &Actor, id: PartnershipId, answer: Answer, message: &str) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        let partnership = managed(&mut tx, actor, id).await?;
        let message = named::words("message", message, 2000)?;
        if partnership.state != PartnershipState::Requested {
            return Err(AffiliateError::WrongState);
        }
        let state = match answer {
            Answer::Accept(group_id) => {
                require_group(&mut tx, &partnership, group_id).await?;
                self.accept_in(&mut tx, (id, partnership.program_id), group_id, (&message, false)).await?;
                PartnershipState::Active
            }
            Answer::Refuse => {
                store::refuse(&mut tx, id, &message).await?;
                PartnershipState::Refused
            }
        };
        tx.audit("affiliate.partnership-answered", id, json!({ "state": state.as_str() })).await?;
        tx.emit(&changed(actor, id, &partnership.organisation_id, partnership.account_id, state)).await?;
        Ok(tx.commit().await?)
    }

    /// Taken from now on: links of a partnership that ended earn again at once, wherever they are known.
    async fn accept_in(
        &self,
        tx: &mut Tx,
        (id, program_id): (PartnershipId, ProgramId),
        group_id: Option<GroupId>,
        answer: (&str, bool),
    ) -> Result<(), AffiliateError> {
        store::accept(tx, id, group_id, answer).await?;
        Ok(self.forget_links_in(tx, program_id).await?)
    }

    /// Moves a partner into another group: links that are followed from now on earn by its terms.
    pub async fn move_to_group(&self, actor: &Actor, id: PartnershipId, group_id: GroupId) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        let partnership = managed(&mut tx, actor, id).await?;
        require_group(&mut tx, &partnership, Some(group_id)).await?;
        if partnership.state != PartnershipState::Active {
            return Err(AffiliateError::WrongState);
        }
        store::set_group(&mut tx, id, group_id).await?;
        tx.audit("affiliate.partnership-moved", id, json!({ "group_id": group_id })).await?;
        self.forget_links_in(&mut tx, partnership.program_id).await?;
        Ok(tx.commit().await?)
    }

    /// Ends a partnership, by either side. What was earned stays earned; links lead on and earn nothing.
    pub async fn end_partnership(&self, actor: &Actor, id: PartnershipId) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        let partnership = of_either_side(&mut tx, actor, id).await?;
        match partnership.state {
            PartnershipState::Active | PartnershipState::Requested => {}
            PartnershipState::Refused | PartnershipState::Ended => return Err(AffiliateError::WrongState),
        }
        self.end_in(&mut tx, &partnership, actor.account_id()).await?;
        Ok(tx.commit().await?)
    }

    /// The same of a partnership that the caller locked, and that is not over; `by` is who ends it.
    pub(crate) async fn end_in(
        &self,
        tx: &mut Tx,
        partnership: &Partnership,
        by: Option<AccountId>,
    ) -> Result<(), AffiliateError> {
        let Partnership { id, program_id, organisation_id, account_id, .. } = *partnership;
        store::end(tx, id).await?;
        tx.audit("affiliate.partnership-ended", id, json!({})).await?;
        let state = PartnershipState::Ended.as_str().into();
        tx.emit(&PartnershipChanged { partnership_id: id, organisation_id, account_id, state, by }).await?;
        Ok(self.forget_links_in(tx, program_id).await?)
    }
}

fn changed(
    actor: &Actor,
    id: PartnershipId,
    merchant: &OrganisationId,
    account_id: AccountId,
    state: PartnershipState,
) -> PartnershipChanged {
    let by = actor.account_id();
    PartnershipChanged { partnership_id: id, organisation_id: *merchant, account_id, state: state.as_str().into(), by }
}

/// The partnership, locked, for those who manage its merchant.
pub(crate) async fn managed(tx: &mut Tx, actor: &Actor, id: PartnershipId) -> Result<Partnership, AffiliateError> {
    actor.require_account()?;
    let partnership = store::lock(tx, id).await?.ok_or(AffiliateError::NotFound)?;
    member::require(tx.conn(), actor, partnership.organisation_id, MerchantRight::Manage).await?;
    Ok(partnership)
}

/// The partnership, for its influencer and those who manage its merchant.
async fn of_either_side(tx: &mut Tx, actor: &Actor, id: PartnershipId) -> Result<Partnership, AffiliateError> {
    actor.require(Permission::Participate)?;
    let account_id = actor.require_account()?;
    let partnership = store::lock(tx, id).await?.ok_or(AffiliateError::NotFound)?;
    if partnership.account_id != account_id {
        member::require(tx.conn(), actor, partnership.organisation_id, MerchantRight::Manage).await?;
    }
    Ok(partnership)
}

async fn require_group(tx: &mut Tx, partnership: &Partnership, group_id: Option<GroupId>) -> Result<(), AffiliateError> {
    let Some(group_id) = group_id else { return Ok(()) };
    let is_there = store::has_group(tx, partnership.program_id, group_id).await?;
    if is_there { Ok(()) } else { Err(AffiliateError::field("group_id", "affiliate-group-unknown")) }
}

fn require_free_again(before: &Partnership, now: Timestamp) -> Result<(), AffiliateError> {
    let since = match before.state {
        PartnershipState::Requested => return Err(AffiliateError::Conflict("affiliate-asked-already")),
        PartnershipState::Active => return Err(AffiliateError::Conflict("affiliate-partner-already")),
        PartnershipState::Refused => before.decided_at,
        PartnershipState::Ended => before.ended_at,
    };
    let again = since.is_none_or(|since| now >= since + model::ASK_AGAIN_AFTER);
    if again { Ok(()) } else { Err(AffiliateError::Conflict("affiliate-ask-later")) }
}
