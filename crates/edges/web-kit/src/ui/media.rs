//! The places where islands work: the player and the upload.

use maud::{Markup, Render, html};

use super::{
    Icon,
    attrs::{Attrs, element, extra_attributes},
};
use crate::visit::Visit;

/// The player: a poster and a button. The island `player.ts` is loaded by the page and wakes up when Play is pressed.
///
/// The attributes that the island reads are given by `.attr(..)`.
#[derive(Debug, Clone)]
pub struct Player {
    label: String,
    image: Option<String>,
    avif: Option<String>,
    facts: Markup,
    attrs: Attrs,
}

impl Player {
    /// The player of a film; the label is on the button ("Lire Yaaba").
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), image: None, avif: None, facts: html! {}, attrs: Attrs::new() }
    }

    /// A picture 16:9; give none in data-saver.
    #[must_use]
    pub fn image(mut self, url: Option<String>) -> Self {
        self.image = url;
        self
    }

    /// The picture as AVIF in several widths (`"/…/w640.avif 640w, …"`), for browsers that read it.
    #[must_use]
    pub fn avif(mut self, srcset: Option<String>) -> Self {
        self.avif = srcset;
        self
    }

    /// What stands under the button before Play: quality, megabytes, cost.
    #[must_use]
    pub fn facts(mut self, facts: impl Render) -> Self {
        self.facts = facts.render();
        self
    }
}

impl Render for Player {
    fn render(&self) -> Markup {
        let content = html! {
            @match &self.image {
                Some(url) => picture {
                    @if let Some(avif) = &self.avif { source type="image/avif" srcset=(avif) sizes="(min-width: 1152px) 1152px, 100vw"; }
                    img.player-image src=(url) alt="" width="1280" height="720" fetchpriority="high" decoding="async";
                },
                None => span.strip.player-strip aria-hidden="true" {},
            }
            div.player-start {
                button.player-play type="button" aria-label=(self.label) { (Icon::Play) }
                div.player-facts { (self.facts) }
            }
        };
        let mut attrs = Attrs::new();
        attrs.set("class", "player").extend(&self.attrs);
        element("griot-player", &attrs, &content)
    }
}

/// Where the API takes uploads.
const UPLOADS: &str = "/api/v1/uploads";

/// A resumable upload (tus). The island `upload.ts` is loaded by the page; when the file has arrived it fills the hidden
/// field `name` with the id of the asset and sends the event `griot:uploaded`.
#[derive(Debug, Clone)]
pub struct Upload {
    name: &'static str,
    label: String,
    hint: Option<String>,
    purpose: Option<&'static str>,
    prompt: String,
    attrs: Attrs,
}

impl Upload {
    /// An upload to the API; `accept` as the HTML attribute.
    pub fn new(visit: &Visit, name: &'static str, label: impl Into<String>, accept: &'static str) -> Self {
        let mut attrs = Attrs::new();
        attrs.set("endpoint", UPLOADS).set("csrf", visit.csrf()).set("accept", accept).set("name", name);
        for (attribute, key) in TEXTS {
            attrs.set(attribute, visit.t.get(key));
        }
        Self { name, label: label.into(), hint: None, purpose: None, prompt: visit.t.get("kit-drop-prompt"), attrs }
    }

    /// A sentence of help: formats and limits.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What the upload is for, sent with it as metadata (`film`, `subtitle` …).
    #[must_use]
    pub fn purpose(mut self, purpose: &'static str) -> Self {
        self.purpose = Some(purpose);
        self.attr("purpose", purpose)
    }

    /// Where the processing after the upload tells its progress (server-sent events); `{asset}` stands for the id.
    #[must_use]
    pub fn progress_from(self, url: impl Into<String>) -> Self {
        self.attr("events", url)
    }

    /// The asset that is already there.
    #[must_use]
    pub fn asset(self, id: impl Into<String>) -> Self {
        self.attr("asset", id)
    }
}

const TEXTS: [(&str, &str); 10] = [
    ("text-sending", "kit-upload-sending"),
    ("text-paused", "kit-upload-paused"),
    ("text-waiting", "kit-upload-waiting"),
    ("text-checking", "kit-upload-checking"),
    ("text-done", "kit-upload-done"),
    ("text-failed", "kit-upload-failed"),
    ("text-pause", "kit-upload-pause"),
    ("text-resume", "kit-upload-resume"),
    ("text-cancel", "kit-upload-cancel"),
    ("text-again", "kit-upload-again"),
];

impl Render for Upload {
    fn render(&self) -> Markup {
        // Two uploads of a page may fill fields of the same name, in forms of their own.
        let key = self.purpose.map_or_else(|| self.name.to_owned(), |purpose| format!("{}-{purpose}", self.name));
        let content = html! {
            label for={ "f-" (key) } { (self.label) }
            @if let Some(hint) = &self.hint { p.hint id={ "hint-" (key) } { (hint) } }
            griot-drop.drop {
                (Icon::Upload)
                span.drop-prompt { (self.prompt) }
                input id={ "f-" (key) } type="file" aria-describedby=[self.hint.as_ref().map(|_| format!("hint-{key}"))];
            }
        };
        let mut attrs = Attrs::new();
        attrs.set("class", "field upload").extend(&self.attrs);
        element("griot-upload", &attrs, &content)
    }
}

extra_attributes!(Player, Upload);
