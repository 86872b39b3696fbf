//! Every pair of colours that meets on a page, computed from the style sheet (WCAG 2.2 §1.4.3 and §1.4.11).

use std::collections::HashMap;

const TOKENS: &str = include_str!("../../../../../../web/src/theme/tokens.css");

type Palette = HashMap<String, String>;

/// The declarations of one brand's block.
fn declared(brand: &str) -> Palette {
    let start = TOKENS.find(&format!("[data-brand=\"{brand}\"]")).unwrap();
    let block = TOKENS[start..].split('}').next().unwrap();
    block
        .lines()
        .filter_map(|line| line.trim().strip_prefix("--")?.strip_suffix(';')?.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_brand_and_mode_is_legible() {
    const PAIRS: [(&str, &str, f64); 17] = [
        ("ink", "bg", 4.5),
        ("ink", "surface", 4.5),
        ("muted", "bg", 4.5),
        ("muted", "surface", 4.5),
        ("primary", "bg", 4.5),
        ("primary", "surface", 4.5),
        ("on-primary", "primary", 4.5),
        ("ok", "bg", 4.5),
        ("ok", "surface", 4.5),
        ("warn", "bg", 4.5),
        ("warn", "surface", 4.5),
        ("bad", "bg", 4.5),
        ("bad", "surface", 4.5),
        ("accent", "bg", 3.0),
        ("accent", "surface", 3.0),
        ("field", "bg", 3.0),
        ("field", "surface", 3.0),
    ];
    for brand in ["karangou", "mona", "sales"] {
        let palette = declared(brand);
        for mode in ["", "d-"] {
            for (front, back, least) in PAIRS {
                let pick = |name: &str| palette.get(&format!("{mode}{name}")).unwrap_or_else(|| panic!("{brand} {mode}{name}"));
                let found = contrast(pick(front), pick(back));
                assert!(found >= least, "{brand} {mode}{front} on {back}: {found:.2} < {least}");
            }
        }
    }
}

#[test]
fn dark_mode_sets_every_colour_in_both_of_its_rules() {
    let names: Vec<String> =
        declared("karangou").into_keys().filter_map(|name| name.strip_prefix("d-").map(str::to_owned)).collect();
    assert_eq!(names.len(), 13);
    for name in names {
        assert_eq!(TOKENS.matches(&format!("--{name}: var(--d-{name});")).count(), 2, "{name}");
    }
}

#[test]
fn the_measure_of_contrast_is_right() {
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 0.01);
    assert!((contrast("#767676", "#ffffff") - 4.54).abs() < 0.01);
}
