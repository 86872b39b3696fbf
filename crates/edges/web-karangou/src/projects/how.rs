//! What happens with the money, and what we take: for who thinks about giving.

use crowdfunding::{FundingMode, ProjectView};
use kernel::Locale;
use maud::{Markup, html};
use web_kit::{Visit, format, ui};

/// How this project's way of funding works. Where payers are charged on success, nothing is held and nothing has to be given back.
pub(super) fn section(visit: &Visit, view: &ProjectView, today_bp: u16, on_success: bool) -> Markup {
    let t = visit.t;
    let fee = share(visit.locale, view.fee_bp.map_or_else(|| i64::from(today_bp), i64::from));
    let (first, second) = match view.mode {
        FundingMode::AllOrNothing | FundingMode::TwoRounds if on_success => ("project-how-promised", "project-how-charged"),
        FundingMode::KeepItAll if on_success => ("project-how-promised", "project-how-kept"),
        FundingMode::AllOrNothing => ("project-how-held", "project-how-refund"),
        FundingMode::KeepItAll => ("project-how-held", "project-how-kept"),
        FundingMode::TwoRounds => ("project-how-rounds", "project-how-refund"),
    };
    let content = html! {
        ul class="grid max-w-[65ch] list-disc gap-2 pl-5" {
            li { (t.get(first)) }
            li { (t.get(second)) }
            li { (t.get("project-how-back")) }
            li { (t.with("project-how-fee", &[("fee", fee.into())])) }
            @if view.state.is_public() {
                li { (t.get("project-how-proof")) " " (ui::Link::new(visit.url(&format!("{}/preuve", super::path(&view.slug))), t.get("project-how-proof-link"))) }
            }
        }
    };
    html! { (ui::Section::new(t.get("project-how"), content).id("comment")) }
}

/// `8 %`, `7,5 %`: hundredths of a percent without the zeros.
pub(crate) fn share(locale: Locale, basis_points: i64) -> String {
    let number = format::decimal(locale, basis_points, 2);
    let number = number.trim_end_matches('0').trim_end_matches([',', '.']);
    match locale {
        Locale::Fr => format!("{number}\u{202f}%"),
        Locale::En => format!("{number}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_written_without_zeros() {
        for (basis_points, french, english) in
            [(800, "8 %", "8%"), (750, "7,5 %", "7.5%"), (825, "8,25 %", "8.25%"), (0, "0 %", "0%"), (1000, "10 %", "10%")]
        {
            assert_eq!(share(Locale::Fr, basis_points).replace('\u{202f}', " "), french);
            assert_eq!(share(Locale::En, basis_points), english);
        }
    }
}
