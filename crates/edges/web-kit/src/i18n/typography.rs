//! French typography on the interface's own texts; what people wrote is never touched.

use std::borrow::Cow;

const NARROW: char = '\u{202F}';
const WIDE: char = '\u{00A0}';

/// Narrow no-break space before `; ! ?`, no-break space before `:` and inside « », ’ between letters, … as one sign.
pub fn french(text: &str) -> Cow<'_, str> {
    if !text.contains([' ', '\'']) && !text.contains("...") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text.chars().peekable();
    let mut previous = ' ';
    while let Some(sign) = rest.next() {
        let next = rest.peek().copied();
        let set = match (sign, next) {
            (' ', Some(';' | '!' | '?')) => NARROW,
            (' ', Some(':' | '»')) => WIDE,
            (' ', _) if previous == '«' => WIDE,
            ('\'', _) => apostrophe(previous, next),
            _ => sign,
        };
        out.push(set);
        previous = set;
    }
    Cow::Owned(out.replace("...", "…"))
}

/// ’ between letters and … as one sign.
pub(super) fn english(text: &str) -> Cow<'_, str> {
    if !text.contains('\'') && !text.contains("...") {
        return Cow::Borrowed(text);
    }
    let signs: Vec<char> = text.chars().collect();
    let out: String = signs
        .iter()
        .enumerate()
        .map(|(at, sign)| match sign {
            '\'' => apostrophe(if at == 0 { ' ' } else { signs[at - 1] }, signs.get(at + 1).copied()),
            other => *other,
        })
        .collect();
    Cow::Owned(out.replace("...", "…"))
}

fn apostrophe(previous: char, next: Option<char>) -> char {
    // The next piece may be a value (`d'{ $name }`), so a letter before is enough.
    let follows = next.is_none_or(|sign| sign.is_alphanumeric() || sign == '«' || sign == ' ');
    if previous.is_alphanumeric() && follows { '’' } else { '\'' }
}
