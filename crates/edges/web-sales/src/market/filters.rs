//! The form of the filters: words always in sight, the rest folded until it is wanted.

use affiliate::{MarketSort, Network};
use kernel::Currency;
use maud::{Markup, html};
use web_kit::{FormErrors, Translator, Visit, ui, ui::Choice, ui::Icon};

use super::catalogue::Kind;
use crate::parts::{
    pairs::{self, Pairs},
    places, states,
};

/// How many followers one may ask for.
const FOLLOWERS: [i32; 5] = [1_000, 5_000, 10_000, 50_000, 100_000];
/// What stays beside the folded fields: not a reason to unfold them.
const APART: [&str; 3] = ["q", "category", "merchant"];

pub(super) fn show(visit: &Visit, kind: Kind, pairs: &Pairs, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let given = |name: &str| pairs::value(pairs, name).to_owned();
    let folded = pairs.iter().filter(|(name, _)| !APART.contains(name)).count();
    let content = html! {
        @if !errors.is_empty() { div class="mb-4" { (ui::FormSummary::new(t, errors)) } }
        div class="flex items-end gap-2" {
            div class="min-w-0 grow" {
                (ui::Field::search("q", t.get(&format!("sales-market-{}-search", kind.word()))).value(given("q")).max_length(200).attr("enterkeyhint", "search"))
            }
            (ui::Button::secondary(t.get("sales-market-search")).icon(Icon::Search))
        }
        @for name in ["category", "merchant"] {
            @if !given(name).is_empty() { input type="hidden" name=(name) value=(given(name)); }
        }
        details class="mt-3 rounded-lg border border-line bg-surface" open[!errors.is_empty()] {
            summary class="flex min-h-11 cursor-pointer items-center gap-2 px-4 py-2 font-semibold" {
                (Icon::Filter) (t.get("sales-market-filters"))
                @if folded > 0 { span class="text-sm font-normal text-muted" { (t.with("sales-market-filters-on", &[("n", folded.into())])) } }
            }
            div class="grid grid-cols-2 items-start gap-3 border-t border-line p-4 md:grid-cols-4" {
                (fields(visit, kind, pairs, errors))
                p class="col-span-full flex flex-wrap gap-3" {
                    (ui::Button::secondary(t.get("sales-market-apply")))
                    @if !pairs.is_empty() { (ui::Button::quiet(t.get("sales-market-clear")).href(visit.url(kind.path()))) }
                }
            }
        }
    };
    html! { (ui::Form::get(visit.url(kind.path()), content).attr("role", "search")) }
}

fn fields(visit: &Visit, kind: Kind, pairs: &Pairs, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let given = |name: &str| pairs::value(pairs, name).to_owned();
    let select = |name: &'static str, key: &str, choices: Vec<Choice>| {
        ui::Select::new(name, t.get(key), choices).empty(t.get("sales-market-any")).chosen(given(name)).errors(errors)
    };
    let price = |name: &'static str, key: &str| {
        ui::Field::text(name, t.get(key))
            .value(given(name))
            .errors(errors)
            .attr("inputmode", "decimal")
            .attr("autocomplete", "off")
    };
    let country = format!("sales-market-{}-country", kind.word());
    html! {
        (select("country", &country, places::countries(t)))
        @match kind {
            Kind::Merchants => {}
            Kind::Products => {
                (select("currency", "sales-market-currency", currencies(t)))
                (price("price_from", "sales-market-price-from"))
                (price("price_to", "sales-market-price-to"))
            }
            Kind::Influencers => {
                (select("language", "sales-market-language", places::languages(t)))
                (select("network", "sales-market-network", networks(t)))
                (select("followers_from", "sales-market-followers", followers(visit)))
            }
        }
        (ui::Select::new("sort", t.get("sales-market-sort"), sorts(t, kind)).chosen(given("sort")).errors(errors))
    }
}

/// Currencies with their signs.
pub(crate) fn currencies(t: Translator) -> Vec<Choice> {
    let name = |currency: Currency| t.get(&format!("sales-currency-{}", currency.code().to_ascii_lowercase()));
    Currency::ALL.into_iter().map(|currency| Choice::new(currency.code(), name(currency))).collect()
}

fn networks(t: Translator) -> Vec<Choice> {
    Network::ALL.into_iter().map(|network| Choice::new(network.as_str(), states::network(t, network))).collect()
}

fn followers(visit: &Visit) -> Vec<Choice> {
    let label = |n: i32| visit.t.with("sales-market-followers-from", &[("n", n.into())]);
    FOLLOWERS.into_iter().map(|n| Choice::new(n.to_string(), label(n))).collect()
}

fn sorts(t: Translator, kind: Kind) -> Vec<Choice> {
    let sorts: &[MarketSort] = match kind {
        Kind::Products => &MarketSort::OF_PRODUCTS,
        Kind::Merchants => &MarketSort::OF_MERCHANTS,
        Kind::Influencers => &MarketSort::OF_INFLUENCERS,
    };
    sorts.iter().map(|sort| Choice::new(sort.as_str(), t.get(&format!("sales-market-sort-{}", sort.as_str())))).collect()
}
