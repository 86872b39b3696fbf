//! Films, player, upload.

use jiff::SignedDuration;
use maud::{Markup, html};

use crate::{
    format,
    ui::{Badge, FilmCard, Player, Poster, Rail, Section, Tone, Upload},
    visit::Visit,
};

const FILMS: [(&str, &str, i64, u64); 7] = [
    ("Le Tisserand de Kpalimé", "#6b2a12", 1430, 38_000_000),
    ("Ɖevi ŋutɔ", "#27346b", 2720, 74_000_000),
    ("La Saison des mangues", "#7a5200", 5520, 182_000_000),
    ("Zongo, minuit", "#1f2b2b", 980, 26_000_000),
    ("Une lettre pour Sokodé", "#4b1f4f", 6180, 214_000_000),
    ("Harmattan", "#8a3d12", 1260, 31_000_000),
    ("Les Filles du lac Nokoué", "#0b4b57", 4860, 160_000_000),
];

pub(super) fn show(visit: &Visit) -> Markup {
    let t = visit.t;
    let cards = FILMS.iter().enumerate().map(|(at, (title, colour, seconds, bytes))| {
        let card = FilmCard::new(visit.url("/films"), *title)
            .poster(Poster::new(*title).colour(Some((*colour).to_owned())))
            .fact(format::duration(SignedDuration::from_secs(*seconds)))
            .fact(format::size(visit.locale, *bytes));
        match at {
            0 => card.watched(600, 1430),
            1 => card.lang("ee").badge(Badge::new(Tone::Info, t.get("gallery-new"))),
            _ => card,
        }
    });
    let facts = html! { strong { "360p" } " · " (format::size(visit.locale, 38_000_000)) " · " (format::duration(SignedDuration::from_secs(1430))) };
    let upload = Upload::new(visit, "source", t.get("gallery-field-film"), "video/*").hint(t.get("gallery-drop-hint"));
    html! {
        (Rail::new(t.get("gallery-rail"), cards).all(t.get("gallery-all"), visit.url("/films")))
        (Section::new(t.get("gallery-player"), html! {
            div.two-columns { (Player::new(t.get("gallery-play")).facts(facts)) (upload) }
        }))
    }
}
