//! `GET|POST /influenceur/liens/{id}`: one link: shared, as a QR code, changed, switched off. 200; 303; 404 for others than its influencer;
//! 409 when it was changed elsewhere; 422 with what was typed.

use affiliate::{LinkState, LinkView};
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::affiliate::LinkId;
use http::{HeaderValue, header};
use kernel::ErrorKind;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Shell, Visit, WebError, ui, ui::Icon};

use super::{
    builder::{self, Known, Typed},
    partnerships::PATH,
};
use crate::{
    SalesState,
    parts::{form, links, nav},
};

async fn load(visit: &Visit, state: &SalesState, id: LinkId) -> Result<(LinkView, Known), WebError> {
    visit.require_account()?;
    let link = state.affiliate.link(&visit.actor, id).await?;
    let known = Known::load(visit, state, link.partnership_id).await?;
    Ok((link, known))
}

pub(super) async fn show(visit: Visit, State(state): State<SalesState>, Path(id): Path<LinkId>) -> Result<Response, WebError> {
    let (link, known) = load(&visit, &state, id).await?;
    Ok(shell(&visit, &link).body(&page(&visit, &state, (&link, &known), &Typed::stored(&link), &FormErrors::none())))
}

pub(super) async fn save(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<LinkId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let (link, known) = load(&visit, &state, id).await?;
    let errors = match typed.draft(&visit, None) {
        Ok(draft) => match state.affiliate.edit_link(&visit.actor, id, typed.version.unwrap_or(link.version), &draft).await {
            Ok(()) => return Ok(visit.redirect(&path(id)).saying("sales-link-saved").into_response()),
            Err(error) => form::named(&FormErrors::of(error, visit.t)?, &[("expires_at", "until"), ("domain_id", "domain")]),
        },
        Err(errors) => errors,
    };
    Ok(shell(&visit, &link).invalid().body(&page(&visit, &state, (&link, &known), &typed, &errors)))
}

#[derive(Debug, Deserialize)]
pub(super) struct Switch {
    on: bool,
}

pub(super) async fn set_state(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<LinkId>,
    CsrfForm(switch): CsrfForm<Switch>,
) -> Result<Response, WebError> {
    load(&visit, &state, id).await?;
    let (next, saying) = if switch.on { (LinkState::On, "sales-link-on-again") } else { (LinkState::Off, "sales-link-is-off") };
    state.affiliate.set_link_state(&visit.actor, id, next).await?;
    Ok(visit.redirect(&path(id)).saying(saying).into_response())
}

/// Its address as a QR code. Only its influencer asks for it: who has the address makes a code of it anywhere.
pub(super) async fn qr(visit: Visit, State(state): State<SalesState>, Path(id): Path<LinkId>) -> Result<Response, WebError> {
    let (link, _known) = load(&visit, &state, id).await?;
    let mut response = web_kit::qr::code(&links::address(&state, &link))?;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=86400"));
    Ok(response)
}

/// The same as PNG, to print it.
pub(super) async fn qr_png(visit: Visit, State(state): State<SalesState>, Path(id): Path<LinkId>) -> Result<Response, WebError> {
    let (link, _known) = load(&visit, &state, id).await?;
    let too_long = || WebError::new(ErrorKind::TooLarge, "error-form-too-large");
    let picture = web_kit::qr::png(&links::address(&state, &link)).ok_or_else(too_long)?;
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/png")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=86400")),
    ];
    Ok((head, picture).into_response())
}

fn path(id: LinkId) -> String {
    format!("/influenceur/liens/{id}")
}

fn shell<'v>(visit: &'v Visit, link: &LinkView) -> Shell<'v> {
    nav::influencer(visit, name(link).to_owned()).script("islands/share.ts").script("islands/link-builder.ts")
}

fn name(link: &LinkView) -> &str {
    if link.label.is_empty() { &link.key } else { &link.label }
}

fn page(visit: &Visit, state: &SalesState, (link, known): (&LinkView, &Known), typed: &Typed, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let partnership = visit.url(&format!("{PATH}/{}", known.view.id));
    let figures = visit.url(&format!("/influenceur/clics?lien={}", link.id));
    html! {
        (ui::Breadcrumb::to(t, name(link)).step(t.get("sales-nav-partnerships"), visit.url(PATH)).step(&known.view.program_title, partnership))
        (ui::PageHeader::new(name(link)).state(html! { @if link.disabled_at.is_some() { (ui::Badge::new(ui::Tone::Warn, t.get("sales-link-off"))) } })
            .actions(ui::Button::secondary(t.get("sales-link-clicks")).icon(Icon::List).href(figures)))
        (links::shared(visit, &links::address(state, link), name(link)))
        details class="mt-4" {
            summary class="inline-flex min-h-11 cursor-pointer items-center gap-1" { (Icon::ChevronDown) (t.get("sales-link-qr")) }
            img class="mt-2 h-48 w-48 rounded-card bg-white p-2" src=(visit.url(&format!("{}/qr.svg", path(link.id)))) alt=(t.with("sales-link-qr-of", &[("name", name(link).into())])) width="192" height="192" loading="lazy";
            p class="mt-2" {
                a class="link inline-flex min-h-11 items-center gap-1" href=(visit.url(&format!("{}/qr.png", path(link.id)))) download={ (link.key) ".png" } {
                    (Icon::Download) (t.get("sales-link-qr-png"))
                }
            }
        }
        (ui::Section::new(t.get("sales-link-change"), html! {
            (ui::Form::post(visit, visit.url(&path(link.id)), html! {
                (ui::FormSummary::new(t, errors))
                input type="hidden" name="version" value=(typed.version.unwrap_or(link.version));
                (builder::fields(visit, state, known, (typed, errors), Some(&link.key)))
                (ui::Button::primary(t.get("sales-save")))
            }).stacked())
        }))
        (switch(visit, link))
    }
}

fn switch(visit: &Visit, link: &LinkView) -> Markup {
    let t = visit.t;
    let (on, label) =
        if link.disabled_at.is_some() { ("true", "sales-link-switch-on") } else { ("false", "sales-link-switch-off") };
    html! {
        (ui::Section::new(t.get("sales-link-state"), html! {
            (ui::Form::post(visit, visit.url(&format!("{}/etat", path(link.id))), html! { (ui::Button::secondary(t.get(label)).value("on", on)) }))
        }).text(t.get("sales-link-state-text")))
    }
}
