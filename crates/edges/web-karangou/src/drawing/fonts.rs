//! The fonts of drawn pictures: Bricolage Grotesque for titles, Noto Sans for names and for the letters of Ewe and Kabyè.
//! Both under the SIL Open Font License 1.1, whose text stands beside them; they are those of printed papers (`documents`).

use std::sync::{Arc, LazyLock};

use resvg::usvg::{self, fontdb};

/// Titles.
pub(super) const TITLE: &str = "Bricolage Grotesque";
/// Everything else, and the letters that the title font lacks.
pub(super) const TEXT: &str = "Noto Sans";

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(include_bytes!("../../../../foundation/documents/fonts/bricolage-grotesque-800.ttf").to_vec());
    fonts.load_font_data(include_bytes!("../../../../foundation/documents/fonts/noto-sans-700-latin.ttf").to_vec());
    Arc::new(fonts)
});

/// How a scene is read: with our fonts and nothing else.
pub(super) fn options() -> usvg::Options<'static> {
    usvg::Options { fontdb: Arc::clone(&FONTS), font_family: TEXT.to_owned(), ..usvg::Options::default() }
}
