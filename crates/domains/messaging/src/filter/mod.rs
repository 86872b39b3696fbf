//! Personal data in a text: telephone numbers, mail addresses, bank accounts, names on other networks, as written, in words, or disguised.
//!
//! Pure, and exact about what it found: every finding has a kind and the bytes of the text it stands for. What it reads is
//! `glyph` (signs in their plainest form), `token` (words and digits), `numeral` (numbers in words); what it finds is `phone` (with
//! `run`, `plan`, `cue`, `dates`), `mail`, `bank` and `handle`. A price, a date, a time, the number of an order and a list are none: the
//! tables in `tests/data/` say which texts are what.
//!
//! It does not read pictures, and not minds: who is set on passing a number finds a riddle that it does not solve.

mod bank;
mod cue;
mod dates;
mod glyph;
mod handle;
mod iban;
mod mail;
mod numeral;
mod phone;
mod plan;
mod run;
mod soup;
mod token;

#[cfg(test)]
mod tests;

use std::ops::Range;

use self::token::Token;
use crate::values::words;

words! {
    /// What kind of personal data was found.
    pub Kind {
        /// A telephone number.
        Phone = "phone",
        /// A mail address.
        Email = "email",
        /// The international number of a bank account.
        Iban = "iban",
        /// The national number of a bank account.
        Rib = "rib",
        /// A link to somebody, or their name, on `WhatsApp`, Telegram, Instagram and the like.
        Handle = "handle",
    }
}

/// Personal data in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// The bytes of the text it stands for.
    pub range: Range<usize>,
}

/// A text without its personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screened {
    /// The text, with [`MASK`] in the place of each finding.
    pub text: String,
    /// The kinds of what was masked, each once.
    pub kinds: Vec<Kind>,
    /// What was found, in the order of the text it was found in.
    pub findings: Vec<Finding>,
}

/// What stands where something was masked.
pub const MASK: &str = "•••";

/// How often a masked text is looked at again: what was apart may stand together after the first time.
const ROUNDS: usize = 8;

/// The personal data of a text, in its order; findings neither touch each other's bytes nor are empty.
pub fn find(text: &str) -> Vec<Finding> {
    let tokens = token::tokens(text);
    let read = numeral::read(tokens.clone());
    let mut found: Vec<Finding> = bank::find(&read).into_iter().map(|(kind, range)| Finding { kind, range }).collect();
    let of = |kind: Kind| move |range| Finding { kind, range };
    found.extend(mail::find(&tokens).into_iter().map(of(Kind::Email)));
    found.extend(handle::find(&tokens).into_iter().map(of(Kind::Handle)));
    found.extend(phone::find(&read, &addresses(&tokens)).into_iter().map(of(Kind::Phone)));
    apart(found)
}

/// The text with its personal data masked.
pub fn screen(text: &str) -> Screened {
    let findings = find(text);
    let mut screened = Screened { text: text.to_owned(), kinds: Vec::new(), findings: findings.clone() };
    let mut round = findings;
    for _ in 0..ROUNDS {
        if round.is_empty() {
            break;
        }
        screened.kinds.extend(round.iter().map(|finding| finding.kind));
        for finding in round.iter().rev() {
            screened.text.replace_range(finding.range.clone(), MASK);
        }
        round = find(&screened.text);
    }
    screened.kinds.sort_unstable();
    screened.kinds.dedup();
    screened
}

/// Findings in order. Of two that share bytes one remains, for both: of the kind that was looked for first.
fn apart(mut found: Vec<Finding>) -> Vec<Finding> {
    const ORDER: [Kind; 5] = [Kind::Iban, Kind::Rib, Kind::Email, Kind::Handle, Kind::Phone];
    let rank = |kind: Kind| ORDER.iter().position(|known| *known == kind);
    found.sort_by_key(|finding| (finding.range.start, finding.range.end));
    let mut apart: Vec<Finding> = Vec::new();
    for finding in found {
        match apart.last_mut().filter(|last| finding.range.start < last.range.end) {
            Some(last) => {
                last.range.end = last.range.end.max(finding.range.end);
                last.kind = if rank(finding.kind) < rank(last.kind) { finding.kind } else { last.kind };
            }
            None => apart.push(finding),
        }
    }
    apart
}

/// Where addresses of pages stand: digits in them are no telephone numbers.
fn addresses(tokens: &[Token]) -> Vec<Range<usize>> {
    let begins = |at: &usize| {
        let scheme = tokens[*at].is_word(&["http", "https"]) && tokens.get(at + 1).is_some_and(|token| token.is_sign(':'));
        scheme || (tokens[*at].is_word(&["www"]) && tokens.get(at + 1).is_some_and(|token| token.is_sign('.')))
    };
    let ends = |at: usize| at + tokens[at..].iter().take_while(|token| !token.is_blank()).count();
    (0..tokens.len()).filter(begins).map(|at| tokens[at].start..tokens[ends(at) - 1].end).collect()
}
