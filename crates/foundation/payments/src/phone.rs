//! Telephone numbers, in E.164 (ITU-T) once they are read.

use phonenumber::{Mode, country};

/// A number that can exist, in E.164: `+22890123456`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// Reads a number as people write it: with or without the country's prefix, with spaces, dots or hyphens.
    pub fn parse(typed: &str, country: &str) -> Option<Self> {
        if typed.len() > 40 {
            return None;
        }
        let home: Option<country::Id> = country.to_ascii_uppercase().parse().ok();
        let number = phonenumber::parse(home, typed).ok()?;
        phonenumber::is_valid(&number).then(|| Self(number.format().mode(Mode::E164).to_string()))
    }

    /// The number, with its `+`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Most of a number or an address hidden: enough to recognise one's own.
pub(crate) fn mask(party: &str) -> String {
    let chars: Vec<char> = party.chars().collect();
    let shown = 4.min(chars.len() / 3);
    let (start, end) = (chars.iter().take(shown), chars.iter().skip(chars.len().saturating_sub(2)));
    start.chain(&['…']).chain(end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (typed, country, expected) in [
            ("90 12 34 56", "TG", "+22890123456"),
            ("+228 90-12-34-56", "TG", "+22890123456"),
            ("00228 90123456", "TG", "+22890123456"),
            ("01 97 12 34 56", "BJ", "+2290197123456"),
            ("07 07 12 34 56", "CI", "+2250707123456"),
            ("06 12 34 56 78", "FR", "+33612345678"),
            ("0612345678", "MA", "+212612345678"),
            ("+22890123456", "FR", "+22890123456"),
            ("+46 73 312 34 53", "TG", "+46733123453"),
        ] {
            assert_eq!(Phone::parse(typed, country).as_ref().map(Phone::as_str), Some(expected), "{typed}");
        }
        for typed in ["", "12", "90 12 34", "abc", "+228 901234567890123", "+999 12345678", &"9".repeat(50)] {
            assert_eq!(Phone::parse(typed, "TG"), None, "{typed}");
        }
    }

    #[test]
    fn a_masked_number_shows_its_ends_only() {
        assert_eq!(mask("+22890123456"), "+228…56");
        assert_eq!(mask("ab"), "…ab");
    }
}
