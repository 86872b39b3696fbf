//! The part of a text where the searched words stand, and where exactly.

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// How much text is shown, in bytes: some 160 characters.
const LENGTH: usize = 180;
/// How much of it stands before the first found word.
const LEAD: usize = 40;

/// The part of a text around the first word that was found, and where in it found words stand, in bytes. The beginning, when none is.
pub(super) fn of(text: &str, words: &str, resembling: bool) -> (String, Vec<(usize, usize)>) {
    let wanted: Vec<String> =
        words.split(|letter: char| !letter.is_alphanumeric()).map(stem).filter(|word| word.chars().count() >= 2).collect();
    let matches = |token: &Range<usize>| {
        let folded = folded(&text[token.clone()]);
        wanted.iter().any(|word| folded.starts_with(word.as_str()) || (resembling && is_near(&folded, word)))
    };
    let tokens = tokens(text);
    let found: Vec<&Range<usize>> = tokens.iter().filter(|token| matches(token)).collect();
    let first = found.first().map_or(0, |token| token.start);
    let begin = tokens.iter().map(|token| token.start).find(|start| start + LEAD >= first).filter(|_| first > LEAD).unwrap_or(0);
    let end = tokens.iter().map(|token| token.end).take_while(|end| *end <= begin + LENGTH).last();
    let end = end
        .filter(|end| *end > begin)
        .map_or_else(|| border(text, begin + LENGTH), |end| if text.len() <= begin + LENGTH { text.len() } else { end });
    let (before, after) = (if begin > 0 { "… " } else { "" }, if end < text.len() { " …" } else { "" });
    let shift = |at: usize| at - begin + before.len();
    let inside = found.into_iter().filter(|token| token.start >= begin && token.end <= end);
    let ranges = inside.map(|token| (shift(token.start), shift(token.end))).collect();
    (format!("{before}{}{after}", &text[begin..end]), ranges)
}

/// The border of a character at or before this byte.
fn border(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Where words stand.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut tokens: Vec<Range<usize>> = Vec::new();
    for (at, letter) in text.char_indices().filter(|(_, letter)| letter.is_alphanumeric() || is_combining_mark(*letter)) {
        let end = at + letter.len_utf8();
        match tokens.last_mut() {
            Some(last) if last.end == at => last.end = end,
            _ => tokens.push(at..end),
        }
    }
    tokens
}

/// A word without accents, in lower case.
fn folded(word: &str) -> String {
    word.nfd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase).collect()
}

/// What the forms of a word share, roughly: without the ending of a plural or a feminine.
fn stem(word: &str) -> String {
    let folded = folded(word);
    let ended = folded.trim_end_matches(['s', 'x', 'e']);
    if ended.chars().count() >= 4 { ended.to_owned() } else { folded }
}

/// Whether two words differ in two letters at most, one for short words.
fn is_near(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().take(40).collect(), other.chars().take(40).collect());
    let allowed = if other.len() < 4 {
        0
    } else if other.len() < 6 {
        1
    } else {
        2
    };
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, letter) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, wanted) in other.iter().enumerate() {
            let changed = diagonal + usize::from(letter != wanted);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[other.len()] <= allowed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(text: &str, words: &str, resembling: bool) -> String {
        let (mut excerpt, found) = of(text, words, resembling);
        for (start, end) in found.into_iter().rev() {
            excerpt.insert(end, ']');
            excerpt.insert(start, '[');
        }
        excerpt
    }

    #[test]
    fn found_words_are_told_apart_whatever_their_accents_and_endings() {
        assert_eq!(marked("Les livraisons de Lomé.", "livraison lome", false), "Les [livraisons] de [Lomé].");
        assert_eq!(marked("Le contrat est signé", "contart", true), "Le [contrat] est signé");
        assert_eq!(marked("Le contrat est signé", "contart", false), "Le contrat est signé");
        let long = format!("{}le colis {}", "mot ".repeat(60), "fin ".repeat(90));
        let shown = marked(&long, "colis", false);
        assert!(shown.starts_with("… ") && shown.contains("[colis]") && shown.ends_with(" …"), "{shown}");
        assert!(shown.len() < 260);
    }

    proptest! {
        #[test]
        fn every_range_is_a_piece_of_the_excerpt(text in "\\PC{0,400}", words in "\\PC{0,20}", resembling: bool) {
            let (excerpt, found) = of(&text, &words, resembling);
            for (start, end) in found {
                prop_assert!(start < end && excerpt.get(start..end).is_some());
            }
            prop_assert!(excerpt.len() <= LENGTH + 10);
        }
    }
}
