//! What somebody would leave behind, told before they ask for their account to be deleted, and as long as they can take it back.

use affiliate::{LeftBehind, LeftEarnings, LeftWallet};
use maud::{Markup, html};
use web_kit::{
    Visit, format,
    ui::{self, Tone},
};

pub(super) fn section(visit: &Visit, left: &LeftBehind) -> Markup {
    let t = visit.t;
    if left.is_empty() {
        return html! {};
    }
    let content = html! {
        (ui::Banner::new(Tone::Warn, t.get("account-left-nobody")))
        ul class="mt-4 grid gap-3" data-left-behind {
            @for earned in &left.earnings { li { (earnings(visit, earned)) } }
            @for amount in &left.sending {
                li {
                    a class="link" href=(visit.url("/compte/releve")) {
                        (t.with("account-left-sending", &[("amount", format::money(visit.locale, *amount).into())]))
                    }
                }
            }
            @for left in &left.wallets { li { (wallet(visit, left)) } }
        }
    };
    html! { (ui::Section::new(t.get("account-left-title"), content)) }
}

fn earnings(visit: &Visit, left: &LeftEarnings) -> Markup {
    let t = visit.t;
    let amounts = [("account-left-payable", left.payable), ("account-left-held", left.held)];
    html! {
        a class="link break-words" href=(visit.url(&format!("/influenceur/partenariats/{}", left.partnership_id))) {
            (left.merchant_name) " · " (left.program_title)
        }
        @for (key, amount) in amounts.into_iter().filter(|(_, amount)| amount.is_positive()) {
            p class="text-sm tabular-nums" { (t.with(key, &[("amount", format::money(visit.locale, amount).into())])) }
        }
    }
}

fn wallet(visit: &Visit, left: &LeftWallet) -> Markup {
    let t = visit.t;
    html! {
        a class="link break-words" href=(visit.url(&format!("/marchand/{}/solde", left.organisation_id))) { (left.merchant_name) }
        p class="text-sm tabular-nums" {
            (t.with("account-left-wallet", &[("amount", format::money(visit.locale, left.balance).into())]))
        }
    }
}
