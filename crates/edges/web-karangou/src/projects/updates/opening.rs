//! How a text begins: whole paragraphs, so that what is Markdown stays Markdown.

use std::borrow::Cow;

use crate::film::shortened;

/// How many characters of an update the page of its project shows.
const CHARACTERS: usize = 500;

/// The first paragraphs that fit; of a first one that is too long, its first words. The whole text when it fits.
pub(super) fn of(text: &str) -> Cow<'_, str> {
    let fits = |part: &str| part.chars().count() <= CHARACTERS;
    if fits(text) {
        return text.into();
    }
    let ends = text.match_indices("\n\n").map(|(at, _)| at);
    let whole = ends.filter_map(|end| text.get(..end)).take_while(|part| fits(part)).last();
    whole.filter(|part| !part.trim().is_empty()).map_or_else(|| shortened(text, CHARACTERS).into(), Cow::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_paragraphs_are_kept_and_long_ones_cut_between_words() {
        assert_eq!(of("Court."), "Court.");
        let long = "mot ".repeat(100);
        let text = format!("# Titre\n\nUn.\n\n{long}\n\n{long}");
        let shown = of(&text);
        assert!(shown.starts_with("# Titre\n\nUn.\n\nmot") && shown.len() < 420, "{shown}");
        let one = "é".repeat(400) + " fin " + &"é".repeat(400);
        assert_eq!(of(&one).chars().count(), 400 + " fin".len() + 1);
        assert!(of(&one).ends_with("fin…"));
        let exact = "x".repeat(500);
        assert_eq!(of(&exact), exact);
    }
}
