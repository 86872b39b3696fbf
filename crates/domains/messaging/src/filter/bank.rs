//! Numbers of bank accounts: IBAN ([`iban`]) and RIB (the key that France, Morocco and the banks of the BCEAO share).

use std::ops::Range;

use super::{
    Kind, iban,
    token::{Made, Token},
};

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
    let iban = text.get(..2).and_then(iban::length).filter(|length| ends(*length) && text.get(..*length).is_some_and(is_iban));
    let rib = || [24, 23].into_iter().find(|length| ends(*length) && text.get(..*length).is_some_and(is_rib));
    iban.map(|length| (Kind::Iban, length)).or_else(|| rib().map(|length| (Kind::Rib, length)))
}

/// As written, or with letters that look like digits read as those.
fn is_iban(text: &str) -> bool {
    let read = |rest: &str| format!("{}{}", &text[..2], rest.replace('o', "0").replace(['i', 'l'], "1"));
    iban::is_iban(text) || text.get(2..).is_some_and(|rest| iban::is_iban(&read(rest)))
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
    fn the_key_tells_an_account_from_any_other_number() {
        for rib in ["20041010050500013m02606", "011519000001205000534921", "tg0090604310346500400070", "ci0080111301134291200589"]
        {
            assert!(is_rib(rib), "{rib}");
            let (rest, last) = rib.split_at(rib.len() - 1);
            assert!(!is_rib(&format!("{rest}{}", if last == "1" { "2" } else { "1" })), "{rib}");
        }
        assert!(!is_rib("000000000000000000000000"));
    }
}
