//! Groups of partners and what each earns: in the program's page, and on a page of their own with all versions.

use affiliate::{GroupView, ProgramView, TermsView};
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::{affiliate::GroupId, identity::OrganisationId};
use kernel::{Currency, PageRequest};
use maud::{Markup, html};
use web_kit::{CsrfForm, FormErrors, Visit, WebError, ui, ui::Choice, ui::Icon};

use super::{
    BELOW, bonuses,
    draft::Typed,
    page::{self, Known, Page},
    refused,
    terms::{CAP_PERIODS, Row},
};
use crate::{
    SalesState,
    parts::{nav, seller, terms, words},
};

/// How many of a merchant's products a rule can be chosen for in the form.
const PRODUCTS: u16 = 100;

/// What rules can be for: categories, and the merchant's newest products.
pub(super) async fn scopes(visit: &Visit, state: &SalesState, org: OrganisationId) -> Result<Vec<(String, String)>, WebError> {
    let t = visit.t;
    let categories = state.affiliate.category_ids().await?.into_iter();
    let mut scopes: Vec<(String, String)> = categories
        .map(|(id, word)| {
            (format!("category:{id}"), t.with("sales-rule-category", &[("name", words::category(t, &word).into())]))
        })
        .collect();
    let products = state.affiliate.merchant_products(&visit.actor, org, None, &PageRequest::new(Some(PRODUCTS), None)).await?;
    scopes.extend(products.items.into_iter().map(|product| {
        (format!("product:{}", product.id), t.with("sales-rule-product", &[("name", product.title.as_str().into())]))
    }));
    Ok(scopes)
}

fn below(org: OrganisationId, id: GroupId) -> String {
    nav::desk(org, &format!("{BELOW}/groupes/{id}"))
}

/// The groups of a program with what they earn now.
pub(super) fn section(visit: &Visit, page: &Page<'_>, program: &ProgramView) -> Markup {
    let (t, known) = (visit.t, page.known);
    let link = if known.may { "sales-group-change" } else { "sales-terms-versions" };
    let card = |group: &GroupView| {
        html! {
            article class="grid content-start gap-3 rounded-card border border-line bg-surface p-4" {
                div class="flex flex-wrap items-center justify-between gap-2" {
                    h3 class="font-semibold" { (group.name) }
                    @if group.is_default { (ui::Badge::new(ui::Tone::Info, t.get("sales-group-default"))) }
                }
                (terms::facts_named(visit, &group.terms.terms, known.named(group.id)))
                p { (ui::Link::new(visit.url(&below(known.org, group.id)), t.get(link))) }
            }
        }
    };
    let new = html! {
        (ui::Form::post(visit, visit.url(&nav::desk(known.org, &format!("{BELOW}/groupes"))), html! {
            (ui::Field::text("name", t.get("sales-group-name")).hint(t.get("sales-group-name-hint")).value(&page.typed.name).errors(page.errors).max_length(80).required())
            (ui::Button::secondary(t.get("sales-group-add")).icon(Icon::Add))
        }).stacked())
    };
    ui_section(
        t.get("sales-groups-title"),
        t.get("sales-groups-text"),
        html! {
            div class="grid gap-4 md:grid-cols-2" { @for group in &program.groups { (card(group)) } }
            @if known.may {
                details class="mt-4" open[page.errors.on("name").is_some()] {
                    summary class="inline-flex min-h-11 cursor-pointer items-center gap-1" { (Icon::ChevronDown) (t.get("sales-group-new")) }
                    div class="mt-2" { (new) }
                }
            }
        },
    )
}

fn ui_section(title: String, text: String, content: Markup) -> Markup {
    html! { (ui::Section::new(title, content).text(text).id("groupes")) }
}

/// Adds a group: it begins with what the group earns in which everybody starts.
pub(crate) async fn add_group(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let known = Known::load(&visit, &state, org).await?;
    let program = known.program.as_ref().ok_or_else(WebError::not_found)?;
    let first = program.groups.iter().find(|group| group.is_default).ok_or_else(WebError::not_found)?;
    match state.affiliate.add_group(&visit.actor, program.id, &typed.name, &first.terms.terms).await {
        Ok(id) => Ok(visit.redirect(&below(org, id)).saying("sales-group-added").into_response()),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            let typed = Typed { name: typed.name, ..Typed::stored(program, visit.t) };
            let page = Page { visit: &visit, known: &known, typed: &typed, errors: &errors };
            Ok(page::shell(&visit, org).invalid().body(&page.content()))
        }
    }
}

pub(crate) async fn group(
    visit: Visit,
    State(state): State<SalesState>,
    Path((org, id)): Path<(OrganisationId, GroupId)>,
) -> Result<Response, WebError> {
    let known = Known::load(&visit, &state, org).await?;
    let (program, group) = found(&known, id)?;
    let typed = Typed::default().with_terms(&group.terms, program.currency, visit.t);
    let versions = state.affiliate.terms_of(&visit.actor, id).await?;
    let page = Page { visit: &visit, known: &known, typed: &typed, errors: &FormErrors::none() };
    Ok(page::shell(&visit, org).body(&content(&page, group, program.currency, &versions)))
}

/// Promises something else from now on.
pub(crate) async fn set_terms(
    visit: Visit,
    State(state): State<SalesState>,
    Path((org, id)): Path<(OrganisationId, GroupId)>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let known = Known::load(&visit, &state, org).await?;
    let (program, group) = found(&known, id)?;
    let done = match typed.terms(&visit, program.currency) {
        Ok(terms) => {
            let version = typed.version.unwrap_or(group.terms.version);
            refused(&visit, state.affiliate.set_terms(&visit.actor, id, version, &terms).await.map(drop))?
        }
        Err(errors) => Err(errors),
    };
    match done {
        Ok(()) => Ok(visit.redirect(&below(org, id)).saying("sales-terms-saved").into_response()),
        Err(errors) => {
            let versions = state.affiliate.terms_of(&visit.actor, id).await?;
            let page = Page { visit: &visit, known: &known, typed: &typed, errors: &errors };
            Ok(page::shell(&visit, org).invalid().body(&content(&page, group, program.currency, &versions)))
        }
    }
}

fn found(known: &Known, id: GroupId) -> Result<(&ProgramView, &GroupView), WebError> {
    let program = known.program.as_ref().ok_or_else(WebError::not_found)?;
    let group = program.groups.iter().find(|group| group.id == id).ok_or_else(WebError::not_found)?;
    Ok((program, group))
}

fn content(page: &Page<'_>, group: &GroupView, currency: Currency, versions: &[TermsView]) -> Markup {
    let (visit, t) = (page.visit, page.visit.t);
    let past = versions.iter().map(|version| {
        let content = html! {
            p class="font-semibold" { (t.with("sales-terms-version", &[("n", i64::from(version.version).into())])) }
            (terms::facts_named(visit, &version.terms, page.known.named(group.id)))
        };
        ui::TimelineItem::new(ui::When::minute(visit.locale, version.created_at), content)
    });
    html! {
        (ui::Breadcrumb::to(t, &group.name).step(t.get("sales-nav-program"), visit.url(&nav::desk(page.known.org, BELOW))))
        (ui::PageHeader::new(&group.name).text(t.get("sales-terms-page-lead")))
        (seller::only_looks(visit, page.known.may))
        @if page.known.may {
            (ui::Form::post(visit, visit.url(&below(page.known.org, group.id)), html! {
                (ui::FormSummary::new(t, page.errors))
                input type="hidden" name="version" value=(page.typed.version.unwrap_or(group.terms.version));
                (fields(page, currency))
                (ui::Button::primary(t.get("sales-terms-save")))
            }).stacked())
        }
        (ui::Section::new(t.get("sales-terms-versions"), html! { (ui::Timeline::new(past.collect())) }))
    }
}

/// The fields of terms.
pub(super) fn fields(page: &Page<'_>, currency: Currency) -> Markup {
    let (t, typed, errors) = (page.visit.t, page.typed, page.errors);
    let number = |name, key: &str, value: &str| ui::Field::number(name, t.get(key)).value(value).errors(errors);
    let money = |name, key: &str, value: &str| ui::Field::money(name, t.get(key), currency).value(value).errors(errors);
    let kinds = |with_order: bool| kinds(page.visit, with_order);
    let repeats = ["first", "months", "always"].into_iter().map(|word| Choice::new(word, t.get(&format!("sales-repeat-{word}"))));
    let periods = CAP_PERIODS.into_iter().map(|(word, _)| Choice::new(word, t.get(&format!("sales-cap-{word}"))));
    html! {
        div class="grid gap-3 sm:grid-cols-2" {
            (ui::Select::new("sale", t.get("sales-sale-kind"), kinds(true)).empty(t.get("sales-sale-nothing")).chosen(&typed.sale).errors(errors))
            (ui::Field::text("sale_amount", t.get("sales-sale-amount")).hint(t.get("sales-sale-amount-hint")).value(&typed.sale_amount).errors(errors).attr("inputmode", "decimal").max_length(20))
        }
        (rules(page))
        div class="grid gap-3 sm:grid-cols-2" {
            (ui::Select::new("repeat", t.get("sales-repeat"), repeats.collect()).chosen(&typed.repeat).errors(errors))
            (number("months", "sales-repeat-months-count", &typed.months).attr("min", "1").attr("max", "120"))
            (number("window_days", "sales-window-days", &typed.window_days).hint(t.get("sales-window-hint")).attr("min", "1").attr("max", "365").required())
            (number("holding_days", "sales-holding-days", &typed.holding_days).hint(t.get("sales-holding-hint")).attr("min", "0").attr("max", "90").required())
            (money("lead", "sales-lead-amount", &typed.lead).hint(t.get("sales-lead-hint")))
            (money("click", "sales-click-amount", &typed.click).hint(t.get("sales-click-hint")))
            (money("minimum", "sales-minimum", &typed.minimum).hint(t.get("sales-minimum-hint")))
            (money("cap", "sales-cap", &typed.cap).hint(t.get("sales-cap-hint")))
            (ui::Select::new("cap_per", t.get("sales-cap-per"), periods.collect()).chosen(&typed.cap_per).errors(errors))
        }
        (bonuses::fields(page))
    }
}

fn kinds(visit: &Visit, with_order: bool) -> Vec<Choice> {
    let words = ["percent", "piece", "order"].into_iter().filter(|word| with_order || *word != "order");
    words.map(|word| Choice::new(word, visit.t.get(&format!("sales-pay-{word}")))).collect()
}

/// Rules for a part of what is sold, with two empty rows.
fn rules(page: &Page<'_>) -> Markup {
    let t = page.visit.t;
    let rows: Vec<Row<'_>> = page.typed.rows().chain([Row::default(); 2]).collect();
    let error = page.errors.on("rules");
    html! {
        details id="f-rules" open[rows.len() > 2 || error.is_some()] {
            summary class="inline-flex min-h-11 cursor-pointer items-center gap-1" { (Icon::ChevronDown) (t.get("sales-rules-more")) }
            p class="hint" { (t.get("sales-rules-hint")) }
            @if let Some(error) = error { p class="field-error" id="error-rules" { (Icon::Alert) span { (error) } } }
            div class="mt-2 grid gap-3" { @for (at, row) in rows.into_iter().enumerate() { (rule(page, at + 1, row)) } }
        }
    }
}

fn rule(page: &Page<'_>, at: usize, row: Row<'_>) -> Markup {
    let t = page.visit.t;
    let number = i64::try_from(at).unwrap_or(i64::MAX);
    let label = |key: &str| t.with(key, &[("n", number.into())]);
    let kind = if row.kind.is_empty() { "percent" } else { row.kind };
    // A product that is not among the newest is still what the rule is for.
    let kept = !row.scope.is_empty() && !page.known.scopes.iter().any(|(value, _)| value == row.scope);
    html! {
        div class="grid gap-2 sm:grid-cols-[2fr_1fr_1fr]" {
            select class="input select" name="rule_scope" aria-label=(label("sales-rule-for")) {
                option value="" { (t.get("sales-rule-nothing")) }
                @if kept { option value=(row.scope) selected { (t.get("sales-terms-one-product")) } }
                @for (value, name) in &page.known.scopes { option value=(value) selected[value == row.scope] { (name) } }
            }
            select class="input select" name="rule_kind" aria-label=(label("sales-rule-kind")) {
                @for word in ["percent", "piece"] { option value=(word) selected[word == kind] { (t.get(&format!("sales-pay-{word}"))) } }
            }
            input class="input" name="rule_amount" type="text" inputmode="decimal" maxlength="20" autocomplete="off" value=(row.amount) aria-label=(label("sales-rule-amount"));
        }
    }
}
