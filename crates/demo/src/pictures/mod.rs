//! The pictures of the market: what is sold, the marks of two houses, portraits of those who recommend. Drawn for this demo, without a letter
//! in them: a drawing is as wide as a card of the market shows it, and becomes a PNG like any that a person uploads.

use anyhow::{Context as _, Result};
use resvg::{tiny_skia, usvg};

/// One of the drawings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    /// A folded pagne, kente and indigo.
    Cloth,
    /// A jar of shea butter.
    Shea,
    /// A bag of coffee from the plateaux.
    Coffee,
    /// A bottle of bissap, and a glass.
    Bissap,
    /// A calabash that fire has engraved.
    Calabash,
    /// A bottle of argan oil.
    Argan,
    /// A bowl of amlou.
    Amlou,
    /// Black soap in copper.
    Soap,
    /// Rose water.
    Rose,
    /// A tagine from Safi.
    Tagine,
    /// The mark of Adjoa's house.
    AdjoasMark,
    /// The mark of the cooperative.
    TamountesMark,
    /// Awa.
    Awa,
    /// Salma.
    Salma,
    /// Idriss.
    Idriss,
}

impl Picture {
    /// Every drawing.
    pub const ALL: [Self; 15] = [
        Self::Cloth,
        Self::Shea,
        Self::Coffee,
        Self::Bissap,
        Self::Calabash,
        Self::Argan,
        Self::Amlou,
        Self::Soap,
        Self::Rose,
        Self::Tagine,
        Self::AdjoasMark,
        Self::TamountesMark,
        Self::Awa,
        Self::Salma,
        Self::Idriss,
    ];

    /// The drawing, as SVG.
    pub const fn svg(self) -> &'static str {
        match self {
            Self::Cloth => include_str!("cloth.svg"),
            Self::Shea => include_str!("shea.svg"),
            Self::Coffee => include_str!("coffee.svg"),
            Self::Bissap => include_str!("bissap.svg"),
            Self::Calabash => include_str!("calabash.svg"),
            Self::Argan => include_str!("argan.svg"),
            Self::Amlou => include_str!("amlou.svg"),
            Self::Soap => include_str!("soap.svg"),
            Self::Rose => include_str!("rose.svg"),
            Self::Tagine => include_str!("tagine.svg"),
            Self::AdjoasMark => include_str!("adjoa.svg"),
            Self::TamountesMark => include_str!("tamounte.svg"),
            Self::Awa => include_str!("awa.svg"),
            Self::Salma => include_str!("salma.svg"),
            Self::Idriss => include_str!("idriss.svg"),
        }
    }

    /// The drawing as a PNG of its own size.
    pub fn png(self) -> Result<Vec<u8>> {
        let tree = usvg::Tree::from_str(self.svg(), &usvg::Options::default()).context("a drawing that can be read")?;
        let size = tree.size().to_int_size();
        let mut picture = tiny_skia::Pixmap::new(size.width(), size.height()).context("room for a drawing")?;
        resvg::render(&tree, tiny_skia::Transform::identity(), &mut picture.as_mut());
        picture.encode_png().context("a drawing as PNG")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_drawing_is_a_picture_of_its_own_that_covers_its_ground() {
        let mut drawn = Vec::new();
        for picture in Picture::ALL {
            let png = picture.png().unwrap();
            let pixels = tiny_skia::Pixmap::decode_png(&png).unwrap();
            assert!(matches!((pixels.width(), pixels.height()), (640 | 480, 480)), "{picture:?}");
            assert!(pixels.pixels().iter().all(|pixel| pixel.alpha() == u8::MAX), "{picture:?} has a hole");
            assert!(picture.svg().len() < 6_000, "{picture:?} is large");
            assert!(!drawn.contains(&png), "{picture:?} is drawn twice");
            drawn.push(png);
        }
    }
}
