//! The pipeline's progress: `GET /studio/films/{id}/etat` is a fragment, `GET /studio/films/{id}/direct` the same fragment as
//! server-sent events whenever media tells of progress. 200; 404 for strangers.

use axum::{
    extract::{Path, State},
    response::Response,
};
use contracts::{catalog::FilmId, media::AssetId};
use futures::{StreamExt as _, stream};
use maud::{Markup, html};
use media::{AssetView, Media, model::AssetState};
use web_kit::{Visit, WebError, format, live, ui};

use super::one;
use crate::{KarangouState, parts::facts};

pub(crate) async fn fragment(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(film_id): Path<FilmId>,
) -> Result<Markup, WebError> {
    let film = state.catalog.get_studio_film(&visit.actor, film_id).await?;
    let video = one::video_of(&visit, &state, &film).await?;
    Ok(self::state(&visit, video.as_ref()))
}

pub(crate) async fn stream(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(film_id): Path<FilmId>,
) -> Result<Response, WebError> {
    let film = state.catalog.get_studio_film(&visit.actor, film_id).await?;
    Ok(told(&visit, &state, film.page.video.ok_or_else(WebError::not_found)?))
}

/// The progress of an asset as server-sent events.
pub(super) fn told(visit: &Visit, state: &KarangouState, asset_id: AssetId) -> Response {
    // Listening starts before the first reading: nothing between the two is lost.
    let told = state.bus.subscribe(&Media::progress_channel(asset_id)).map(|_progress| ());
    let ticks = stream::once(async {}).chain(told);
    let (visit, media) = (visit.clone(), state.media.clone());
    let fragments = ticks.filter_map(move |()| {
        let (visit, media) = (visit.clone(), media.clone());
        async move { media.asset(&visit.actor, asset_id).await.ok().map(|video| self::state(&visit, Some(&video))) }
    });
    live::fragments("etat", fragments)
}

/// How far the video is, in words and as a bar. `data-final` tells the page that nothing more will come.
pub(super) fn state(visit: &Visit, video: Option<&AssetView>) -> Markup {
    let t = visit.t;
    let Some(video) = video else { return html! { p class="text-muted" data-final { (t.get("studio-video-none")) } } };
    let permille = u64::try_from(video.progress_permille).unwrap_or(0);
    let name = t.get(&format!("studio-video-{}", video.state.as_str()));
    html! {
        div class="grid gap-2" data-final[video.state.is_final()] {
            p class="text-sm text-muted break-words" {
                (video.filename) " · " (facts::size(t, video.source_bytes))
                @if let Some(length) = facts::length((video.duration_ms > 0).then_some(video.duration_ms)) { " · " (length) }
                @if video.width > 0 { " · " (video.width) " × " (video.height) }
            }
            @match (video.state, &video.code) {
                (AssetState::Rejected | AssetState::Failed, Some(code)) => (ui::Banner::new(ui::Tone::Bad, html! { (name) " " (reason(visit, code)) })),
                (AssetState::Ready, _) => (ui::Banner::new(ui::Tone::Ok, &name)),
                _ => (ui::Progress::new(name, permille, 1000).text(format::percent(t.locale(), i64::from(video.progress_permille / 10)))),
            }
            @if video.state == AssetState::Playable { p class="text-sm" { (t.get("studio-video-already")) } }
        }
    }
}

fn reason(visit: &Visit, code: &str) -> String {
    if visit.t.has(code) { visit.t.get(code) } else { code.to_owned() }
}
