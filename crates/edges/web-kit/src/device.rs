//! What tells players apart, on pages and in the API alike: the visitor's cookie, and a label that the same person recognises.

use http::{HeaderMap, HeaderValue, header};
use kernel::{Actor, Id};

/// The cookie of a visitor without an account. It names nobody; it only tells two browsers apart.
const COOKIE: &str = "griot_visitor";
const YEAR_S: u32 = 365 * 24 * 3600;

/// Marks the ids of visitors.
struct Visitor;

/// The visitor of a request.
#[derive(Debug, Clone)]
pub struct Guest {
    /// The cookie; none for an account.
    pub value: Option<String>,
    is_new: bool,
}

/// The visitor by their cookie, or a new one.
pub fn guest(headers: &HeaderMap, actor: &Actor) -> Guest {
    if actor.account_id().is_some() {
        return Guest { value: None, is_new: false };
    }
    match cookie(headers) {
        Some(value) => Guest { value: Some(value), is_new: false },
        None => Guest { value: Some(Id::<Visitor>::generate().as_uuid().simple().to_string()), is_new: true },
    }
}

impl Guest {
    /// The cookie to set, for a new visitor.
    pub fn cookie(&self, secure: bool) -> Option<HeaderValue> {
        let value = self.value.as_ref().filter(|_| self.is_new)?;
        let secure = if secure { "; Secure" } else { "" };
        HeaderValue::from_str(&format!("{COOKIE}={value}; Path=/; Max-Age={YEAR_S}; HttpOnly; SameSite=Lax{secure}")).ok()
    }
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let found = lines.flat_map(|line| line.split(';')).find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == COOKIE).then_some(value)
    })?;
    let fits = found.len() == 32 && found.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| found.to_owned())
}

/// The first that a user agent names wins: Edge, Opera and Samsung also call themselves Chrome, and all of them Safari.
const BROWSERS: [(&str, &str); 9] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("VLC/", "VLC"),
];
const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// `Firefox · Android`; empty when the user agent says nothing known.
pub fn label(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let named = |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    let parts: Vec<_> = [named(&BROWSERS), named(&SYSTEMS)].into_iter().flatten().collect();
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use kernel::Locale;

    use super::*;

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn a_person_recognises_their_devices() {
        let cases = [
            (
                "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36",
                "Chrome · Android",
            ),
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge · Windows"),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1", "Safari · iPhone"),
            ("curl/8.5.0", ""),
        ];
        for (agent, expected) in cases {
            assert_eq!(label(&headers(header::USER_AGENT, agent)), expected);
        }
    }

    #[test]
    fn a_visitor_keeps_the_cookie_and_a_strange_one_is_replaced() {
        let nobody = Actor::anonymous(Locale::Fr);
        let new = guest(&HeaderMap::new(), &nobody);
        let set = new.cookie(true).unwrap().to_str().unwrap().to_owned();
        assert!(set.contains("HttpOnly") && set.ends_with("; Secure"));
        let kept = guest(&headers(header::COOKIE, &format!("a=b; {}", set.split(';').next().unwrap())), &nobody);
        assert_eq!((kept.value.clone(), kept.cookie(true)), (new.value, None));
        assert!(guest(&headers(header::COOKIE, "griot_visitor=<script>"), &nobody).cookie(false).is_some());
    }
}
