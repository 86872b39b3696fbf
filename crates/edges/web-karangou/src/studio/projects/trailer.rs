//! `GET, POST /studio/projets/{id}/bande-annonce`: the trailer of a project, set and replaced while the project is a draft; `POST …/retirer`
//! takes it away; `GET …/etat` and `…/direct`: how far its video is. 200; 303; 404 for everybody but its creator; 409 once it was handed in;
//! 422 with the form, without a video and for one that is somebody else's.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use contracts::{crowdfunding::ProjectId, media::AssetId};
use crowdfunding::{ProjectState, ProjectView};
use kernel::{AppError as _, ErrorKind};
use maud::{Markup, html};
use media::AssetView;
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Shell, Visit, WebError, ui, ui::Icon};

use super::{PATH, one::own};
use crate::{KarangouState, film::watch::Nothing, projects::trailer::Trailer, studio::live};

/// The video that the upload left in the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Given {
    asset: String,
}

pub(crate) async fn show(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(id): Path<ProjectId>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let page = Page::load(&visit, &state, id).await?;
    Ok(shell(&visit).body(&page.content(&visit, &state, &FormErrors::none())))
}

pub(crate) async fn set(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(id): Path<ProjectId>,
    CsrfForm(given): CsrfForm<Given>,
) -> Result<Response, WebError> {
    let page = Page::load(&visit, &state, id).await?;
    let missing = || FormErrors::none().and("asset", visit.t.get("crowdfunding-trailer"));
    let refused = |status: StatusCode, errors: &FormErrors| {
        shell(&visit).invalid().status(status).body(&page.content(&visit, &state, errors))
    };
    let Ok(asset_id) = given.asset.parse::<AssetId>() else {
        return Ok(refused(StatusCode::UNPROCESSABLE_ENTITY, &missing()));
    };
    match state.crowdfunding.set_trailer(&visit.actor, id, Some(asset_id)).await {
        Ok(()) => Ok(visit.redirect(&path(id)).saying("trailer-set").into_response()),
        Err(error) if error.kind() == ErrorKind::Invalid => Ok(refused(StatusCode::UNPROCESSABLE_ENTITY, &missing())),
        Err(error) => Ok(refused(StatusCode::CONFLICT, &FormErrors::of(error, visit.t)?)),
    }
}

pub(crate) async fn remove(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(id): Path<ProjectId>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    state.crowdfunding.set_trailer(&visit.actor, id, None).await?;
    Ok(visit.redirect(&path(id)).saying("trailer-removed").into_response())
}

pub(crate) async fn fragment(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(id): Path<ProjectId>,
) -> Result<Markup, WebError> {
    let view = own(&visit, &state, id).await?;
    Ok(live::state(&visit, video_of(&visit, &state, &view).await?.as_ref()))
}

pub(crate) async fn stream(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(id): Path<ProjectId>,
) -> Result<Response, WebError> {
    let view = own(&visit, &state, id).await?;
    Ok(live::told(&visit, &state, view.trailer.ok_or_else(WebError::not_found)?))
}

/// Where the trailer of a project is set, without language.
pub(super) fn path(id: ProjectId) -> String {
    format!("{}/bande-annonce", super::path(id))
}

fn shell(visit: &Visit) -> Shell<'_> {
    Shell::new(visit, visit.t.get("trailer-title"))
        .tool()
        .script("islands/upload.ts")
        .script("islands/live-fragment.ts")
        .script("islands/player.ts")
}

async fn video_of(visit: &Visit, state: &KarangouState, view: &ProjectView) -> Result<Option<AssetView>, WebError> {
    match view.trailer {
        Some(asset_id) => Ok(Some(state.media.asset(&visit.actor, asset_id).await?)),
        None => Ok(None),
    }
}

/// Everything the page shows.
struct Page {
    view: ProjectView,
    video: Option<AssetView>,
    trailer: Option<Trailer>,
}

impl Page {
    async fn load(visit: &Visit, state: &KarangouState, id: ProjectId) -> Result<Self, WebError> {
        let view = own(visit, state, id).await?;
        let (video, trailer) = (video_of(visit, state, &view).await?, Trailer::load(visit, state, &view).await?);
        Ok(Self { view, video, trailer })
    }

    fn content(&self, visit: &Visit, state: &KarangouState, errors: &FormErrors) -> Markup {
        let (t, view) = (visit.t, &self.view);
        let is_draft = view.state == ProjectState::Draft;
        let path = visit.url(&path(view.id));
        html! {
            (ui::Breadcrumb::to(t, t.get("trailer-title")).step(t.get("project-studio-title"), visit.url(PATH)).step(&view.title, visit.url(&super::path(view.id))))
            (ui::PageHeader::new(t.get("trailer-title")))
            p class="max-w-[65ch] text-muted" { (t.get(if is_draft { "trailer-lead-draft" } else { "trailer-lead-kept" })) }
            div class="mt-6 grid max-w-2xl gap-6" {
                @if let Some(trailer) = &self.trailer { (trailer.show(visit, state, view)) }
                @if self.video.is_some() {
                    griot-live-fragment src=[(!visit.lite).then(|| format!("{path}/direct"))] poll=(format!("{path}/etat")) event="etat" aria-live="polite" {
                        (live::state(visit, self.video.as_ref()))
                    }
                }
                @if is_draft { (self.form(visit, &path, errors)) }
            }
        }
    }

    fn form(&self, visit: &Visit, path: &str, errors: &FormErrors) -> Markup {
        let t = visit.t;
        let label = if self.video.is_some() { "trailer-replace" } else { "trailer-upload" };
        let upload = ui::Upload::new(visit, "asset", t.get(label), "video/*,.mkv,.mov,.mxf,.webm")
            .hint(t.get("trailer-hint"))
            .purpose("trailer");
        let fields = html! {
            (ui::FormSummary::new(t, errors))
            (upload)
            noscript { p class="text-muted" { (t.get("studio-upload-scripts")) } }
            @if let Some(error) = errors.on("asset") { p class="field-error" id="error-asset" { (Icon::Alert) span { (error) } } }
            (ui::Button::primary(t.get("trailer-save")))
        };
        html! {
            (ui::Form::post(visit, path, fields).stacked())
            @if self.video.is_some() {
                (ui::Form::post(visit, format!("{path}/retirer"), html! { (ui::Button::quiet(t.get("trailer-remove")).small().icon(Icon::Trash)) }))
            }
        }
    }
}
