//! What a mail that came back says: reports of delivery (RFC 3464) and complaints (RFC 5965). Pure.

use std::collections::BTreeMap;

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders as _};
use platform::mail::Status;

/// The longest mail that is read: a report holds the letter that it is about.
pub const MAIL_LIMIT_BYTES: usize = 512 * 1024;

/// How much of each part is searched.
const PART_BYTES_MAX: usize = 64 * 1024;

/// What became of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fate {
    /// Its sender, its words or our server were refused: nothing is known of the address.
    Ours,
    /// It did not arrive, or not yet: a full mailbox, a server that is away.
    Passing,
    /// Its reader called it unwanted.
    Complaint,
    /// No letter will arrive at this address.
    Permanent,
}

impl Fate {
    /// The stored word.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Passing => "passing",
            Self::Complaint => "complaint",
            Self::Permanent => "permanent",
        }
    }

    /// What a status says of an address. 5.7.x and most of 5.3.x to 5.6.x are about the sender, the words or the way: nobody's address is
    /// wrong because our server has a bad name.
    pub(crate) const fn of(status: Status) -> Option<Self> {
        match (status.class, status.subject, status.detail) {
            (4, ..) => Some(Self::Passing),
            // The sender's address is refused.
            (5, 1, 7 | 8) => Some(Self::Ours),
            // Full; too long for it.
            (5, 2, 2) => Some(Self::Passing),
            (5, 2, 3) => Some(Self::Ours),
            // No such host or domain, also in the numbers of Exchange; the other 5.4.x are loops and servers that stay away.
            (5, 4, 1 | 4 | 310) => Some(Self::Permanent),
            (5, 3 | 4, _) => Some(Self::Passing),
            // An account that was closed or changed hands (RFC 5248): policy in name only.
            (5, 7, 13 | 17) => Some(Self::Permanent),
            (5, 5..=7, _) => Some(Self::Ours),
            (5, ..) => Some(Self::Permanent),
            _ => None,
        }
    }
}

/// A mail that tells what became of another.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) fate: Fate,
    /// `5.1.1`, or the word of a complaint: `abuse`.
    pub(super) status: String,
    /// Where a mark of ours may stand: the head of the mail, its report, and the head of the letter that it returns.
    pub(super) marked: String,
}

/// Why a mail tells nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is no mail.
    NoMail,
    /// It reports nothing, or that all is well.
    NoReport,
}

/// Reads a mail that came back.
pub(super) fn read(raw: &[u8]) -> Result<Report, Unread> {
    let mail = MessageParser::default().parse(raw).ok_or(Unread::NoMail)?;
    // A field's name has no spaces and nothing but letters (RFC 5322 §3.6.8); whatever comes parses as some mail.
    if !mail.headers_raw().any(|(name, _)| !name.is_empty() && name.bytes().all(|letter| letter.is_ascii_graphic())) {
        return Err(Unread::NoMail);
    }
    let told = told(&mail).ok_or(Unread::NoReport)?;
    Ok(Report { fate: told.0, status: told.1, marked: marked(&mail) })
}

fn told(mail: &Message<'_>) -> Option<(Fate, String)> {
    if let Some(part) = part(mail, "feedback-report") {
        return complaint(&text(part));
    }
    if let Some(part) = part(mail, "delivery-status").or_else(|| part(mail, "global-delivery-status")) {
        return fields(&text(part)).iter().filter_map(recipient).max_by_key(|told| told.0);
    }
    // Old ones have no machine-readable part, but say in their head that they are reports, and to whom (Exim).
    mail.headers_raw().find(|(name, _)| name.eq_ignore_ascii_case("x-failed-recipients"))?;
    let words: String = mail.parts.iter().map(text).collect();
    let status = Status::find(&words).filter(|status| status.class != 2);
    let status = status.unwrap_or(Status { class: 5, subject: 0, detail: 0 });
    Some((Fate::of(status)?, status.to_string()))
}

/// The first part of this subtype of `message/…`.
fn part<'m>(mail: &'m Message<'_>, subtype: &str) -> Option<&'m MessagePart<'m>> {
    mail.parts.iter().find(|part| {
        part.content_type().is_some_and(|kind| {
            kind.ctype().eq_ignore_ascii_case("message") && kind.subtype().is_some_and(|own| own.eq_ignore_ascii_case(subtype))
        })
    })
}

/// The words of a part, decoded, as far as they are looked at.
fn text(part: &MessagePart<'_>) -> String {
    let bytes = part.contents();
    String::from_utf8_lossy(bytes.get(..PART_BYTES_MAX).unwrap_or(bytes)).into_owned()
}

/// Groups of fields between empty lines (RFC 3464 §2.1): names in small letters, long lines in one piece.
fn fields(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut groups: Vec<BTreeMap<String, String>> = vec![BTreeMap::new()];
    let mut last: Option<String> = None;
    for line in text.lines() {
        let Some(group) = groups.last_mut() else {
            break;
        };
        if line.trim().is_empty() {
            groups.push(BTreeMap::new());
            last = None;
        } else if line.starts_with([' ', '\t']) {
            if let Some(value) = last.as_ref().and_then(|name| group.get_mut(name)) {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            let name = name.trim().to_ascii_lowercase();
            group.insert(name.clone(), value.trim().to_owned());
            last = Some(name);
        }
    }
    groups
}

/// What a group says of its recipient; none where it is about the message, or all is well.
fn recipient(group: &BTreeMap<String, String>) -> Option<(Fate, String)> {
    let field = |name: &str| group.get(name).map(String::as_str);
    let action = field("action")?.to_ascii_lowercase();
    let of = |name| field(name).and_then(Status::find);
    let failed = Status { class: if action.starts_with("delayed") { 4 } else { 5 }, subject: 0, detail: 0 };
    let status = of("status").unwrap_or(failed);
    // Many say no more than 5.0.0 where the other server's own words are clear.
    let status = of("diagnostic-code").filter(|own| status.is_vague() && own.class == status.class).unwrap_or(status);
    match action.split_whitespace().next()? {
        "failed" => Some((Fate::of(status)?, status.to_string())),
        // It may arrive yet, whatever the status says.
        "delayed" => Some((Fate::Passing, status.to_string())),
        _ => None,
    }
}

/// The kinds of RFC 5965 §7.3 and RFC 6430 that are somebody's word about a letter.
fn complaint(text: &str) -> Option<(Fate, String)> {
    let groups = fields(text);
    let kind = groups.iter().find_map(|group| group.get("feedback-type"))?.to_ascii_lowercase();
    matches!(kind.as_str(), "abuse" | "fraud" | "opt-out" | "opt-out-list" | "other").then_some((Fate::Complaint, kind))
}

fn marked(mail: &Message<'_>) -> String {
    let mut text = head(mail);
    for part in &mail.parts {
        match part.message() {
            Some(returned) => text.push_str(&head(returned)),
            None if is_report(part) => text.push_str(&self::text(part)),
            None => {}
        }
    }
    text
}

fn head(mail: &Message<'_>) -> String {
    mail.headers_raw().map(|(name, value)| format!("{name}: {}\n", value.trim())).collect()
}

/// Reports, returned heads, and plain words: old reports have nothing else.
fn is_report(part: &MessagePart<'_>) -> bool {
    let Some(kind) = part.content_type() else {
        return true;
    };
    let subtype = kind.subtype().unwrap_or_default().to_ascii_lowercase();
    match kind.ctype().to_ascii_lowercase().as_str() {
        "message" => true,
        "text" => matches!(subtype.as_str(), "plain" | "rfc822-headers" | "rfc822"),
        _ => false,
    }
}

#[cfg(test)]
#[path = "samples.rs"]
mod samples;
