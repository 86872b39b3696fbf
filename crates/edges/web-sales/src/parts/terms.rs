//! What a program pays and how it attributes, in plain words.

use std::collections::HashMap;

use affiliate::{
    AffiliateError, Bonus, Cap, Reach, Terms,
    attribution::{Model, Policy},
    earning::{Pay, Per, Repeat, Rule, Scope},
};
use contracts::affiliate::{CategoryId, ProductId};
use kernel::Locale;
use maud::{Markup, html};
use web_kit::{Translator, Visit, WebError, format, ui};

use super::words;
use crate::SalesState;

/// The names of what rules are for.
#[derive(Debug, Default)]
pub(crate) struct Named {
    categories: HashMap<CategoryId, String>,
    products: HashMap<ProductId, String>,
}

impl Named {
    /// What these terms name, as far as the visitor may see it.
    pub(crate) async fn of(state: &SalesState, visit: &Visit, terms: &Terms) -> Result<Self, WebError> {
        let mut named = Self::default();
        for rule in terms.sales.iter().flat_map(affiliate::earning::Rules::rules) {
            match rule.scope {
                Scope::Everything => {}
                Scope::Category(_) if !named.categories.is_empty() => {}
                Scope::Category(_) => named.categories = state.affiliate.category_ids().await?.into_iter().collect(),
                Scope::Product(id) => match state.affiliate.product(&visit.actor, id).await {
                    Ok(view) => drop(named.products.insert(id, view.title)),
                    // Not listed any more: its rule holds on, its name is its merchant's business.
                    Err(AffiliateError::NotFound) => {}
                    Err(error) => return Err(error.into()),
                },
            }
        }
        Ok(named)
    }

    fn scope(&self, t: Translator, scope: Scope) -> String {
        match scope {
            Scope::Everything => t.get("sales-terms-everything"),
            Scope::Category(id) => match self.categories.get(&id) {
                Some(word) => t.with("sales-terms-category", &[("name", words::category(t, word).into())]),
                None => t.get("sales-terms-one-category"),
            },
            Scope::Product(id) => match self.products.get(&id) {
                Some(title) => t.with("sales-terms-product", &[("name", title.into())]),
                None => t.get("sales-terms-one-product"),
            },
        }
    }
}

/// What a group earns, with the names of what its rules are for.
pub(crate) fn facts_named(visit: &Visit, terms: &Terms, named: &Named) -> Markup {
    let t = visit.t;
    let money = |amount| format::money(visit.locale, amount);
    let holding = match terms.holding_days {
        0 => t.get("sales-terms-holding-none"),
        days => t.with("sales-terms-holding-days", &[("n", days.into())]),
    };
    let facts = ui::DescriptionList::new()
        .fact_if(t.get("sales-terms-lead"), terms.lead.map(|lead| html! { strong { (money(lead)) } }))
        .fact_if(
            t.get("sales-terms-click"),
            terms.click.map(|click| html! { strong { (money(click)) } " " (t.get("sales-terms-click-once")) }),
        )
        .fact(t.get("sales-terms-window"), html! { (t.with("sales-terms-window-days", &[("n", terms.window_days.into())])) })
        .fact(t.get("sales-terms-holding"), html! { (holding) })
        .fact(t.get("sales-terms-minimum"), html! { (money(terms.minimum_payout)) })
        .fact_if(t.get("sales-terms-cap"), terms.cap.map(|cap| html! { (capped(visit, cap)) }));
    html! {
        @if let Some(rules) = &terms.sales {
            div class="mb-4 grid gap-1" {
                p class="text-sm text-muted" { (t.get("sales-terms-sale")) }
                ul class="divide-y divide-line border-y border-line" data-rules {
                    @for rule in rules.rules() { li class="py-2" { (sentence(visit, rule, named)) } }
                }
            }
        }
        (facts)
        @if !terms.bonuses.is_empty() {
            div class="mt-4 grid gap-1" {
                p class="text-sm text-muted" { (t.get("sales-terms-bonuses")) }
                ul class="divide-y divide-line border-y border-line" data-bonuses {
                    @for step in &terms.bonuses { li class="py-2" { strong { (money(step.amount)) } " " (reach(visit, step)) } }
                }
            }
        }
    }
}

/// What the sales of a month must come to.
fn reach(visit: &Visit, step: &Bonus) -> String {
    match step.reach {
        Reach::Sales(sales) => visit.t.with("sales-terms-bonus-sales", &[("n", i64::from(sales).into())]),
        Reach::Revenue(least) => {
            visit.t.with("sales-terms-bonus-revenue", &[("amount", format::money(visit.locale, least).into())])
        }
    }
}

/// What a rule pays, for what, how often.
fn sentence(visit: &Visit, rule: &Rule, named: &Named) -> Markup {
    let t = visit.t;
    let repeat = match rule.repeat {
        Repeat::First => t.get("sales-terms-repeat-first"),
        Repeat::Months(months) => t.with("sales-terms-repeat-months", &[("n", months.into())]),
        Repeat::Always => t.get("sales-terms-repeat-always"),
    };
    html! {
        strong { (amount(visit, rule.pay)) } " " (named.scope(t, rule.scope))
        span class="block text-sm text-muted" { (repeat) }
    }
}

/// The rules in one line, for lists: the best known first.
pub(crate) fn short(visit: &Visit, terms: &Terms) -> String {
    let first = terms.sales.as_ref().and_then(|rules| {
        let whole = rules.rules().iter().find(|rule| rule.scope == Scope::Everything);
        whole.or_else(|| rules.rules().first())
    });
    let flat = |key: &str, amount| visit.t.with(key, &[("amount", format::money(visit.locale, amount).into())]);
    match (first, terms.lead, terms.click) {
        (Some(rule), ..) => amount(visit, rule.pay),
        (None, Some(lead), _) => flat("sales-terms-a-lead", lead),
        (None, None, Some(click)) => flat("sales-terms-a-click", click),
        (None, None, None) => String::new(),
    }
}

fn amount(visit: &Visit, pay: Pay) -> String {
    let money = |amount| format::money(visit.locale, amount);
    match pay {
        Pay::Percent(bp) => visit.t.with("sales-terms-percent", &[("share", share(visit.locale, bp).into())]),
        Pay::Flat(amount, Per::Order) => visit.t.with("sales-terms-order", &[("amount", money(amount).into())]),
        Pay::Flat(amount, Per::Piece) => visit.t.with("sales-terms-piece", &[("amount", money(amount).into())]),
    }
}

/// Hundredths of a percent: `10 %`, `12,5 %`, `7,25 %`.
pub(crate) fn share(locale: Locale, bp: u32) -> String {
    let number = match (bp % 100, bp % 10) {
        (0, _) => return format::percent(locale, i64::from(bp / 100)),
        (_, 0) => format::decimal(locale, i64::from(bp / 10), 1),
        _ => format::decimal(locale, i64::from(bp), 2),
    };
    match locale {
        Locale::Fr => format!("{number}\u{202F}%"),
        Locale::En => format!("{number}%"),
    }
}

fn capped(visit: &Visit, cap: Cap) -> String {
    let key = match cap.per {
        affiliate::CapPeriod::Day => "sales-terms-cap-day",
        affiliate::CapPeriod::Month => "sales-terms-cap-month",
        affiliate::CapPeriod::Ever => "sales-terms-cap-ever",
    };
    visit.t.with(key, &[("amount", format::money(visit.locale, cap.amount).into())])
}

/// Which of several partners is credited, and what a code means.
pub(crate) fn policy(visit: &Visit, policy: &Policy) -> Markup {
    let t = visit.t;
    let model = match policy.model {
        Model::Last => t.get("sales-terms-model-last"),
        Model::First => t.get("sales-terms-model-first"),
        Model::Position(shares) => {
            let part = |bp| share(visit.locale, bp).into();
            let values =
                [("first", part(shares.first_bp())), ("last", part(shares.last_bp())), ("between", part(shares.between_bp()))];
            t.with("sales-terms-model-position", &values)
        }
    };
    html! { (model) " " (t.get(&format!("sales-terms-coupon-{}", policy.coupon.as_str()))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_written_with_as_many_decimals_as_it_has() {
        for (bp, french, english) in
            [(1000, "10\u{202F}%", "10%"), (1250, "12,5\u{202F}%", "12.5%"), (725, "7,25\u{202F}%", "7.25%")]
        {
            assert_eq!((share(Locale::Fr, bp), share(Locale::En, bp)), (french.to_owned(), english.to_owned()));
        }
    }
}
