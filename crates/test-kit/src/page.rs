//! A page as a browser without scripts has it: asked by CSS selector.

use http::{HeaderMap, StatusCode, header, response::Parts};
use scraper::{Html, Selector};

/// An answer, read to its end.
#[derive(Debug)]
pub struct Page {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub text: String,
    /// The body's length as it came over the line.
    pub size_bytes: usize,
}

impl Page {
    /// The answer of a router.
    pub fn new(head: Parts, body: &[u8]) -> Self {
        Self {
            status: head.status,
            headers: head.headers,
            text: String::from_utf8_lossy(body).into_owned(),
            size_bytes: body.len(),
        }
    }

    /// The text of every element that the selector finds.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        Html::parse_document(&self.text).select(&parsed(selector)).map(|element| words(element.text().collect())).collect()
    }

    /// An attribute of the first element that the selector finds.
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        Html::parse_document(&self.text).select(&parsed(selector)).next()?.value().attr(name).map(str::to_owned)
    }

    /// Whether the selector finds anything.
    pub fn has(&self, selector: &str) -> bool {
        !self.texts(selector).is_empty()
    }

    /// Where the answer leads; empty when it leads nowhere.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Whether a text is shown, spaces of French typography aside.
    pub fn shows(&self, text: &str) -> bool {
        let plain = |text: &str| text.replace(['\u{202F}', '\u{A0}'], " ").replace('’', "'");
        let all = Html::parse_document(&self.text).root_element().text().collect::<String>();
        plain(&all).contains(&plain(text))
    }
}

#[expect(clippy::panic, reason = "a selector that does not parse is a mistake of the test")]
fn parsed(selector: &str) -> Selector {
    Selector::parse(selector).unwrap_or_else(|error| panic!("{selector}: {error}"))
}
