//! The part of a text where the searched words stand, with those words told apart.

use unicode_normalization::UnicodeNormalization as _;

use super::view::{Excerpt, Piece};

/// How much text is shown, in characters.
const LENGTH: usize = 180;
/// How much of it stands before the first found word.
const LEAD: usize = 40;

/// The excerpt of a text around the first searched word; empty when none of them is in it.
pub(super) fn of(text: &str, words: &str) -> Excerpt {
    let wanted: Vec<String> =
        words.split(|letter: char| !letter.is_alphanumeric()).map(stem).filter(|word| word.len() >= 2).collect();
    let tokens = tokens(text);
    let found = |token: &str| {
        let folded = folded(token);
        wanted.iter().any(|word| folded.starts_with(word.as_str()))
    };
    let Some(first) = tokens.iter().position(|token| found(token)) else { return Excerpt::default() };
    let start = start_before(&tokens, first);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut shown = 0;
    if start > 0 {
        pieces.push(Piece { text: "… ".to_owned(), found: false });
    }
    for token in &tokens[start..] {
        if shown >= LENGTH {
            push(&mut pieces, "…", false);
            break;
        }
        shown += token.chars().count();
        push(&mut pieces, token, found(token));
    }
    Excerpt { pieces }
}

fn start_before(tokens: &[&str], first: usize) -> usize {
    let mut start = first;
    let mut lead = 0;
    while start > 0 && lead < LEAD {
        start -= 1;
        lead += tokens[start].chars().count();
    }
    // Not in the middle of a run of blanks and signs.
    if start > 0 && tokens[start].starts_with(|letter: char| !letter.is_alphanumeric()) { start + 1 } else { start }
}

fn push(pieces: &mut Vec<Piece>, text: &str, found: bool) {
    match pieces.last_mut() {
        Some(last) if last.found == found => last.text.push_str(text),
        _ => pieces.push(Piece { text: text.to_owned(), found }),
    }
}

/// Words and what stands between them, in order; joined they are the text.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut in_word = None;
    for (at, letter) in text.char_indices() {
        let word = letter.is_alphanumeric() || unicode_normalization::char::is_combining_mark(letter);
        if in_word.is_some_and(|before| before != word) {
            tokens.push(&text[start..at]);
            start = at;
        }
        in_word = Some(word);
    }
    if start < text.len() {
        tokens.push(&text[start..]);
    }
    tokens
}

/// A word without accents, in lower case.
fn folded(word: &str) -> String {
    word.nfd().filter(|letter| !unicode_normalization::char::is_combining_mark(*letter)).flat_map(char::to_lowercase).collect()
}

/// What the forms of a word share, roughly: without the ending of a plural or a feminine.
fn stem(word: &str) -> String {
    let folded = folded(word);
    let ended = folded.trim_end_matches(['s', 'x', 'e']);
    if ended.chars().count() >= 4 { ended.to_owned() } else { folded }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(text: &str, words: &str) -> String {
        of(text, words)
            .pieces
            .iter()
            .map(|piece| if piece.found { format!("[{}]", piece.text) } else { piece.text.clone() })
            .collect()
    }

    #[test]
    fn found_words_are_told_apart_whatever_their_accents_and_endings() {
        assert_eq!(marked("Une pêcheuse de Lomé.", "pecheuses lome"), "Une [pêcheuse] de [Lomé].");
        assert_eq!(marked("Rien ici.", "baobab"), "");
        let long = format!("{} le baobab {}", "mot ".repeat(60), "fin ".repeat(90));
        let shown = marked(&long, "baobab");
        assert!(shown.starts_with("… ") && shown.contains("[baobab]") && shown.ends_with('…'), "{shown}");
        assert!(shown.chars().count() < 260);
    }

    proptest! {
        #[test]
        fn an_excerpt_of_a_short_text_is_that_text(text in "\\PC{0,60}", words in "\\PC{0,20}") {
            let pieces = of(&text, &words).pieces;
            let joined: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
            let cut = joined.trim_start_matches("… ");
            prop_assert!(pieces.is_empty() || text.ends_with(cut) || joined == text);
        }
    }
}
