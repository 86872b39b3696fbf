//! The program of a merchant: who may take part, how conversions are attributed, what each group of partners earns.
//!
//! Policies and terms are only added to. What is saved holds from then on; what happened before goes by what held then.

mod bonus;
mod model;
mod queries;
pub(crate) mod store;
mod view;

use contracts::{
    affiliate::{GroupId, ProgramId, TermsId},
    identity::OrganisationId,
};
use kernel::{Actor, Currency};
use platform::Tx;
use serde_json::json;

pub use self::{
    bonus::{Bonus, Reach},
    model::{Admission, Cap, CapPeriod, ProgramDraft, ProgramState, Terms},
    view::{GroupView, PolicyView, ProgramView, TermsView},
};
pub(crate) use self::{
    model::is_under,
    queries::{merchant_of, terms, terms_of},
};
use crate::{
    Affiliate, AffiliateError, MerchantRight, ProfileState, attribution::Policy, check::require_valid, member, merchant, named,
};

/// The most groups of one program.
const GROUPS_MAX: i64 = 50;

/// A program as the commands need it.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    pub(crate) id: ProgramId,
    pub(crate) organisation_id: OrganisationId,
    pub(crate) currency: Currency,
    pub(crate) state: ProgramState,
    pub(crate) version: i32,
    pub(crate) admission: Admission,
}

/// A group as the commands need it.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) program_id: ProgramId,
    pub(crate) name: String,
    /// Of its terms; 0 before the first.
    pub(crate) version: i32,
}

/// The name of the group in which everybody starts.
const FIRST_GROUP: &str = "Partenaires";

impl Affiliate {
    /// Begins the program of a merchant: a draft, with one group on these terms.
    pub async fn create_program(
        &self,
        actor: &Actor,
        organisation_id: OrganisationId,
        draft: &ProgramDraft,
        policy: &Policy,
        terms: &Terms,
    ) -> Result<ProgramId, AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        let account_id = member::require(tx.conn(), actor, organisation_id, MerchantRight::Manage).await?;
        require_valid([draft.wrong(), terms.wrong(draft.currency)].concat())?;
        let (id, group_id) = (ProgramId::generate(), GroupId::generate());
        store::insert(&mut tx, id, organisation_id, draft).await.map_err(|error| match error.constraint() {
            Some("programs_merchant") => AffiliateError::Conflict("affiliate-one-program"),
            Some("programs_organisation_id_fkey") => AffiliateError::WrongState,
            _ => error.into(),
        })?;
        store::insert_group(&mut tx, group_id, id, (FIRST_GROUP, true)).await?;
        store::add_terms(&mut tx, TermsId::generate(), group_id, terms, account_id).await?;
        store::add_policy(&mut tx, id, policy, account_id).await?;
        tx.audit("affiliate.program-created", id, json!({})).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Changes the words of a program, where its links lead and who is taken. `version` is the one that was read.
    pub async fn edit_program(
        &self,
        actor: &Actor,
        id: ProgramId,
        version: i32,
        draft: &ProgramDraft,
    ) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        let program = managed(&mut tx, actor, id).await?;
        require_valid(draft.wrong())?;
        if program.version != version {
            return Err(AffiliateError::Changed);
        }
        if program.state == ProgramState::Closed {
            return Err(AffiliateError::WrongState);
        }
        // Terms are promised in it.
        if program.currency != draft.currency {
            return Err(AffiliateError::field("currency", "affiliate-currency-kept"));
        }
        store::update(&mut tx, id, draft).await?;
        tx.audit("affiliate.program-edited", id, json!({ "hosts": draft.hosts })).await?;
        self.forget_links_in(&mut tx, id).await?;
        Ok(tx.commit().await?)
    }

    /// Opens, pauses or closes a program. It is open to partners only as long as they can read who its merchant is: one that nobody sees, or
    /// that the staff took down, opens none.
    pub async fn set_program_state(&self, actor: &Actor, id: ProgramId, state: ProgramState) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        let program = managed(&mut tx, actor, id).await?;
        if !program.state.may_become(state) {
            return Err(AffiliateError::WrongState);
        }
        if state == ProgramState::Open {
            let merchant = merchant::store::lock(tx.conn(), program.organisation_id).await?;
            let listed = merchant.filter(|merchant| merchant.state == ProfileState::Listed);
            listed.ok_or(AffiliateError::Conflict("affiliate-program-unlisted"))?;
        }
        self.set_program_state_in(&mut tx, id, state).await?;
        Ok(tx.commit().await?)
    }

    /// The same of a program that the caller locked, and that may become so.
    pub(crate) async fn set_program_state_in(
        &self,
        tx: &mut Tx,
        id: ProgramId,
        state: ProgramState,
    ) -> Result<(), AffiliateError> {
        store::set_state(tx, id, state).await?;
        if state == ProgramState::Closed {
            // Codes earn as long as their partners take part.
            store::end_spans(tx, id).await?;
        }
        tx.audit("affiliate.program-state", id, json!({ "state": state.as_str() })).await?;
        Ok(self.forget_links_in(tx, id).await?)
    }

    /// How conversions are attributed that happen from now on. Answers the number of the policy.
    pub async fn set_policy(&self, actor: &Actor, id: ProgramId, policy: &Policy) -> Result<i32, AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        let program = managed(&mut tx, actor, id).await?;
        if program.state == ProgramState::Closed {
            return Err(AffiliateError::WrongState);
        }
        let account_id = actor.require_account()?;
        let version = store::add_policy(&mut tx, id, policy, account_id).await?;
        tx.audit("affiliate.policy-set", id, json!({ "version": version })).await?;
        tx.commit().await?;
        Ok(version)
    }

    /// Adds a group of partners with terms of its own.
    pub async fn add_group(&self, actor: &Actor, id: ProgramId, name: &str, terms: &Terms) -> Result<GroupId, AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        let program = managed(&mut tx, actor, id).await?;
        let name = named::line("name", name, 1..=80)?;
        require_valid(terms.wrong(program.currency))?;
        if store::count_groups(&mut tx, id).await? >= GROUPS_MAX {
            return Err(AffiliateError::Conflict("affiliate-too-many-groups"));
        }
        let group_id = GroupId::generate();
        store::insert_group(&mut tx, group_id, id, (&name, false)).await.map_err(|error| match error.constraint() {
            Some("groups_name") => AffiliateError::field("name", "affiliate-group-name-taken"),
            _ => error.into(),
        })?;
        let account_id = actor.require_account()?;
        store::add_terms(&mut tx, TermsId::generate(), group_id, terms, account_id).await?;
        tx.audit("affiliate.group-added", group_id, json!({ "name": name })).await?;
        tx.commit().await?;
        Ok(group_id)
    }

    /// What a group earns with links that are followed from now on. `version` is that of the terms that were read.
    pub async fn set_terms(&self, actor: &Actor, id: GroupId, version: i32, terms: &Terms) -> Result<TermsId, AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        actor.require_account()?;
        let group = store::lock_group(&mut tx, id).await?.ok_or(AffiliateError::NotFound)?;
        let program = managed(&mut tx, actor, group.program_id).await?;
        require_valid(terms.wrong(program.currency))?;
        if group.version != version {
            return Err(AffiliateError::Changed);
        }
        if program.state == ProgramState::Closed {
            return Err(AffiliateError::WrongState);
        }
        let (terms_id, account_id) = (TermsId::generate(), actor.require_account()?);
        store::add_terms(&mut tx, terms_id, id, terms, account_id).await?;
        tx.audit("affiliate.terms-set", id, json!({ "group": group.name, "version": version + 1 })).await?;
        self.forget_links_in(&mut tx, program.id).await?;
        tx.commit().await?;
        Ok(terms_id)
    }
}

/// The program, for those who manage its merchant; locked.
pub(crate) async fn managed(tx: &mut Tx, actor: &Actor, id: ProgramId) -> Result<Program, AffiliateError> {
    actor.require_account()?;
    let program = store::lock(tx, id).await?.ok_or(AffiliateError::NotFound)?;
    member::require(tx.conn(), actor, program.organisation_id, MerchantRight::Manage).await?;
    Ok(program)
}
