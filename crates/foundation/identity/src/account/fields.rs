//! The fields of an account, valid by construction.

use kernel::{FieldError, Role};

/// An e-mail in lower case, as the database keeps it. Only its shape is checked: the mailed link proves the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Email(String);

impl Email {
    const MAX_CHARS: usize = 254;

    /// Checks the shape (a practical subset of RFC 5321: no quoted local part, no address literal).
    pub(crate) fn parse(field: &'static str, text: &str) -> Result<Self, FieldError> {
        let email = Self::normalise(text);
        if email.is_empty() {
            return Err(FieldError::new(field, "field-required"));
        }
        if text.trim().chars().any(char::is_control) {
            return Err(FieldError::new(field, "identity-email-invalid"));
        }
        let well_formed = email.split_once('@').is_some_and(|(local, domain)| is_local(local) && is_domain(domain));
        if email.len() > Self::MAX_CHARS || !well_formed {
            return Err(FieldError::new(field, "identity-email-invalid"));
        }
        Ok(Self(email))
    }

    /// The text to look for when signing in: the same spelling, without judging it. Longer texts and control characters
    /// (PostgreSQL takes no U+0000) are in no account, so nothing is lost without them.
    pub(crate) fn normalise(text: &str) -> String {
        searchable(text, Self::MAX_CHARS + 1).to_lowercase()
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_local(local: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-.".contains(c);
    !local.is_empty()
        && local.len() <= 64
        && local.chars().all(allowed)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    domain.contains('.') && domain.split('.').all(label)
}

/// What can be looked for: trimmed, without control characters, not endless.
pub(crate) fn searchable(text: &str, max_chars: usize) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(max_chars).collect()
}

/// A line of text that others see: trimmed, without control or direction-changing characters.
pub(crate) fn visible_line(field: &'static str, text: &str, max_chars: usize) -> Result<String, FieldError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldError::new(field, "field-required"));
    }
    check_text(field, text, max_chars, char::is_control)?;
    Ok(text.to_owned())
}

/// Several lines of text that others see; may be empty.
pub(crate) fn visible_text(field: &'static str, text: &str, max_chars: usize) -> Result<String, FieldError> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    check_text(field, text, max_chars, |c| c.is_control() && c != '\n' && c != '\t')?;
    Ok(text.to_owned())
}

fn check_text(field: &'static str, text: &str, max_chars: usize, refused: impl Fn(char) -> bool) -> Result<(), FieldError> {
    if text.chars().count() > max_chars {
        return Err(FieldError::new(field, "field-too-long").with("max", max_chars));
    }
    // U+202A–202E and U+2066–2069 turn the direction of what follows: they make one name look like another.
    let turns = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if text.chars().any(|c| refused(c) || turns(c)) {
        return Err(FieldError::new(field, "field-invalid-characters"));
    }
    Ok(())
}

/// What a person chooses to be at sign-up. Staff roles are never chosen, only granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfileKind {
    /// Watches films.
    #[default]
    Viewer,
    /// Publishes their own films.
    Director,
    /// Publishes the films of a production company.
    Producer,
}

impl ProfileKind {
    /// Every kind, in the order of a form.
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Director, Self::Producer];

    /// The role it gives.
    pub const fn role(self) -> Role {
        match self {
            Self::Viewer => Role::Viewer,
            Self::Director => Role::Director,
            Self::Producer => Role::Producer,
        }
    }

    /// The kind of a form's word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.role().as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e_mails_are_trimmed_lowered_and_judged_by_shape() {
        for (text, expected) in [
            (" Afi.Kodjo+griot@Example.ORG ", Some("afi.kodjo+griot@example.org")),
            ("a@b.tg", Some("a@b.tg")),
            ("o'brien@example.org", Some("o'brien@example.org")),
            ("", None),
            ("a@b", None),
            ("a b@example.org", None),
            ("a@@example.org", None),
            (".a@example.org", None),
            ("a@-example.org", None),
            ("a@example..org", None),
            ("a@example.org\r\nBcc: x@example.org", None),
            ("a\0b@example.org", None),
            ("\"><script>@example.org", None),
            ("é@example.org", None),
        ] {
            let parsed = Email::parse("email", text).ok();
            assert_eq!(parsed.as_ref().map(Email::as_str), expected, "{text}");
        }
        assert!(Email::parse("email", &format!("{}@example.org", "a".repeat(65))).is_err());
    }

    #[test]
    fn visible_text_keeps_letters_of_every_language_and_no_tricks() {
        assert_eq!(visible_line("name", "  Ɛsi Ŋɔŋlɔ ", 80).unwrap(), "Ɛsi Ŋɔŋlɔ");
        for bad in ["", "   ", "a\u{202E}b", "a\nb", "a\0b"] {
            assert!(visible_line("name", bad, 80).is_err(), "{bad:?}");
        }
        assert!(visible_line("name", &"é".repeat(81), 80).is_err());
        assert_eq!(visible_text("bio", "un\r\ndeux\n", 80).unwrap(), "un\ndeux");
    }

    #[test]
    fn staff_is_no_profile_kind() {
        assert_eq!(ProfileKind::parse("director"), Some(ProfileKind::Director));
        assert_eq!(ProfileKind::parse("admin"), None);
    }
}
