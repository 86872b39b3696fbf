//! `POST /films/{slug}/regarder`: the film in the browser's own player, for visitors without scripts. Opens a playback
//! session like the player does; the answer is the page itself, kept by nobody, because its address is signed for them alone.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, header},
    response::Response,
};
use contracts::media::AssetId;
use maud::{Markup, html};
use playback::{Device, OpenPlayback, PlaybackOpened, RungClass, Shown};
use serde::Deserialize;
use web_kit::{Cache, CsrfForm, Shell, Visit, WebError, device, ui};

use crate::{KarangouState, parts::card};

/// Nothing is asked but the token of the form.
#[derive(Debug, Deserialize)]
pub(crate) struct Nothing {}

/// What is opened, and where its page is.
pub(crate) struct Opening<'a> {
    pub(crate) shown: Shown,
    pub(crate) asset_id: AssetId,
    pub(crate) title: &'a str,
    /// Its page, without language, and what the way back says.
    pub(crate) back: (String, &'static str),
}

pub(crate) async fn open(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    let film = state.catalog.get_film(&visit.actor, &slug).await?;
    let film = state.catalog.get_watchable(&visit.actor, film.card.id).await?;
    let opening = Opening {
        shown: Shown::Film(film.film_id),
        asset_id: film.asset_id,
        title: &film.title,
        back: (card::path(&film.slug), "film-back"),
    };
    native(&visit, &state, &headers, opening).await
}

/// The page with the browser's own player.
pub(crate) async fn native(
    visit: &Visit,
    state: &KarangouState,
    headers: &HeaderMap,
    opening: Opening<'_>,
) -> Result<Response, WebError> {
    let class = if visit.lite { RungClass::Lite } else { RungClass::Full };
    let guest = device::guest(headers, &visit.actor);
    let device = Device::try_new(None, &device::label(headers), guest.value.clone())?;
    let command = OpenPlayback { shown: opening.shown, asset_id: opening.asset_id, class, device };
    let opened = state.playback.open(&visit.actor, command).await?;
    let shell = Shell::new(visit, opening.title).no_index().cache(Cache::NoStore).dark();
    let mut page = shell.body(&content(visit, &opening, &opened));
    if let Some(cookie) = guest.cookie(state.public_url.scheme() == "https") {
        page.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(page)
}

fn content(visit: &Visit, opening: &Opening<'_>, opened: &PlaybackOpened) -> Markup {
    let (t, (back, label)) = (visit.t, &opening.back);
    html! {
        (ui::PageHeader::new(opening.title))
        video class="w-full bg-black" controls preload="metadata" src=(opened.master_url) { p { (t.get("film-native-unsupported")) } }
        p class="mt-4" { (ui::Link::new(visit.url(back), t.get(label))) }
    }
}
