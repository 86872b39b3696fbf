//! The whole record as a file: CSV for spreadsheets, beancount (<https://beancount.github.io/docs/beancount_language_syntax.html>)
//! for auditors, who compute every balance again with a program that is not ours.
//!
//! CSV has every transfer as it was posted, reservations included. Beancount knows no reservations: it has what moved.

mod beancount;
mod queries;
mod table;

use std::io::Write;

use jiff::Timestamp;
use kernel::Money;
use uuid::Uuid;

use crate::{Ledger, LedgerError, chart::AccountKey};

/// How many journals are read at once.
const PIECE: i64 = 1000;

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// One line per transfer (RFC 4180).
    Csv,
    /// One transaction per journal.
    Beancount,
}

impl ExportFormat {
    /// Every format.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Beancount];

    /// The word on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Beancount => "beancount",
        }
    }
}

/// Why an export ended early.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The file cannot be written.
    #[error("the export cannot be written")]
    Write(#[from] std::io::Error),
}

impl From<platform::DbError> for ExportError {
    fn from(error: platform::DbError) -> Self {
        Self::Ledger(error.into())
    }
}

/// A journal on its way into a file.
#[derive(Debug, Clone)]
struct Exported {
    seq: i64,
    id: Uuid,
    kind: String,
    cause_kind: String,
    cause_id: Uuid,
    event_at: Timestamp,
    posted_at: Timestamp,
    lines: Vec<ExportedLine>,
}

/// A transfer on its way into a file.
#[derive(Debug, Clone)]
struct ExportedLine {
    line: i16,
    kind: String,
    debit: AccountKey,
    credit: AccountKey,
    amount: Money,
    /// The reservation that it posts or releases.
    resolves: Option<(Uuid, i16)>,
}

impl ExportedLine {
    /// Whether money moved by it.
    fn moved(&self) -> bool {
        matches!(self.kind.as_str(), "single" | "post")
    }
}

impl Ledger {
    /// Writes everything posted so far, in the order of posting, and says how many journals there were.
    pub async fn export(&self, format: ExportFormat, out: &mut (impl Write + Send)) -> Result<u64, ExportError> {
        let pool = self.core.db.pool();
        match format {
            ExportFormat::Csv => table::head(out)?,
            ExportFormat::Beancount => beancount::head(out, &queries::accounts(pool).await?)?,
        }
        let (mut after, mut journals) = (0, 0);
        loop {
            let piece = queries::journals(pool, after, PIECE).await?;
            let Some(last) = piece.last() else { return Ok(journals) };
            after = last.seq;
            journals += piece.len() as u64;
            for journal in &piece {
                match format {
                    ExportFormat::Csv => table::journal(out, journal)?,
                    ExportFormat::Beancount => beancount::journal(out, journal)?,
                }
            }
        }
    }
}
