//! The layout around every page: head, header with the woven strip, navigation, footer; and the layout of tools.

mod bell;
mod chrome;
mod head;
mod places;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use maud::{DOCTYPE, Markup, html};
use serde_json::Value;

use crate::{preferences::Brand, ui::Icon, visit::Visit};

pub use bell::BellState;

/// Who may keep a page, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cache {
    /// The visitor's browser, which asks each time whether it is still right. The back button stays instant.
    #[default]
    Private,
    /// Nobody: secrets shown once, errors.
    NoStore,
    /// Everybody, for so many seconds. Only for pages that look the same to all.
    Public {
        /// How long, in seconds.
        max_age_s: u32,
    },
}

/// Which navigation is around the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// Header and footer: for everybody.
    Public,
    /// Sidebar or bottom tabs: for people at work.
    Tool,
    /// Only the logo: sign-in and other narrow paths.
    Plain,
}

/// A place of a product's own navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavEntry {
    label: String,
    path: String,
    icon: Icon,
}

impl NavEntry {
    /// What it is called, its path without the language, its icon.
    pub fn new(label: impl Into<String>, path: impl Into<String>, icon: Icon) -> Self {
        Self { label: label.into(), path: path.into(), icon }
    }
}

/// A page. `Shell::new(&visit, title).description(..).body(&html! { … })` gives the response.
#[derive(Debug, Clone)]
pub struct Shell<'v> {
    visit: &'v Visit,
    title: String,
    description: Option<String>,
    canonical: Option<String>,
    og_image: Option<String>,
    og_type: &'static str,
    json_ld: Vec<Value>,
    scripts: Vec<&'static str>,
    brand: Option<Brand>,
    status: StatusCode,
    cache: Cache,
    layout: Layout,
    indexed: bool,
    dark: bool,
    wide: bool,
    feed: Vec<(String, String)>,
    nav: Vec<NavEntry>,
}

impl<'v> Shell<'v> {
    /// A public page with this title (without the product's name).
    pub fn new(visit: &'v Visit, title: impl Into<String>) -> Self {
        Self {
            visit,
            title: title.into(),
            description: None,
            canonical: None,
            og_image: None,
            og_type: "website",
            json_ld: Vec::new(),
            scripts: Vec::new(),
            brand: None,
            status: StatusCode::OK,
            cache: Cache::Private,
            layout: Layout::Public,
            indexed: true,
            dark: false,
            wide: false,
            feed: Vec::new(),
            nav: Vec::new(),
        }
    }

    /// One or two sentences for search engines and shared links.
    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// The path that stands for this page, without language prefix; by default the visit's path without query.
    #[must_use]
    pub fn canonical(mut self, path: impl Into<String>) -> Self {
        self.canonical = Some(path.into());
        self
    }

    /// The picture of shared links (1200 × 630): a path of this server.
    #[must_use]
    pub fn og_image(mut self, path: impl Into<String>) -> Self {
        self.og_image = Some(path.into());
        self
    }

    /// What the page is in the words of Open Graph (`video.movie`, `profile`); by default `website`.
    #[must_use]
    pub fn og_type(mut self, kind: &'static str) -> Self {
        self.og_type = kind;
        self
    }

    /// A JSON-LD block.
    #[must_use]
    pub fn json_ld(mut self, value: Value) -> Self {
        self.json_ld.push(value);
        self
    }

    /// An island's script, with its styles: `islands/player.ts`.
    #[must_use]
    pub fn script(mut self, source: &'static str) -> Self {
        self.scripts.push(source);
        self
    }

    /// The brand of this product's pages; by default the one the visitor chose.
    #[must_use]
    pub fn brand(mut self, brand: Brand) -> Self {
        self.brand = Some(brand);
        self
    }

    /// The status; by default 200.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// A form that comes back with errors (422), kept by nobody.
    #[must_use]
    pub fn invalid(self) -> Self {
        self.status(StatusCode::UNPROCESSABLE_ENTITY).cache(Cache::NoStore).no_index()
    }

    /// Who may keep the page.
    #[must_use]
    pub fn cache(mut self, cache: Cache) -> Self {
        self.cache = cache;
        self
    }

    /// Search engines leave it out, and so it has no alternates.
    #[must_use]
    pub fn no_index(mut self) -> Self {
        self.indexed = false;
        self
    }

    /// The layout of tools: studio, moderation, account, administration. Not indexed.
    #[must_use]
    pub fn tool(mut self) -> Self {
        self.layout = Layout::Tool;
        self.no_index()
    }

    /// A narrow page without navigation: sign-in, sign-up, recovery. Not indexed unless said.
    #[must_use]
    pub fn plain(mut self) -> Self {
        self.layout = Layout::Plain;
        self
    }

    /// Always dark: the page of a film.
    #[must_use]
    pub fn dark(mut self) -> Self {
        self.dark = true;
        self
    }

    /// The content takes the whole width and spaces itself.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// A feed or other alternate of this page: type and path.
    #[must_use]
    pub fn feed(mut self, kind: impl Into<String>, path: impl Into<String>) -> Self {
        self.feed.push((kind.into(), path.into()));
        self
    }

    /// A product's own navigation, instead of that of films and of the account: in the header of public pages, beside those of tools.
    #[must_use]
    pub fn nav(mut self, entries: Vec<NavEntry>) -> Self {
        self.nav = entries;
        self
    }

    /// The page around this content.
    pub fn body(self, content: &Markup) -> Response {
        let page = self.page(content).into_string();
        let mut response = (self.status, page).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(self.visit.locale.as_str()));
        let cache = match self.cache {
            Cache::Private => HeaderValue::from_static("private, no-cache"),
            Cache::NoStore => HeaderValue::from_static("no-store"),
            Cache::Public { max_age_s } => HeaderValue::from_str(&format!("public, max-age={max_age_s}"))
                .unwrap_or(HeaderValue::from_static("private, no-cache")),
        };
        headers.insert(header::CACHE_CONTROL, cache);
        response
    }

    fn page(&self, content: &Markup) -> Markup {
        let visit = self.visit;
        // The frame is made first: it may give out a form token, which the head then tells the scripts.
        let frame = self.frame(content);
        let mode = if self.dark { Some("dark") } else { visit.mode.attribute() };
        let brand = self.brand.unwrap_or(visit.brand);
        html! {
            (DOCTYPE)
            html lang=(visit.locale.as_str()) data-brand=(brand.as_str()) data-mode=[mode] data-lite[visit.lite] {
                head { (self.head()) }
                (frame)
            }
        }
    }
}

#[cfg(test)]
mod tests;
