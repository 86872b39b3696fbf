//! Statements: the accounts that somebody holds in the ledger, and each of their lines with what caused it.
//!
//! A person holds what is owed to them, what their projects keep in escrow, and as an agent the cash they took in. Only they see it,
//! and the staff that looks after payments.

mod lines;
mod table;

use contracts::crowdfunding::ProjectId;
use crowdfunding::{Crowdfunding, ProjectState};
use kernel::{AccountId, Actor, Currency, Page, PageRequest, Permission};
use ledger::{AccountCode, AccountKey, Balance, Ledger};
use payments::Payments;
use uuid::Uuid;

pub use self::lines::{About, Line};
use crate::FlowsError;

/// Of more projects than these no account is listed; each is still found from its project.
const PROJECTS: u16 = 100;

/// Reads accounts for those who hold them. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Statements {
    /// The lines.
    pub ledger: Ledger,
    /// What projects and pledges they are about.
    pub crowdfunding: Crowdfunding,
    /// What payments they are about.
    pub payments: Payments,
}

/// Which account, as an address names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountRef {
    /// What kind of account.
    pub held: Held,
    /// Whose: an account of ours, or a project.
    pub owner: Uuid,
    /// Its currency.
    pub currency: Currency,
}

/// What somebody holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// What is owed to a person: projects that succeeded, less what was paid out.
    Earnings,
    /// What a project keeps until its end.
    Escrow,
    /// Cash that an agent took in and has not deposited.
    Float,
}

impl Held {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Earnings, Self::Escrow, Self::Float];

    /// The word in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Earnings => "earnings",
            Self::Escrow => "escrow",
            Self::Float => "float",
        }
    }

    /// The kind of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|held| held.as_str() == word)
    }

    const fn code(self) -> AccountCode {
        match self {
            Self::Earnings => AccountCode::Payable,
            Self::Escrow => AccountCode::Escrow,
            Self::Float => AccountCode::AgentFloat,
        }
    }
}

/// An account with what is on it.
#[derive(Debug, Clone)]
pub struct HeldAccount {
    /// Which.
    pub account: AccountRef,
    /// The project whose escrow it is: its title.
    pub project: Option<String>,
    /// What is on it.
    pub balance: Balance,
}

impl Statements {
    /// The accounts that the caller holds and that were ever opened: earnings, then projects, then cash.
    pub async fn accounts(&self, actor: &Actor) -> Result<Vec<HeldAccount>, FlowsError> {
        let account_id = actor.require_account()?;
        let mut wanted = own(account_id, Held::Earnings);
        let projects = self.crowdfunding.my_projects(actor, &PageRequest::new(Some(PROJECTS), None)).await?;
        for project in projects.items {
            if !matches!(project.state, ProjectState::Draft | ProjectState::Submitted | ProjectState::Cancelled) {
                let account = AccountRef { held: Held::Escrow, owner: project.id.as_uuid(), currency: project.raised.currency };
                wanted.push((account, Some(project.title)));
            }
        }
        wanted.extend(own(account_id, Held::Float));
        self.opened(wanted).await
    }

    /// An account with what is on it, for whoever holds it, and the staff that looks after payments.
    pub async fn account(&self, actor: &Actor, account: AccountRef) -> Result<HeldAccount, FlowsError> {
        let project = self.require_holder(actor, account).await?;
        self.opened(vec![(account, project)]).await?.pop().ok_or(FlowsError::NoAccount)
    }

    /// Its lines, the newest first, each with what caused it. The sum of the posted ones is its balance.
    pub async fn lines(&self, actor: &Actor, account: AccountRef, page: &PageRequest) -> Result<Page<Line>, FlowsError> {
        self.require_holder(actor, account).await?;
        let lines = self.ledger.statement(&key(account)?, page).await?;
        self.explained(lines).await
    }

    /// Those of these accounts that were ever opened, in their order.
    async fn opened(&self, wanted: Vec<(AccountRef, Option<String>)>) -> Result<Vec<HeldAccount>, FlowsError> {
        let keys = wanted.iter().map(|(account, _project)| key(*account)).collect::<Result<Vec<_>, _>>()?;
        let mut balances = self.ledger.opened(&keys).await?;
        let found = keys.iter().zip(wanted).filter_map(|(key, (account, project))| {
            let balance = balances.remove(key)?;
            Some(HeldAccount { account, project, balance })
        });
        Ok(found.collect())
    }

    /// The title of the project whose escrow it is; that there is such an account is nobody else's business.
    async fn require_holder(&self, actor: &Actor, account: AccountRef) -> Result<Option<String>, FlowsError> {
        let staff = actor.may(Permission::PaymentManage);
        if account.held == Held::Escrow {
            let found = self.crowdfunding.project(actor, ProjectId::from_uuid(account.owner)).await;
            let project = found.map_err(|_hidden| FlowsError::NoAccount)?;
            return (staff || actor.is(project.account_id)).then_some(Some(project.title)).ok_or(FlowsError::NoAccount);
        }
        let mine = actor.is(AccountId::from_uuid(account.owner));
        (mine || staff).then_some(None).ok_or(FlowsError::NoAccount)
    }
}

/// Each currency's account of a person.
fn own(account_id: AccountId, held: Held) -> Vec<(AccountRef, Option<String>)> {
    let of = |currency| (AccountRef { held, owner: account_id.as_uuid(), currency }, None);
    Currency::ALL.into_iter().map(of).collect()
}

fn key(account: AccountRef) -> Result<AccountKey, FlowsError> {
    AccountKey::of(account.held.code(), account.owner, account.currency).map_err(|_wrong| FlowsError::NoAccount)
}
