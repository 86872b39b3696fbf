//! The funding card of a project: what is there, what is left to do, how it ended. Its figures are a fragment that comes live.

use crowdfunding::{FundingMode, ProjectState, ProjectView, RefundsView, Source, TotalView};
use maud::{Markup, html};
use web_kit::{Visit, WebError, format, ui, ui::Icon};

use super::{by_way, contribute_path, figures, path};
use crate::KarangouState;

/// What a project has, asked at once.
#[derive(Debug)]
pub(super) struct Funding {
    pub(super) total: TotalView,
    pub(super) refunds: Option<RefundsView>,
}

impl Funding {
    /// None for a project that was never online.
    pub(super) async fn load(state: &KarangouState, view: &ProjectView) -> Result<Option<Self>, WebError> {
        if !view.state.is_public() {
            return Ok(None);
        }
        let total = state.crowdfunding.total(view.id).await?;
        let refunds = match view.state {
            ProjectState::Failed | ProjectState::Settled => state.crowdfunding.refunds(view.id).await?,
            _ => None,
        };
        Ok(Some(Self { total, refunds }))
    }
}

/// Says that no real money moves, where that is so.
pub(super) fn simulation(visit: &Visit, state: &KarangouState) -> Markup {
    html! {
        @if state.payments.is_simulated() {
            div class="mb-4" data-simulation { (ui::Banner::new(ui::Tone::Warn, visit.t.get("project-simulation"))) }
        }
    }
}

/// The card: live figures, and the one thing to do.
pub(super) fn card(visit: &Visit, view: &ProjectView, funding: &Funding, source: &Source) -> Markup {
    let here = visit.url(&path(&view.slug));
    html! {
        section class="grid gap-4 rounded-[10px] border border-line bg-surface p-4" aria-label=(visit.t.get("project-funding")) {
            griot-live-fragment src=[(!visit.lite).then(|| format!("{here}/direct"))] poll=(format!("{here}/etat")) event="etat" aria-live="polite" {
                (figures(visit, view, funding))
            }
            (contribute(visit, view, source))
            @if !view.tiers.is_empty() {
                a class="link justify-self-center text-sm" href="#contreparties" { (visit.t.get("project-see-tiers")) }
            }
        }
    }
}

/// The button, which carries by which way its reader came; nothing once nobody can contribute any more.
pub(super) fn contribute(visit: &Visit, view: &ProjectView, source: &Source) -> Markup {
    let href = visit.url(&by_way(&contribute_path(&view.slug), source));
    html! {
        @if is_open(visit, view) { (ui::Button::primary(visit.t.get("project-contribute")).icon(Icon::Heart).wide().href(href)) }
    }
}

/// Whether somebody could contribute now.
pub(super) fn is_open(visit: &Visit, view: &ProjectView) -> bool {
    view.state == ProjectState::Online && view.deadline_at.is_some_and(|deadline_at| visit.now() < deadline_at)
}

/// The figures alone: also what the stream sends. `data-final` tells the page that nothing more will come.
pub(super) fn figures(visit: &Visit, view: &ProjectView, funding: &Funding) -> Markup {
    let (t, locale, total) = (visit.t, visit.locale, &funding.total);
    // Who left a card or a number is counted: they pay if it succeeds.
    let (pledged, unsure) = (total.pledged(), total.promised.checked_sub(total.secured));
    // Once the minimum is there, the second round leads to the optimum.
    let aim = if view.round == 2 { (view.optimum, "project-of-optimum") } else { (view.goal, "project-of-goal") };
    html! {
        div class="grid gap-3" data-final[view.state == ProjectState::Settled] {
            (state(visit, view, funding))
            p {
                strong class="block text-3xl leading-tight tabular-nums" { (format::money(locale, pledged)) }
                span class="text-muted" { (t.with(aim.1, &[("goal", format::money(locale, aim.0).into())])) }
            }
            (figures::meter(visit, pledged, aim.0))
            @if view.round == 2 { p class="text-sm text-muted" data-round { (t.with("project-round-second", &[("goal", format::money(locale, view.goal).into())])) } }
            p { (figures::backers(t, total.backers)) }
            @if total.secured.is_positive() {
                p class="text-sm text-muted" { (t.with("project-secured", &[("amount", format::money(locale, total.secured).into())])) }
            }
            @if let Some(unsure) = unsure.filter(|unsure| unsure.is_positive()) {
                p class="text-sm text-muted" { (t.with("project-promised", &[("amount", format::money(locale, unsure).into())])) }
            }
            (time(visit, view))
        }
    }
}

fn time(visit: &Visit, view: &ProjectView) -> Markup {
    let t = visit.t;
    let Some(deadline_at) = view.deadline_at else { return html! {} };
    let left = figures::left(t, visit.now(), deadline_at).filter(|_| view.state == ProjectState::Online);
    let word = if left.is_some() { "project-until" } else { "project-ended-at" };
    html! {
        p class="flex items-start gap-2" {
            span class="mt-0.5 text-muted" { (Icon::Clock) }
            span {
                @if let Some(left) = left { strong { (left) } br; }
                span class="text-sm text-muted" { (t.get(word)) " " (ui::When::minute(visit.locale, deadline_at)) " " (t.get("project-time-zone")) }
            }
        }
    }
}

/// How it ended, or is ending.
fn state(visit: &Visit, view: &ProjectView, funding: &Funding) -> Markup {
    let t = visit.t;
    let banner = |tone, key: &str| html! { (ui::Banner::new(tone, t.get(key))) };
    let succeeded = view.mode == FundingMode::KeepItAll || funding.total.raised.amount_minor >= view.goal.amount_minor;
    match (view.state, funding.refunds) {
        (ProjectState::Waiting, _) => banner(ui::Tone::Info, "project-outcome-waiting"),
        (ProjectState::Successful, _) => banner(ui::Tone::Ok, "project-outcome-successful"),
        (ProjectState::Failed | ProjectState::Settled, Some(refunds)) => refunding(visit, refunds),
        (ProjectState::Failed, None) => banner(ui::Tone::Warn, "project-outcome-failed"),
        (ProjectState::Settled, None) if succeeded && funding.total.raised.is_positive() => {
            banner(ui::Tone::Ok, "project-outcome-paid-out")
        }
        (ProjectState::Settled, None) => banner(ui::Tone::Info, "project-outcome-nothing"),
        _ => html! {},
    }
}

/// How many contributions are back, counted.
fn refunding(visit: &Visit, refunds: RefundsView) -> Markup {
    let t = visit.t;
    let all_back = refunds.back == refunds.all;
    let key = if all_back { "project-refunds-done" } else { "project-refunds" };
    let count = t.with(key, &[("back", refunds.back.into()), ("n", refunds.all.into())]);
    let content = html! {
        p { (t.get("project-outcome-failed")) " " (count) }
        @if refunds.unclaimed > 0 { p { (t.with("project-refunds-unclaimed", &[("n", refunds.unclaimed.into())])) } }
    };
    html! { (ui::Banner::new(if all_back { ui::Tone::Info } else { ui::Tone::Warn }, content)) }
}
