//! Which digits are a telephone number: the numbering plans of the countries our people live in, and what is international.
//!
//! Togo (ARCEP, 8 digits), Benin (ARCEP: 10 digits since November 2024, and the 8 before), Côte d'Ivoire (ARTCI, 10 digits since 2021),
//! Senegal (ARTP, 9), Morocco (ANRT, 9 after the 0), France (Arcep, 9 after the 0). Abroad: E.164, 8 to 15 digits.

/// How a number was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plan {
    /// With the code of its country, one of ours, and all its digits.
    Complete,
    /// With a `+` or `00` and a plausible length.
    Foreign,
    /// As one dials it at home.
    Local,
}

/// The calling codes of our countries.
const CODES: [&str; 6] = ["228", "229", "225", "221", "212", "33"];

/// What these digits are. `plus`: a `+` stood before them.
pub(super) fn plan(digits: &str, plus: bool) -> Option<Plan> {
    let (abroad, rest) = match digits.strip_prefix("00") {
        Some(rest) if rest.len() >= 10 => (true, rest),
        _ => (plus, digits),
    };
    let known = CODES.iter().find_map(|code| rest.strip_prefix(code).map(|national| (*code, national)));
    if known.is_some_and(|(code, national)| is_national(code, national)) {
        return Some(Plan::Complete);
    }
    if abroad {
        let fits = (8..=15).contains(&rest.len()) && !rest.starts_with('0');
        return fits.then_some(Plan::Foreign);
    }
    is_local(digits).then_some(Plan::Local)
}

/// Whether these digits follow the code of one of our countries. A 0 that is dialled at home only may stand before them.
fn is_national(code: &str, national: &str) -> bool {
    let without_zero = national.strip_prefix('0').unwrap_or(national);
    match code {
        "228" => is_togo(national),
        "229" => is_benin(national),
        "225" => is_ivory_coast(national),
        "221" => is_senegal(national),
        "212" => without_zero.len() == 9 && starts(without_zero, "5678"),
        "33" => without_zero.len() == 9 && starts(without_zero, "123456789"),
        _ => false,
    }
}

fn is_local(digits: &str) -> bool {
    let from_zero = digits.len() == 10 && digits.starts_with('0') && starts(&digits[1..], "123456789");
    from_zero || is_togo(digits) || is_benin(digits) || is_ivory_coast(digits) || is_senegal(digits)
}

fn starts(digits: &str, first: &str) -> bool {
    digits.chars().next().is_some_and(|digit| first.contains(digit))
}

fn is_togo(digits: &str) -> bool {
    digits.len() == 8 && (starts(digits, "79") || (digits.starts_with('2') && starts(&digits[1..], "234567")))
}

fn is_benin(digits: &str) -> bool {
    (digits.len() == 8 && starts(digits, "4569"))
        || (digits.len() == 10 && digits.starts_with("01") && starts(&digits[2..], "24569"))
}

fn is_ivory_coast(digits: &str) -> bool {
    digits.len() == 10 && ["01", "05", "07", "21", "25", "27"].iter().any(|prefix| digits.starts_with(prefix))
}

fn is_senegal(digits: &str) -> bool {
    digits.len() == 9 && ["70", "71", "75", "76", "77", "78", "30", "33"].iter().any(|prefix| digits.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_our_countries_are_known() {
        for local in ["90123456", "22213456", "0190123456", "97123456", "0707123456", "771234567", "338210000", "0612345678"] {
            assert_eq!(plan(local, false), Some(Plan::Local), "{local}");
        }
        for complete in
            ["22890123456", "0022890123456", "2290197123456", "2250707123456", "221771234567", "212612345678", "330612345678"]
        {
            assert_eq!(plan(complete, false), Some(Plan::Complete), "{complete}");
        }
        assert_eq!(plan("14155550123", true), Some(Plan::Foreign));
        for none in ["12345678", "1234567", "123456789", "2024001234", "9012345", "901234567890", "33123"] {
            assert_eq!(plan(none, false), None, "{none}");
        }
    }
}
