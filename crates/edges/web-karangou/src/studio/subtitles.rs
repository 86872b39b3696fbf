//! `POST /studio/films/{id}/sous-titres`: a subtitle file (SubRip or WebVTT) in a language, Ewe and Kabyè included;
//! `POST …/sous-titres/{id}/retirer`. 303; 422 for a file without subtitles.

use axum::{
    extract::{Multipart, Path, State},
    response::{IntoResponse, Response},
};
use catalog::StudioFilm;
use contracts::catalog::FilmId;
use kernel::ErrorKind;
use maud::{Markup, html};
use media::{AssetView, AttachSubtitle, SubtitlePurpose};
use uuid::Uuid;
use web_kit::{CsrfForm, Visit, WebError, ui, ui::Choice, ui::Icon};

use crate::{KarangouState, film::watch::Nothing, parts::names};

/// What the multipart form holds.
#[derive(Debug, Default)]
struct Sent {
    language: String,
    name: String,
    purpose: SubtitlePurpose,
    file: Vec<u8>,
}

pub(crate) async fn add(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(film_id): Path<FilmId>,
    multipart: Multipart,
) -> Result<Response, WebError> {
    let film = state.catalog.get_studio_film(&visit.actor, film_id).await?;
    let asset_id = film.page.video.ok_or_else(|| WebError::new(ErrorKind::Conflict, "studio-subtitles-no-video"))?;
    let sent = read(multipart).await?;
    let cmd = AttachSubtitle::try_new(asset_id, &sent.language, &sent.name, sent.purpose, &sent.file)
        .map_err(|invalid| WebError::new(invalid.kind(), invalid.code()))?;
    state.media.attach_subtitle(&visit.actor, cmd).await?;
    Ok(visit.redirect(&format!("{}#sous-titres", super::path(film_id))).saying("studio-subtitles-added").into_response())
}

async fn read(mut multipart: Multipart) -> Result<Sent, WebError> {
    let unreadable = |_error| WebError::new(ErrorKind::Invalid, "error-form-unreadable");
    let mut sent = Sent::default();
    while let Some(field) = multipart.next_field().await.map_err(unreadable)? {
        match field.name().unwrap_or_default() {
            "language" => sent.language = field.text().await.map_err(unreadable)?,
            "name" => sent.name = field.text().await.map_err(unreadable)?,
            "captions" => sent.purpose = SubtitlePurpose::Captions,
            "file" => sent.file = field.bytes().await.map_err(unreadable)?.to_vec(),
            _ => {}
        }
    }
    Ok(sent)
}

pub(crate) async fn remove(
    visit: Visit,
    State(state): State<KarangouState>,
    Path((film_id, subtitle_id)): Path<(FilmId, Uuid)>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    let film = state.catalog.get_studio_film(&visit.actor, film_id).await?;
    let asset_id = film.page.video.ok_or_else(WebError::not_found)?;
    state.media.remove_subtitle(&visit.actor, asset_id, subtitle_id).await?;
    Ok(visit.redirect(&format!("{}#sous-titres", super::path(film_id))).saying("studio-subtitles-removed").into_response())
}

/// The tracks so far, and the form for one more.
pub(super) fn section(visit: &Visit, film: &StudioFilm, video: Option<&AssetView>) -> Markup {
    let t = visit.t;
    let content = html! {
        @match video {
            None => p class="text-muted" { (t.get("studio-subtitles-no-video")) },
            Some(video) => {
                @if video.subtitles.is_empty() { p class="text-muted" { (t.get("studio-subtitles-none")) } }
                ul class="grid gap-2" { @for track in &video.subtitles { li { (one(visit, film, track)) } } }
                (form(visit, film))
            }
        }
    };
    html! { (ui::Section::new(t.get("studio-subtitles"), content).id("sous-titres")) }
}

fn one(visit: &Visit, film: &StudioFilm, track: &media::SubtitleTrack) -> Markup {
    let t = visit.t;
    let action = visit.url(&format!("{}/sous-titres/{}/retirer", super::path(film.page.card.id), track.id));
    let language = names::language(t, &track.language);
    let remove = ui::IconButton::new(Icon::Trash, t.with("studio-subtitles-remove", &[("language", (&language).into())]));
    html! {
        div class="flex items-center gap-3 border-b border-line py-1" {
            span class="grow" { (language) @if track.name != language { " · " span class="text-muted" { (track.name) } } }
            @if track.captions { (ui::Badge::new(ui::Tone::Info, t.get("studio-subtitles-captions-badge"))) }
            (ui::Form::post(visit, action, html! { (remove) }).inline())
        }
    }
}

fn form(visit: &Visit, film: &StudioFilm) -> Markup {
    let t = visit.t;
    let languages = names::all_languages(t).into_iter().map(|(tag, name)| Choice::new(tag, name)).collect();
    let fields = html! {
        (ui::Select::new("language", t.get("studio-subtitles-language"), languages).chosen(visit.locale.as_str()).required())
        label class="grid gap-1" {
            span class="font-semibold" { (t.get("studio-subtitles-file")) }
            input class="input" type="file" name="file" accept=".srt,.vtt,text/vtt" required;
        }
        (ui::Field::text("name", t.get("studio-subtitles-name")).optional(t).max_length(80))
        (ui::Checkbox::new("captions", html! { (t.get("studio-subtitles-captions")) }))
        (ui::Button::secondary(t.get("studio-subtitles-add")).icon(Icon::Captions))
    };
    let action = visit.url(&format!("{}/sous-titres", super::path(film.page.card.id)));
    let form = ui::Form::post(visit, &action, fields).stacked().attr("enctype", "multipart/form-data").attr("hx-post", &action);
    html! { div class="mt-4" { (form.attr("hx-encoding", "multipart/form-data")) } }
}
