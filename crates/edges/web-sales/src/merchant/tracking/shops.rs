//! Shops that tell by themselves: the list, and `POST /marchand/{org}/suivi/boutiques` (`kind`), which connects one. 303 to it; 200 with a
//! secret that is shown this once; 403 for members who only look; 404; 409 for too many.

use affiliate::{ShopKind, ShopView};
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::{affiliate::ShopId, identity::OrganisationId};
use kernel::AppError as _;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{Cache, CsrfForm, FormErrors, Visit, WebError, ui, ui::Icon};

use super::{Tracked, content, one, path, shell, words};
use crate::{
    SalesState,
    parts::{copy, form},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::merchant) struct Wanted {
    kind: String,
}

pub(in crate::merchant) async fn connect(
    visit: Visit,
    State(state): State<SalesState>,
    Path(org): Path<OrganisationId>,
    CsrfForm(wanted): CsrfForm<Wanted>,
) -> Result<Response, WebError> {
    let tracked = Tracked::get(&visit, &state, org).await?;
    let kind = ShopKind::parse(&wanted.kind).ok_or_else(WebError::not_found)?;
    match state.affiliate.connect_shop(&visit.actor, tracked.program.id, kind, None).await {
        Ok(made) => Ok(match made.secret {
            Some(secret) => secret_page(&visit, &state, (org, made.id, kind), &secret, "sales-shop-connected-secret"),
            None => visit.redirect(&path(org, &format!("/boutiques/{}", made.id))).saying("sales-shop-connected").into_response(),
        }),
        Err(error) => {
            let status = form::refused(error.kind());
            let errors = FormErrors::of(error, visit.t)?;
            let page = shell(&visit, org, visit.t.get("sales-nav-tracking")).invalid().status(status);
            Ok(page.body(&content(&visit, &state, (org, &tracked), &errors)))
        }
    }
}

/// A secret that was drawn, with what it is for.
pub(super) fn secret_page(
    visit: &Visit,
    state: &SalesState,
    (org, id, kind): (OrganisationId, ShopId, ShopKind),
    secret: &str,
    text: &str,
) -> Response {
    let t = visit.t;
    let here = visit.url(&path(org, &format!("/boutiques/{id}")));
    let content = html! {
        (ui::Breadcrumb::to(t, words::kind(kind)).step(t.get("sales-nav-tracking"), visit.url(&path(org, ""))))
        (ui::PageHeader::new(words::kind(kind)))
        (ui::Banner::new(ui::Tone::Warn, t.get(text)))
        div class="my-6 grid max-w-2xl gap-4" {
            (copy::line(visit, "address", &t.get("sales-shop-address"), &words::address(state, id, kind)))
            (copy::line(visit, "secret", &t.get("sales-shop-secret"), secret))
        }
        (one::steps(visit, kind))
        p class="mt-6" { (ui::Button::primary(t.get("sales-shop-secret-kept")).icon(Icon::Check).href(here)) }
    };
    shell(visit, org, words::kind(kind).to_owned()).cache(Cache::NoStore).body(&content)
}

/// The shops that are connected, and the two ways to connect another.
pub(super) fn section(visit: &Visit, org: OrganisationId, tracked: &Tracked) -> Markup {
    let t = visit.t;
    let button = |kind: ShopKind| {
        ui::Button::secondary(t.with("sales-shop-connect", &[("kind", words::kind(kind).into())])).value("kind", kind.as_str())
    };
    let content = html! {
        @if !tracked.shops.is_empty() { ul class="mb-4 grid gap-2" { @for shop in &tracked.shops { li { (row(visit, org, shop)) } } } }
        @if tracked.may {
            (ui::Form::post(visit, visit.url(&path(org, "/boutiques")), html! {
                p class="flex flex-wrap gap-3" { @for kind in ShopKind::ALL { (button(kind)) } }
            }))
        }
    };
    html! { (ui::Section::new(t.get("sales-shops"), content).text(t.get("sales-shops-text")).id("boutiques")) }
}

fn row(visit: &Visit, org: OrganisationId, shop: &ShopView) -> Markup {
    let t = visit.t;
    let (tone, word) = words::state(t, shop);
    html! {
        article class="grid gap-1 rounded-card border border-line bg-surface p-4" data-shop=(shop.id) {
            div class="flex flex-wrap items-center justify-between gap-2" {
                h3 class="font-semibold" {
                    a class="link" href=(visit.url(&path(org, &format!("/boutiques/{}", shop.id)))) { (words::kind(shop.kind)) " · " (words::mark(shop.id)) }
                }
                (ui::Badge::new(tone, word))
            }
            p class="text-sm text-muted" { (heard(visit, shop)) }
        }
    }
}

/// When it last told something, and what became of it.
pub(super) fn heard(visit: &Visit, shop: &ShopView) -> Markup {
    let t = visit.t;
    html! {
        @match (shop.heard_at, &shop.heard_outcome) {
            (Some(at), Some(code)) => { (ui::When::relative(visit.locale, at)) " · " (words::outcome(t, code)) },
            _ => (t.get("sales-shop-never")),
        }
    }
}
