//! The trailer of a project on its page, and `POST /projets/{slug}/regarder`: the trailer in the browser's own player, for visitors without
//! scripts. 200; 404 without a trailer that this visitor may see. `POST /projets/{slug}/bande-annonce/masquer`: the staff hides it, for a
//! reason that its creator reads. 303; 403; 422.

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse as _, Response},
};
use catalog::ClipFacts;
use crowdfunding::ProjectView;
use kernel::Permission;
use maud::{Markup, html};
use playback::Shown;
use web_kit::{CsrfForm, Visit, WebError, ui};

use super::{documents, path, updates::Why};
use crate::{
    KarangouState,
    film::watch::{self, Nothing, Opening},
    parts::player,
};

/// A trailer that can be played.
pub(crate) struct Trailer {
    facts: ClipFacts,
    /// The width of its largest picture.
    widest: Option<i32>,
}

impl Trailer {
    /// None without a trailer, and as long as there is nothing of it to play.
    pub(crate) async fn load(visit: &Visit, state: &KarangouState, view: &ProjectView) -> Result<Option<Self>, WebError> {
        let Some(asset_id) = view.trailer else { return Ok(None) };
        let facts = state.catalog.clip(asset_id).await?;
        let widest = match facts.still {
            Some(still) if !visit.lite => state.media.image_widths(still).await?.last().copied(),
            _ => None,
        };
        Ok(facts.playable.then_some(Self { facts, widest }))
    }

    /// The player, before Play.
    pub(crate) fn show(&self, visit: &Visit, state: &KarangouState, view: &ProjectView) -> Markup {
        let label = visit.t.with("trailer-play", &[("title", (&view.title).into())]);
        let screen = player::Screen {
            title: &view.title,
            label: label.clone(),
            endpoint: format!("/api/v1/projects/{}/trailer/playback", view.id),
            native: format!("{}/regarder", path(&view.slug)),
            weights: &self.facts.weights,
            still: self.facts.still,
            widest: self.widest,
            resume_ms: None,
        };
        html! {
            section class="overflow-hidden rounded-[10px] bg-black" aria-label=(label) data-trailer { (player::show(visit, &state.config, &screen)) }
            @if let Some(reason) = &view.trailer_hidden_reason {
                (ui::Banner::new(ui::Tone::Warn, visit.t.with("trailer-hidden-because", &[("reason", reason.into())])))
            } @else if visit.actor.may(Permission::ProjectReview) { (hiding(visit, view)) }
        }
    }
}

fn hiding(visit: &Visit, view: &ProjectView) -> Markup {
    let action = visit.url(&format!("{}/bande-annonce/masquer", path(&view.slug)));
    documents::hiding(visit, &action, visit.t.get("trailer-hide"))
}

pub(crate) async fn hide(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(slug): Path<String>,
    CsrfForm(why): CsrfForm<Why>,
) -> Result<Response, WebError> {
    let view = state.crowdfunding.project_by_slug(&visit.actor, &slug).await?;
    state.crowdfunding.hide_trailer(&visit.actor, view.id, &why.reason).await?;
    Ok(visit.redirect(&path(&slug)).saying("trailer-hidden").into_response())
}

pub(crate) async fn open(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    let view = state.crowdfunding.project_by_slug(&visit.actor, &slug).await?;
    let asset_id = state.crowdfunding.trailer(&visit.actor, view.id).await?;
    let opening = Opening { shown: Shown::Clip, asset_id, title: &view.title, back: (path(&view.slug), "trailer-back") };
    watch::native(&visit, &state, &headers, opening).await
}
