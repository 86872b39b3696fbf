//! Pictures drawn by the server: an SVG scene written in Rust, rasterised by resvg with two embedded fonts.
//!
//! Invariants: nothing is loaded from the machine or the network (fonts are embedded, no image references), text is escaped,
//! the same input gives the same bytes.

#![expect(clippy::format_push_string, clippy::format_collect, reason = "scenes are a few kilobytes of text, written once")]

mod canvas;
mod colour;
mod dice;
mod fonts;
mod indexed;
mod textile;
mod title;

pub(crate) use canvas::{Canvas, Path, escape};
pub(crate) use colour::{Palette, mix};
pub(crate) use dice::Dice;
pub(crate) use indexed::Counted;
pub(crate) use textile::{Dye, Textile, woven_strip};
pub(crate) use title::{TitleBox, write_line};

use resvg::{tiny_skia, usvg};

/// Why a picture could not be drawn: always a fault of ours, never of the input.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// The scene is not valid SVG.
    #[error("the scene cannot be read")]
    Scene(#[from] usvg::Error),
    /// The size is zero or too large for memory.
    #[error("no picture of this size can be made")]
    Size,
    /// The picture cannot be encoded.
    #[error("the picture cannot be encoded")]
    Encode(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Rasterises a scene at its own size.
pub(crate) fn rasterise(canvas: &Canvas) -> Result<tiny_skia::Pixmap, DrawError> {
    let tree = usvg::Tree::from_str(&canvas.to_svg(), &fonts::options())?;
    let mut pixmap = tiny_skia::Pixmap::new(canvas.width(), canvas.height()).ok_or(DrawError::Size)?;
    resvg::render(&tree, tiny_skia::Transform::identity(), &mut pixmap.as_mut());
    Ok(pixmap)
}
