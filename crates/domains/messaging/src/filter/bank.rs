//! Numbers of bank accounts: IBAN (ISO 13616, mod 97) and RIB (the key that France, Morocco and the banks of the BCEAO share).

use std::ops::Range;

use super::{
    Kind,
    token::{Made, Token},
};

/// How long an IBAN is where our people bank; elsewhere every length is tried.
const LENGTHS: [(&str, usize); 22] = [
    ("tg", 28), ("bj", 28), ("ci", 28), ("sn", 28), ("ma", 28), ("fr", 27), ("ml", 28), ("bf", 28), ("ne", 28), ("gw", 25), ("cm", 27),
    ("ga", 27), ("tn", 24), ("dz", 26), ("be", 16), ("de", 22), ("es", 24), ("it", 27), ("ch", 21), ("gb", 22), ("lu", 20), ("nl", 18),
];

/// A letter or digit of a number, with where it stands.
struct Sign {
    sign: char,
    start: usize,
    end: usize,
    /// Whether something that may stand inside a number stands before it.
    apart: bool,
    /// Whether something else does.
    cut: bool,
}

/// Where numbers of accounts stand; `tokens` has numbers in words as digits.
pub(super) fn find(tokens: &[Token]) -> Vec<(Kind, Range<usize>)> {
    let signs = signs(tokens);
    let mut found = Vec::new();
    let mut at = 0;
    while at < signs.len() {
        let begins = at == 0 || signs[at].apart || signs[at].cut;
        match begins.then(|| number(&signs[at..])).flatten() {
            Some((kind, length)) => {
                found.push((kind, signs[at].start..signs[at + length - 1].end));
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

fn signs(tokens: &[Token]) -> Vec<Sign> {
    let mut signs: Vec<Sign> = Vec::new();
    let (mut apart, mut cut, mut between) = (false, false, 0);
    for token in tokens {
        if token.is_name() {
            for (place, sign) in token.text.chars().enumerate() {
                let here = place == 0;
                signs.push(Sign { sign, start: token.start, end: token.end, apart: here && apart, cut: here && cut });
            }
            (apart, cut, between) = (false, false, 0);
        } else {
            apart = true;
            between += 1;
            cut |= between > 3 || (token.made == Made::Sign && !"-./_,:|".contains(token.text.as_str()));
        }
    }
    signs
}

/// The number that begins here, and how many signs it has.
fn number(signs: &[Sign]) -> Option<(Kind, usize)> {
    let whole = 1 + signs.iter().skip(1).take(33).take_while(|sign| !sign.cut).count();
    let text: String = signs[..whole.min(signs.len())].iter().map(|sign| sign.sign).collect();
    // A number ends where something stands between it and the next sign.
    let ends = |length: usize| length <= whole && signs.get(length).is_none_or(|next| next.apart || next.cut);
    let iban = iban_lengths(&text).find(|length| ends(*length) && text.get(..*length).is_some_and(is_iban));
    let rib = || [24, 23].into_iter().find(|length| ends(*length) && text.get(..*length).is_some_and(is_rib));
    iban.map(|length| (Kind::Iban, length)).or_else(|| rib().map(|length| (Kind::Rib, length)))
}

fn iban_lengths(text: &str) -> impl Iterator<Item = usize> + use<> {
    let known = text.get(..2).and_then(|country| LENGTHS.iter().find(|(code, _)| *code == country)).map(|(_, length)| *length);
    let (from, to) = known.map_or((15, 34), |length| (length, length));
    (from..=to).rev()
}

/// Whether the check digits of an IBAN are right, as written or with letters that look like digits read as those.
fn is_iban(text: &str) -> bool {
    let (Some(country), Some(rest)) = (text.get(..2), text.get(2..)) else { return false };
    if !country.bytes().all(|letter| letter.is_ascii_lowercase()) || !text.is_ascii() {
        return false;
    }
    let read = |rest: &str| {
        let (Some(check), Some(account)) = (rest.get(..2), rest.get(2..)) else { return false };
        check.bytes().all(|digit| digit.is_ascii_digit()) && remainder(account.chars().chain(country.chars()).chain(check.chars())) == Some(1)
    };
    read(rest) || read(&rest.replace('o', "0").replace(['i', 'l'], "1"))
}

/// The remainder by 97 of letters as 10 to 35 and digits as themselves.
fn remainder(signs: impl Iterator<Item = char>) -> Option<u32> {
    signs.map(|sign| sign.to_digit(36)).try_fold(0, |sum, value| {
        let value = value?;
        Some((sum * if value > 9 { 100 } else { 10 } + value) % 97)
    })
}

/// Whether the key of a RIB is right: 23 signs in France, 24 in Morocco (digits) and with the BCEAO (a country's letters first).
fn is_rib(text: &str) -> bool {
    let letters = text.bytes().take_while(u8::is_ascii_lowercase).count();
    let digits = |part: Option<&str>| part.is_some_and(|part| part.bytes().all(|digit| digit.is_ascii_digit()));
    let shaped = match text.len() {
        23 => digits(text.get(..10)) && digits(text.get(21..)),
        24 => letters <= 2 && digits(text.get(letters..)),
        _ => false,
    };
    let varied = text.bytes().any(|sign| Some(&sign) != text.as_bytes().first());
    let value = |sign: char| sign.to_digit(36).map(|value| if value > 9 { letter_value(value - 10) } else { value });
    let sum = text.chars().map(value).try_fold(0, |sum, value| Some((sum * 10 + value?) % 97));
    shaped && varied && sum == Some(0)
}

/// A and J are 1, B, K and S are 2, and so on to R and Z, 9.
const fn letter_value(letter: u32) -> u32 {
    match letter {
        0..=8 => letter + 1,
        9..=17 => letter - 8,
        _ => letter - 16,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_tell_an_account_from_any_other_number() {
        for iban in ["fr1420041010050500013m02606", "tg53tg0090604310346500400070", "ma64011519000001205000534921", "sn08sn0100152000048500003035"] {
            assert!(is_iban(iban), "{iban}");
            assert!(is_rib(&iban[4..]), "{iban}");
            let wrong = iban.replacen('0', "1", 1);
            assert!(!is_iban(&wrong) && !is_rib(&wrong[4..]), "{wrong}");
        }
        assert!(!is_rib("000000000000000000000000"));
    }
}
