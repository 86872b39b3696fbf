//! `GET /influenceur/partenariats/{id}`: one partnership: what it earns, links, codes, commissions, payouts. 200; 303; 404 for others than its
//! influencer.

use affiliate::{
    CodeView, CommissionView, EarningsView, LinkView, PartnershipState, PartnershipView, PayoutRow, TaxYearView, TermsView,
};
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
};
use contracts::affiliate::{LinkId, PartnershipId};
use kernel::{Page, PageRequest};
use maud::{Markup, html};
use web_kit::{FormErrors, Shell, Visit, WebError, next, next::After, payout::To, ui, ui::Icon};

use super::{fraud, partnerships::PATH, payout};
use crate::{
    SalesState,
    papers::rules,
    parts::{copy, earnings, links, nav, terms, terms::Named, words},
};

const ROWS: u16 = 20;

/// A partnership with everything that the page shows.
pub(super) struct Seen {
    pub(super) view: PartnershipView,
    terms: TermsView,
    named: Named,
    pub(super) earnings: EarningsView,
    links: Page<LinkView>,
    codes: Vec<CodeView>,
    commissions: Page<CommissionView>,
    pub(super) payouts: Vec<PayoutRow>,
    /// How near a written contract is.
    year: TaxYearView,
    /// What is held or was rejected.
    cases: Markup,
}

impl Seen {
    pub(super) async fn load(visit: &Visit, state: &SalesState, id: PartnershipId) -> Result<Self, WebError> {
        let view = own(visit, state, id).await?;
        let (actor, some) = (&visit.actor, PageRequest::new(Some(ROWS), None));
        let terms = state.affiliate.partnership_terms(actor, id).await?;
        Ok(Self {
            named: Named::of(state, visit, &terms.terms).await?,
            terms,
            earnings: state.affiliate.earnings(actor, id).await?,
            links: state.affiliate.links(actor, id, &some).await?,
            codes: state.affiliate.codes(actor, id).await?,
            commissions: state.affiliate.commissions(actor, id, &some).await?,
            payouts: state.affiliate.payouts(actor, id).await?,
            year: state.affiliate.tax_year(actor, id).await?,
            cases: fraud::section(visit, state, id).await?,
            view,
        })
    }

    pub(super) fn path(&self, rest: &str) -> String {
        format!("{PATH}/{}{rest}", self.view.id)
    }

    pub(super) fn shell<'v>(&self, visit: &'v Visit) -> Shell<'v> {
        nav::influencer(visit, self.view.program_title.clone()).script("islands/share.ts").script(copy::SCRIPT)
    }
}

/// A partnership of the visitor's own: the merchant has a page of their own for it.
pub(super) async fn own(visit: &Visit, state: &SalesState, id: PartnershipId) -> Result<PartnershipView, WebError> {
    visit.require_account()?;
    let view = state.affiliate.partnership(&visit.actor, id).await?;
    if visit.actor.is(view.account_id) { Ok(view) } else { Err(WebError::not_found()) }
}

pub(super) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<PartnershipId>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, id).await?;
    let payout = payout::section(&visit, &state, &seen, (&To::default(), &FormErrors::none())).await?;
    Ok(seen.shell(&visit).body(&content(&visit, &state, &seen, &payout)))
}

pub(super) async fn end(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<PartnershipId>,
) -> Result<Response, WebError> {
    let view = own(&visit, &state, id).await?;
    state.affiliate.end_partnership(&visit.actor, view.id).await?;
    let said = if view.state == PartnershipState::Requested { "sales-withdrawn" } else { "sales-partnership-ended" };
    Ok(visit.redirect(&format!("{PATH}/{}", view.id)).saying(said).into_response())
}

/// All links of a partnership, page by page.
pub(super) async fn links(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<PartnershipId>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    let view = own(&visit, &state, id).await?;
    let found = state.affiliate.links(&visit.actor, id, &after.page(ROWS)).await?;
    let path = format!("{PATH}/{}", view.id);
    let more = next::url(&visit, &format!("{path}/liens/tous"), &[], found.next.as_ref());
    let content = html! {
        (rows_head(&visit, &view, "sales-links"))
        (links::section(&visit, &state, (&found.items, more), Some(&link_path)))
    };
    Ok(nav::influencer(&visit, visit.t.get("sales-links")).script("islands/share.ts").body(&content))
}

/// The head of a page of rows.
pub(super) fn rows_head(visit: &Visit, view: &PartnershipView, title: &str) -> Markup {
    let t = visit.t;
    html! {
        (ui::Breadcrumb::to(t, t.get(title)).step(t.get("sales-nav-partnerships"), visit.url(PATH))
            .step(&view.program_title, visit.url(&format!("{PATH}/{}", view.id))))
        (ui::PageHeader::new(&view.program_title))
    }
}

fn link_path(id: LinkId) -> String {
    format!("/influenceur/liens/{id}")
}

/// All commissions of a partnership, page by page.
pub(super) async fn commissions(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<PartnershipId>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    let view = own(&visit, &state, id).await?;
    let found = state.affiliate.commissions(&visit.actor, id, &after.page(ROWS)).await?;
    let path = format!("{PATH}/{}", view.id);
    let more = next::url(&visit, &format!("{path}/commissions"), &[], found.next.as_ref());
    let content = html! {
        (rows_head(&visit, &view, "sales-commissions"))
        (earnings::commissions(&visit, &found.items, more, None))
    };
    Ok(nav::influencer(&visit, visit.t.get("sales-commissions")).body(&content))
}

pub(super) fn content(visit: &Visit, state: &SalesState, seen: &Seen, payout: &Markup) -> Markup {
    let (t, view) = (visit.t, &seen.view);
    let (tone, word) = words::partnership_state(t, view.state);
    let active = view.state == PartnershipState::Active;
    let actions = html! {
        @if active { (ui::Button::primary(t.get("sales-link-new")).icon(Icon::Add).href(visit.url(&seen.path("/liens")))) }
        (ui::Button::secondary(t.get("sales-write")).icon(Icon::Message).href(visit.url(&format!("/messages/partenariat/{}", view.id))))
    };
    html! {
        (ui::Breadcrumb::to(t, &view.program_title).step(t.get("sales-nav-partnerships"), visit.url(PATH)))
        (ui::PageHeader::new(&view.program_title).state(ui::Badge::new(tone, word)).actions(actions)
            .text(html! {
                @if view.merchant_listed { a class="link" href=(visit.url(&format!("/marche/marchands/{}", view.merchant_slug))) { (view.merchant_name) } }
                @else { (view.merchant_name) }
            }))
        @if !view.answer.is_empty() { blockquote class="my-4 border-l-2 border-line pl-4 break-words whitespace-pre-line" { (view.answer) } }
        @if view.state == PartnershipState::Requested { (ui::Banner::new(ui::Tone::Info, t.get("sales-partnership-waits"))) }
        @if view.decided_at.is_some() && view.state != PartnershipState::Refused {
            (rules::contract(visit, &seen.year))
            (earnings::stats(visit, &seen.earnings))
            (payout)
            (seen.cases)
            (links::section(visit, state, (&seen.links.items, next::url(visit, &seen.path("/liens/tous"), &[], seen.links.next.as_ref())), Some(&link_path)))
            (codes(visit, &seen.codes))
            (earnings::commissions(visit, &seen.commissions.items, next::url(visit, &seen.path("/commissions"), &[], seen.commissions.next.as_ref()), None))
        }
        (ui::Section::new(t.get("sales-terms-title"), html! {
            (terms::facts_named(visit, &seen.terms.terms, &seen.named))
            p class="mt-3" { (ui::Link::new(visit.url(&format!("/marche/programmes/{}", view.program_id)), t.get("sales-program-page"))) }
        }).id("conditions"))
        @if active { (end_form(visit, seen, ["sales-end-title", "sales-end-text", "sales-end"])) }
        @if view.state == PartnershipState::Requested { (end_form(visit, seen, ["sales-withdraw", "sales-withdraw-text", "sales-withdraw"])) }
    }
}

/// Ending it, or withdrawing what was only asked: the keys of a title, a text and a button.
fn end_form(visit: &Visit, seen: &Seen, [title, text, button]: [&str; 3]) -> Markup {
    let t = visit.t;
    let form = ui::Form::post(visit, visit.url(&seen.path("/fin")), html! { (ui::Button::danger(t.get(button))) });
    html! { (ui::Section::new(t.get(title), html! { (form) }).text(t.get(text))) }
}

/// Codes are given away as they are: they are no address.
fn codes(visit: &Visit, codes: &[CodeView]) -> Markup {
    let t = visit.t;
    let open: Vec<_> = codes.iter().filter(|code| code.ends_at.is_none_or(|end| end > visit.now())).collect();
    html! {
        @if !open.is_empty() {
            (ui::Section::new(t.get("sales-codes"), html! {
                ul class="grid gap-3" { @for code in open { li { (copy::line(visit, &code.id.to_string(), &t.get("sales-code"), &code.code)) } } }
            }).text(t.get("sales-codes-mine")).id("codes"))
        }
    }
}
