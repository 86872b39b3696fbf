//! What a push message is, and what an answer of a push service means. Pure.

use std::{net::IpAddr, time::Duration};

use base64::{
    Engine as _,
    alphabet::URL_SAFE,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose},
};
use kernel::FieldError;
use platform::http::is_public;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use url::{Host, Url};
use web_push_native::p256::PublicKey;

use crate::{Kind, NotificationsError};

/// The longest text of a message: a push service takes 4096 bytes of body (RFC 8030 §7.2), 103 of which are the envelope
/// (RFC 8188 header and tag).
const TEXT_BYTES_MAX: usize = 3_900;
const BODY_CHARS_MAX: usize = 600;
const TITLE_CHARS_MAX: usize = 200;
const ENDPOINT_BYTES: std::ops::RangeInclusive<usize> = 10..=1_000;
const LONGEST_PAUSE_S: u64 = 3_600;

/// Browsers write keys without padding, some libraries with it.
const BASE64: GeneralPurpose =
    GeneralPurpose::new(&URL_SAFE, GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent));

/// A device that wants to be told, as its browser says it (`PushSubscription.toJSON()`).
#[derive(Debug, Clone)]
pub struct NewSubscription {
    /// Where its push service takes messages.
    pub endpoint: String,
    /// Its public key, in base64url.
    pub p256dh: String,
    /// Its authentication secret, in base64url.
    pub auth: String,
    /// What the browser says it is (`User-Agent`).
    pub device: String,
}

/// A subscription whose parts are what they should be.
#[derive(Debug, Clone)]
pub(crate) struct Checked {
    pub(crate) endpoint: String,
    pub(crate) p256dh: Vec<u8>,
    pub(crate) auth: Vec<u8>,
    pub(crate) device: String,
}

impl NewSubscription {
    /// Each wrong part by its name. `trusted` are origins that need be neither https nor public.
    pub(crate) fn check(&self, trusted: &[Url]) -> Result<Checked, NotificationsError> {
        let mut wrong = Vec::new();
        if !is_endpoint(&self.endpoint, trusted) {
            wrong.push(FieldError::new("endpoint", "notifications-field-endpoint"));
        }
        let p256dh = BASE64.decode(&self.p256dh).unwrap_or_default();
        if p256dh.len() != 65 || PublicKey::from_sec1_bytes(&p256dh).is_err() {
            wrong.push(FieldError::new("p256dh", "notifications-field-key"));
        }
        let auth = BASE64.decode(&self.auth).unwrap_or_default();
        if auth.len() != 16 {
            wrong.push(FieldError::new("auth", "notifications-field-key"));
        }
        if !wrong.is_empty() {
            return Err(NotificationsError::Invalid(wrong));
        }
        let device = self.device.chars().filter(|letter| !letter.is_control()).take(400).collect();
        Ok(Checked { endpoint: self.endpoint.clone(), p256dh, auth, device })
    }
}

/// An https address without user or port, whose host, where it is a number, is out in the world. Names are judged when they are
/// resolved, by the HTTP client.
fn is_endpoint(text: &str, trusted: &[Url]) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    if !ENDPOINT_BYTES.contains(&text.len()) || url.username() != "" || url.password().is_some() {
        return false;
    }
    if trusted.iter().any(|origin| origin.origin() == url.origin()) {
        return true;
    }
    let public = match url.host() {
        Some(Host::Domain(name)) => name.contains('.') && !name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => is_public(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => is_public(IpAddr::V6(address)),
        None => false,
    };
    url.scheme() == "https" && url.port().is_none() && public
}

/// What the service worker shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Message {
    pub(crate) title: String,
    pub(crate) body: String,
    /// The page, in the reader's language.
    pub(crate) path: String,
    /// What this and an older message about the same have in common: the newer stands in for the older.
    pub(crate) tag: String,
}

impl Message {
    pub(crate) fn new(kind: Kind, path: &str, title: &str, body: &str) -> Self {
        let mark = Sha256::digest(format!("{} {path}", kind.as_str()));
        // A topic is at most 32 letters of base64url (RFC 8030 §5.4): 24 bytes.
        let tag = general_purpose::URL_SAFE_NO_PAD.encode(&mark[..24]);
        let cut = |text: &str, most| text.chars().take(most).collect();
        Self { title: cut(title, TITLE_CHARS_MAX), body: cut(body, BODY_CHARS_MAX), path: path.to_owned(), tag }
    }

    /// The text that is encrypted: JSON. `short` leaves the body out, for services that take less than they must.
    pub(crate) fn text(&self, short: bool) -> Vec<u8> {
        let body = if short { "" } else { &self.body };
        let whole = serde_json::json!({ "title": self.title, "body": body, "path": self.path, "tag": self.tag });
        let text = whole.to_string().into_bytes();
        if text.len() <= TEXT_BYTES_MAX || short { text } else { self.text(true) }
    }
}

/// How long a push service keeps a message for a device that is off, in seconds: money for four weeks, news for three days.
pub(crate) const fn ttl_s(kind: Kind) -> u32 {
    if kind.is_about_money() { 28 * 86_400 } else { 3 * 86_400 }
}

/// Whether a sleeping device is woken (RFC 8030 §5.3).
pub(crate) const fn urgency(kind: Kind) -> &'static str {
    if kind.is_about_money() { "high" } else { "normal" }
}

/// What an answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The service has it.
    Taken,
    /// The device wants no more, or is no more.
    Gone,
    /// The service wants less.
    TooLong,
    /// Not now; again after this long, where it says so.
    Later(Option<Duration>),
    /// It will never be taken.
    Refused,
}

/// What a status means (RFC 8030 §5, §7.3, §8.4). `retry_after` is the header: seconds, or a date, which is read as "soon".
pub(crate) fn judge(status: u16, retry_after: Option<&str>) -> Verdict {
    let pause = || retry_after.map(|text| Duration::from_secs(text.trim().parse().unwrap_or(60).clamp(1, LONGEST_PAUSE_S)));
    match status {
        200..=299 => Verdict::Taken,
        404 | 410 => Verdict::Gone,
        413 => Verdict::TooLong,
        408 | 425 | 429 | 500..=599 => Verdict::Later(pause()),
        _ => Verdict::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_an_https_address_in_the_world() {
        let trusted = ["http://127.0.0.1:4000".parse().unwrap()];
        for good in [
            "https://fcm.googleapis.com/fcm/send/abc",
            "https://updates.push.services.mozilla.com/wpush/v2/abc",
            "https://8.8.8.8/x",
            "http://127.0.0.1:4000/push/1",
        ] {
            assert!(is_endpoint(good, &trusted), "{good}");
        }
        let long = format!("https://push.example.org/{}", "x".repeat(1_000));
        for bad in [
            "",
            "push",
            "http://push.example.org/x",
            "https://10.0.0.1/x",
            "https://127.0.0.1/x",
            "https://[::1]/x",
            "https://[::ffff:10.0.0.1]/x",
            "https://localhost/x",
            "https://a.localhost/x",
            "https://push.example.org:8443/x",
            "https://u:p@push.example.org/x",
            "http://127.0.0.1:4001/push/1",
            "javascript:alert(1)",
            &long,
        ] {
            assert!(!is_endpoint(bad, &trusted), "{bad}");
        }
    }

    #[test]
    fn a_message_always_fits_into_what_services_take() {
        let long = "é\u{1}".repeat(5_000);
        let message = Message::new(Kind::ProjectUpdate, "/projets/x", &long, &long);
        assert!(message.text(false).len() <= TEXT_BYTES_MAX);
        assert!(message.tag.len() == 32 && message.tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        let again = Message::new(Kind::ProjectUpdate, "/projets/x", "autre", "");
        assert_eq!(message.tag, again.tag, "the same thing about the same page");
        assert_ne!(message.tag, Message::new(Kind::PledgeReceived, "/projets/x", "", "").tag);
    }

    #[test]
    fn every_status_means_something() {
        let soon = |s| Verdict::Later(Some(Duration::from_secs(s)));
        for (status, retry_after, verdict) in [
            (201, None, Verdict::Taken),
            (202, None, Verdict::Taken),
            (404, None, Verdict::Gone),
            (410, None, Verdict::Gone),
            (413, None, Verdict::TooLong),
            (429, Some("120"), soon(120)),
            (503, Some("999999"), soon(3_600)),
            (503, Some("Wed, 21 Oct 2026 07:28:00 GMT"), soon(60)),
            (500, None, Verdict::Later(None)),
            (400, None, Verdict::Refused),
            (403, None, Verdict::Refused),
            (301, None, Verdict::Refused),
        ] {
            assert_eq!(judge(status, retry_after), verdict, "{status}");
        }
    }
}
