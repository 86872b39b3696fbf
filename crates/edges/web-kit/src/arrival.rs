//! By which way a request came to a page: what its link says, the page the link stood on, the program that asks. For pages that are
//! counted. Nothing here is kept.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::{HeaderMap, Method, header, request::Parts};
use kernel::Locale;
use url::Url;

use crate::context::Context;

/// The most of a header or a parameter that is looked at, in bytes.
const MOST: usize = 400;

/// The page on which a link stood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum CameFrom {
    /// None, or none that the browser tells.
    #[default]
    Nowhere,
    /// A page of this site: its path, without language.
    Here(String),
    /// A page of another site, or a program: its host.
    Elsewhere(String),
}

/// By which way a request came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arrival {
    /// What the link says of itself: `src`, else `utm_source`.
    pub tag: Option<String>,
    /// Where it stood.
    pub from: CameFrom,
    /// What asks (`User-Agent`).
    pub agent: String,
    /// Whether a page is asked for to be read now: not ahead of time, not a part of one, not its head only.
    pub is_reading: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Arrival {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

impl Arrival {
    fn of(parts: &Parts) -> Self {
        let headers = &parts.headers;
        Self {
            tag: tag(parts.uri.query().unwrap_or_default()),
            from: from(parts),
            agent: text(headers, header::USER_AGENT.as_str()).unwrap_or_default().chars().take(MOST).collect(),
            is_reading: parts.method == Method::GET && !headers.contains_key("hx-request") && !is_ahead(headers),
        }
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn tag(query: &str) -> Option<String> {
    let value = |name: &str| {
        let found = url::form_urlencoded::parse(query.as_bytes()).find(|(key, value)| key == name && !value.is_empty());
        found.map(|(_, value)| value.into_owned()).filter(|value| value.len() <= MOST)
    };
    value("src").or_else(|| value("utm_source"))
}

fn from(parts: &Parts) -> CameFrom {
    let said = text(&parts.headers, header::REFERER.as_str()).filter(|said| said.len() <= 10 * MOST);
    let Some(url) = said.and_then(|said| said.parse::<Url>().ok()) else { return CameFrom::Nowhere };
    let ours = |context: &Context| context.kit().is_own_origin(&url.origin().ascii_serialization(), &parts.headers);
    if parts.extensions.get::<Context>().is_some_and(ours) {
        return CameFrom::Here(Locale::of_path(url.path()).1.to_owned());
    }
    url.host_str().map_or(CameFrom::Nowhere, |host| CameFrom::Elsewhere(host.to_owned()))
}

/// Whether the browser asks ahead of time, for a page that nobody may ever look at (Fetch, `Sec-Purpose`, and what came before it).
fn is_ahead(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-purpose", "x-moz"].iter().any(|name| {
        let said = text(headers, name).unwrap_or_default().to_ascii_lowercase();
        ["prefetch", "prerender", "preview"].iter().any(|word| said.contains(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(address: &str, headers: &[(&str, &str)]) -> Parts {
        let request = headers.iter().fold(http::Request::get(address), |request, (name, value)| request.header(*name, *value));
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn a_link_says_what_it_is_and_the_page_it_stood_on_is_known_by_its_host() {
        let arrival =
            Arrival::of(&parts("/a?x=1&utm_source=fb&src=whats%61pp", &[("referer", "https://www.Example.org/x?secret=1")]));
        assert_eq!(arrival.tag.as_deref(), Some("whatsapp"));
        assert_eq!(arrival.from, CameFrom::Elsewhere("www.example.org".into()));
        assert_eq!(Arrival::of(&parts("/a?utm_source=fb&src=", &[])).tag.as_deref(), Some("fb"));
        let program = Arrival::of(&parts("/a", &[("referer", "android-app://com.whatsapp/")]));
        assert_eq!((program.tag, program.from), (None, CameFrom::Elsewhere("com.whatsapp".into())));
        for broken in ["", "about:blank", "not an address", "data:,x"] {
            assert_eq!(Arrival::of(&parts("/a", &[("referer", broken)])).from, CameFrom::Nowhere, "{broken}");
        }
        let long = format!("/a?src={}", "a".repeat(MOST + 1));
        assert_eq!(Arrival::of(&parts(&long, &[])).tag, None);
    }

    #[test]
    fn what_is_asked_ahead_of_time_or_in_part_is_not_read() {
        assert!(Arrival::of(&parts("/a", &[("user-agent", "Mozilla/5.0")])).is_reading);
        for (name, value) in
            [("sec-purpose", "prefetch;prerender"), ("purpose", "prefetch"), ("x-moz", "prefetch"), ("hx-request", "true")]
        {
            assert!(!Arrival::of(&parts("/a", &[(name, value)])).is_reading, "{name}");
        }
        let mut head = parts("/a", &[]);
        head.method = Method::HEAD;
        assert!(!Arrival::of(&head).is_reading);
    }
}
