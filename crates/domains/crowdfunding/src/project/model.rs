//! The rules of a project: what it must have before anybody reads it. Pure.

use contracts::{catalog::FilmId, crowdfunding::TierId};
use kernel::{Currency, FieldError, Money};
use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use crate::TierAsks;

/// When the creator is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FundingMode {
    /// The goal, or everybody gets everything back.
    AllOrNothing,
    /// Whatever was raised.
    KeepItAll,
    /// The goal, or everybody gets everything back; once it is there, a second round as long as the first, towards the optimum.
    TwoRounds,
}

impl FundingMode {
    /// Every mode.
    pub const ALL: [Self; 3] = [Self::AllOrNothing, Self::KeepItAll, Self::TwoRounds];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AllOrNothing => "all_or_nothing",
            Self::KeepItAll => "keep_it_all",
            Self::TwoRounds => "two_rounds",
        }
    }

    /// The mode of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == word)
    }
}

/// Where a project stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProjectState {
    /// Its creator writes it.
    Draft,
    /// The staff reads it.
    Submitted,
    /// People pledge.
    Online,
    /// Its time is over; payments that were on their way are waited for.
    Waiting,
    /// It has its money; the creator is being paid.
    Successful,
    /// It has not; everybody is being refunded.
    Failed,
    /// Everybody has what is theirs.
    Settled,
    /// Given up before it went online.
    Cancelled,
}

impl ProjectState {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Draft,
        Self::Submitted,
        Self::Online,
        Self::Waiting,
        Self::Successful,
        Self::Failed,
        Self::Settled,
        Self::Cancelled,
    ];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Online => "online",
            Self::Waiting => "waiting",
            Self::Successful => "successful",
            Self::Failed => "failed",
            Self::Settled => "settled",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether everybody may see it.
    pub const fn is_public(self) -> bool {
        !matches!(self, Self::Draft | Self::Submitted | Self::Cancelled)
    }
}

/// One line of a budget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetLine {
    /// What for.
    pub title: String,
    /// What it takes.
    pub minimum_minor: i64,
    /// What it would be best done with.
    pub optimum_minor: i64,
}

/// A tier as its creator writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierDraft {
    /// Made by the caller; the same id changes the tier.
    pub id: TierId,
    /// What a backer gets, in a few words.
    pub title: String,
    /// The same at length.
    pub description: String,
    /// For how much.
    pub amount_minor: i64,
    /// How many there are; none for as many as people want.
    pub stock: Option<i32>,
    /// What its backers are asked once they paid.
    #[serde(default)]
    pub asks: TierAsks,
}

/// A project as its creator writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectDraft {
    /// The title.
    pub title: String,
    /// One sentence.
    pub pitch: String,
    /// The story, in Markdown.
    pub story: String,
    /// What can go wrong, and what then.
    pub risks: String,
    /// Where the creator is paid (ISO 3166-1 alpha-2).
    pub country: String,
    /// In which currency it is funded.
    pub currency: Currency,
    /// What it takes.
    pub goal_minor: i64,
    /// When the creator is paid.
    pub mode: FundingMode,
    /// How many days people can pledge.
    pub days: i16,
    /// What the money is for.
    pub budget: Vec<BudgetLine>,
    /// What backers choose from.
    pub tiers: Vec<TierDraft>,
    /// The films that it is about.
    pub films: Vec<FilmId>,
}

const MONEY_MAX_MINOR: i64 = 1_000_000_000_000;

impl ProjectDraft {
    /// What the goal is.
    pub const fn goal(&self) -> Money {
        Money::new(self.goal_minor, self.currency)
    }

    /// The sum of the budget's minimums: what the goal has to be before the staff reads it.
    pub fn budget_minimum_minor(&self) -> i64 {
        self.budget.iter().fold(0, |sum, line| sum.saturating_add(line.minimum_minor))
    }

    /// The sum of the budget's optimums: where a second round leads.
    pub fn budget_optimum_minor(&self) -> i64 {
        self.budget.iter().fold(0, |sum, line| sum.saturating_add(line.optimum_minor))
    }

    /// What keeps it from being stored: what the database would refuse too.
    pub(crate) fn wrong(&self) -> Vec<FieldError> {
        let mut wrong = Vec::new();
        let mut require = |holds: bool, field: &'static str, code: &'static str| {
            if !holds {
                wrong.push(FieldError::new(field, code));
            }
        };
        let length = |text: &str| text.chars().count();
        require((3..=120).contains(&length(self.title.trim())), "title", "crowdfunding-title-length");
        require(length(&self.pitch) <= 200, "pitch", "crowdfunding-too-long");
        require(length(&self.story) <= 40_000, "story", "crowdfunding-too-long");
        require(length(&self.risks) <= 5_000, "risks", "crowdfunding-too-long");
        let is_code = self.country.len() == 2 && self.country.bytes().all(|byte| byte.is_ascii_uppercase());
        require(is_code, "country", "crowdfunding-country");
        require((0..=MONEY_MAX_MINOR).contains(&self.goal_minor), "goal", "crowdfunding-amount");
        require((1..=60).contains(&self.days), "days", "crowdfunding-days");
        require(self.budget.len() <= 50 && self.budget.iter().all(BudgetLine::is_valid), "budget", "crowdfunding-budget");
        require(self.tiers.len() <= 30 && self.tiers.iter().all(TierDraft::is_valid), "tiers", "crowdfunding-tiers");
        require(self.films.len() <= 20, "films", "crowdfunding-films");
        wrong
    }

    /// What is missing before the staff reads it: a backer must know what the money is for.
    pub fn missing(&self) -> Vec<FieldError> {
        let mut missing = self.wrong();
        let mut require = |holds: bool, field: &'static str, code: &'static str| {
            if !holds {
                missing.push(FieldError::new(field, code));
            }
        };
        require(!self.pitch.trim().is_empty(), "pitch", "field-required");
        require(self.story.trim().chars().count() >= 200, "story", "crowdfunding-story-short");
        require(!self.risks.trim().is_empty(), "risks", "field-required");
        require(!self.budget.is_empty(), "budget", "field-required");
        require(self.budget.is_empty() || self.goal_minor > 0, "goal", "crowdfunding-amount");
        require(self.budget_minimum_minor() == self.goal_minor, "goal", "crowdfunding-goal-is-budget");
        let farther = self.budget.is_empty() || self.budget_optimum_minor() > self.budget_minimum_minor();
        require(self.mode != FundingMode::TwoRounds || farther, "budget", "crowdfunding-optimum-farther");
        missing
    }
}

impl BudgetLine {
    fn is_valid(&self) -> bool {
        let titled = (1..=120).contains(&self.title.trim().chars().count());
        titled
            && (0..=MONEY_MAX_MINOR).contains(&self.minimum_minor)
            && (self.minimum_minor..=MONEY_MAX_MINOR).contains(&self.optimum_minor)
    }
}

impl TierDraft {
    fn is_valid(&self) -> bool {
        let titled = (1..=120).contains(&self.title.trim().chars().count()) && self.description.chars().count() <= 2000;
        titled
            && (1..=MONEY_MAX_MINOR).contains(&self.amount_minor)
            && self.stock.is_none_or(|stock| (1..=1_000_000).contains(&stock))
            && self.asks.is_valid()
    }
}

/// The last part of a project's address: the words of its title, and something that no other project has.
pub(super) fn slug(title: &str, unique: &str) -> String {
    let plain: String = title.nfd().filter(|letter| !is_combining_mark(*letter)).collect::<String>().to_lowercase();
    let words: Vec<&str> = plain.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut slug = words.join("-");
    slug.truncate(80);
    let slug = slug.trim_matches('-');
    if slug.is_empty() { unique.to_owned() } else { format!("{slug}-{unique}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> ProjectDraft {
        ProjectDraft {
            title: "La pirogue".into(),
            pitch: "Un film sur le fleuve.".into(),
            story: "Il était une fois un fleuve. ".repeat(10),
            risks: "La pluie.".into(),
            country: "TG".into(),
            currency: Currency::Xof,
            goal_minor: 1_000_000,
            mode: FundingMode::AllOrNothing,
            days: 30,
            budget: vec![BudgetLine { title: "Image".into(), minimum_minor: 1_000_000, optimum_minor: 1_500_000 }],
            tiers: vec![],
            films: vec![],
        }
    }

    type Change = fn(&mut ProjectDraft);

    fn fields(wrong: Vec<FieldError>) -> Vec<String> {
        wrong.into_iter().map(|error| error.field.into_owned()).collect()
    }

    #[test]
    fn a_whole_draft_may_be_submitted_and_each_gap_is_named() {
        assert_eq!(draft().missing(), []);
        let changes: [(&str, Change); 9] = [
            ("title", |draft| draft.title = "ab".into()),
            ("pitch", |draft| draft.pitch = " ".into()),
            ("story", |draft| draft.story = "court".into()),
            ("risks", |draft| draft.risks = String::new()),
            ("country", |draft| draft.country = "Togo".into()),
            ("days", |draft| draft.days = 61),
            ("days", |draft| draft.days = 0),
            ("goal", |draft| draft.goal_minor = 999_999),
            ("budget", |draft| draft.budget.first_mut().unwrap().optimum_minor = 5),
        ];
        for (field, change) in changes {
            let mut changed = draft();
            change(&mut changed);
            assert_eq!(fields(changed.missing()), [field]);
        }
    }

    #[test]
    fn half_a_draft_is_kept() {
        let mut half = draft();
        (half.pitch, half.story, half.budget) = (String::new(), String::new(), vec![]);
        assert_eq!(half.wrong(), []);
        assert_eq!(fields(half.missing()), ["pitch", "story", "budget", "goal"]);
        half.goal_minor = 0;
        assert_eq!(half.wrong(), []);
        assert_eq!(fields(half.missing()), ["pitch", "story", "budget"]);
        half.budget = vec![BudgetLine { title: "Image".into(), minimum_minor: 0, optimum_minor: 0 }];
        assert_eq!(fields(half.missing()), ["pitch", "story", "goal"]);
    }

    #[test]
    fn a_slug_is_made_of_plain_words() {
        assert_eq!(slug("L’été à Lomé !", "1a2b"), "l-ete-a-lome-1a2b");
        assert_eq!(slug("…", "1a2b"), "1a2b");
        assert!(slug(&"mot ".repeat(100), "1a2b").len() <= 90);
    }
}
