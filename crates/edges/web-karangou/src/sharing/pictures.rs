//! `GET /films/{slug}/partage.png`: the picture of a shared film, drawn once and kept. 200, a day for everybody; 404 for a
//! film that is not published.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use catalog::{FilmCard, FilmState};
use contracts::media::AssetId;
use kernel::{AppError, ErrorKind, Locale};
use moka::future::Cache;
use uuid::Uuid;
use web_kit::{Visit, WebError};

use super::og::{self, Shared};
use crate::{
    KarangouState,
    drawing::DrawError,
    parts::{facts, names},
};

/// How much memory drawn pictures may take.
const KEPT_BYTES: u64 = 32 * 1024 * 1024;

/// Drawn pictures, by film or project, version and language.
#[derive(Debug, Clone)]
pub(crate) struct Pictures(Cache<(Uuid, i32, Locale), Bytes>);

impl Pictures {
    pub(crate) fn new() -> Self {
        let weigher = |_key: &(Uuid, i32, Locale), picture: &Bytes| u32::try_from(picture.len()).unwrap_or(u32::MAX);
        Self(Cache::builder().weigher(weigher).max_capacity(KEPT_BYTES).build())
    }

    /// The picture of this version of something, drawn once and kept.
    pub(crate) async fn answer(
        &self,
        visit: &Visit,
        state: &KarangouState,
        (id, version): (Uuid, i32),
        poster: Option<AssetId>,
        words: Shared,
    ) -> Result<Response, WebError> {
        let key = (id, version, visit.locale);
        let picture = if let Some(kept) = self.0.get(&key).await {
            kept
        } else {
            let picture = drawn(state, poster, words).await?;
            self.0.insert(key, picture.clone()).await;
            picture
        };
        Ok(([(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "public, max-age=86400")], picture).into_response())
    }
}

/// A picture that could not be drawn: always our fault.
#[derive(Debug, thiserror::Error)]
enum PictureError {
    #[error("the picture cannot be drawn")]
    Draw(#[from] DrawError),
    #[error("the drawing was stopped")]
    Stopped(#[from] tokio::task::JoinError),
}

impl AppError for PictureError {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Internal
    }

    fn code(&self) -> &'static str {
        "error-internal"
    }
}

pub(crate) async fn show(
    visit: Visit,
    State(state): State<KarangouState>,
    State(pictures): State<Pictures>,
    Path(slug): Path<String>,
) -> Result<Response, WebError> {
    let film = state.catalog.get_film(&visit.actor, &slug).await?;
    if film.state != FilmState::Published {
        return Err(WebError::not_found());
    }
    let key = (film.card.id.as_uuid(), film.version);
    pictures.answer(&visit, &state, key, film.card.poster, words(&visit, &film.card)).await
}

async fn drawn(state: &KarangouState, poster: Option<AssetId>, words: Shared) -> Result<Bytes, WebError> {
    let poster = match poster {
        // Without its poster the picture has a cloth instead: a lost file is no reason for a shared link without picture.
        Some(asset_id) => state.media.image(asset_id, "w640.webp").await.ok().map(|image| image.bytes.to_vec()),
        None => None,
    };
    let shared = Shared { poster, ..words };
    let png = tokio::task::spawn_blocking(move || og::draw(&shared)).await.map_err(PictureError::from)?;
    Ok(png.map_err(PictureError::from)?.into())
}

fn words(visit: &Visit, film: &FilmCard) -> Shared {
    let t = visit.t;
    let by = match film.directors.as_slice() {
        [] => String::new(),
        directors => t.with("film-by", &[("names", directors.join(", ").into())]),
    };
    let countries: Vec<_> = film.countries.iter().map(|code| names::country(t, code)).collect();
    let facts = [film.year.map(|year| year.to_string()), facts::length(film.duration_ms), Some(countries.join(", "))];
    let facts: Vec<_> = facts.into_iter().flatten().filter(|fact| !fact.is_empty()).collect();
    let (_, seed) = film.id.as_uuid().as_u64_pair();
    Shared { title: film.title.clone(), by, facts: facts.join(" · "), seed, poster: None }
}
