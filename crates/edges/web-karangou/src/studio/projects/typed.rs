//! The form of a project as it was sent, and back: what people type is kept as they typed it until it can be read.

use contracts::{catalog::FilmId, crowdfunding::TierId};
use crowdfunding::{BudgetLine, FundingMode, ProjectDraft, ProjectState, ProjectView, TierAsks, TierDraft};
use kernel::{Currency, ErrorKind, Money};
use serde::Deserialize;
use web_kit::{FormErrors, Translator, WebError, format};

/// The most rows that are read: more than a project may have, so that it is the project's rule that refuses them.
const ROWS_MAX: usize = 100;

/// What a tier that asks for an address says.
pub(super) const ADDRESS: &str = "address";

/// The form as sent. Budget and tiers come column by column.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    pub(super) version: Option<i32>,
    pub(super) title: String,
    pub(super) pitch: String,
    pub(super) story: String,
    pub(super) risks: String,
    pub(super) country: String,
    pub(super) currency: String,
    pub(super) mode: String,
    pub(super) days: String,
    pub(super) line_title: Vec<String>,
    pub(super) line_minimum: Vec<String>,
    pub(super) line_optimum: Vec<String>,
    pub(super) tier_id: Vec<String>,
    pub(super) tier_title: Vec<String>,
    pub(super) tier_amount: Vec<String>,
    pub(super) tier_stock: Vec<String>,
    pub(super) tier_description: Vec<String>,
    pub(super) tier_delivery: Vec<String>,
    pub(super) tier_question: Vec<String>,
    pub(super) films: Vec<FilmId>,
    /// Which button was pressed; empty for the one that saves.
    #[serde(rename = "do")]
    pub(super) step: String,
}

/// One line of the budget as typed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TypedLine<'t> {
    pub(super) title: &'t str,
    pub(super) minimum: &'t str,
    pub(super) optimum: &'t str,
}

/// One tier as typed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TypedTier<'t> {
    pub(super) id: &'t str,
    pub(super) title: &'t str,
    pub(super) amount: &'t str,
    pub(super) stock: &'t str,
    pub(super) description: &'t str,
    /// `address`, or nothing.
    pub(super) delivery: &'t str,
    pub(super) question: &'t str,
}

impl TypedLine<'_> {
    fn is_empty(&self) -> bool {
        [self.title, self.minimum, self.optimum].iter().all(|cell| cell.trim().is_empty())
    }
}

impl TypedTier<'_> {
    fn is_empty(&self) -> bool {
        [self.title, self.amount, self.stock, self.description, self.question].iter().all(|cell| cell.trim().is_empty())
    }
}

impl Typed {
    /// What is stored, as somebody would type it.
    pub(super) fn stored(view: &ProjectView, t: Translator) -> Self {
        let amount = |minor: i64| format::decimal(t.locale(), minor, view.goal.currency.decimals());
        let mut typed = Self {
            version: Some(view.version),
            title: view.title.clone(),
            pitch: view.pitch.clone(),
            story: view.story.clone(),
            risks: view.risks.clone(),
            country: view.country.clone(),
            currency: view.goal.currency.code().to_owned(),
            mode: view.mode.as_str().to_owned(),
            days: view.days.to_string(),
            films: view.films.clone(),
            ..Self::default()
        };
        for line in &view.budget {
            typed.line_title.push(line.title.clone());
            typed.line_minimum.push(amount(line.minimum_minor));
            typed.line_optimum.push(amount(line.optimum_minor));
        }
        for tier in &view.tiers {
            typed.tier_id.push(tier.id.to_string());
            typed.tier_title.push(tier.title.clone());
            typed.tier_amount.push(amount(tier.amount.amount_minor));
            typed.tier_stock.push(tier.stock.map_or_else(String::new, |stock| stock.to_string()));
            typed.tier_description.push(tier.description.clone());
            typed.tier_delivery.push(if tier.asks.address { ADDRESS.to_owned() } else { String::new() });
            typed.tier_question.push(tier.asks.question.clone().unwrap_or_default());
        }
        typed
    }

    /// Columns of different lengths come from no form of ours.
    pub(super) fn require_whole(&self) -> Result<(), WebError> {
        let lines = [&self.line_title, &self.line_minimum, &self.line_optimum];
        let tiers = [&self.tier_id, &self.tier_title, &self.tier_amount, &self.tier_stock, &self.tier_description];
        // A form that was opened before there were these two does not send them.
        let asked = [&self.tier_delivery, &self.tier_question];
        let is_whole = |column: &&Vec<String>| column.is_empty() || column.len() == self.tier_id.len();
        let even =
            |columns: &[&Vec<String>]| columns.iter().all(|column| column.len() == columns[0].len() && column.len() <= ROWS_MAX);
        if even(&lines) && even(&tiers) && asked.iter().all(is_whole) { Ok(()) } else { Err(unreadable()) }
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = TypedLine<'_>> {
        let amounts = self.line_minimum.iter().zip(&self.line_optimum);
        self.line_title.iter().zip(amounts).map(|(title, (minimum, optimum))| TypedLine { title, minimum, optimum })
    }

    pub(super) fn tiers(&self) -> impl Iterator<Item = TypedTier<'_>> {
        let words = self.tier_id.iter().zip(&self.tier_title).zip(&self.tier_description);
        let numbers = self.tier_amount.iter().zip(&self.tier_stock);
        words.zip(numbers).enumerate().map(move |(at, (((id, title), description), (amount, stock)))| TypedTier {
            id,
            title,
            amount,
            stock,
            description,
            delivery: self.tier_delivery.get(at).map_or("", String::as_str),
            question: self.tier_question.get(at).map_or("", String::as_str),
        })
    }

    pub(super) fn currency(&self) -> Result<Currency, WebError> {
        Currency::parse(&self.currency).ok_or_else(unreadable)
    }

    /// What was typed as a project, or what of it cannot be read. Online, what backers decided by is what is stored.
    pub(super) fn read(&self, stored: &ProjectView, t: Translator) -> Result<(ProjectDraft, FormErrors), WebError> {
        let frozen = stored.state != ProjectState::Draft;
        let mut wrong = Wrong { t, errors: FormErrors::none() };
        let currency = if frozen { stored.goal.currency } else { self.currency()? };
        let budget = if frozen { stored.budget.clone() } else { self.read_budget(currency, &mut wrong) };
        let mut draft = ProjectDraft {
            title: self.title.clone(),
            pitch: self.pitch.clone(),
            story: self.story.clone(),
            risks: self.risks.clone(),
            country: if frozen { stored.country.clone() } else { self.country.clone() },
            currency,
            goal_minor: stored.goal.amount_minor,
            mode: if frozen { stored.mode } else { FundingMode::parse(&self.mode).ok_or_else(unreadable)? },
            days: if frozen {
                stored.days
            } else {
                wrong.unless("days", "field-invalid", self.days.trim().parse().ok()).unwrap_or(0)
            },
            budget,
            tiers: self.read_tiers(currency, &mut wrong),
            films: self.films.clone(),
        };
        if !frozen {
            draft.goal_minor = draft.budget_minimum_minor();
        }
        Ok((draft, wrong.errors))
    }

    fn read_budget(&self, currency: Currency, wrong: &mut Wrong) -> Vec<BudgetLine> {
        let mut budget = Vec::new();
        for (at, line) in self.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
            let minimum_minor = wrong.amount(&format!("line_minimum-{at}"), line.minimum, currency);
            let optimum_minor = match line.optimum.trim() {
                "" => minimum_minor,
                optimum => wrong.amount(&format!("line_optimum-{at}"), optimum, currency),
            };
            budget.push(BudgetLine { title: line.title.to_owned(), minimum_minor, optimum_minor });
        }
        budget
    }

    fn read_tiers(&self, currency: Currency, wrong: &mut Wrong) -> Vec<TierDraft> {
        let mut tiers = Vec::new();
        for (at, tier) in self.tiers().enumerate().filter(|(_, tier)| !tier.is_empty()) {
            let stock = match tier.stock.trim() {
                "" => None,
                stock => wrong.unless(&format!("tier_stock-{at}"), "field-invalid", stock.parse().ok()),
            };
            tiers.push(TierDraft {
                id: tier.id.parse().unwrap_or_else(|_new| TierId::generate()),
                title: tier.title.to_owned(),
                description: tier.description.to_owned(),
                amount_minor: wrong.amount(&format!("tier_amount-{at}"), tier.amount, currency),
                stock,
                asks: TierAsks { address: tier.delivery == ADDRESS, question: given(tier.question) },
            });
        }
        tiers
    }

    /// One more empty line of the budget.
    pub(super) fn add_line(&mut self) {
        for column in [&mut self.line_title, &mut self.line_minimum, &mut self.line_optimum] {
            column.push(String::new());
        }
    }

    /// One more empty tier.
    pub(super) fn add_tier(&mut self) {
        let count = self.tier_id.len() + 1;
        let words = [&mut self.tier_id, &mut self.tier_title, &mut self.tier_description, &mut self.tier_question];
        for column in words.into_iter().chain([&mut self.tier_amount, &mut self.tier_stock, &mut self.tier_delivery]) {
            column.resize(count, String::new());
        }
    }
}

/// What cannot be read, by its field.
struct Wrong {
    t: Translator,
    errors: FormErrors,
}

impl Wrong {
    fn unless<T>(&mut self, field: &str, code: &'static str, read: Option<T>) -> Option<T> {
        if read.is_none() {
            self.errors = std::mem::take(&mut self.errors).and(field, self.t.get(code));
        }
        read
    }

    fn amount(&mut self, field: &str, typed: &str, currency: Currency) -> i64 {
        match Money::parse_in(self.t.locale(), typed, currency) {
            Ok(money) => money.amount_minor,
            Err(error) => {
                self.errors = std::mem::take(&mut self.errors).and(field, self.t.get(error.code()));
                0
            }
        }
    }
}

fn given(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn unreadable() -> WebError {
    WebError::new(ErrorKind::Invalid, "error-form-unreadable")
}
