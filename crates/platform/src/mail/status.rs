//! Enhanced status codes of mail systems (RFC 3463): `5.1.1` in a reply, a diagnostic or a report.

/// `class.subject.detail`: 2 went well, 4 may go well later, 5 will not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// 2, 4 or 5.
    pub class: u16,
    /// What it is about: 1 the address, 2 the mailbox, 7 policy …
    pub subject: u16,
    /// What exactly.
    pub detail: u16,
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

impl Status {
    /// The first status in a text; `x.0.0` where there is but a reply code of three digits (RFC 5321 §4.2).
    pub fn find(text: &str) -> Option<Self> {
        let words =
            || text.split(|letter: char| !letter.is_ascii_digit() && letter != '.').map(|word| word.trim_end_matches('.'));
        words().find_map(Self::read).or_else(|| words().find_map(Self::of_reply))
    }

    /// Three numbers with dots: an IP address has four.
    fn read(word: &str) -> Option<Self> {
        let numbers: Vec<&str> = word.split('.').collect();
        let &[class, subject, detail] = numbers.as_slice() else {
            return None;
        };
        let short = |number: &str| (1..=3).contains(&number.len()).then(|| number.parse().ok()).flatten();
        let status = Self { class: short(class)?, subject: short(subject)?, detail: short(detail)? };
        matches!(status.class, 2 | 4 | 5).then_some(status)
    }

    fn of_reply(word: &str) -> Option<Self> {
        let code: u16 = word.parse().ok().filter(|code| word.len() == 3 && (400..600).contains(code))?;
        // What a reply without an enhanced code says of the mailbox (RFC 5321 §4.2.2).
        let (subject, detail) = match code {
            450 | 550 => (1, 0),
            551 => (1, 6),
            452 | 552 => (2, 2),
            553 => (1, 3),
            _ => (0, 0),
        };
        Some(Self { class: code / 100, subject, detail })
    }

    /// Whether it says no more than its class.
    pub const fn is_vague(self) -> bool {
        self.subject == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_found_in_what_servers_say() {
        for (text, status) in [
            ("5.1.1", Some("5.1.1")),
            ("5.1.1 (bad destination mailbox address)", Some("5.1.1")),
            ("smtp; 550-5.1.1 The email account that you tried to reach does not exist.", Some("5.1.1")),
            ("smtp;550 5.4.310 DNS domain does not exist", Some("5.4.310")),
            ("host mx.example.org [5.9.1.22] said: 550 No such user", Some("5.1.0")),
            ("421 4.7.0 Try later", Some("4.7.0")),
            ("552 Mailbox full", Some("5.2.2")),
            ("554 Transaction failed", Some("5.0.0")),
            ("Delivered in 250 ms", None),
            ("version 6.1.2", None),
            ("5.1.", None),
            ("", None),
        ] {
            assert_eq!(Status::find(text).map(|status| status.to_string()).as_deref(), status, "{text}");
        }
    }
}
