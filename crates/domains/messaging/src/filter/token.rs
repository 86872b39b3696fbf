//! Words, digits and signs of a text, each with the bytes it stands for.

use super::glyph::glyphs;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Made {
    /// Letters.
    Word,
    /// Digits.
    Digits,
    /// Blanks within a line.
    Space,
    /// At least one line end.
    Newline,
    /// One other sign.
    Sign,
}

/// A piece of the text.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) made: Made,
    /// As [`glyphs`] reads it.
    pub(super) text: String,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether these digits were written in words, in whole or in part.
    pub(super) spelled: bool,
}

impl Token {
    pub(super) fn is_sign(&self, sign: char) -> bool {
        self.made == Made::Sign && self.text.starts_with(sign)
    }

    pub(super) fn is_word(&self, words: &[&str]) -> bool {
        self.made == Made::Word && words.contains(&self.text.as_str())
    }

    pub(super) const fn is_blank(&self) -> bool {
        matches!(self.made, Made::Space | Made::Newline)
    }

    /// A word or digits.
    pub(super) const fn is_name(&self) -> bool {
        matches!(self.made, Made::Word | Made::Digits)
    }
}

/// The tokens of a text, in order.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for glyph in glyphs(text) {
        let made = match glyph.sign {
            '\n' => Made::Newline,
            ' ' => Made::Space,
            sign if sign.is_ascii_digit() => Made::Digits,
            sign if sign.is_alphabetic() => Made::Word,
            _ => Made::Sign,
        };
        match tokens.last_mut() {
            Some(last) if last.made == made && made != Made::Sign => {
                last.text.push(glyph.sign);
                last.end = glyph.end;
            }
            // A line end swallows the blanks around it.
            Some(last) if last.is_blank() && matches!(made, Made::Space | Made::Newline) => {
                last.made = Made::Newline;
                last.text.push(glyph.sign);
                last.end = glyph.end;
            }
            _ => tokens.push(Token { made, text: glyph.sign.into(), start: glyph.start, end: glyph.end, spelled: false }),
        }
    }
    join_spaced(tokens)
}

/// Joins letters that stand apart, `g m a i l`, to the word they spell; three at least.
fn join_spaced(tokens: Vec<Token>) -> Vec<Token> {
    let is_letter = |token: &Token| token.made == Made::Word && token.text.chars().count() == 1;
    let is_gap = |token: &Token| token.made == Made::Space && token.text.len() == 1;
    let mut joined: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let mut letters = usize::from(is_letter(&tokens[at]));
        while letters > 0
            && tokens.get(at + 2 * letters - 1).is_some_and(is_gap)
            && tokens.get(at + 2 * letters).is_some_and(is_letter)
        {
            letters += 1;
        }
        let taken = if letters >= 3 { 2 * letters - 1 } else { 1 };
        let (first, last) = (&tokens[at], &tokens[at + taken - 1]);
        let text = tokens[at..at + taken].iter().filter(|token| letters < 3 || token.made == Made::Word);
        let text = text.map(|token| token.text.as_str()).collect();
        joined.push(Token { text, end: last.end, ..first.clone() });
        at += taken;
    }
    joined
}

/// The token after this one that is not blank, at most this many tokens on.
pub(super) fn next_seen(tokens: &[Token], at: usize) -> Option<usize> {
    (at..tokens.len().min(at + 2)).find(|at| !tokens[*at].is_blank())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn words_digits_and_signs_are_told_apart() {
        assert_eq!(texts("Tél:90 12"), ["tel", ":", "90", " ", "12"]);
        assert_eq!(texts("a \n b"), ["a", " \n ", "b"]);
    }

    #[test]
    fn letters_that_stand_apart_are_the_word_they_spell() {
        assert_eq!(texts("k o s s i @ g m a i l"), ["kossi", " ", "@", " ", "gmail"]);
        assert_eq!(texts("a b cd"), ["a", " ", "b", " ", "cd"]);
        let joined = &tokens("ok n e u f")[2];
        assert_eq!((joined.text.as_str(), joined.start, joined.end), ("neuf", 3, 10));
    }
}
