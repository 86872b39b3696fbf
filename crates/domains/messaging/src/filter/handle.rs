//! Where somebody is reached outside: links of `WhatsApp`, Telegram, Instagram, and names said to be theirs there.

use std::ops::Range;

use super::{
    soup::{self, Domain},
    token::{Made, Token},
};

/// Hosts whose every address is somebody's.
const HOSTS: [&str; 16] = [
    "wa.me",
    "wa.link",
    "t.me",
    "telegram.me",
    "telegram.dog",
    "api.whatsapp.com",
    "chat.whatsapp.com",
    "web.whatsapp.com",
    "whatsapp.com",
    "ig.me",
    "m.me",
    "signal.me",
    "signal.group",
    "snapchat.com",
    "viber.me",
    "call.whatsapp.com",
];
/// The host whose addresses are somebody's, but for those of what they show.
const INSTAGRAM: [&str; 2] = ["instagram.com", "instagr.am"];
const SHOWN: [&str; 8] = ["p", "reel", "reels", "stories", "explore", "tv", "about", "legal"];

const NETWORKS: [&str; 18] = [
    "whatsapp",
    "watsapp",
    "whatsap",
    "wathsapp",
    "wa",
    "wsp",
    "telegram",
    "insta",
    "instagram",
    "ig",
    "snap",
    "snapchat",
    "signal",
    "messenger",
    "telegramme",
    "tg",
    "dm",
    "viber",
];
/// Where a name before the network is somebody's to write to, and not a page to look at.
const PRIVATE: [&str; 9] = ["whatsapp", "watsapp", "whatsap", "wathsapp", "telegram", "snap", "snapchat", "signal", "messenger"];
const NAMED: [&str; 20] = [
    "c",
    "est",
    "is",
    "moi",
    "me",
    "sur",
    "on",
    "mon",
    "my",
    "pseudo",
    "handle",
    "user",
    "username",
    "nom",
    "compte",
    "id",
    "add",
    "ajoute",
    "name",
    "identifiant",
];
/// After these a name may stand without `@`.
const SAYS: [&str; 8] = ["est", "is", "pseudo", "handle", "user", "username", "id", "identifiant"];
/// Whoever asks for these asks to show a name, not to write to it.
const SHOW: [&str; 22] = [
    "tag",
    "tague",
    "taguer",
    "taguez",
    "tags",
    "tagging",
    "mention",
    "mentions",
    "mentionne",
    "mentionner",
    "mentionnez",
    "identifie",
    "identifier",
    "identifiez",
    "credit",
    "credite",
    "creditez",
    "hashtag",
    "story",
    "stories",
    "repost",
    "page",
];

/// Where links and names stand.
pub(super) fn find(tokens: &[Token]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        if tokens[at].made == Made::Word && (at == 0 || !is_inside(tokens, at)) {
            found.extend(link(tokens, at));
        }
        if tokens[at].is_word(&NETWORKS) {
            found.extend(name_after(tokens, at));
        }
        if tokens[at].is_word(&PRIVATE) {
            found.extend(name_before(tokens, at));
        }
    }
    found
}

/// Whether the token goes on with a name that began before it.
fn is_inside(tokens: &[Token], at: usize) -> bool {
    let before = &tokens[at - 1];
    before.is_name() || (before.is_sign('.') && at > 1 && tokens[at - 2].is_name() && !tokens[at - 2].is_word(&["www"]))
}

/// A link that begins here, with its `https://`.
fn link(tokens: &[Token], at: usize) -> Option<Range<usize>> {
    let domain = soup::domain(tokens, at)?;
    let host = host(&domain);
    let instagram = INSTAGRAM.contains(&host.as_str());
    if !instagram && !HOSTS.contains(&host.as_str()) {
        return None;
    }
    let slash = soup::slash(tokens, domain.end)?;
    let length = tokens[slash.end..].iter().take_while(|token| !token.is_blank()).count();
    let first = tokens.get(slash.end).filter(|token| token.is_name() || token.is_sign('+') || token.is_sign('@'))?;
    if length == 0 || (instagram && SHOWN.contains(&first.text.as_str())) {
        return None;
    }
    Some(tokens[scheme(tokens, at)].start..tokens[slash.end + length - 1].end)
}

fn host(domain: &Domain) -> String {
    let labels = domain.labels.iter().skip_while(|label| *label == "www");
    labels.map(String::as_str).collect::<Vec<_>>().join(".")
}

/// The first token of the scheme before a host, or of the host.
fn scheme(tokens: &[Token], at: usize) -> usize {
    let found = at.checked_sub(4).filter(|from| {
        tokens[*from].is_word(&["http", "https"])
            && tokens[from + 1].is_sign(':')
            && tokens[from + 2].is_sign('/')
            && tokens[from + 3].is_sign('/')
    });
    found.unwrap_or(at)
}

/// The name that the words after a network say is somebody's there.
fn name_after(tokens: &[Token], network: usize) -> Option<Range<usize>> {
    if shows(tokens, network) {
        return None;
    }
    let mut said = false;
    for at in network + 1..tokens.len().min(network + 10) {
        let token = &tokens[at];
        if token.is_sign('@') {
            return name(tokens, at + 1).map(|end| token.start..tokens[end - 1].end);
        }
        if said && token.is_name() && !token.is_word(&NAMED) {
            let end = name(tokens, at)?;
            return is_chosen(&tokens[at..end]).then(|| token.start..tokens[end - 1].end);
        }
        if at == network + 2 && token.made == Made::Word && !token.is_word(&NAMED) {
            let end = name(tokens, at)?;
            return is_invented(&tokens[at..end]).then(|| token.start..tokens[end - 1].end);
        }
        said |= token.is_sign(':') || token.is_sign('=') || token.is_word(&SAYS);
        let passes = token.made == Made::Space
            || (token.made == Made::Sign && ":=-'>".contains(token.text.as_str()))
            || token.is_word(&NAMED);
        if !passes {
            return None;
        }
    }
    None
}

/// `@name` before "sur Telegram", "on `WhatsApp`".
fn name_before(tokens: &[Token], network: usize) -> Option<Range<usize>> {
    let [at_end, blank, on, gap] = tokens.get(network.checked_sub(4)?..network)? else { return None };
    let said =
        on.is_word(&["sur", "on", "via", "par"]) && blank.made == Made::Space && gap.made == Made::Space && at_end.is_name();
    let begin = tokens[..network - 3].iter().rposition(Token::is_blank).map_or(0, |blank| blank + 1);
    (said && tokens[begin].is_sign('@') && !shows(tokens, begin)).then(|| tokens[begin].start..at_end.end)
}

/// Whether the words before ask to show a name.
fn shows(tokens: &[Token], at: usize) -> bool {
    tokens[..at].iter().rev().filter(|token| token.made == Made::Word).take(6).any(|token| token.is_word(&SHOW))
}

/// The token after the name that begins here: letters, digits, dots, underscores; three signs at least, and a letter among them.
fn name(tokens: &[Token], at: usize) -> Option<usize> {
    let joins = |token: &Token| token.made == Made::Sign && "._-".contains(token.text.as_str());
    let mut end = at;
    while tokens.get(end).is_some_and(|token| token.is_name() || joins(token)) {
        end += 1;
    }
    while end > at && joins(&tokens[end - 1]) {
        end -= 1;
    }
    let length: usize = tokens.get(at..end)?.iter().map(|token| token.text.len()).sum();
    (length >= 3 && tokens[at..end].iter().any(|token| token.made == Made::Word)).then_some(end)
}

/// Whether a name is one that somebody chose, and no word of the sentence: digits or signs are in it, and more letters than a unit has.
fn is_chosen(name: &[Token]) -> bool {
    letters(name) >= 3 && name.iter().any(|token| token.made != Made::Word)
}

/// Whether nothing but a chosen name looks like this: `kossi_mode`, `kossi228`.
fn is_invented(name: &[Token]) -> bool {
    letters(name) >= 4 && name.iter().any(|token| token.is_sign('_') || (token.made == Made::Digits && token.text.len() > 1))
}

fn letters(name: &[Token]) -> usize {
    name.iter().filter(|token| token.made == Made::Word).map(|token| token.text.len()).sum()
}
