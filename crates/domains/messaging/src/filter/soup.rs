//! Names with dots, however the signs between them are written: `gmail.com`, `gmail point com`, `wa (dot) me`.

use super::token::{Made, Token};

/// The tokens of a sign: `@` is one, `(at)` three.
pub(super) struct Sign {
    pub(super) end: usize,
    /// Whether it was written as a word, so that it is meant.
    pub(super) worded: bool,
    /// Whether a blank stands before or after it.
    pub(super) apart: (bool, bool),
}

/// A sign that begins at this token, blanks before it left out: itself, one of the words between brackets, or one of the words alone.
pub(super) fn sign(tokens: &[Token], at: usize, plain: char, bracketed: &[&str], alone: &[&str]) -> Option<Sign> {
    let begin = if tokens.get(at)?.made == Made::Space { at + 1 } else { at };
    let token = tokens.get(begin)?;
    let (last, worded) = if token.is_sign(plain) {
        (begin, false)
    } else if token.made == Made::Sign && "([{<-_*".contains(token.text.as_str()) {
        let inner = next(tokens, begin + 1)?;
        let close = next(tokens, inner + 1)?;
        let closes = tokens[close].made == Made::Sign && ")]}>-_*".contains(tokens[close].text.as_str());
        let known = tokens[inner].is_word(bracketed) || tokens[inner].is_word(alone) || tokens[inner].is_sign(plain);
        (closes && known).then_some((close, true))?
    } else if token.is_word(alone) && begin > at {
        (begin, true)
    } else {
        return None;
    };
    let after = tokens.get(last + 1).is_some_and(|token| token.made == Made::Space);
    Some(Sign { end: last + 1 + usize::from(after), worded, apart: (begin > at, after) })
}

fn next(tokens: &[Token], at: usize) -> Option<usize> {
    let at = if tokens.get(at)?.made == Made::Space { at + 1 } else { at };
    tokens.get(at).map(|_| at)
}

const DOT_WORDS: [&str; 3] = ["dot", "point", "pt"];

/// A dot that begins at this token.
pub(super) fn dot(tokens: &[Token], at: usize) -> Option<Sign> {
    sign(tokens, at, '.', &DOT_WORDS, &DOT_WORDS).filter(|dot| dot.worded || !dot.apart.1 || dot.apart.0)
}

/// A slash that begins at this token.
pub(super) fn slash(tokens: &[Token], at: usize) -> Option<Sign> {
    sign(tokens, at, '/', &["slash"], &["slash"])
}

/// A name with at least one dot.
pub(super) struct Domain {
    pub(super) labels: Vec<String>,
    /// The token after it.
    pub(super) end: usize,
    /// Whether a dot was written as a word.
    pub(super) worded: bool,
}

/// The name whose first part begins at this token.
pub(super) fn domain(tokens: &[Token], at: usize) -> Option<Domain> {
    let (first, mut end) = label(tokens, at)?;
    let mut domain = Domain { labels: vec![first], end, worded: false };
    while domain.labels.len() < 6 {
        let Some(dot) = dot(tokens, end) else { break };
        let Some((next, after)) = label(tokens, dot.end) else { break };
        domain.labels.push(next);
        domain.worded |= dot.worded;
        domain.end = after;
        end = after;
    }
    Some(domain)
}

/// Letters, digits and hyphens that stand together.
fn label(tokens: &[Token], at: usize) -> Option<(String, usize)> {
    let mut end = at;
    while tokens.get(end).is_some_and(|token| {
        token.is_name() || (end > at && token.is_sign('-') && tokens.get(end + 1).is_some_and(Token::is_name))
    }) {
        end += 1;
    }
    (end > at).then(|| (tokens[at..end].iter().map(|token| token.text.as_str()).collect(), end))
}
