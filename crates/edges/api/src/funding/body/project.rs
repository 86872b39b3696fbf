//! Projects outside.

use crowdfunding::{FundingMode, ProjectCard, ProjectState, ProjectView, TierView, TotalView};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Amount, draft::BudgetLineBody};
use crate::words;

/// A project in lists.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Project)]
pub(crate) struct ProjectCardBody {
    id: Uuid,
    /// The last part of its address.
    slug: String,
    /// Whose it is.
    account_id: Uuid,
    title: String,
    pitch: String,
    country: String,
    goal: Amount,
    /// In its escrow, by the ledger; after its end, what was there when it was decided.
    raised: Amount,
    /// Promised by payers who left their means: charged if the project succeeds. Not counted in `raised`.
    secured: Amount,
    /// How many pledges are paid, or were when it was decided.
    backers: i64,
    #[schema(schema_with = words::funding_modes)]
    mode: FundingMode,
    #[schema(schema_with = words::project_states)]
    state: ProjectState,
    /// Until when people can pledge.
    deadline_at: Option<Timestamp>,
    /// The films that it is about.
    films: Vec<Uuid>,
    updated_at: Timestamp,
}

impl From<ProjectCard> for ProjectCardBody {
    fn from(card: ProjectCard) -> Self {
        Self {
            id: card.id.as_uuid(),
            slug: card.slug,
            account_id: card.account_id.as_uuid(),
            title: card.title,
            pitch: card.pitch,
            country: card.country,
            goal: card.goal.into(),
            raised: card.raised.into(),
            secured: card.secured.into(),
            backers: card.backers,
            mode: card.mode,
            state: card.state,
            deadline_at: card.deadline_at,
            films: card.films.iter().map(kernel::Id::as_uuid).collect(),
            updated_at: card.updated_at,
        }
    }
}

/// A project.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectDetails)]
pub(crate) struct ProjectDetailsBody {
    id: Uuid,
    /// The last part of its address.
    slug: String,
    /// Whose it is.
    account_id: Uuid,
    /// Their name; empty when the account is gone.
    creator_name: String,
    title: String,
    pitch: String,
    /// The story, in Markdown.
    story: String,
    /// What can go wrong, and what then.
    risks: String,
    country: String,
    goal: Amount,
    /// The sum of the budget's optimums: where a second round leads.
    optimum: Amount,
    #[schema(schema_with = words::funding_modes)]
    mode: FundingMode,
    days: i16,
    /// 2 once a project of two rounds has won the first.
    round: i16,
    #[schema(schema_with = words::project_states)]
    state: ProjectState,
    /// Until when people can pledge.
    deadline_at: Option<Timestamp>,
    /// What the staff wants changed; for its creator and the staff.
    review_note: Option<String>,
    /// Our share if it succeeds, in hundredths of a percent; null before it is online.
    fee_bp: Option<i16>,
    /// Grows with every change.
    version: i32,
    budget: Vec<BudgetLineBody>,
    tiers: Vec<TierBody>,
    /// The films that it is about.
    films: Vec<Uuid>,
    /// The video of its trailer; null without one. It plays once enough of it is encoded.
    trailer_asset_id: Option<Uuid>,
    /// Why the staff hid the trailer: for its creator and the staff, who alone still see it.
    trailer_hidden_reason: Option<String>,
}

/// A tier.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tier)]
pub(crate) struct TierBody {
    id: Uuid,
    title: String,
    description: String,
    amount: Amount,
    /// How many there are; null for as many as people want.
    stock: Option<i32>,
    /// How many are taken, paid or promised.
    taken: i32,
    /// How many are left; null for as many as people want.
    left: Option<i32>,
    /// Whether its backers are asked for a delivery address once they paid.
    asks_address: bool,
    /// What its creator asks them besides; null for nothing.
    question: Option<String>,
}

impl From<ProjectView> for ProjectDetailsBody {
    fn from(view: ProjectView) -> Self {
        Self {
            id: view.id.as_uuid(),
            slug: view.slug,
            account_id: view.account_id.as_uuid(),
            creator_name: view.creator_name,
            title: view.title,
            pitch: view.pitch,
            story: view.story,
            risks: view.risks,
            country: view.country,
            goal: view.goal.into(),
            optimum: view.optimum.into(),
            mode: view.mode,
            days: view.days,
            round: view.round,
            state: view.state,
            deadline_at: view.deadline_at,
            review_note: view.review_note,
            fee_bp: view.fee_bp,
            version: view.version,
            budget: view.budget.into_iter().map(Into::into).collect(),
            tiers: view.tiers.into_iter().map(Into::into).collect(),
            films: view.films.iter().map(kernel::Id::as_uuid).collect(),
            trailer_asset_id: view.trailer.map(|id| id.as_uuid()),
            trailer_hidden_reason: view.trailer_hidden_reason,
        }
    }
}

impl From<TierView> for TierBody {
    fn from(tier: TierView) -> Self {
        Self {
            id: tier.id.as_uuid(),
            title: tier.title,
            description: tier.description,
            amount: tier.amount.into(),
            stock: tier.stock,
            taken: tier.taken,
            left: tier.left,
            asks_address: tier.asks.address,
            question: tier.asks.question,
        }
    }
}

/// What a project has.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectTotal)]
pub(crate) struct TotalBody {
    /// In its escrow, by the ledger; after its end, what was there when it was decided.
    raised: Amount,
    /// Promised and not paid yet: not counted above.
    promised: Amount,
    /// What of the promised is charged by itself if the project succeeds: its payers left their means.
    secured: Amount,
    /// How many pledges are paid, or were when it was decided.
    backers: i64,
}

impl From<TotalView> for TotalBody {
    fn from(total: TotalView) -> Self {
        Self {
            raised: total.raised.into(),
            promised: total.promised.into(),
            secured: total.secured.into(),
            backers: total.backers,
        }
    }
}
