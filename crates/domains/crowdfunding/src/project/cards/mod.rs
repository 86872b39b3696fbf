//! Projects in lists: what everybody finds, what a creator has, what waits for the staff.

mod queries;

use std::collections::HashMap;

use contracts::{catalog::FilmId, crowdfunding::ProjectId};
use jiff::Timestamp;
use kernel::{AccountId, Actor, Money, Page, PageRequest, Permission, RowKey};
use serde::Serialize;

use super::{FundingMode, ProjectState};
use crate::{Crowdfunding, CrowdfundingError, escrow};

/// A project in lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProjectCard {
    /// The project.
    pub id: ProjectId,
    /// The last part of its address.
    pub slug: String,
    /// Whose it is.
    pub account_id: AccountId,
    /// The title.
    pub title: String,
    /// One sentence.
    pub pitch: String,
    /// Where the creator is paid.
    pub country: String,
    /// What it takes.
    pub goal: Money,
    /// In its escrow, by the ledger; after its end, what was there when it was decided.
    pub raised: Money,
    /// Promised by payers who left their means: charged if the project succeeds. Not counted above.
    pub secured: Money,
    /// How many pledges are paid, or were when it was decided.
    pub backers: i64,
    /// When the creator is paid.
    pub mode: FundingMode,
    /// Where it stands.
    pub state: ProjectState,
    /// Until when people can pledge.
    pub deadline_at: Option<Timestamp>,
    /// The films that it is about.
    pub films: Vec<FilmId>,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl ProjectCard {
    /// What there is if every payer whose means are kept is charged.
    pub fn pledged(&self) -> Money {
        self.raised.checked_add(self.secured).unwrap_or(self.raised)
    }
}

/// Which projects everybody finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProjectShelf {
    /// Those that take pledges, or wait for the last payments.
    Open,
    /// Those that were decided.
    Ended,
}

/// A card, and what was raised if that does not change any more.
struct Found {
    card: ProjectCard,
    decided: bool,
}

impl Crowdfunding {
    /// The projects of a shelf: open ones by their deadline, the nearest first; ended ones the newest first.
    pub async fn projects(&self, shelf: ProjectShelf, page: &PageRequest) -> Result<Page<ProjectCard>, CrowdfundingError> {
        let (pool, after, limit) = (self.db().pool(), page.after_row()?, i64::from(page.limit()) + 1);
        let keys = match shelf {
            ProjectShelf::Open => queries::open(pool, after, limit).await?,
            ProjectShelf::Ended => queries::ended(pool, after, limit).await?,
        };
        self.page_of(keys, page).await
    }

    /// The projects that these films are about: the open ones first, by their deadline, then the newest; at most twenty.
    pub async fn projects_of_films(&self, films: &[FilmId]) -> Result<Vec<ProjectCard>, CrowdfundingError> {
        let ids = queries::of_films(self.db().pool(), films).await?;
        self.cards(&ids).await
    }

    /// The caller's own projects, the newest first.
    pub async fn my_projects(&self, actor: &Actor, page: &PageRequest) -> Result<Page<ProjectCard>, CrowdfundingError> {
        let account_id = actor.require_account()?;
        let keys = queries::of_account(self.db().pool(), account_id, page.after_row()?, i64::from(page.limit()) + 1).await?;
        self.page_of(keys, page).await
    }

    /// What waits for the staff, the longest waiting first.
    pub async fn projects_to_review(&self, actor: &Actor, page: &PageRequest) -> Result<Page<ProjectCard>, CrowdfundingError> {
        actor.require(Permission::ProjectReview)?;
        let keys = queries::submitted(self.db().pool(), page.after_row()?, i64::from(page.limit()) + 1).await?;
        self.page_of(keys, page).await
    }

    async fn page_of(&self, keys: Vec<RowKey>, page: &PageRequest) -> Result<Page<ProjectCard>, CrowdfundingError> {
        let keys = Page::from_rows(keys, page, |key| *key);
        let ids: Vec<_> = keys.items.iter().map(|(_, id)| ProjectId::from_uuid(*id)).collect();
        Ok(Page { items: self.cards(&ids).await?, next: keys.next })
    }

    /// The cards of these projects, in their order.
    async fn cards(&self, ids: &[ProjectId]) -> Result<Vec<ProjectCard>, CrowdfundingError> {
        let mut found = queries::cards(self.db().pool(), ids).await?;
        let undecided = || found.iter().filter(|found| !found.decided).map(|found| &found.card);
        let keys = undecided().map(|card| escrow(card.id, card.goal.currency)).collect::<Result<Vec<_>, _>>()?;
        let balances = self.ledger().balances(&keys).await?;
        for (found, balance) in found.iter_mut().filter(|found| !found.decided).zip(balances) {
            found.card.raised = balance.posted;
        }
        let mut cards: HashMap<ProjectId, ProjectCard> = found.into_iter().map(|found| (found.card.id, found.card)).collect();
        Ok(ids.iter().filter_map(|id| cards.remove(id)).collect())
    }
}
