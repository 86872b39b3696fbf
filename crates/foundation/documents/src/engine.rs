//! Typst, wrapped: one engine per template, with our fonts and nothing of the machine's.

use typst::foundations::{Dict, Smart};
use typst_as_lib::{TypstEngine, TypstTemplateMainFile};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::DocumentError;

const FONTS: [&[u8]; 4] = [
    include_bytes!("../fonts/noto-sans-400-latin.ttf"),
    include_bytes!("../fonts/noto-sans-700-latin.ttf"),
    include_bytes!("../fonts/noto-sans-arabic-400.ttf"),
    include_bytes!("../fonts/bricolage-grotesque-800.ttf"),
];

/// What is laid out how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Template {
    Receipt,
    Certificate,
    Statement,
}

impl Template {
    const fn source(self) -> &'static str {
        match self {
            Self::Receipt => include_str!("../templates/receipt.typ"),
            Self::Certificate => include_str!("../templates/certificate.typ"),
            Self::Statement => include_str!("../templates/statement.typ"),
        }
    }
}

pub(crate) struct Engine(TypstEngine<TypstTemplateMainFile>);

impl Engine {
    pub(crate) fn new(template: Template) -> Self {
        // What typst remembers between two documents is given back: it would grow with each.
        Self(TypstEngine::builder().main_file(template.source()).fonts(FONTS).comemo_evict_max_age(Some(0)).build())
    }

    pub(crate) fn render(&self, inputs: Dict) -> Result<Vec<u8>, DocumentError> {
        let bug = |what: &dyn std::fmt::Debug| DocumentError::Bug(format!("{what:?}"));
        let made = self.0.compile_with_input::<_, typst_layout::PagedDocument>(inputs);
        let document = made.output.map_err(|error| bug(&error))?;
        let standards = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|error| bug(&error))?;
        let options = PdfOptions { standards, creator: Smart::Custom(Some("Griot".into())), ..PdfOptions::default() };
        typst_pdf::pdf(&document, &options).map_err(|errors| bug(&errors))
    }
}
