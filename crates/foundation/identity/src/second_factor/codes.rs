//! Recovery codes: ten, 50 bits each, written so that nobody misreads them.

use kernel::Rng;

/// How many an account gets.
const COUNT: usize = 10;
/// Without 0, 1, i, l, o and u: nothing to confuse, no words.
const ALPHABET: &[u8; 30] = b"23456789abcdefghjkmnpqrstvwxyz";
/// Characters of a code, without the dash.
const LENGTH: usize = 10;

/// Ten new codes, `abcde-fghjk`.
pub(super) fn generate(rng: &dyn Rng) -> Vec<String> {
    (0..COUNT).map(|_| one(rng)).collect()
}

fn one(rng: &dyn Rng) -> String {
    let mut code = String::with_capacity(LENGTH + 1);
    for position in 0..LENGTH {
        if position == LENGTH / 2 {
            code.push('-');
        }
        let index = usize::try_from(rng.below(30)).unwrap_or(0);
        code.push(char::from(ALPHABET.get(index).copied().unwrap_or(b'2')));
    }
    code
}

/// The stored spelling of a typed code: lower case, without dashes and spaces. None when it cannot be one.
pub(super) fn normalise(code: &str) -> Option<String> {
    let normal: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_lowercase()).collect();
    (normal.len() == LENGTH && normal.bytes().all(|byte| ALPHABET.contains(&byte))).then_some(normal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededRng;

    #[test]
    fn ten_different_codes_survive_sloppy_typing() {
        let mut codes = generate(&SeededRng::new(1));
        for code in &codes {
            let sloppy = code.replace('-', " ").to_uppercase();
            assert_eq!(normalise(&sloppy), normalise(code));
            assert!(normalise(code).is_some());
        }
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), 10);
        assert_eq!(normalise("123456"), None);
        assert_eq!(normalise("' OR 1=1--"), None);
    }
}
