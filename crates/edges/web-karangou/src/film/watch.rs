//! `POST /films/{slug}/regarder`: the film in the browser's own player, for visitors without scripts. Opens a playback
//! session like the player does; the answer is the page itself, kept by nobody, because its address is signed for them alone.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, header},
    response::Response,
};
use catalog::Watchable;
use maud::{Markup, html};
use playback::{Device, OpenPlayback, PlaybackOpened, RungClass};
use serde::Deserialize;
use web_kit::{Cache, CsrfForm, Shell, Visit, WebError, device, ui};

use crate::{KarangouState, parts::card};

/// Nothing is asked but the token of the form.
#[derive(Debug, Deserialize)]
pub(crate) struct Nothing {}

pub(crate) async fn open(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    let film = state.catalog.get_film(&visit.actor, &slug).await?;
    let watchable = state.catalog.get_watchable(&visit.actor, film.card.id).await?;
    let class = if visit.lite { RungClass::Lite } else { RungClass::Full };
    let guest = device::guest(&headers, &visit.actor);
    let device = Device::try_new(None, &device::label(&headers), guest.value.clone())?;
    let command = OpenPlayback { film_id: watchable.film_id, asset_id: watchable.asset_id, class, device };
    let opened = state.playback.open(&visit.actor, command).await?;
    let shell = Shell::new(&visit, &watchable.title).no_index().cache(Cache::NoStore).dark();
    let mut page = shell.body(&content(&visit, &watchable, &opened));
    if let Some(cookie) = guest.cookie(state.public_url.scheme() == "https") {
        page.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(page)
}

fn content(visit: &Visit, film: &Watchable, opened: &PlaybackOpened) -> Markup {
    let t = visit.t;
    html! {
        (ui::PageHeader::new(&film.title))
        video class="w-full bg-black" controls preload="metadata" src=(opened.master_url) { p { (t.get("film-native-unsupported")) } }
        p class="mt-4" { (ui::Link::new(visit.url(&card::path(&film.slug)), t.get("film-back"))) }
    }
}
