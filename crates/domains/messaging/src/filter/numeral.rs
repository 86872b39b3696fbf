//! Numbers written in words, French and English, as the digits they stand for.
//!
//! Told one after the other, "quatre-vingt-dix, zéro un" is 90 01: each number keeps its own digits, and nothing is added up.

use super::token::{Made, Token};

const UNITS: [(&str, u32); 40] = [
    ("zero", 0),
    ("zeros", 0),
    ("nought", 0),
    ("nil", 0),
    ("un", 1),
    ("une", 1),
    ("one", 1),
    ("deux", 2),
    ("two", 2),
    ("trois", 3),
    ("three", 3),
    ("quatre", 4),
    ("four", 4),
    ("cinq", 5),
    ("five", 5),
    ("six", 6),
    ("sept", 7),
    ("seven", 7),
    ("huit", 8),
    ("eight", 8),
    ("neuf", 9),
    ("nine", 9),
    ("dix", 10),
    ("ten", 10),
    ("onze", 11),
    ("eleven", 11),
    ("douze", 12),
    ("twelve", 12),
    ("treize", 13),
    ("thirteen", 13),
    ("quatorze", 14),
    ("fourteen", 14),
    ("quinze", 15),
    ("fifteen", 15),
    ("seize", 16),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("katre", 4),
];

const TENS: [(&str, u32); 20] = [
    ("vingt", 20),
    ("vingts", 20),
    ("twenty", 20),
    ("trente", 30),
    ("thirty", 30),
    ("quarante", 40),
    ("forty", 40),
    ("fourty", 40),
    ("cinquante", 50),
    ("fifty", 50),
    ("soixante", 60),
    ("sixty", 60),
    ("septante", 70),
    ("seventy", 70),
    ("huitante", 80),
    ("octante", 80),
    ("eighty", 80),
    ("nonante", 90),
    ("ninety", 90),
    ("ninty", 90),
];

/// The same tokens, with numbers in words as digits.
pub(super) fn read(tokens: Vec<Token>) -> Vec<Token> {
    let mut read = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        if let Some((digits, next)) = number(&tokens, at) {
            let (first, last) = (&tokens[at], &tokens[next - 1]);
            read.push(Token { made: Made::Digits, text: digits, start: first.start, end: last.end, spelled: true });
            at = next;
        } else {
            read.push(tokens[at].clone());
            at += 1;
        }
    }
    look_alikes(&mut read);
    read
}

/// The digits of the number that begins here, and where the text goes on.
fn number(tokens: &[Token], at: usize) -> Option<(String, usize)> {
    repeated(tokens, at).or_else(|| hundreds(tokens, at)).or_else(|| {
        let (value, next) = below_hundred(tokens, at)?;
        Some((value.to_string(), next))
    })
}

/// "double six", "triple zéro", "deux fois sept", and the same with digits.
fn repeated(tokens: &[Token], at: usize) -> Option<(String, usize)> {
    let (times, next) = match tokens[at].text.as_str() {
        "double" | "doubles" => (2, after_gap(tokens, at + 1)?),
        "triple" | "triples" => (3, after_gap(tokens, at + 1)?),
        "deux" | "trois" | "quatre" => {
            let times = unit(&tokens[at])?;
            let fois = after_gap(tokens, at + 1).filter(|at| tokens[*at].is_word(&["fois"]))?;
            (usize::try_from(times).ok()?, after_gap(tokens, fois + 1)?)
        }
        _ => return None,
    };
    let token = &tokens[next];
    let digit = if token.made == Made::Digits && token.text.len() == 1 { token.text.clone() } else { unit(token)?.to_string() };
    Some((digit.repeat(times), next + 1))
}

/// "deux cent vingt-huit", "two hundred and twenty eight".
fn hundreds(tokens: &[Token], at: usize) -> Option<(String, usize)> {
    let (count, hundred) = match unit(&tokens[at]).filter(|count| (2..=9).contains(count)) {
        Some(count) => (count, after_gap(tokens, at + 1)?),
        None => (1, at),
    };
    if !tokens[hundred].is_word(&["cent", "cents", "hundred"]) {
        return None;
    }
    let and = after_gap(tokens, hundred + 1).filter(|at| tokens[*at].is_word(&["and"]));
    let rest = after_gap(tokens, and.unwrap_or(hundred) + 1).and_then(|at| below_hundred(tokens, at));
    let (value, next) = rest.filter(|(value, _)| *value > 0).unwrap_or((0, hundred + 1));
    Some(((100 * count + value).to_string(), next))
}

fn below_hundred(tokens: &[Token], at: usize) -> Option<(u32, usize)> {
    let (tens, next) = tens(tokens, at).or_else(|| teens(tokens, at))?;
    if tens < 20 {
        return Some((tens, next));
    }
    // "vingt et un", "soixante et onze"; after sixty and eighty the French go on to nineteen.
    let most = if tens == 60 || tens == 80 { 19 } else { 9 };
    let and = after_gap(tokens, next).filter(|at| tokens[*at].is_word(&["et"]));
    let found = after_gap(tokens, and.map_or(next, |and| and + 1)).and_then(|at| Some((teens(tokens, at)?, at)));
    match found.filter(|((value, _), _)| (1..=most).contains(value)) {
        Some(((value, next), _)) => Some((tens + value, next)),
        None => Some((tens, next)),
    }
}

fn tens(tokens: &[Token], at: usize) -> Option<(u32, usize)> {
    let token = &tokens[at];
    if token.is_word(&["quatre"]) {
        let vingt = after_gap(tokens, at + 1).filter(|at| tokens[*at].is_word(&["vingt", "vingts"]))?;
        return Some((80, vingt + 1));
    }
    TENS.iter().find(|(word, _)| token.is_word(&[word])).map(|(_, value)| (*value, at + 1))
}

/// One to nineteen, "dix-sept" to "dix-neuf" among them.
fn teens(tokens: &[Token], at: usize) -> Option<(u32, usize)> {
    let value = unit(&tokens[at])?;
    let more = after_gap(tokens, at + 1).and_then(|at| Some((unit(&tokens[at])?, at)));
    match more.filter(|(more, _)| value == 10 && tokens[at].is_word(&["dix"]) && (7..=9).contains(more)) {
        Some((more, at)) => Some((10 + more, at + 1)),
        None => Some((value, at + 1)),
    }
}

fn unit(token: &Token) -> Option<u32> {
    (token.made == Made::Word).then(|| UNITS.iter().find(|(word, _)| *word == token.text))?.map(|(_, value)| *value)
}

/// The token after one blank or one hyphen.
fn after_gap(tokens: &[Token], at: usize) -> Option<usize> {
    let gap = tokens.get(at)?;
    let next = if gap.made == Made::Space || gap.is_sign('-') { at + 1 } else { return None };
    tokens.get(next).filter(|token| token.is_name()).map(|_| next)
}

/// Letters that stand for digits among digits: `9O l2`.
fn look_alikes(tokens: &mut [Token]) {
    for at in 0..tokens.len() {
        let token = &tokens[at];
        if token.made != Made::Word || token.text.len() > 3 {
            continue;
        }
        let digit =
            |place: Option<usize>| place.and_then(|place| tokens.get(place)).is_some_and(|token| token.made == Made::Digits);
        let blank =
            |place: Option<usize>| place.and_then(|place| tokens.get(place)).is_some_and(|token| token.made == Made::Space);
        let (before, after) = (at.checked_sub(1), Some(at + 1));
        let glued = digit(before) || digit(after);
        let left = digit(before) || (blank(before) && digit(at.checked_sub(2)));
        let right = digit(after) || (blank(after) && digit(Some(at + 2)));
        let zeros = token.is_word(&["o", "oo", "oh", "ooo"]);
        let held = digit(before) && digit(after);
        let reads = |letter| "oil".contains(letter) || (glued && "sbz".contains(letter)) || (held && letter == 'e');
        let letters = token.text.chars().all(reads);
        if (left && right && (zeros || (glued && letters))) || (zeros && glued) || (letters && digit(after) && left) {
            let text = token.text.chars().filter_map(look_alike).collect();
            tokens[at] = Token { made: Made::Digits, text, spelled: true, ..token.clone() };
        }
    }
}

/// The digit that a letter looks like; an h only follows an o.
const fn look_alike(letter: char) -> Option<char> {
    match letter {
        'o' => Some('0'),
        'e' => Some('3'),
        'i' | 'l' => Some('1'),
        's' => Some('5'),
        'b' => Some('8'),
        'z' => Some('2'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::token::tokens, *};

    fn digits(text: &str) -> String {
        let read = read(tokens(text));
        let digits: Vec<_> = read.iter().filter(|token| token.made == Made::Digits).map(|token| token.text.as_str()).collect();
        digits.join(" ")
    }

    #[test]
    fn numbers_in_words_are_read_in_french_and_english() {
        for (text, wanted) in [
            ("quatre-vingt-dix zéro un", "90 0 1"),
            ("quatre vingt dix-sept", "97"),
            ("soixante et onze, soixante-douze", "71 72"),
            ("soixante dix neuf vingt et un", "79 21"),
            ("septante huit nonante-neuf", "78 99"),
            ("quatre-vingts quatre", "84"),
            ("deux cent vingt-huit", "228"),
            ("two hundred and twenty eight", "228"),
            ("nine zero ninety-one", "9 0 91"),
            ("double six triple zéro", "66 000"),
            ("double 7 deux fois trois", "77 33"),
            ("z e r o  s i x", "0 6"),
            ("9O l2", "9 0 1 2"),
            ("9 oh 1", "9 0 1"),
            ("une belle photo", "1"),
        ] {
            assert_eq!(digits(text), wanted, "{text}");
        }
    }
}
