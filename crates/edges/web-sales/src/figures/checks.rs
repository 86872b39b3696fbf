//! What checks come to, on the board of a merchant: each figure leads to the list that it is the count of.

use affiliate::{FraudFigures, FraudQueue};
use maud::{Markup, html};
use web_kit::{Visit, format, ui};

use super::board::compared;

/// Now, and in the period; `path` is the desk's.
pub(super) fn section(visit: &Visit, path: &str, found: &FraudFigures) -> Markup {
    let t = visit.t;
    let list = |queue: FraudQueue| visit.url(&format!("{path}/fraude?file={}", queue.as_str()));
    let number = |count: i64| Some(format::number(visit.locale, count));
    let stats =
        vec![
            ui::Stat::new(t, t.get("sales-checks-open"), number(found.open))
                .href(list(FraudQueue::Open))
                .note(t.get("sales-checks-now")),
            ui::Stat::new(t, t.get("sales-checks-held"), Some(format::money(visit.locale, found.held)))
                .href(list(FraudQueue::Open))
                .note(t.get("sales-checks-now")),
            ui::Stat::new(t, t.get("sales-checks-rejected"), number(found.rejected))
                .href(list(FraudQueue::Decided))
                .note(compared(visit, found.rejected, found.rejected_before)),
        ];
    html! { (ui::Section::new(t.get("sales-nav-fraud"), html! { (ui::StatRow::new(stats)) }).id("controles")) }
}
