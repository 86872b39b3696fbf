//! Tables that are imported, and what became of them.

use affiliate::{ImportMode, ImportReport, RowError};
use kernel::Locale;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What the context takes, and a little for it to say that it is too much.
pub(in crate::sales) const TABLE_BYTES: usize = 1024 * 1024 + 1024;

/// Whether a table is only tried.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::sales) struct ImportQuery {
    /// Tell what would happen, and keep nothing.
    #[serde(default)]
    #[param(required = false)]
    dry_run: bool,
}

impl ImportQuery {
    pub(in crate::sales) const fn mode(&self) -> ImportMode {
        if self.dry_run { ImportMode::DryRun } else { ImportMode::Keep }
    }
}

/// A cell of a table that is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::sales) struct TableError {
    /// The line of the file that its row begins at; the header is the first.
    line: u64,
    /// The column.
    field: String,
    /// What is wrong, as a stable code.
    code: String,
    /// What is wrong, in the caller's language.
    detail: String,
}

/// What became of a table.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::sales) struct TableReport {
    rows: usize,
    /// How many were new.
    created: usize,
    /// How many were known already.
    unchanged: usize,
    /// What is wrong, at most 200: nothing is kept then.
    errors: Vec<TableError>,
    errors_count: usize,
    /// Whether it was kept.
    kept: bool,
}

impl TableReport {
    pub(in crate::sales) fn of(report: ImportReport, locale: Locale) -> Self {
        let t = web_kit::Translator::new(locale);
        let told = |wrong: RowError| TableError {
            line: wrong.line,
            detail: t.field_error(&wrong.error),
            code: wrong.error.code.to_owned(),
            field: wrong.error.field.into_owned(),
        };
        Self {
            rows: report.rows,
            created: report.created,
            unchanged: report.unchanged,
            errors: report.errors.into_iter().map(told).collect(),
            errors_count: report.errors_count,
            kept: report.kept,
        }
    }
}
