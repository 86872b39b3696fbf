//! `POST /studio/films/{id}/video` and `/affiche`: gives a film an uploaded asset, or takes it away. 303; 422 for an asset that
//! is somebody else's or of another kind.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use catalog::{AttachAsset, FilmPart, StudioFilm};
use contracts::{catalog::FilmId, media::AssetId};
use maud::{Markup, html};
use media::AssetView;
use serde::Deserialize;
use web_kit::{CsrfForm, Visit, WebError, ui, ui::Icon};

use super::one;
use crate::{KarangouState, parts::picture};

/// The asset that the upload left in the form; none takes the part away.
#[derive(Debug, Deserialize)]
pub(crate) struct Given {
    asset: Option<AssetId>,
}

pub(crate) async fn video(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(film_id): Path<FilmId>,
    CsrfForm(given): CsrfForm<Given>,
) -> Result<Response, WebError> {
    attach(&visit, &state, AttachAsset { film_id, part: FilmPart::Video, asset_id: given.asset }).await
}

pub(crate) async fn poster(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(film_id): Path<FilmId>,
    CsrfForm(given): CsrfForm<Given>,
) -> Result<Response, WebError> {
    attach(&visit, &state, AttachAsset { film_id, part: FilmPart::Poster, asset_id: given.asset }).await
}

async fn attach(visit: &Visit, state: &KarangouState, cmd: AttachAsset) -> Result<Response, WebError> {
    state.catalog.attach_asset(&visit.actor, cmd).await?;
    let said = if cmd.asset_id.is_some() { "studio-part-set" } else { "studio-part-removed" };
    Ok(visit.redirect(&super::path(cmd.film_id)).saying(said).into_response())
}

/// The upload of the film itself, and how far it is.
pub(super) fn video_section(visit: &Visit, film: &StudioFilm, video: Option<&AssetView>) -> Markup {
    let t = visit.t;
    let path = visit.url(&super::path(film.page.card.id));
    let label = if video.is_some() { "studio-video-replace" } else { "studio-video-upload" };
    let upload = ui::Upload::new(visit, "asset", t.get(label), "video/*,.mkv,.mov,.mxf,.webm")
        .hint(t.get("studio-video-hint"))
        .purpose("film");
    let fields = html! { (upload) noscript { p class="text-muted" { (t.get("studio-upload-scripts")) } } (ui::Button::secondary(t.get("studio-video-save"))) };
    let content = html! {
        griot-live-fragment src=[(!visit.lite).then(|| format!("{path}/direct"))] poll=(format!("{path}/etat")) event="etat" aria-live="polite" {
            (one::progress(visit, video))
        }
        @let form = ui::Form::post(visit, format!("{path}/video"), fields).stacked();
        @if film.page.state.locks_video() { p class="mt-4 max-w-[65ch] text-sm text-muted" data-locked { (t.get("studio-video-locked")) } }
        @else if video.is_some() {
            details class="mt-4" {
                summary class="inline-flex min-h-11 cursor-pointer items-center text-sm text-muted" { (t.get(label)) }
                (form)
            }
        } @else { (form) }
    };
    html! { (ui::Section::new(t.get("studio-video"), content).id("video")) }
}

/// The poster: as it is, stills to choose from, an upload.
pub(super) fn poster_section(visit: &Visit, film: &StudioFilm, video: Option<&AssetView>) -> Markup {
    let t = visit.t;
    let path = visit.url(&format!("{}/affiche", super::path(film.page.card.id)));
    let stills = video.map_or(&[][..], |video| &video.poster_candidates);
    let upload = ui::Upload::new(visit, "asset", t.get("studio-poster-upload"), "image/jpeg,image/png,image/webp")
        .hint(t.get("studio-poster-hint"))
        .purpose("poster");
    let content = html! {
        div class="w-40" { (picture::poster(visit, &film.page.card)) }
        @if !stills.is_empty() {
            p class="mt-4 mb-2 text-sm" { (t.get("studio-poster-stills")) }
            div class="grid grid-cols-3 gap-2" {
                @for (at, still) in stills.iter().enumerate() { (self::still(visit, &path, *still, at + 1)) }
            }
        }
        div class="mt-4" { (ui::Form::post(visit, &path, html! { (upload) (ui::Button::secondary(t.get("studio-poster-save"))) }).stacked()) }
        @if film.page.card.poster.is_some() {
            div class="mt-2" { (ui::Form::post(visit, &path, html! { (ui::Button::quiet(t.get("studio-poster-remove")).small().icon(Icon::Trash)) })) }
        }
    };
    html! { div id="poster" { (ui::Card::new(content).title(t.get("studio-poster"))) } }
}

fn still(visit: &Visit, path: &str, still: AssetId, number: usize) -> Markup {
    let label = visit.t.with("studio-poster-still", &[("n", number.into())]);
    let content = html! {
        input type="hidden" name="asset" value=(still);
        button class="block min-h-11 w-full overflow-hidden rounded-[10px] border border-line" type="submit" aria-label=(label) title=(label) {
            @match picture::unless_lite(visit, Some(still), 160) {
                Some(url) => img class="block w-full" src=(url) alt="" loading="lazy" decoding="async";,
                None => (label),
            }
        }
    };
    html! { (ui::Form::post(visit, path, content)) }
}
