//! `GET /marchand/{org}/suivi/boutiques/{shop}`: one shop: its address, what it takes on its side, what it told last; `POST …/secret`
//! (`secret`) and `GET, POST …/fin`. 200; 303; 403 for members who only look; 404; 422 for a secret that cannot be.

use affiliate::{ShopKind, ShopView};
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::{affiliate::ShopId, identity::OrganisationId};
use kernel::Forbidden;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{Cache, CsrfForm, FormErrors, Visit, WebError, ui, ui::Icon};

use super::{Tracked, path, shell, shops, words};
use crate::{
    SalesState,
    parts::{copy, seller},
};

/// A shop at this desk.
struct Seen {
    org: OrganisationId,
    shop: ShopView,
    /// Whether the visitor may change it.
    may: bool,
}

impl Seen {
    async fn load(visit: &Visit, state: &SalesState, (org, id): (OrganisationId, ShopId)) -> Result<Self, WebError> {
        let tracked = Tracked::get(visit, state, org).await?;
        let may = tracked.may;
        let shop = tracked.shops.into_iter().find(|shop| shop.id == id).ok_or_else(WebError::not_found)?;
        Ok(Self { org, shop, may })
    }

    fn path(&self, rest: &str) -> String {
        path(self.org, &format!("/boutiques/{}{rest}", self.shop.id))
    }

    fn name(&self) -> String {
        format!("{} · {}", words::kind(self.shop.kind), words::mark(self.shop.id))
    }

    fn trail(&self, visit: &Visit, here: &str) -> ui::Breadcrumb {
        ui::Breadcrumb::to(visit.t, here).step(visit.t.get("sales-nav-tracking"), visit.url(&path(self.org, "")))
    }
}

pub(in crate::merchant) async fn show(
    visit: Visit,
    State(state): State<SalesState>,
    Path(which): Path<(OrganisationId, ShopId)>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, which).await?;
    Ok(shell(&visit, seen.org, seen.name()).body(&content(&visit, &state, &seen, &FormErrors::none())))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::merchant) struct Told {
    secret: String,
}

pub(in crate::merchant) async fn replace_secret(
    visit: Visit,
    State(state): State<SalesState>,
    Path(which): Path<(OrganisationId, ShopId)>,
    CsrfForm(told): CsrfForm<Told>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, which).await?;
    let (id, kind) = (seen.shop.id, seen.shop.kind);
    match state.affiliate.replace_shop_secret(&visit.actor, id, Some(told.secret.as_str())).await {
        Ok(made) => Ok(match made.secret {
            Some(secret) => shops::secret_page(&visit, &state, (seen.org, id, kind), &secret, "sales-shop-replaced-secret"),
            None => visit.redirect(&seen.path("")).saying("sales-shop-secret-saved").into_response(),
        }),
        Err(error) => {
            // What was typed is a secret: it does not come back.
            let errors = FormErrors::of(error, visit.t)?;
            Ok(shell(&visit, seen.org, seen.name()).invalid().body(&content(&visit, &state, &seen, &errors)))
        }
    }
}

pub(in crate::merchant) async fn ask_disconnect(
    visit: Visit,
    State(state): State<SalesState>,
    Path(which): Path<(OrganisationId, ShopId)>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, which).await?;
    if !seen.may {
        return Err(Forbidden::NotAllowed.into());
    }
    let t = visit.t;
    let title = t.get("sales-shop-disconnect");
    let content = html! {
        (seen.trail(&visit, &title).step(seen.name(), visit.url(&seen.path(""))))
        (ui::PageHeader::new(&title).text(seen.name()))
        (ui::Banner::new(ui::Tone::Warn, t.get("sales-shop-disconnect-text")))
        div class="mt-6 flex flex-wrap gap-3" {
            (ui::Form::post(&visit, visit.url(&seen.path("/fin")), html! { (ui::Button::danger(&title)) }).inline())
            (ui::Button::secondary(t.get("sales-shop-keep")).href(visit.url(&seen.path(""))))
        }
    };
    Ok(shell(&visit, seen.org, title.clone()).cache(Cache::NoStore).body(&content))
}

pub(in crate::merchant) async fn disconnect(
    visit: Visit,
    State(state): State<SalesState>,
    Path(which): Path<(OrganisationId, ShopId)>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, which).await?;
    state.affiliate.disconnect_shop(&visit.actor, seen.shop.id).await?;
    Ok(visit.redirect(&path(seen.org, "")).saying("sales-shop-disconnected").into_response())
}

fn content(visit: &Visit, state: &SalesState, seen: &Seen, errors: &FormErrors) -> Markup {
    let (t, shop) = (visit.t, &seen.shop);
    let (tone, word) = words::state(t, shop);
    let facts = ui::DescriptionList::new()
        .fact(t.get("sales-shop-since"), ui::When::day(visit.locale, shop.created_at))
        .fact(t.get("sales-shop-last"), shops::heard(visit, shop))
        .fact_if(t.get("sales-shop-topic"), shop.heard_topic.as_ref().map(|topic| html! { code { (topic) } }))
        .fact_if(t.get("sales-shop-order"), shop.heard_order.as_ref().map(|order| html! { span class="break-all" { (order) } }))
        .fact(t.get("sales-shop-mark"), html! { code { (words::mark(shop.id)) } });
    html! {
        (seen.trail(visit, &seen.name()))
        (ui::PageHeader::new(seen.name()).state(ui::Badge::new(tone, word)))
        (seller::only_looks(visit, seen.may))
        (ui::FormSummary::new(t, errors))
        div class="my-4 max-w-2xl" { (copy::line(visit, "address", &t.get("sales-shop-address"), &words::address(state, shop.id, shop.kind))) }
        @if seen.may && !shop.has_secret { (secret(visit, seen, errors)) }
        (steps(visit, shop.kind))
        (ui::Section::new(t.get("sales-shop-facts"), html! { (facts) }))
        @if seen.may && shop.has_secret { (secret(visit, seen, errors)) }
        @if seen.may { p class="mt-8" { (ui::Button::quiet(t.get("sales-shop-disconnect")).icon(Icon::Trash).href(visit.url(&seen.path("/fin")))) } }
    }
}

/// The secret: typed where the shop draws it, drawn here otherwise.
fn secret(visit: &Visit, seen: &Seen, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let field = || {
        ui::Field::text("secret", t.get("sales-shop-secret"))
            .hint(t.get("sales-shop-secret-hint"))
            .errors(errors)
            .max_length(200)
            .autocomplete("off")
            .attr("spellcheck", "false")
            .required()
    };
    let (title, text) = match (seen.shop.kind, seen.shop.has_secret) {
        (ShopKind::Shopify, false) => ("sales-shop-secret-tell", "sales-shop-secret-tell-text"),
        (ShopKind::Shopify, true) => ("sales-shop-secret-replace", "sales-shop-secret-tell-text"),
        (ShopKind::Woocommerce, _) => ("sales-shop-secret-replace", "sales-shop-secret-draw-text"),
    };
    let fields = match seen.shop.kind {
        ShopKind::Shopify => html! { (field()) (ui::Button::primary(t.get("sales-save"))) },
        ShopKind::Woocommerce => html! { (ui::Button::secondary(t.get("sales-shop-secret-draw")).icon(Icon::Refresh)) },
    };
    let form = ui::Form::post(visit, visit.url(&seen.path("/secret")), fields).stacked();
    html! { (ui::Section::new(t.get(title), html! { (form) }).text(t.get(text)).id("secret")) }
}

/// What is done in the shop, step by step.
pub(super) fn steps(visit: &Visit, kind: ShopKind) -> Markup {
    let t = visit.t;
    let keys: &[&str] = match kind {
        ShopKind::Shopify => {
            &["sales-shopify-step-page", "sales-shopify-step-hooks", "sales-shopify-step-secret", "sales-shopify-step-test"]
        }
        ShopKind::Woocommerce => &["sales-woocommerce-step-page", "sales-woocommerce-step-hooks", "sales-woocommerce-step-order"],
    };
    let (click, code) = match kind {
        ShopKind::Shopify => ("sales-shopify-click", words::SHOPIFY_FIELD),
        ShopKind::Woocommerce => ("sales-woocommerce-click", words::WOOCOMMERCE_PHP),
    };
    let content = html! {
        ol class="grid max-w-[65ch] list-decimal gap-2 pl-6" { @for key in keys { li { (t.get(key)) } } }
        details class="mt-4" {
            summary class="inline-flex min-h-11 cursor-pointer items-center gap-1" { (Icon::ChevronDown) (t.get("sales-shop-click")) }
            p class="mt-2 max-w-[65ch]" { (t.get(click)) }
            (copy::code(visit, &t.get("sales-shop-click"), code))
        }
    };
    html! { (ui::Section::new(t.with("sales-shop-steps", &[("kind", words::kind(kind).into())]), content)) }
}
