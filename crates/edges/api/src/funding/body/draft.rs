//! Projects as their creators send them.

use crowdfunding::{BudgetLine, FundingMode, ProjectDraft, TierAsks, TierDraft};
use kernel::Currency;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::words;

/// A project as its creator writes it. May be half-finished until it is submitted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewProject)]
pub(crate) struct ProjectBody {
    #[schema(min_length = 3, max_length = 120)]
    title: String,
    /// One sentence.
    #[serde(default)]
    #[schema(max_length = 200)]
    pitch: String,
    /// The story, in Markdown.
    #[serde(default)]
    #[schema(max_length = 40_000)]
    story: String,
    /// What can go wrong, and what then.
    #[serde(default)]
    #[schema(max_length = 5000)]
    risks: String,
    /// Where the creator is paid (ISO 3166-1 alpha-2).
    #[schema(pattern = "^[A-Z]{2}$")]
    country: String,
    /// In which currency it is funded (ISO 4217).
    #[schema(schema_with = words::currencies)]
    currency: Currency,
    /// What it takes: the sum of the minimums of the budget, once it is submitted.
    #[schema(minimum = 0)]
    goal_minor: i64,
    #[schema(schema_with = words::funding_modes)]
    mode: FundingMode,
    /// How many days people can pledge.
    #[schema(minimum = 1, maximum = 60)]
    days: i16,
    #[serde(default)]
    #[schema(max_items = 50)]
    budget: Vec<BudgetLineBody>,
    /// What backers choose from.
    #[serde(default)]
    #[schema(max_items = 30)]
    tiers: Vec<NewTier>,
    /// The films that it is about.
    #[serde(default)]
    #[schema(max_items = 20)]
    films: Vec<Uuid>,
}

/// A project, and the version of it that was read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProjectChange {
    /// The version that was read: refused with 409 when the project has changed since.
    pub(crate) version: i32,
    pub(crate) project: ProjectBody,
}

/// One line of a budget.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BudgetLine)]
pub(crate) struct BudgetLineBody {
    #[schema(min_length = 1, max_length = 120)]
    title: String,
    /// What it takes.
    #[schema(minimum = 0)]
    minimum_minor: i64,
    /// What it would be best done with.
    #[schema(minimum = 0)]
    optimum_minor: i64,
}

/// A tier as its creator writes it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTier {
    /// Made by the caller; the same id changes the tier.
    id: Uuid,
    #[schema(min_length = 1, max_length = 120)]
    title: String,
    #[serde(default)]
    #[schema(max_length = 2000)]
    description: String,
    #[schema(minimum = 1)]
    amount_minor: i64,
    /// How many there are; null for as many as people want.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1_000_000)]
    stock: Option<i32>,
    /// Whether its backers are asked for a delivery address once they paid.
    #[serde(default)]
    asks_address: bool,
    /// What its creator asks them besides; null for nothing.
    #[serde(default)]
    #[schema(min_length = 3, max_length = 200)]
    question: Option<String>,
}

impl From<ProjectBody> for ProjectDraft {
    fn from(body: ProjectBody) -> Self {
        Self {
            title: body.title,
            pitch: body.pitch,
            story: body.story,
            risks: body.risks,
            country: body.country,
            currency: body.currency,
            goal_minor: body.goal_minor,
            mode: body.mode,
            days: body.days,
            budget: body.budget.into_iter().map(Into::into).collect(),
            tiers: body.tiers.into_iter().map(Into::into).collect(),
            films: body.films.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<BudgetLineBody> for BudgetLine {
    fn from(line: BudgetLineBody) -> Self {
        Self { title: line.title, minimum_minor: line.minimum_minor, optimum_minor: line.optimum_minor }
    }
}

impl From<BudgetLine> for BudgetLineBody {
    fn from(line: BudgetLine) -> Self {
        Self { title: line.title, minimum_minor: line.minimum_minor, optimum_minor: line.optimum_minor }
    }
}

impl From<NewTier> for TierDraft {
    fn from(tier: NewTier) -> Self {
        Self {
            id: tier.id.into(),
            title: tier.title,
            description: tier.description,
            amount_minor: tier.amount_minor,
            stock: tier.stock,
            asks: TierAsks { address: tier.asks_address, question: tier.question },
        }
    }
}
