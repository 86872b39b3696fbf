//! A fraud case on a page: as a row of a list, whole, and decided. The same for its merchant and for the staff.

use affiliate::{FraudCaseView, FraudEntry, FraudGround, FraudQueue, FraudState, FraudVerdict};
use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use contracts::affiliate::FraudCaseId;
use kernel::{AppError as _, ErrorKind, Page};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{FormErrors, Shell, Visit, WebError, format, next, ui, ui::Icon};

use super::{fraud, seller, words};
use crate::SalesState;

/// How many cases stand on a page.
pub(crate) const ROWS: u16 = 30;

/// Which list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Which {
    file: String,
}

impl Which {
    pub(crate) fn queue(&self) -> FraudQueue {
        FraudQueue::parse(&self.file).unwrap_or(FraudQueue::Open)
    }
}

/// Where cases are shown, and to whom.
#[derive(Debug)]
pub(crate) struct Place {
    /// The address of the list, without language.
    pub(crate) path: String,
    /// What the list is called.
    pub(crate) title: String,
    /// The pages of what a case is about, with the keys of their names.
    pub(crate) links: Vec<(String, &'static str)>,
    /// Whether each row says whose program it is.
    pub(crate) is_of_all: bool,
    /// Whether the visitor may decide.
    pub(crate) may: bool,
}

/// A decision as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    version: i32,
    verdict: String,
    reason: String,
}

impl Typed {
    fn verdict(&self) -> Option<FraudVerdict> {
        match self.verdict.as_str() {
            "release" => Some(FraudVerdict::Release),
            "fraud" => Some(FraudVerdict::Reject(FraudGround::Fraud)),
            "own_purchase" => Some(FraudVerdict::Reject(FraudGround::OwnPurchase)),
            _ => None,
        }
    }
}

impl Place {
    /// The three lists, and the rows of one.
    pub(crate) fn list(&self, visit: &Visit, which: &Which, found: &Page<FraudCaseView>) -> Markup {
        let t = visit.t;
        let address = |queue: FraudQueue| format!("{}?file={}", visit.url(&self.path), queue.as_str());
        let tabs = [FraudQueue::Open, FraudQueue::Shown, FraudQueue::Decided]
            .map(|queue| ui::Tab::new(t.get(&format!("sales-fraud-{}", queue.as_str())), address(queue)));
        html! {
            (ui::Tabs::new(t.get("sales-fraud-lists"), address(which.queue()), tabs.to_vec()))
            @if found.items.is_empty() { (ui::EmptyState::new(Icon::Shield, t.get("sales-fraud-none")).text(t.get("sales-fraud-none-text"))) }
            @else { div class="mt-4 grid gap-2" id="cases" { (self.rows(visit, which, found)) } }
        }
    }

    pub(crate) fn rows(&self, visit: &Visit, which: &Which, found: &Page<FraudCaseView>) -> Markup {
        let more = next::url(visit, &self.path, &[("file", which.queue().as_str().to_owned())], found.next.as_ref());
        html! {
            @for case in &found.items { (self.row(visit, case)) }
            (ui::Pagination::new(visit.t, more).appending_to("#cases"))
        }
    }

    fn row(&self, visit: &Visit, case: &FraudCaseView) -> Markup {
        let t = visit.t;
        let (tone, word) = fraud::state(t, case);
        html! {
            article class="grid gap-1 rounded-card border border-line bg-surface p-4" {
                div class="flex flex-wrap items-center justify-between gap-2" {
                    h2 class="min-w-0 text-base font-semibold break-words" {
                        a class="link" href=(visit.url(&self.of(case.id))) { (case.influencer_name) " · " (words::conversion_kind(t, &case.kind)) " " (case.external_id) }
                    }
                    span class="flex flex-wrap gap-2" {
                        @if case.is_disputed { (ui::Badge::new(ui::Tone::Warn, t.get("sales-fraud-disputed"))) }
                        (ui::Badge::new(tone, word))
                    }
                }
                p class="text-sm text-muted" {
                    @if self.is_of_all { (case.merchant_name) " · " }
                    (t.with("sales-fraud-of-hundred", &[("score", i64::from(case.score).into())])) " · " (format::money(visit.locale, case.amount)) " · "
                    (ui::When::relative(visit.locale, case.created_at))
                }
            }
        }
    }

    fn of(&self, id: FraudCaseId) -> String {
        format!("{}/{id}", self.path)
    }

    /// One case, with the form where it can be decided.
    pub(crate) fn one(
        &self,
        visit: &Visit,
        (case, entries): (&FraudCaseView, &[FraudEntry]),
        (typed, errors): (&Typed, &FormErrors),
    ) -> Markup {
        let t = visit.t;
        let (tone, word) = fraud::state(t, case);
        let open = case.is_disputed
            || matches!(case.state, FraudState::Clear | FraudState::Shown | FraudState::Held | FraudState::Expired);
        let actions = html! {
            @for (path, key) in &self.links { (ui::Button::secondary(t.get(key)).icon(Icon::ArrowRight).href(visit.url(path))) }
        };
        html! {
            (ui::Breadcrumb::to(t, &case.influencer_name).step(&self.title, visit.url(&self.path)))
            (ui::PageHeader::new(&case.influencer_name).state(ui::Badge::new(tone, word)).actions(actions)
                .text(html! { @if self.is_of_all { (case.merchant_name) } }))
            (seller::only_looks(visit, self.may))
            (ui::FormSummary::new(t, errors))
            @if case.is_disputed {
                (ui::Banner::new(ui::Tone::Warn, html! { strong { (t.get("sales-fraud-disputed")) } span class="block break-words whitespace-pre-line" { (case.dispute) } }))
            }
            (fraud::facts(visit, case))
            (ui::Section::new(t.get("sales-fraud-why"), fraud::findings(visit, case)))
            @if case.is_payable { (ui::Banner::new(ui::Tone::Info, t.get("affiliate-fraud-payable"))) }
            @else if open && self.may { (self.form(visit, case, (typed, errors))) }
            (ui::Section::new(t.get("sales-fraud-history"), fraud::history(visit, entries)))
        }
    }

    fn form(&self, visit: &Visit, case: &FraudCaseView, (typed, errors): (&Typed, &FormErrors)) -> Markup {
        let t = visit.t;
        let fields = html! {
            input type="hidden" name="version" value=(case.version);
            (ui::Field::textarea("reason", t.get("sales-fraud-your-reason")).hint(t.get("sales-fraud-reason-hint")).value(&typed.reason).errors(errors).rows(3).required())
            p class="flex flex-wrap gap-3" {
                (ui::Button::primary(t.get("sales-fraud-release")).icon(Icon::Check).value("verdict", "release"))
                (ui::Button::danger(t.get("sales-fraud-reject")).value("verdict", "fraud"))
                @if case.kind != "clicks" { (ui::Button::secondary(t.get("sales-fraud-own")).value("verdict", "own_purchase")) }
            }
        };
        let form = ui::Form::post(visit, visit.url(&self.of(case.id)), fields).stacked();
        html! { (ui::Section::new(t.get("sales-fraud-decide"), html! { (form) })) }
    }

    /// Decides, and leads back to the case; or the page again, with what is wrong.
    pub(crate) async fn decide(
        &self,
        (visit, state): (&Visit, &SalesState),
        (case, entries): (&FraudCaseView, &[FraudEntry]),
        typed: &Typed,
        shell: Shell<'_>,
    ) -> Result<Response, WebError> {
        let verdict = typed.verdict().ok_or_else(WebError::not_found)?;
        match state.affiliate.decide_fraud_case(&visit.actor, case.id, typed.version, verdict, &typed.reason).await {
            Ok(()) => Ok(visit.redirect(&self.of(case.id)).saying("sales-fraud-decided-said").into_response()),
            Err(error) => {
                let conflict = error.kind() == ErrorKind::Conflict;
                let errors = FormErrors::of(error, visit.t)?;
                let shell = if conflict { shell.invalid().status(StatusCode::CONFLICT) } else { shell.invalid() };
                Ok(shell.body(&self.one(visit, (case, entries), (typed, &errors))))
            }
        }
    }
}
