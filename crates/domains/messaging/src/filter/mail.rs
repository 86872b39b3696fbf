//! Mail addresses, also told: "kossi arobase gmail point com", "k o s s i (at) gmail (dot) com".

use std::ops::Range;

use super::{
    soup::{self, Domain, Sign},
    token::{Made, Token},
};

/// The services where people have an address: their name alone is enough.
const PERSONAL: [&str; 12] =
    ["gmail", "googlemail", "yahoo", "ymail", "hotmail", "outlook", "icloud", "proton", "protonmail", "gmx", "aol", "msn"];
/// Those whose name says other things as well.
const SERVICES: [&str; 8] = ["live", "zoho", "yandex", "laposte", "orange", "tutanota", "fastmail", "hey"];

/// Before "at gmail.com", these are no names.
const NO_NAMES: [&str; 36] = [
    "look",
    "looks",
    "looked",
    "looking",
    "me",
    "you",
    "us",
    "him",
    "her",
    "it",
    "them",
    "is",
    "are",
    "am",
    "was",
    "be",
    "available",
    "work",
    "works",
    "working",
    "meet",
    "account",
    "accounts",
    "email",
    "mail",
    "address",
    "adresse",
    "compte",
    "comptes",
    "ecris",
    "ecrire",
    "contact",
    "reach",
    "boite",
    "est",
    "suis",
];

/// Ends of names that a told address may have.
const ENDS: [&str; 48] = [
    "com", "fr", "tg", "bj", "ci", "sn", "ma", "net", "org", "io", "africa", "co", "info", "biz", "eu", "me", "tv", "app", "dev",
    "shop", "store", "online", "site", "pro", "mail", "uk", "us", "ca", "be", "ch", "de", "es", "it", "ng", "gh", "ml", "bf",
    "ne", "cm", "ga", "cd", "tn", "dz", "edu", "gov", "gouv", "tech", "cloud",
];

const AT_BRACKETED: [&str; 5] = ["at", "chez", "arobase", "arobas", "a"];
const AT_ALONE: [&str; 9] = ["arobase", "arobas", "arrobase", "arobaze", "arobasse", "arobaz", "at", "chez", "a"];

/// Where mail addresses stand.
pub(super) fn find(tokens: &[Token]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 1;
    while at < tokens.len() {
        match address(tokens, at) {
            Some((from, to)) => {
                found.push(tokens[from].start..tokens[to - 1].end);
                at = to;
            }
            None => at += 1,
        }
    }
    found
}

/// The first token of an address whose at-sign is here, and the one after it.
fn address(tokens: &[Token], at: usize) -> Option<(usize, usize)> {
    let sign = soup::sign(tokens, at, '@', &AT_BRACKETED, &AT_ALONE)?;
    let from = local_part(tokens, at)?;
    let domain = soup::domain(tokens, sign.end)?;
    let weak = tokens[at..sign.end].iter().find(|token| token.is_word(&["at", "chez", "a"]) && !is_bracketed(tokens, at));
    let meant = match weak {
        Some(word) => is_told(word, &tokens[at - 1], &domain),
        None => is_meant(&sign, &domain),
    };
    meant.then_some((from, domain.end))
}

fn is_bracketed(tokens: &[Token], at: usize) -> bool {
    let begin = at + usize::from(tokens[at].made == Made::Space);
    tokens.get(begin).is_some_and(|token| token.made == Made::Sign)
}

/// How the name of an address ends.
fn ends_well(domain: &Domain) -> bool {
    domain.labels.len() > 1 && domain.labels.last().is_some_and(|end| ENDS.contains(&end.as_str()))
}

/// Whether "at", "chez" or "à" is an at-sign, and not where somebody is, works or looks.
fn is_told(word: &Token, before: &Token, domain: &Domain) -> bool {
    let personal = PERSONAL.contains(&domain.labels[0].as_str());
    let name = !before.is_word(&NO_NAMES);
    let told = domain.worded && (personal || !word.is_word(&["a"]));
    ends_well(domain) && name && (told || (personal && !word.is_word(&["a"])))
}

/// Whether what stands around an at-sign is an address, and no mention of somebody.
fn is_meant(sign: &Sign, domain: &Domain) -> bool {
    let known = SERVICES.contains(&domain.labels[0].as_str()) || PERSONAL.contains(&domain.labels[0].as_str());
    let end = domain.labels.last().filter(|_| domain.labels.len() > 1);
    let any_end = end.is_some_and(|end| (2..=24).contains(&end.len()) && end.bytes().all(|letter| letter.is_ascii_lowercase()));
    match sign.apart {
        _ if sign.worded => known || ends_well(domain) || (domain.worded && any_end),
        (true, false) => known,
        (false, false) => known || any_end,
        _ => known || ends_well(domain),
    }
}

/// The first token of the name before an at-sign: letters, digits, and the signs between them.
fn local_part(tokens: &[Token], end: usize) -> Option<usize> {
    let mut from = end;
    while from > 0 {
        let before = &tokens[from - 1];
        let joins = before.made == Made::Sign && "._-+".contains(before.text.as_str()) && from < end;
        if before.is_name() || joins {
            from -= 1;
        } else if let Some(start) = told_dot(tokens, from).filter(|_| from < end) {
            from = start;
        } else {
            break;
        }
    }
    (from < end && tokens[from].is_name()).then_some(from)
}

/// The name before a dot in words that ends before this token: "afi point koffi".
fn told_dot(tokens: &[Token], from: usize) -> Option<usize> {
    let [name, gap, word, blank] = tokens.get(from.checked_sub(4)?..from)? else { return None };
    let is_dot = gap.made == Made::Space && blank.made == Made::Space && word.is_word(&["point", "dot", "tiret", "underscore"]);
    (is_dot && name.is_name()).then(|| from - 4)
}
