//! `GET /marchand/{org}/programme/et-si` (`model`, `first`, `last`, `coupon`, `du`, `au`): who would have been credited in a period under another
//! attribution. Nothing is changed. 200; 404 for others than the members, and without a program; 422 for a period or shares that cannot be.

use affiliate::{
    AffiliateError, CreditSum, CreditedPartner, FigurePeriod, PeriodForm, ProgramView, WhatIf, WhatIfPartner, WhatIfView,
};
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use contracts::identity::OrganisationId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{FormErrors, Visit, WebError, format, ui, ui::Column, ui::Icon, ui::Row};

use super::{
    BELOW,
    draft::Typed,
    page::{self, Known, Page},
};
use crate::{
    SalesState,
    parts::{earnings, form, nav, partner, seller::Seller, terms, words, zones},
};

/// How many conversions that would be somebody else's are shown.
const SHOWN: usize = 100;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    model: String,
    first: String,
    last: String,
    coupon: String,
    #[serde(rename = "du")]
    from: String,
    #[serde(rename = "au")]
    to: String,
}

impl Asked {
    /// What stands in the form: what was asked; the attribution that there is, before anything was.
    fn typed(&self, visit: &Visit, program: &ProgramView) -> Typed {
        let stored = Typed::stored(program, visit.t);
        if self.model.is_empty() {
            return stored;
        }
        let asked = self.clone();
        Typed { model: asked.model, first: asked.first, last: asked.last, coupon: asked.coupon, ..stored }
    }

    /// The days that are asked for, in the time of the merchant's country; the usual ones, with what is wrong.
    fn period(&self, visit: &Visit, zone: &str) -> Result<(FigurePeriod, FormErrors), WebError> {
        let form = PeriodForm { from: self.from.clone(), to: self.to.clone(), zone: zone.to_owned() };
        match FigurePeriod::read(&form, visit.now()) {
            Ok(period) => Ok((period, FormErrors::none())),
            Err(error @ AffiliateError::Invalid(_)) => {
                let usual = PeriodForm { zone: zone.to_owned(), ..PeriodForm::default() };
                Ok((FigurePeriod::read(&usual, visit.now())?, named(&FormErrors::of(error, visit.t)?)))
            }
            Err(error) => Err(error.into()),
        }
    }
}

fn named(errors: &FormErrors) -> FormErrors {
    form::named(errors, &[("from", "du"), ("to", "au"), ("since", "du"), ("until", "au")])
}

pub(crate) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let known = Known::load(&visit, &state, org).await?;
    let program = known.program.as_ref().ok_or_else(WebError::not_found)?;
    let typed = asked.typed(&visit, program);
    let seller = Seller::of(&state, &visit, org).await?;
    let zone = zones::of_country(seller.profile.as_ref().map_or("", |profile| profile.country.as_str()));
    let (period, wrong) = asked.period(&visit, zone)?;
    let found = if asked.model.is_empty() || !wrong.is_empty() {
        Err(wrong)
    } else {
        replay((&visit, &state), program, &typed, &period).await?
    };
    let none = FormErrors::none();
    let (view, errors) = match &found {
        Ok(view) => (Some(view), &none),
        Err(errors) => (None, errors),
    };
    let page = Page { visit: &visit, known: &known, typed: &typed, errors };
    let content = html! {
        (head(&visit, org))
        (question(&page, &asked, &period))
        @if let Some(view) = view { (answer(&visit, org, view)) }
    };
    let shell = page::shell(&visit, org);
    Ok(if errors.is_empty() { shell.body(&content) } else { shell.invalid().body(&content) })
}

async fn replay(
    (visit, state): (&Visit, &SalesState),
    program: &ProgramView,
    typed: &Typed,
    period: &FigurePeriod,
) -> Result<Result<WhatIfView, FormErrors>, WebError> {
    let policy = match typed.policy(visit) {
        Ok(policy) => policy,
        Err(errors) => return Ok(Err(errors)),
    };
    match state.affiliate.what_if(&visit.actor, program.id, &policy, period.bounds()).await {
        Ok(view) => Ok(Ok(view)),
        Err(error) => Ok(Err(named(&FormErrors::of(error, visit.t)?))),
    }
}

fn head(visit: &Visit, org: OrganisationId) -> Markup {
    let t = visit.t;
    html! {
        (ui::Breadcrumb::to(t, t.get("sales-what-if")).step(t.get("sales-nav-program"), visit.url(&nav::desk(org, BELOW))))
        (ui::PageHeader::new(t.get("sales-what-if")).text(t.get("sales-what-if-text")))
    }
}

/// The attribution and the period, to be asked about.
fn question(page: &Page<'_>, asked: &Asked, period: &FigurePeriod) -> Markup {
    let (visit, t, errors) = (page.visit, page.visit.t, page.errors);
    let day = |text: &str, otherwise: jiff::civil::Date| if text.is_empty() { otherwise.to_string() } else { text.to_owned() };
    let fields = html! {
        (ui::FormSummary::new(t, errors))
        div class="grid gap-3 *:min-w-0 sm:grid-cols-2" {
            (ui::Field::date("du", t.get("sales-period-from")).value(day(&asked.from, period.from())).errors(errors))
            (ui::Field::date("au", t.get("sales-period-to")).hint(t.get("sales-what-if-longest")).value(day(&asked.to, period.to())).errors(errors))
        }
        (page.policy())
        (ui::Button::primary(t.get("sales-what-if-ask")).icon(Icon::Refresh))
    };
    html! { (ui::Form::get(visit.url(&nav::desk(page.known.org, &format!("{BELOW}/et-si"))), fields).stacked()) }
}

fn answer(visit: &Visit, org: OrganisationId, view: &WhatIfView) -> Markup {
    let t = visit.t;
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let sum = t.with("sales-what-if-sum", &[("n", count(view.replayed).into()), ("changed", count(view.changed.len()).into())]);
    html! {
        section class="mt-8 grid gap-6 *:min-w-0" id="resultat" data-what-if {
            (ui::Banner::new(ui::Tone::Info, sum))
            @if view.is_cut { (ui::Banner::new(ui::Tone::Warn, t.with("sales-what-if-cut", &[("n", count(view.replayed).into())]))) }
            @if !view.partners.is_empty() { (partners(visit, org, &view.partners)) }
            @if !view.changed.is_empty() { (changed(visit, org, &view.changed)) }
        }
    }
}

/// What each partner is credited with, and would be.
fn partners(visit: &Visit, org: OrganisationId, partners: &[WhatIfPartner]) -> Markup {
    let t = visit.t;
    let columns = vec![
        Column::new(t.get("sales-by-partner")),
        Column::number(t.get("sales-what-if-count-is")),
        Column::number(t.get("sales-what-if-count-would-be")),
        Column::number(t.get("sales-what-if-paid-is")),
        Column::number(t.get("sales-what-if-paid-would-be")),
    ];
    let paid =
        |sum: &CreditSum| html! { @for money in &sum.paid { span class="block" { (format::money(visit.locale, *money)) } } };
    let number = |sum: &CreditSum| format::number(visit.locale, sum.conversions);
    let row = |one: &WhatIfPartner| {
        let name = match (one.partnership_id, &one.influencer_name) {
            (Some(id), Some(name)) => partner::link(visit, org, id, name),
            _ => html! { (t.get("sales-what-if-nobody")) },
        };
        Row::new(vec![
            name.into(),
            number(&one.is).into(),
            number(&one.would_be).into(),
            paid(&one.is).into(),
            paid(&one.would_be).into(),
        ])
    };
    let table = ui::Table::new(t.get("sales-what-if-partners"), columns, partners.iter().map(row).collect());
    html! { (ui::Section::new(t.get("sales-what-if-partners"), html! { (table) }).text(t.get("sales-what-if-partners-text"))) }
}

/// The conversions that would be somebody else's.
fn changed(visit: &Visit, org: OrganisationId, changed: &[WhatIf]) -> Markup {
    let t = visit.t;
    let columns = vec![
        Column::new(t.get("sales-commission-order")),
        Column::number(t.get("sales-deposit-amount")),
        Column::new(t.get("sales-what-if-is")),
        Column::new(t.get("sales-what-if-would-be")),
    ];
    let row = |one: &WhatIf| {
        let order = html! {
            a class="link break-all" href=(earnings::order(visit, org, (one.id, one.occurred_at))) {
                (words::conversion_kind(t, &one.kind)) " " (one.external_id)
            }
            span class="block text-sm text-muted" { (ui::When::minute(visit.locale, one.occurred_at)) }
        };
        let amount = format::money(visit.locale, one.amount);
        Row::new(vec![order.into(), amount.into(), credits(visit, &one.is).into(), credits(visit, &one.would_be).into()])
    };
    let rows = changed.iter().take(SHOWN).map(row).collect();
    let content = html! {
        (ui::Table::new(t.get("sales-what-if-changed"), columns, rows))
        @if changed.len() > SHOWN { p class="text-sm text-muted" { (t.get("sales-what-if-first")) } }
    };
    html! { (ui::Section::new(t.get("sales-what-if-changed"), content)) }
}

fn credits(visit: &Visit, credits: &[CreditedPartner]) -> Markup {
    html! {
        @if credits.is_empty() { (visit.t.get("sales-what-if-nobody")) }
        @for one in credits { span class="block" { (one.influencer_name) " · " (terms::share(visit.locale, one.share_bp)) } }
    }
}
