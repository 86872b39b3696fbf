//! The player before Play, of a film or of a project's trailer: quality, megabytes and cost; without scripts a form that opens the stream in
//! the browser's own player.

use catalog::Weight;
use contracts::media::AssetId;
use jiff::SignedDuration;
use maud::{Markup, html};
use serde_json::json;
use web_kit::{Visit, format, ui, ui::Icon};

use super::{facts, names, picture};
use crate::config::KarangouConfig;

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

/// What is shown before Play.
pub(crate) struct Screen<'a> {
    /// What the player calls it.
    pub(crate) title: &'a str,
    /// What the button says.
    pub(crate) label: String,
    /// Where the API opens the stream.
    pub(crate) endpoint: String,
    /// Where a form opens it without scripts, without language.
    pub(crate) native: String,
    pub(crate) weights: &'a [Weight],
    pub(crate) still: Option<AssetId>,
    /// The width of its largest picture.
    pub(crate) widest: Option<i32>,
    /// Where one stopped.
    pub(crate) resume_ms: Option<i64>,
}

/// The player, and what stands in its place without scripts.
pub(crate) fn show(visit: &Visit, config: &KarangouConfig, screen: &Screen<'_>) -> Markup {
    html! { (player(visit, config, screen)) (fallback(visit, screen)) }
}

fn player(visit: &Visit, config: &KarangouConfig, screen: &Screen<'_>) -> Markup {
    let t = visit.t;
    let labels: serde_json::Map<_, _> = LABELS.iter().map(|(name, key)| ((*name).to_owned(), t.get(key).into())).collect();
    let still = picture::unless_lite(visit, screen.still, 640);
    let mut player = ui::Player::new(&screen.label)
        .image(still.clone())
        .avif(picture::wide(visit, screen.still, screen.widest))
        .facts(announcement(visit, config, screen))
        .attr("endpoint", &screen.endpoint)
        .attr("film-title", screen.title)
        .attr("locale", visit.locale.as_str())
        .attr("csrf", visit.csrf())
        .attr("sizes", json!(screen.weights).to_string())
        .attr("labels", serde_json::Value::Object(labels).to_string());
    if let Some(price) = config.data_price() {
        let per_gigabyte = price.amount_minor.to_string();
        player = player.attr("price-per-gb", per_gigabyte).attr("price-currency", price.currency.code());
    }
    if let Some(still) = still {
        player = player.attr("poster", still);
    }
    if let Some(resume_ms) = screen.resume_ms {
        player = player.attr("resume-ms", resume_ms.to_string());
    }
    if visit.lite {
        player = player.attr("lite", "");
    }
    html! { (player) }
}

/// "360p · 12 Mo, environ 8 FCFA", by which price, and where one stopped.
fn announcement(visit: &Visit, config: &KarangouConfig, screen: &Screen<'_>) -> Markup {
    let t = visit.t;
    let weight = facts::announced(visit, screen.weights);
    html! {
        @if let Some(resume_ms) = screen.resume_ms {
            p class="font-semibold" {
                (t.with("film-resume", &[("at", format::timecode(SignedDuration::from_millis(resume_ms)).into())]))
            }
        }
        @if let Some(weight) = weight {
            p {
                (weight.quality) " · " (facts::size(t, weight.bytes))
                @if let Some(price) = config.data_price() {
                    ", " (t.with("film-cost", &[("cost", format::money(t.locale(), facts::cost(weight.bytes, price)).into())]))
                }
            }
            @if let Some(price) = config.data_price() {
                @let country = names::country(t, &config.data_price_country);
                p class="text-[0.8125rem] opacity-80" {
                    (t.with("film-cost-basis", &[("price", format::money(t.locale(), price).into()), ("country", country.into())]))
                }
            }
        }
    }
}

/// Without scripts: the stream in the browser's own player, where it can play HLS.
fn fallback(visit: &Visit, screen: &Screen<'_>) -> Markup {
    let t = visit.t;
    let action = visit.url(&screen.native);
    html! {
        noscript {
            div class="p-4 text-[#F6EFE6]" {
                (ui::Form::post(visit, action, html! { (ui::Button::primary(t.get("film-play-native")).icon(Icon::Play)) }))
                p class="mt-2 text-sm" { (t.get("film-play-native-hint")) }
            }
        }
    }
}
