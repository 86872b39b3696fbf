//! Which addresses may be told. Pure: what a name leads to is judged by platform's HTTP client, each time it connects.

use std::net::IpAddr;

use kernel::FieldError;
use platform::http::is_public;
use url::{Host, Url};

use crate::{EndpointKind, PostbackValues, postback::Template};

const URL_BYTES_MAX: usize = 2_000;
/// Names that never lead out into the world.
const PRIVATE_SUFFIXES: [&str; 5] = [".localhost", ".local", ".internal", ".lan", ".home.arpa"];

/// An address that may be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// The address, or the template of a postback.
    pub(crate) url: String,
    /// Its host: the part that is no secret.
    pub(crate) host: String,
}

/// Reads the field `url`: HTTPS, out in the world, without a name and password. `allow_private` is for trials.
pub(crate) fn check(kind: EndpointKind, text: &str, allow_private: bool) -> Result<Target, FieldError> {
    let refused = |code| FieldError::new("url", code);
    let text = text.trim();
    if text.is_empty() {
        return Err(refused("field-required"));
    }
    if text.len() > URL_BYTES_MAX {
        return Err(refused("field-too-long").with("max", URL_BYTES_MAX));
    }
    let url = parsed(kind, text)?;
    let scheme_fits = url.scheme() == "https" || (allow_private && url.scheme() == "http");
    let odd = text.chars().any(|letter| letter.is_control() || letter.is_whitespace());
    let Some(host) = url.host().filter(|_| scheme_fits && !odd && url.fragment().is_none()) else {
        return Err(refused("webhooks-field-url"));
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("webhooks-field-url-password"));
    }
    if !allow_private && is_private(&host) {
        return Err(refused("webhooks-field-url-private"));
    }
    let stored = if kind == EndpointKind::Postback { text.to_owned() } else { url.to_string() };
    if stored.len() > URL_BYTES_MAX {
        return Err(refused("field-too-long").with("max", URL_BYTES_MAX));
    }
    Ok(Target { url: stored, host: host.to_string() })
}

fn parsed(kind: EndpointKind, text: &str) -> Result<Url, FieldError> {
    let plain = match kind {
        EndpointKind::Signed => text.to_owned(),
        EndpointKind::Postback => Template::parse(text)?.expand("", &PostbackValues::default()),
    };
    plain.parse().map_err(|_url| FieldError::new("url", "webhooks-field-url"))
}

fn is_private(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => !is_public(IpAddr::V4(*address)),
        Host::Ipv6(address) => !is_public(IpAddr::V6(*address)),
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            !name.contains('.') || PRIVATE_SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(kind: EndpointKind, text: &str) -> &'static str {
        check(kind, text, false).unwrap_err().code
    }

    #[test]
    fn an_address_is_https_and_out_in_the_world() {
        for good in
            ["https://hooks.example.org/x?key=1", "https://1.1.1.1/x", "https://[2606:4700::1111]:8443/", "https://été.example/"]
        {
            assert!(check(EndpointKind::Signed, good, false).is_ok(), "{good}");
        }
        for bad in [
            "http://hooks.example.org/",
            "ftp://hooks.example.org/",
            "hooks.example.org",
            "https://",
            "https://a b/",
            "https://a.example/#x",
        ] {
            assert_eq!(code(EndpointKind::Signed, bad), "webhooks-field-url", "{bad}");
        }
        assert_eq!(code(EndpointKind::Signed, " "), "field-required");
        assert_eq!(code(EndpointKind::Signed, &format!("https://a.example/{}", "x".repeat(2_000))), "field-too-long");
        assert_eq!(code(EndpointKind::Signed, "https://user:word@a.example/"), "webhooks-field-url-password");
    }

    #[test]
    fn our_own_network_is_refused_however_it_is_written() {
        for private in [
            "https://127.0.0.1/",
            "https://10.1.2.3/",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]/",
            "https://[::ffff:192.168.0.1]/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://localhost/",
            "https://LOCALHOST./",
            "https://a.localhost/",
            "https://postgres/",
            "https://db.internal/",
        ] {
            for kind in [EndpointKind::Signed, EndpointKind::Postback] {
                assert_eq!(code(kind, private), "webhooks-field-url-private", "{private}");
            }
        }
        let trial = check(EndpointKind::Signed, "http://127.0.0.1:4000/", true).unwrap();
        assert_eq!((trial.url.as_str(), trial.host.as_str()), ("http://127.0.0.1:4000/", "127.0.0.1"));
    }

    #[test]
    fn a_postback_keeps_its_template() {
        let template = "https://Track.example/pb?cid={click_id}&p={payout}";
        let target = check(EndpointKind::Postback, template, false).unwrap();
        assert_eq!((target.url.as_str(), target.host.as_str()), (template, "track.example"));
        assert_eq!(code(EndpointKind::Postback, "https://track.example/pb?cid={klick}"), "webhooks-field-macro");
    }
}
