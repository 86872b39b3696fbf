//! Palettes after laterite earth, indigo cloth, kente gold, raw cotton.

/// The colours of one picture, from its darkest ground to its lightest figure.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Palette {
    /// Nearly black: what text stands on.
    pub(crate) night: &'static str,
    /// The dark ground.
    pub(crate) deep: &'static str,
    /// The colour one remembers.
    pub(crate) main: &'static str,
    /// Its lighter neighbour.
    pub(crate) warm: &'static str,
    /// The contrast.
    pub(crate) accent: &'static str,
    /// Kente gold or what takes its place.
    pub(crate) gold: &'static str,
    /// Raw cotton: lines and text.
    pub(crate) cotton: &'static str,
}

impl Palette {
    /// Every palette.
    pub(crate) const ALL: [Self; 6] = [Self::LATERITE, Self::INDIGO, Self::GOLD, Self::PALM, Self::DUSK, Self::CLAY];

    /// The laterite of roads after rain.
    pub(crate) const LATERITE: Self = Self {
        night: "#1d0f0a",
        deep: "#5a1d0c",
        main: "#9a3412",
        warm: "#d9662b",
        accent: "#27346b",
        gold: "#e8ab2e",
        cotton: "#fbf1de",
    };
    /// Cloth from the dye pits.
    pub(crate) const INDIGO: Self = Self {
        night: "#0c1024",
        deep: "#18204a",
        main: "#27346b",
        warm: "#4c63b6",
        accent: "#c8501f",
        gold: "#f0bd4f",
        cotton: "#f4efe4",
    };
    /// Gold thread on black.
    pub(crate) const GOLD: Self = Self {
        night: "#17110a",
        deep: "#4a2a08",
        main: "#d98f12",
        warm: "#f2c14e",
        accent: "#8f2512",
        gold: "#ffdc7c",
        cotton: "#fff5dd",
    };
    /// Palm groves and kola.
    pub(crate) const PALM: Self = Self {
        night: "#0b1712",
        deep: "#12352b",
        main: "#1f6650",
        warm: "#58a078",
        accent: "#b8431a",
        gold: "#ecb53c",
        cotton: "#f6f0dc",
    };
    /// The hour after sunset.
    pub(crate) const DUSK: Self = Self {
        night: "#190d1c",
        deep: "#43183c",
        main: "#8c2f4f",
        warm: "#e0714a",
        accent: "#2c3f7f",
        gold: "#f6bd55",
        cotton: "#fdf0e2",
    };
    /// Painted mud walls.
    pub(crate) const CLAY: Self = Self {
        night: "#1c140f",
        deep: "#4b3020",
        main: "#b9572a",
        warm: "#e39a58",
        accent: "#125166",
        gold: "#f0c766",
        cotton: "#faf2e4",
    };
}

/// A colour between two `#rrggbb`: `share` 0 is the first, 1 the second.
pub(crate) fn mix(first: &str, second: &str, share: f64) -> String {
    let channel = |colour: &str, at: usize| {
        colour.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).map_or(0.0, f64::from)
    };
    let mixed = [1, 3, 5].map(|at| {
        let value = channel(first, at) * (1.0 - share) + channel(second, at) * share;
        format!("{:02x}", rounded(value))
    });
    format!("#{}", mixed.concat())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
fn rounded(value: f64) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}
