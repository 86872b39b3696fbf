//! Which passwords are accepted: long, not among the first ones an attacker tries, not the e-mail itself
//! (NIST SP 800-63B §5.1.1.2: length and a list of known ones, no composition rules).

use kernel::FieldError;

/// The least number of characters.
const MIN_CHARS: usize = 10;
/// The most number of bytes: hashing longer ones would only cost time.
const MAX_BYTES: usize = 256;

/// The beginnings and whole words that attackers try first.
const COMMON: &str = include_str!("common.txt");

/// Checks a new password of the account with this e-mail (empty when it is not known yet). `field` is the form field to complain about.
pub(crate) fn check(field: &'static str, password: &str, email: &str) -> Result<(), FieldError> {
    if password.chars().count() < MIN_CHARS {
        return Err(FieldError::new(field, "identity-password-too-short").with("min", MIN_CHARS));
    }
    if password.len() > MAX_BYTES {
        return Err(FieldError::new(field, "identity-password-too-long").with("max", MAX_BYTES));
    }
    let lower = password.to_lowercase();
    if contains_email(&lower, email) {
        return Err(FieldError::new(field, "identity-password-has-email"));
    }
    if is_common(&lower) {
        return Err(FieldError::new(field, "identity-password-common"));
    }
    Ok(())
}

/// The whole e-mail, or its part before the @ when that is long enough to mean something.
fn contains_email(lower: &str, email: &str) -> bool {
    let local = email.split('@').next().unwrap_or_default();
    (!email.is_empty() && lower.contains(email)) || (local.chars().count() >= 4 && lower.contains(local))
}

/// In the list, one character or a short pattern repeated, a run of the keyboard or of digits.
fn is_common(lower: &str) -> bool {
    let letters: String = lower.chars().filter(|c| c.is_alphanumeric()).collect();
    let core = letters.trim_end_matches(|c: char| c.is_ascii_digit());
    COMMON.lines().any(|word| word == lower || word == letters || (core.len() >= 4 && word == core))
        || is_repetition(lower)
        || is_run(lower)
}

fn is_repetition(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    (1..=4).any(|period| chars.iter().zip(chars.iter().skip(period)).all(|(a, b)| a == b))
}

fn is_run(text: &str) -> bool {
    const RUNS: [&str; 5] = [
        "01234567890123456789",
        "98765432109876543210",
        "abcdefghijklmnopqrstuvwxyz",
        "qwertyuiopasdfghjklzxcvbnm",
        "azertyuiopqsdfghjklmwxcvbn",
    ];
    RUNS.iter().any(|run| run.contains(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(password: &str) -> Option<&'static str> {
        check("password", password, "afi.kodjo@example.org").err().map(|error| error.code)
    }

    #[test]
    fn weak_passwords_are_refused_with_their_reason() {
        for (password, expected) in [
            ("court", Some("identity-password-too-short")),
            ("éééééééé9", Some("identity-password-too-short")),
            ("password123", Some("identity-password-common")),
            ("Motdepasse2026", Some("identity-password-common")),
            ("aaaaaaaaaaaa", Some("identity-password-common")),
            ("abcabcabcabc", Some("identity-password-common")),
            ("1234567890", Some("identity-password-common")),
            ("azertyuiop", Some("identity-password-common")),
            ("Afi.Kodjo2026!", Some("identity-password-has-email")),
            ("un grand fleuve lent", None),
            ("Kpalimé-1984-baobab", None),
        ] {
            assert_eq!(code(password), expected, "{password}");
        }
        assert_eq!(check("password", "un grand fleuve lent", ""), Ok(()));
        assert_eq!(code(&"x y".repeat(100)), Some("identity-password-too-long"));
    }
}
