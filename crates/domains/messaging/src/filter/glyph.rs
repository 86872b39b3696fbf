//! A text as a machine should read it: every sign in its plainest form, with where it came from.
//!
//! Compatibility forms (NFKD), digits of every script, letters of other scripts that look like Latin ones, signs that are not seen: all
//! of that is undone here, once, so that what follows reads `a` to `z`, `0` to `9` and a few signs.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// A sign, and the bytes of the text that it stands for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    pub(super) sign: char,
    pub(super) start: usize,
    pub(super) end: usize,
}

pub(super) fn glyphs(text: &str) -> Vec<Glyph> {
    let mut glyphs: Vec<Glyph> = Vec::with_capacity(text.len());
    for (start, letter) in text.char_indices() {
        let end = start + letter.len_utf8();
        if is_unseen(letter) {
            // It goes with the sign before it, also when that is masked.
            if let Some(last) = glyphs.last_mut() {
                last.end = end;
            }
            continue;
        }
        if let Some(number) = circled(letter) {
            glyphs.extend(number.chars().map(|sign| Glyph { sign, start, end }));
            continue;
        }
        let plain = std::iter::once(letter).nfkd().filter(|part| !is_combining_mark(*part)).flat_map(char::to_lowercase);
        glyphs.extend(plain.map(|part| Glyph { sign: latin(part), start, end }));
    }
    glyphs
}

/// Joiners, marks of direction, soft hyphens, and marks that change how the sign before them looks.
fn is_unseen(letter: char) -> bool {
    is_combining_mark(letter)
        || matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e007f}')
}

/// The numbers in circles that have no compatibility form.
fn circled(letter: char) -> Option<String> {
    let from = |first: u32, number: u32| Some((u32::from(letter) - first + number).to_string());
    match letter {
        '\u{2776}'..='\u{277f}' => from(0x2776, 1),
        '\u{2780}'..='\u{2789}' => from(0x2780, 1),
        '\u{278a}'..='\u{2793}' => from(0x278a, 1),
        '\u{24f5}'..='\u{24fe}' => from(0x24f5, 1),
        '\u{24ff}' | '\u{1f10b}' | '\u{1f10c}' => Some("0".to_owned()),
        _ => None,
    }
}

/// Where the ten digits of a script begin (Unicode's category Nd).
const ZEROS: [u32; 47] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20, 0x1040,
    0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0,
    0xa9f0, 0xaa50, 0xabf0, 0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11c50, 0x1e950,
    0x1fbf0,
];

/// The Latin letter, digit or sign that this one is, or looks like.
fn latin(sign: char) -> char {
    if sign.is_ascii() {
        return if sign.is_ascii_whitespace() && sign != '\n' { ' ' } else { sign };
    }
    let code = u32::from(sign);
    if let Some(zero) = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code)) {
        return char::from_digit(code - zero, 10).unwrap_or(sign);
    }
    match sign {
        '\u{2028}' | '\u{2029}' | '\u{85}' => '\n',
        space if space.is_whitespace() => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' | '\u{30fc}' | '\u{ff70}' => '-',
        '·' | '∙' | '⋅' | '․' | '。' | '‧' | '٫' | '۔' => '.',
        '⁄' | '∕' | '⧸' => '/',
        '’' | '‘' | 'ʼ' => '\'',
        '٬' | '،' | '、' => ',',
        '∶' | '꞉' => ':',
        other => look_alike(other),
    }
}

/// Letters of Cyrillic, Greek and Latin's own corners that are read as plain Latin ones.
fn look_alike(sign: char) -> char {
    const PAIRS: [(&str, char); 26] = [
        ("аαɑ", 'a'),
        ("вβ", 'b'),
        ("сϲᴄ", 'c'),
        ("ԁɗ", 'd'),
        ("еεҽ", 'e'),
        ("ғƒ", 'f'),
        ("ɡց", 'g'),
        ("һн", 'h'),
        ("іıιӏ", 'i'),
        ("јϳ", 'j'),
        ("кκ", 'k'),
        ("ⅼłǀ", 'l'),
        ("мμ", 'm'),
        ("ոη", 'n'),
        ("оοσօøᴏ", 'o'),
        ("рρ", 'p'),
        ("ԛ", 'q'),
        ("гᴦ", 'r'),
        ("ѕ", 's'),
        ("тτ", 't'),
        ("υս", 'u'),
        ("ѵν", 'v'),
        ("ѡω", 'w'),
        ("хχ", 'x'),
        ("уγ", 'y'),
        ("ᴢ", 'z'),
    ];
    PAIRS.iter().find(|(signs, _)| signs.contains(sign)).map_or(sign, |(_, letter)| *letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        glyphs(text).iter().map(|glyph| glyph.sign).collect()
    }

    #[test]
    fn every_form_of_a_digit_is_that_digit() {
        for nine in ["9", "９", "𝟗", "⁹", "⑨", "❾", "➈", "٩", "۹", "߉", "९", "𞥙", "9\u{fe0f}\u{20e3}"] {
            assert_eq!(read(nine), "9", "{nine}");
        }
        assert_eq!(read("⓪⓿❿"), "0010");
    }

    #[test]
    fn what_looks_like_latin_is_read_as_latin() {
        assert_eq!(read("gmаil＠ＣＯＭ"), "gmail@com");
        assert_eq!(read("Zéro\u{200b} Ｑuatre\u{ad}–VINGT"), "zero quatre-vingt");
    }
}
