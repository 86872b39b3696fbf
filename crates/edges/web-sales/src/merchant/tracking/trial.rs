//! `GET /marchand/{org}/suivi/essai`: a first sale told in three steps, and its arrival as it happens; `POST` makes the key, which is shown
//! this once. `GET …/etat` (`connue`: the last conversion that was there) is what is awaited, `…/direct` the same as server-sent events. 200;
//! 303 to the desk without a program; 403 for members who only look; 404; 409 for too many keys; 429 beyond eight streams.

use std::time::Duration;

use affiliate::{ConversionView, FigureScope, ProgramView};
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
};
use contracts::{affiliate::ConversionId, identity::OrganisationId};
use futures::{StreamExt as _, future, stream};
use identity::CreateApiKey;
use kernel::{AppError as _, Forbidden, Permission};
use maud::{Markup, html};
use serde::Deserialize;
use url::Url;
use web_kit::{Cache, FormErrors, Shell, Visit, WebError, format, live, next, ui, ui::Icon};

use super::{last, path, shell, words};
use crate::{
    SalesState,
    merchant::partners,
    parts::{copy, form, nav, seller, words as said},
};

/// For how long a stream is open: nobody waits longer for a trial.
const OPEN: Duration = Duration::from_secs(15 * 60);
/// How long what was counted is gathered before it is looked at.
const GATHERED: Duration = Duration::from_millis(200);
const WAITED: &str = "essai";

/// What was there when the page was shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::merchant) struct Known {
    connue: Option<ConversionId>,
}

/// What the page knows.
struct Trial {
    org: OrganisationId,
    program: ProgramView,
    last: Option<ConversionView>,
    /// Whether the visitor may make a key.
    may: bool,
    /// The key that was just made.
    key: Option<String>,
}

impl Trial {
    async fn load(visit: &Visit, state: &SalesState, org: OrganisationId) -> Result<Option<Self>, WebError> {
        let Some(program) = partners::program(visit, state, org).await? else { return Ok(None) };
        let last = last(visit, state, &program).await?;
        let may = seller::may_manage(visit, state, org).await?;
        Ok(Some(Self { org, program, last, may, key: None }))
    }

    fn shell<'v>(&self, visit: &'v Visit) -> Shell<'v> {
        shell(visit, self.org, visit.t.get("sales-trial-title")).script("islands/live-fragment.ts").cache(Cache::NoStore)
    }
}

pub(in crate::merchant) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
) -> Result<Response, WebError> {
    let Some(trial) = Trial::load(&visit, &state, org).await? else {
        return Ok(visit.redirect(&path(org, "")).into_response());
    };
    Ok(trial.shell(&visit).body(&content(&visit, &state, &trial, &FormErrors::none())))
}

/// A key of whoever asks, which can report sales and nothing else.
pub(in crate::merchant) async fn make_key(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
) -> Result<Response, WebError> {
    if !seller::may_manage(&visit, &state, org).await? {
        return Err(Forbidden::NotAllowed.into());
    }
    let mut trial = Trial::load(&visit, &state, org).await?.ok_or_else(WebError::not_found)?;
    let wanted =
        CreateApiKey { name: visit.t.get("sales-trial-key-name"), scopes: vec![Permission::SaleTrack], lifetime_days: None };
    match state.identity.create_api_key(&visit.actor, wanted).await {
        Ok(made) => {
            trial.key = Some(made.key);
            Ok(trial.shell(&visit).body(&content(&visit, &state, &trial, &FormErrors::none())))
        }
        Err(error) => {
            let status = form::refused(error.kind());
            let errors = FormErrors::of(error, visit.t)?;
            Ok(trial.shell(&visit).invalid().status(status).body(&content(&visit, &state, &trial, &errors)))
        }
    }
}

pub(in crate::merchant) async fn fragment(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    Query(known): Query<Known>,
) -> Result<Response, WebError> {
    let program = partners::program(&visit, &state, org).await?.ok_or_else(WebError::not_found)?;
    Ok(awaited(&visit, &state, &program, &known).await?.0.into_response())
}

pub(in crate::merchant) async fn stream(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    Query(known): Query<Known>,
) -> Result<Response, WebError> {
    let program = partners::program(&visit, &state, org).await?.ok_or_else(WebError::not_found)?;
    // Listening starts before the first reading: nothing between the two is lost.
    let told = state.affiliate.watch_figures(&visit.actor, FigureScope::Program(program.id)).await?;
    let ticks = stream::once(async {}).chain(live::gathered(told, GATHERED));
    let ask = std::sync::Arc::new((state, program, known));
    let seen = ticks.then(move |()| {
        let (visit, ask) = (visit.clone(), std::sync::Arc::clone(&ask));
        async move {
            // A stream outlives a session: whoever signed out, or lost the right, is told nothing more.
            if !visit.is_still_signed_in().await.ok()? {
                return None;
            }
            match awaited(&visit, &ask.0, &ask.1, &ask.2).await {
                Ok(seen) => Some(seen),
                Err(error) => {
                    tracing::warn!(?error, "what a trial waits for could not be read: its page asks by itself");
                    None
                }
            }
        }
    });
    let seen = seen.take_while(|seen| future::ready(seen.is_some())).filter_map(future::ready);
    let fragments = live::until(seen, |(_, came)| *came).map(|(fragment, _)| fragment);
    Ok(live::fragments(WAITED, fragments.take_until(Box::pin(tokio::time::sleep(OPEN)))))
}

/// What is shown while a sale is awaited, and whether it came.
async fn awaited(visit: &Visit, state: &SalesState, program: &ProgramView, known: &Known) -> Result<(Markup, bool), WebError> {
    let newest = last(visit, state, program).await?.filter(|newest| Some(newest.id) != known.connue);
    let t = visit.t;
    let Some(came) = newest else {
        return Ok((html! { (ui::Banner::new(ui::Tone::Info, t.get("sales-trial-waits"))) }, false));
    };
    let credited = came.decision.as_ref().is_some_and(|decision| !decision.credits.is_empty());
    let amount = format::money(visit.locale, came.amount);
    let kind = said::conversion_kind(t, &came.kind);
    let text = t.with(
        "sales-trial-came",
        &[("kind", kind.into()), ("order", came.external_id.as_str().into()), ("amount", amount.into())],
    );
    let sales = ui::Button::primary(t.get("sales-trial-see")).href(visit.url(&nav::desk(program.organisation_id, "/ventes")));
    let fragment = html! {
        div class="grid gap-3" data-final {
            (ui::Banner::new(ui::Tone::Ok, text).action(sales))
            p { (t.get(if credited { "sales-trial-credited" } else { "sales-trial-uncredited" })) }
        }
    };
    Ok((fragment, true))
}

fn content(visit: &Visit, state: &SalesState, trial: &Trial, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let pairs: Vec<_> = trial.last.iter().map(|last| ("connue", last.id.to_string())).collect();
    let at = |rest: &str| next::with_pairs(visit, &path(trial.org, &format!("/essai/{rest}")), &pairs);
    html! {
        (ui::Breadcrumb::to(t, t.get("sales-trial-title")).step(t.get("sales-nav-tracking"), visit.url(&path(trial.org, ""))))
        (ui::PageHeader::new(t.get("sales-trial-title")).text(t.get("sales-trial-lead")))
        (seller::only_looks(visit, trial.may))
        (ui::FormSummary::new(t, errors))
        @if let Some(shop) = &state.config.demo_shop { (demo(visit, shop, &trial.program)) }
        ol class="grid gap-8 *:min-w-0" {
            (step(visit, "sales-trial-key", key(visit, trial)))
            (step(visit, "sales-trial-script", copy::code(visit, &t.get("sales-trial-script"), &words::script(state))))
            (step(visit, "sales-trial-order", order(visit, state, trial)))
        }
        section class="mt-8" aria-live="polite" {
            h2 class="sr-only" { (t.get("sales-trial-arrival")) }
            griot-live-fragment event=(WAITED) src=[(!visit.lite).then(|| at("direct"))] poll=(at("etat")) {
                (ui::Banner::new(ui::Tone::Info, t.get("sales-trial-waits")))
            }
            noscript { p class="mt-2" { (ui::Link::new(visit.url(&nav::desk(trial.org, "/ventes")), t.get("sales-trial-see"))) } }
        }
    }
}

/// The shop to try things in: connected already to the program that its links lead to, by its key to every other.
fn demo(visit: &Visit, shop: &Url, program: &ProgramView) -> Markup {
    let t = visit.t;
    let is_own = program.hosts.iter().any(|host| shop.host_str() == Some(host.as_str()));
    let (text, page) = if is_own { ("sales-trial-demo", "") } else { ("sales-trial-demo-key", "cle") };
    let open = ui::Button::secondary(t.get("sales-trial-demo-open"))
        .icon(Icon::ExternalLink)
        .href(format!("{shop}{page}"))
        .attr("target", "_blank")
        .attr("rel", "noopener");
    html! { div class="mb-8" data-demo-shop { (ui::Banner::new(ui::Tone::Info, t.get(text)).action(open)) } }
}

fn step(visit: &Visit, key: &str, content: Markup) -> Markup {
    let t = visit.t;
    html! {
        li class="grid justify-items-start gap-2 *:max-w-full" {
            h2 class="text-lg font-semibold" { (t.get(key)) }
            p class="max-w-[65ch]" { (t.get(&format!("{key}-text"))) }
            (content)
        }
    }
}

fn key(visit: &Visit, trial: &Trial) -> Markup {
    let t = visit.t;
    let Some(key) = &trial.key else {
        if !trial.may {
            return html! {};
        }
        let make = html! { (ui::Button::primary(t.get("sales-trial-key-make")).icon(Icon::Key)) };
        return html! { (ui::Form::post(visit, visit.url(&path(trial.org, "/essai")), make)) };
    };
    html! {
        (ui::Banner::new(ui::Tone::Warn, t.get("sales-trial-key-once")))
        div class="w-full max-w-2xl" { (copy::line(visit, "key", &t.get("sales-trial-key-name"), key)) }
    }
}

/// Another order each time that the page is shown: told again under one number it would be the same.
fn order(visit: &Visit, state: &SalesState, trial: &Trial) -> Markup {
    let number = format!("{}-{}", visit.t.get("sales-trial-order-prefix"), visit.now().as_second());
    let call = words::call(state, &trial.program, trial.key.as_deref().unwrap_or("gr_live_…"), &number, "");
    copy::code(visit, &visit.t.get("sales-trial-order"), &call)
}
