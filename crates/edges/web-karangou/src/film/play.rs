//! The top of the page: the player before Play, with quality, megabytes and cost; without scripts a form that opens the
//! stream in the browser's own player.

use catalog::{FilmPage, MyFilm};
use jiff::SignedDuration;
use maud::{Markup, html};
use serde_json::json;
use web_kit::{Visit, format, ui, ui::Icon};

use crate::{
    config::KarangouConfig,
    parts::{card, facts, names, picture},
};

/// The texts that the player shows: the name the island knows them by, and the key.
const LABELS: [(&str, &str); 32] = [
    ("play", "player-play"),
    ("pause", "player-pause"),
    ("mute", "player-mute"),
    ("unmute", "player-unmute"),
    ("volume", "player-volume"),
    ("seek", "player-seek"),
    ("captions", "player-captions"),
    ("captionsOff", "player-captions-off"),
    ("captionsSize", "player-captions-size"),
    ("sizeSmall", "player-size-small"),
    ("sizeMedium", "player-size-medium"),
    ("sizeLarge", "player-size-large"),
    ("audio", "player-audio"),
    ("audioOnly", "player-audio-only"),
    ("quality", "player-quality"),
    ("auto", "player-auto"),
    ("speed", "player-speed"),
    ("settings", "player-settings"),
    ("pip", "player-pip"),
    ("fullscreen", "player-fullscreen"),
    ("exitFullscreen", "player-exit-fullscreen"),
    ("retry", "player-retry"),
    ("slow", "player-slow"),
    ("offline", "player-offline"),
    ("error", "player-error"),
    ("taken", "player-taken"),
    ("stopOther", "player-stop-other"),
    ("unknownDevice", "player-unknown-device"),
    ("revoked", "player-revoked"),
    ("dataUsed", "player-data-used"),
    ("close", "player-close"),
    ("label", "player-label"),
];

/// What the zone shows of the film before Play.
pub(super) struct Before<'a> {
    pub(super) config: &'a KarangouConfig,
    /// The width of the largest picture of the film.
    pub(super) widest: Option<i32>,
}

/// The zone over the whole width.
pub(super) fn zone(visit: &Visit, film: &FilmPage, before: &Before<'_>) -> Markup {
    html! {
        section class="bg-black" aria-label=(visit.t.get("player-label")) {
            div class="mx-auto max-w-6xl" {
                @if film.playable { (player(visit, film, before)) (fallback(visit, film)) } @else { (not_yet(visit)) }
            }
        }
    }
}

fn not_yet(visit: &Visit) -> Markup {
    html! { div class="grid min-h-60 place-items-center p-8 text-center text-[#F6EFE6]" { p { (Icon::Clock) " " (visit.t.get("film-not-playable")) } } }
}

fn player(visit: &Visit, film: &FilmPage, before: &Before<'_>) -> Markup {
    let t = visit.t;
    let film_card = &film.card;
    let labels: serde_json::Map<_, _> = LABELS.iter().map(|(name, key)| ((*name).to_owned(), t.get(key).into())).collect();
    let resume_ms = resume_ms(film.mine);
    let still = film.still.or(film_card.poster);
    let mut player = ui::Player::new(t.with("film-play", &[("title", (&film_card.title).into())]))
        .image(picture::unless_lite(visit, still, 640))
        .avif(picture::wide(visit, still, before.widest))
        .facts(announcement(visit, film, before))
        .attr("endpoint", format!("/api/v1/films/{}/playback", film_card.id))
        .attr("film", film_card.id.to_string())
        .attr("film-title", &film_card.title)
        .attr("locale", visit.locale.as_str())
        .attr("csrf", visit.csrf())
        .attr("sizes", json!(film_card.weights).to_string())
        .attr("labels", serde_json::Value::Object(labels).to_string());
    if let Some(price) = before.config.data_price() {
        let per_gigabyte = price.amount_minor.to_string();
        player = player.attr("price-per-gb", per_gigabyte).attr("price-currency", price.currency.code());
    }
    if let Some(still) = picture::unless_lite(visit, still, 640) {
        player = player.attr("poster", still);
    }
    if let Some(resume_ms) = resume_ms {
        player = player.attr("resume-ms", resume_ms.to_string());
    }
    if visit.lite {
        player = player.attr("lite", "");
    }
    html! { (player) }
}

/// "360p · 12 Mo, environ 8 FCFA", by which price, and where one stopped.
fn announcement(visit: &Visit, film: &FilmPage, before: &Before<'_>) -> Markup {
    let t = visit.t;
    let weight = facts::announced(visit, &film.card.weights);
    html! {
        @if let Some(resume_ms) = resume_ms(film.mine) {
            p class="font-semibold" {
                (t.with("film-resume", &[("at", format::timecode(SignedDuration::from_millis(resume_ms)).into())]))
            }
        }
        @if let Some(weight) = weight {
            p {
                (weight.quality) " · " (facts::size(t, weight.bytes))
                @if let Some(price) = before.config.data_price() {
                    ", " (t.with("film-cost", &[("cost", format::money(t.locale(), facts::cost(weight.bytes, price)).into())]))
                }
            }
            @if let Some(price) = before.config.data_price() {
                @let country = names::country(t, &before.config.data_price_country);
                p class="text-[0.8125rem] opacity-80" {
                    (t.with("film-cost-basis", &[("price", format::money(t.locale(), price).into()), ("country", country.into())]))
                }
            }
        }
    }
}

/// Where to go on: not within the first five seconds, and from the beginning once finished.
pub(super) fn resume_ms(mine: Option<MyFilm>) -> Option<i64> {
    mine.filter(|mine| !mine.finished).and_then(|mine| mine.position_ms).filter(|position| *position >= 5000)
}

/// Without scripts: the stream in the browser's own player, where it can play HLS.
fn fallback(visit: &Visit, film: &FilmPage) -> Markup {
    let t = visit.t;
    let action = visit.url(&format!("{}/regarder", card::path(&film.card.slug)));
    html! {
        noscript {
            div class="p-4 text-[#F6EFE6]" {
                (ui::Form::post(visit, action, html! { (ui::Button::primary(t.get("film-play-native")).icon(Icon::Play)) }))
                p class="mt-2 text-sm" { (t.get("film-play-native-hint")) }
            }
        }
    }
}
