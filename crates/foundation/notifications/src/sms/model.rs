//! What a text is made of. Pure.

use jiff::SignedDuration;
use phonenumber::{Mode, country};

/// How long a code is good for, and how often it may be tried.
pub(super) const CODE_LASTS: SignedDuration = SignedDuration::from_mins(10);
pub(super) const CODE_ATTEMPTS_MAX: i16 = 5;

/// A text of the GSM alphabet has 160 letters (3GPP TS 23.038); two parts are enough for a title and a link.
const TITLE_LETTERS_MAX: usize = 150;

/// Reads a number as people write it, with or without its country; E.164.
pub(super) fn parse(typed: &str, home: &str) -> Option<String> {
    if typed.len() > 40 {
        return None;
    }
    let home: Option<country::Id> = home.to_ascii_uppercase().parse().ok();
    let number = phonenumber::parse(home, typed).ok()?;
    phonenumber::is_valid(&number).then(|| number.format().mode(Mode::E164).to_string())
}

/// What a notice says in a text.
pub(super) fn notice(product: &str, title: &str, link: &str) -> String {
    let title: String = plain(title).chars().take(TITLE_LETTERS_MAX).collect();
    format!("{product}: {title} {link}")
}

/// In letters of the GSM alphabet where there are such: one other letter makes a text twice as dear.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\u{A0}' | '\u{202F}' | '\n' | '\r' | '\t' => out.push(' '),
            '’' | '‘' => out.push('\''),
            '«' | '»' | '“' | '”' => out.push('"'),
            '–' | '—' => out.push('-'),
            '…' => out.push_str("..."),
            'â' | 'á' | 'ã' => out.push('a'),
            'ê' | 'ë' | 'ɛ' => out.push('e'),
            'î' | 'ï' | 'í' => out.push('i'),
            'ô' | 'ó' | 'õ' | 'ɔ' => out.push('o'),
            'û' | 'ú' => out.push('u'),
            'ç' => out.push('c'),
            'œ' => out.push_str("oe"),
            'À' | 'Â' => out.push('A'),
            'Ê' | 'È' | 'Ë' => out.push('E'),
            'Î' | 'Ï' => out.push('I'),
            'Ô' => out.push('O'),
            'Œ' => out.push_str("OE"),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (typed, number) in [
            ("90 12 34 56", "+22890123456"),
            ("+228 90-12-34-56", "+22890123456"),
            ("00228 90123456", "+22890123456"),
            ("+33 6 12 34 56 78", "+33612345678"),
        ] {
            assert_eq!(parse(typed, "TG").as_deref(), Some(number), "{typed}");
        }
        for typed in ["", "12", "abc", "+999 12345678", &"9".repeat(50)] {
            assert_eq!(parse(typed, "TG"), None, "{typed}");
        }
    }

    #[test]
    fn a_text_is_in_letters_that_cost_once() {
        let text =
            notice("Karangou", "Vous êtes remboursé : 12\u{202F}500\u{A0}FCFA pour « L’autre rive »", "https://griot.example/x");
        assert_eq!(text, "Karangou: Vous etes remboursé : 12 500 FCFA pour \" L'autre rive \" https://griot.example/x");
        assert!(notice("K", &"é".repeat(500), "l").chars().count() < 160);
    }
}
