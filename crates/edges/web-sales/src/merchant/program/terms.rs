//! What a group of partners earns, as it was typed, and back.

use affiliate::{
    Bonus, Cap, CapPeriod, Reach, Terms, TermsView,
    earning::{Pay, Per, Repeat, Rule, Rules, Scope},
};
use contracts::affiliate::{CategoryId, ProductId};
use kernel::{Currency, FieldError, Money};
use web_kit::{FormErrors, Translator, Visit, format};

use super::draft::{Typed, hundredths, percent};

/// The most rows that are read: more than terms may have, so that it is their rule that refuses them.
const ROWS_MAX: usize = 120;

/// The words of the times of a cap, in the order of a form.
pub(super) const CAP_PERIODS: [(&str, CapPeriod); 3] =
    [("day", CapPeriod::Day), ("month", CapPeriod::Month), ("ever", CapPeriod::Ever)];

/// A row of the rules as typed: for what, how it is paid, how much.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Row<'t> {
    pub(super) scope: &'t str,
    pub(super) kind: &'t str,
    pub(super) amount: &'t str,
}

/// A step of bonuses as typed: of what, how much of it, how much it earns.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Step<'t> {
    pub(super) kind: &'t str,
    pub(super) least: &'t str,
    pub(super) amount: &'t str,
}

impl Typed {
    /// The terms that are stored, as somebody would type them.
    pub(super) fn with_terms(mut self, view: &TermsView, currency: Currency, t: Translator) -> Self {
        let terms = &view.terms;
        let money = |money: Money| format::decimal(t.locale(), money.amount_minor, currency.decimals());
        self.version = Some(view.version);
        for rule in terms.sales.iter().flat_map(Rules::rules) {
            let (kind, amount) = match rule.pay {
                Pay::Percent(bp) => ("percent", hundredths(t, bp)),
                Pay::Flat(flat, Per::Order) => ("order", money(flat)),
                Pay::Flat(flat, Per::Piece) => ("piece", money(flat)),
            };
            (self.repeat, self.months) = match rule.repeat {
                Repeat::First => ("first".into(), String::new()),
                Repeat::Months(months) => ("months".into(), months.to_string()),
                Repeat::Always => ("always".into(), String::new()),
            };
            match rule.scope {
                Scope::Everything => (self.sale, self.sale_amount) = (kind.into(), amount),
                Scope::Category(id) => self.push(format!("category:{id}"), kind, amount),
                Scope::Product(id) => self.push(format!("product:{id}"), kind, amount),
            }
        }
        self.lead = terms.lead.map_or_else(String::new, money);
        self.click = terms.click.map_or_else(String::new, money);
        for step in &terms.bonuses {
            let (kind, least) = match step.reach {
                Reach::Sales(sales) => ("sales", sales.to_string()),
                Reach::Revenue(least) => ("revenue", money(least)),
            };
            self.bonus_kind.push(kind.to_owned());
            self.bonus_least.push(least);
            self.bonus_amount.push(money(step.amount));
        }
        self.window_days = terms.window_days.to_string();
        self.holding_days = terms.holding_days.to_string();
        self.minimum = money(terms.minimum_payout);
        self.cap = terms.cap.map_or_else(String::new, |cap| money(cap.amount));
        let per = terms.cap.and_then(|cap| CAP_PERIODS.into_iter().find(|(_, period)| *period == cap.per));
        per.map_or("month", |(word, _)| word).clone_into(&mut self.cap_per);
        self
    }

    fn push(&mut self, scope: String, kind: &str, amount: String) {
        self.rule_scope.push(scope);
        self.rule_kind.push(kind.to_owned());
        self.rule_amount.push(amount);
    }

    /// The rows of rules that say something.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.rule_scope.len().min(ROWS_MAX)).filter_map(|at| {
            let scope = self.rule_scope.get(at)?.as_str();
            let kind = self.rule_kind.get(at).map_or("percent", String::as_str);
            let amount = self.rule_amount.get(at).map_or("", String::as_str);
            (!scope.is_empty() || !amount.trim().is_empty()).then_some(Row { scope, kind, amount })
        })
    }

    /// The steps of bonuses that say something.
    pub(super) fn steps(&self) -> impl Iterator<Item = Step<'_>> {
        (0..self.bonus_least.len().min(ROWS_MAX)).filter_map(|at| {
            let least = self.bonus_least.get(at)?.trim();
            let kind = self.bonus_kind.get(at).map_or("sales", String::as_str);
            let amount = self.bonus_amount.get(at).map_or("", |text| text.trim());
            (!least.is_empty() || !amount.is_empty()).then_some(Step { kind, least, amount })
        })
    }

    /// The terms that were typed.
    pub(super) fn terms(&self, visit: &Visit, currency: Currency) -> Result<Terms, FormErrors> {
        let reader = Reader { visit, currency };
        Ok(Terms {
            sales: self.rules(&reader)?,
            lead: reader.some_money("lead", &self.lead)?,
            click: reader.some_money("click", &self.click)?,
            bonuses: self
                .steps()
                .enumerate()
                .map(|(at, step)| on_row("bonuses", at, visit, reader.bonus(step)))
                .collect::<Result<_, _>>()?,
            window_days: reader.days("window_days", &self.window_days)?,
            holding_days: reader.days("holding_days", &self.holding_days)?,
            minimum_payout: reader.some_money("minimum", &self.minimum)?.unwrap_or(Money::zero(currency)),
            cap: match reader.some_money("cap", &self.cap)? {
                Some(amount) => Some(Cap { amount, per: self.cap_period(&reader)? }),
                None => None,
            },
        })
    }

    fn cap_period(&self, reader: &Reader<'_>) -> Result<CapPeriod, FormErrors> {
        let known = CAP_PERIODS.into_iter().find(|(word, _)| *word == self.cap_per);
        known.map(|(_, period)| period).ok_or_else(|| reader.wrong("cap_per", "field-unknown-value"))
    }

    fn rules(&self, reader: &Reader<'_>) -> Result<Option<Rules>, FormErrors> {
        let repeat = match self.repeat.as_str() {
            "months" => Repeat::Months(reader.days("months", &self.months)?),
            "always" => Repeat::Always,
            _ => Repeat::First,
        };
        let mut rules = Vec::new();
        if !self.sale.is_empty() {
            let pay = reader.pay("sale_amount", &self.sale, &self.sale_amount)?;
            rules.push(Rule { scope: Scope::Everything, pay, repeat });
        }
        for (at, row) in self.rows().enumerate() {
            rules.push(on_row("rules", at, reader.visit, reader.rule(row, repeat))?);
        }
        if rules.is_empty() {
            return Ok(None);
        }
        match Rules::try_new(reader.currency, rules) {
            Ok(rules) => Ok(Some(rules)),
            Err(error) => Err(reader.wrong(if self.rows().count() == 0 { "sale_amount" } else { "rules" }, error.code())),
        }
    }
}

fn scope(text: &str) -> Option<Scope> {
    match text.split_once(':')? {
        ("category", id) => Some(Scope::Category(id.parse::<CategoryId>().ok()?)),
        ("product", id) => Some(Scope::Product(id.parse::<ProductId>().ok()?)),
        _ => None,
    }
}

/// What is wrong with a row, named as the page numbers it once it comes back: rows that say nothing are left out.
fn on_row<T>(list: &'static str, at: usize, visit: &Visit, read: Result<T, FormErrors>) -> Result<T, FormErrors> {
    read.map_err(|errors| {
        let text = errors.fields().map(|(_, text)| text).collect::<Vec<_>>().join(" ");
        FormErrors::none().and(list, row_error(visit, list, i64::try_from(at + 1).unwrap_or(i64::MAX), &text))
    })
}

/// An error with the number of its row.
pub(super) fn row_error(visit: &Visit, list: &str, at: i64, text: &str) -> String {
    let key = if list == "rules" { "sales-rule-error" } else { "sales-bonus-error" };
    visit.t.with(key, &[("n", at.into()), ("error", text.into())])
}

struct Reader<'v> {
    visit: &'v Visit,
    currency: Currency,
}

impl Reader<'_> {
    fn wrong(&self, field: &'static str, code: &'static str) -> FormErrors {
        FormErrors::none().and(field, self.visit.t.field_error(&FieldError::new(field, code)))
    }

    fn money(&self, field: &'static str, text: &str) -> Result<Money, FormErrors> {
        Money::parse_in(self.visit.locale, text, self.currency).map_err(|error| self.wrong(field, error.code()))
    }

    fn some_money(&self, field: &'static str, text: &str) -> Result<Option<Money>, FormErrors> {
        if text.trim().is_empty() { Ok(None) } else { self.money(field, text).map(Some) }
    }

    /// A rule for a part of what is sold, which can stand by itself.
    fn rule(&self, row: Row<'_>, repeat: Repeat) -> Result<Rule, FormErrors> {
        let scope = scope(row.scope).ok_or_else(|| self.wrong("rules", "sales-rule-scope-missing"))?;
        let rule = Rule { scope, pay: self.pay("rules", row.kind, row.amount)?, repeat };
        match Rules::try_new(self.currency, vec![rule]) {
            Ok(_alone) => Ok(rule),
            Err(error) => Err(self.wrong("rules", error.code())),
        }
    }

    fn bonus(&self, step: Step<'_>) -> Result<Bonus, FormErrors> {
        let reach = match step.kind {
            "sales" => Reach::Sales(step.least.parse().map_err(|_not_a_number| self.wrong("bonuses", "sales-number-wrong"))?),
            "revenue" => Reach::Revenue(self.money("bonuses", step.least)?),
            _ => return Err(self.wrong("bonuses", "field-unknown-value")),
        };
        Ok(Bonus { reach, amount: self.money("bonuses", step.amount)? })
    }

    fn days(&self, field: &'static str, text: &str) -> Result<u16, FormErrors> {
        text.trim().parse().map_err(|_not_a_number| self.wrong(field, "sales-number-wrong"))
    }

    fn pay(&self, field: &'static str, kind: &str, amount: &str) -> Result<Pay, FormErrors> {
        match kind {
            "percent" => Ok(Pay::Percent(percent(self.visit, field, amount)?)),
            "order" => Ok(Pay::Flat(self.money(field, amount)?, Per::Order)),
            "piece" => Ok(Pay::Flat(self.money(field, amount)?, Per::Piece)),
            _ => Err(self.wrong(field, "field-unknown-value")),
        }
    }
}
