//! `GET /studio/films/{id}`: one film being prepared — video, poster, details, people, subtitles, and its way to the public.
//! 200 for its author, their organisation and staff; 404 for others.

use axum::{
    extract::{Path, State},
    response::Response,
};
use catalog::{FilmState, FilterOptions, StudioFilm};
use contracts::catalog::FilmId;
use kernel::{AppError as _, ErrorKind};
use maud::{Markup, html};
use media::{AssetView, MediaError};
use web_kit::{FormErrors, Shell, Visit, WebError, ui, ui::Icon};

use super::{details, live, parts, people, subtitles};
use crate::{KarangouState, parts::card, parts::names};

pub(crate) async fn show(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(film_id): Path<FilmId>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let film = state.catalog.get_studio_film(&visit.actor, film_id).await?;
    page(&visit, &state, film, None).await
}

/// The page; with the details as typed and their errors when a form came back.
pub(super) async fn page(
    visit: &Visit,
    state: &KarangouState,
    film: StudioFilm,
    again: Option<(catalog::FilmInput, FormErrors)>,
) -> Result<Response, WebError> {
    let options = state.catalog.filter_options().await?;
    let video = video_of(visit, state, &film).await?;
    let invalid = again.is_some();
    let page = StudioPage { visit, film, video, options: &options, again };
    let shell = Shell::new(visit, page.film.page.card.title.clone())
        .tool()
        .script("islands/upload.ts")
        .script("islands/live-fragment.ts")
        .script("islands/people-rows.ts");
    let content = page.content();
    Ok(if invalid { shell.invalid().body(&content) } else { shell.body(&content) })
}

/// The video as media knows it; none for a co-author, who sees the film but not the upload of somebody else.
pub(super) async fn video_of(visit: &Visit, state: &KarangouState, film: &StudioFilm) -> Result<Option<AssetView>, WebError> {
    let Some(asset_id) = film.page.video else { return Ok(None) };
    match state.media.asset(&visit.actor, asset_id).await {
        Ok(asset) => Ok(Some(asset)),
        Err(error) if is_missing(&error) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn is_missing(error: &MediaError) -> bool {
    error.kind() == ErrorKind::NotFound
}

struct StudioPage<'v> {
    visit: &'v Visit,
    film: StudioFilm,
    video: Option<AssetView>,
    options: &'v FilterOptions,
    again: Option<(catalog::FilmInput, FormErrors)>,
}

impl StudioPage<'_> {
    fn content(&self) -> Markup {
        let (visit, film, t) = (self.visit, &self.film, self.visit.t);
        let (tone, state) = names::state(t, film.page.state);
        let see = ui::Button::secondary(t.get("studio-see")).icon(Icon::Eye).href(visit.url(&card::path(&film.page.card.slug)));
        html! {
            (ui::Breadcrumb::to(t, &film.page.card.title).step(t.get("studio-title"), visit.url("/studio")))
            (ui::PageHeader::new(&film.page.card.title).state(ui::Badge::new(tone, state)).actions(see))
            div class="grid gap-8 xl:grid-cols-[minmax(0,1fr)_22rem]" {
                div class="grid min-w-0 content-start gap-2" {
                    (parts::video_section(visit, film, self.video.as_ref()))
                    (details::section(visit, film, self.options, self.again.as_ref()))
                    (people::section(visit, film))
                    (subtitles::section(visit, film, self.video.as_ref()))
                }
                div class="grid content-start gap-8" {
                    (self.way())
                    (parts::poster_section(visit, film, self.video.as_ref()))
                }
            }
        }
    }

    /// What is missing, and the one next step.
    fn way(&self) -> Markup {
        let (visit, film, t) = (self.visit, &self.film, self.visit.t);
        let step = |verb: &str, button: ui::Button| {
            ui::Form::post(visit, visit.url(&format!("{}/{verb}", super::path(film.page.card.id))), html! { (button) })
        };
        let content = html! {
            @if film.page.state == FilmState::Refused {
                (ui::Banner::new(ui::Tone::Bad, html! { strong { (t.get("studio-refused")) } p class="whitespace-pre-line" { (film.refusal_reason) } }))
            }
            p class="my-3" { (t.get(&format!("studio-state-{}", film.page.state.as_str()))) }
            @match film.page.state {
                FilmState::Draft | FilmState::Refused => {
                    (self.missing())
                    @if film.missing.is_empty() { (step("soumettre", ui::Button::primary(t.get("studio-submit")).icon(Icon::Send).wide())) }
                    details class="mt-4" {
                        summary class="inline-flex min-h-11 cursor-pointer items-center text-sm text-muted" { (t.get("studio-delete-open")) }
                        p class="mb-2 text-sm" { (t.get("studio-delete-warning")) }
                        (step("supprimer", ui::Button::danger(t.get("studio-delete")).small().icon(Icon::Trash)))
                    }
                }
                FilmState::Submitted => (step("reprendre", ui::Button::secondary(t.get("studio-withdraw")).wide())),
                FilmState::Published => (step("depublier", ui::Button::secondary(t.get("studio-unpublish")).icon(Icon::EyeOff).wide())),
            }
        };
        html! { (ui::Card::new(content).title(t.get("studio-way"))) }
    }

    fn missing(&self) -> Markup {
        let t = self.visit.t;
        html! {
            @if self.film.missing.is_empty() { p class="mb-3 flex items-center gap-2" { (Icon::CheckCircle) (t.get("studio-complete")) } }
            @else {
                p { (t.get("studio-missing")) }
                ul class="mb-3 list-disc pl-5" {
                    @for missing in &self.film.missing {
                        li { a class="link" href={ "#" (anchor(&missing.field)) } { (t.get(&format!("studio-missing-{}", missing.field))) } }
                    }
                }
            }
        }
    }
}

/// Where on the page a missing field is.
fn anchor(field: &str) -> String {
    match field {
        "video" => "video".to_owned(),
        "director" => "credits".to_owned(),
        "year" => "f-year".to_owned(),
        _ => "details".to_owned(),
    }
}

/// The progress of the video in words: also what the live stream sends.
pub(super) fn progress(visit: &Visit, video: Option<&AssetView>) -> Markup {
    live::state(visit, video)
}
