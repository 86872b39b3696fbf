//! `GET|POST /projets/{slug}/contribuer`: how much, for which tier, and in whose name. 200; 303 to the payment; 422 with what was
//! typed; 303 to the project once it takes no pledges.

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Redirect, Response},
};
use contracts::crowdfunding::{PledgeId, TierId};
use crowdfunding::{Arrival, CrowdfundingError, MakePledge, ProjectState, ProjectView, Source, TierView};
use kernel::Money;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    CameFrom, CsrfForm, FormErrors, Shell, Visit, WebError, format,
    ui::{self, Choice},
};

use super::{CheckoutState, seen};

/// What a link to this page may choose already.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    palier: Option<TierId>,
}

/// The form as sent.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Typed {
    id: Option<PledgeId>,
    #[serde(default)]
    secret: String,
    #[serde(default)]
    tier: String,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    on_behalf_of: String,
    anonymous: Option<String>,
    /// By which way the reader came to the project.
    #[serde(default)]
    src: String,
}

pub(super) async fn ask(
    visit: Visit,
    State(state): State<CheckoutState>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
    arrival: web_kit::Arrival,
) -> Result<Response, WebError> {
    let project = state.crowdfunding.project_by_slug(&visit.actor, &slug).await?;
    if project.state != ProjectState::Online {
        return Ok(Redirect::to(&visit.url(&seen::project_path(&project.slug))).into_response());
    }
    let tier = asked.palier.and_then(|id| project.tiers.iter().find(|tier| tier.id == id && can_take(tier)));
    let account = visit.account.as_ref();
    let typed = Typed {
        tier: tier.map(|tier| tier.id.to_string()).unwrap_or_default(),
        name: account.map(|account| account.display_name.clone()).unwrap_or_default(),
        email: account.map(|account| account.email.clone()).unwrap_or_default(),
        src: visited(&visit, &state, &project, arrival).await?.word(),
        ..fresh(Typed::default())
    };
    Ok(page(&visit, &state, &project, &typed, &FormErrors::none()))
}

/// Who comes here without the page of the project visits the project all the same; the way that led there leads on.
async fn visited(
    visit: &Visit,
    state: &CheckoutState,
    project: &ProjectView,
    arrival: web_kit::Arrival,
) -> Result<Source, WebError> {
    let source = || match &arrival.from {
        CameFrom::Nowhere => Source::Direct,
        CameFrom::Here(_) => Source::Inside,
        CameFrom::Elsewhere(host) => Source::of_host(host),
    };
    let source = arrival.tag.as_deref().and_then(Source::of_tag).unwrap_or_else(source);
    let arrival = Arrival { source, agent: arrival.agent, is_reading: arrival.is_reading };
    Ok(state.crowdfunding.count_visit(&visit.actor, project, &arrival).await?)
}

pub(super) async fn pledge(
    visit: Visit,
    State(state): State<CheckoutState>,
    Path(slug): Path<String>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let project = state.crowdfunding.project_by_slug(&visit.actor, &slug).await?;
    let command = match command(&visit, &project, &typed) {
        Ok(command) => command,
        Err(errors) => return Ok(page(&visit, &state, &project, &typed, &errors)),
    };
    match state.crowdfunding.pledge(&visit.actor, &command).await {
        Ok(made) => Ok(visit.redirect(&format!("/paiement/{}?cle={}", made.intent_id, made.key)).into_response()),
        // The form was sent before, with something else in it: this is another pledge.
        Err(CrowdfundingError::Changed) => {
            let errors = FormErrors::general(visit.t.get("checkout-sent-before"));
            Ok(page(&visit, &state, &project, &fresh(typed), &errors))
        }
        Err(CrowdfundingError::Over) => Ok(visit.redirect(&seen::project_path(&project.slug)).into_response()),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            Ok(page(&visit, &state, &project, &typed, &errors))
        }
    }
}

/// With an id and a secret of its own: the form sent twice is one pledge.
fn fresh(typed: Typed) -> Typed {
    let part = || PledgeId::generate().as_uuid().simple().to_string();
    Typed { id: Some(PledgeId::generate()), secret: format!("{}{}", part(), part()), ..typed }
}

fn can_take(tier: &TierView) -> bool {
    tier.left.is_none_or(|left| left > 0)
}

fn command(visit: &Visit, project: &ProjectView, typed: &Typed) -> Result<MakePledge, FormErrors> {
    let tier = project.tiers.iter().find(|tier| tier.id.to_string() == typed.tier);
    let amount = match (typed.amount.trim(), tier) {
        // The tier says how much.
        ("", Some(tier)) => tier.amount,
        (text, _) => Money::parse_in(visit.locale, text, project.goal.currency)
            .map_err(|error| FormErrors::none().and("amount", visit.t.get(error.code())))?,
    };
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    Ok(MakePledge {
        id: typed.id.unwrap_or_else(PledgeId::generate),
        secret: typed.secret.clone(),
        project_id: project.id,
        tier_id: tier.map(|tier| tier.id),
        amount,
        name: given(&typed.name),
        email: given(&typed.email),
        on_behalf_of: given(&typed.on_behalf_of),
        anonymous: typed.anonymous.is_some(),
        // Nobody types it: what is no way is none.
        source: Source::parse(&typed.src),
    })
}

fn page(visit: &Visit, state: &CheckoutState, project: &ProjectView, typed: &Typed, errors: &FormErrors) -> Response {
    let t = visit.t;
    let content = html! {
        div class="mx-auto grid max-w-xl gap-6" {
            (ui::Breadcrumb::to(t, t.get("checkout-contribute")).step(&project.title, visit.url(&seen::project_path(&project.slug))))
            (seen::steps(t, 0))
            h1 class="text-2xl" { (t.get("checkout-amount-title")) }
            (seen::simulation(visit, &state.payments))
            (ui::Form::post(visit, visit.url(&format!("{}/contribuer", seen::project_path(&project.slug))), fields(visit, state, project, typed, errors)).stacked())
        }
    };
    let shell = Shell::new(visit, t.with("checkout-contribute-to", &[("title", (&project.title).into())])).no_index();
    if errors.is_empty() { shell.body(&content) } else { shell.invalid().body(&content) }
}

fn fields(visit: &Visit, state: &CheckoutState, project: &ProjectView, typed: &Typed, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let promise = match project.mode {
        _ if state.payments.collects_on_success() => "checkout-on-call",
        crowdfunding::FundingMode::AllOrNothing => "checkout-promise",
        _ => "checkout-promise-keep",
    };
    html! {
        (ui::FormSummary::new(t, errors))
        input type="hidden" name="id" value=[typed.id.map(|id| id.to_string())];
        input type="hidden" name="secret" value=(typed.secret);
        input type="hidden" name="src" value=(typed.src);
        @if !project.tiers.is_empty() {
            (ui::RadioGroup::new("tier", t.get("checkout-tier"), tiers(visit, project)).chosen(&typed.tier).errors(errors))
        }
        (ui::Field::money("amount", t.get("checkout-amount"), project.goal.currency).value(&typed.amount).errors(errors)
            .hint(t.get(if project.tiers.is_empty() { "checkout-amount-hint-gift" } else { "checkout-amount-hint" })))
        (ui::FieldSet::new(t.get("checkout-you"), html! {
            (ui::Field::text("name", t.get("checkout-name")).value(&typed.name).errors(errors).optional(t).autocomplete("name").max_length(120))
            (ui::Field::email("email", t.get("checkout-email")).value(&typed.email).errors(errors).optional(t).hint(t.get("checkout-email-hint")))
            (ui::Checkbox::new("anonymous", t.get("checkout-anonymous")).hint(t.get("checkout-anonymous-hint")).checked_if(typed.anonymous.is_some()))
            details open[!typed.on_behalf_of.is_empty()] {
                summary class="inline-flex min-h-11 cursor-pointer items-center text-sm text-muted" { (t.get("checkout-behalf-open")) }
                (ui::Field::text("on_behalf_of", t.get("checkout-behalf")).value(&typed.on_behalf_of).errors(errors).max_length(120))
            }
        }))
        p class="text-sm text-muted" { (t.get(promise)) }
        (ui::Button::primary(t.get("checkout-next")).wide())
    }
}

fn tiers(visit: &Visit, project: &ProjectView) -> Vec<Choice> {
    let t = visit.t;
    let gift = Choice::new("", t.get("checkout-gift")).hint(t.get("checkout-gift-hint"));
    let choice = |tier: &TierView| {
        let price = format::money(visit.locale, tier.amount);
        let left = tier.left.map(|left| t.with("checkout-left", &[("left", i64::from(left).into())]));
        let words = [Some(tier.description.clone()).filter(|text| !text.is_empty()), left];
        let hint = words.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        Choice::new(
            tier.id.to_string(),
            t.with("checkout-tier-line", &[("price", price.into()), ("title", (&tier.title).into())]),
        )
        .hint(hint)
    };
    std::iter::once(gift).chain(project.tiers.iter().filter(|tier| can_take(tier)).map(choice)).collect()
}
