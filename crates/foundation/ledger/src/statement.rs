//! Statements: what moved on an account, the newest first, each line with why and what for.
//!
//! For contexts, which know whose an account is and ask for leave: a statement is shown to nobody without.

mod queries;

use jiff::Timestamp;
use kernel::{Money, Page, PageRequest};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    AccountCode, AccountKey, Ledger, LedgerError,
    journal::{JournalId, TransferRef},
};

/// One movement on an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatementLine {
    /// The transfer.
    pub transfer: TransferRef,
    /// Why, as a word: `pledge-received`.
    pub kind: String,
    /// What for, as a word: `pledge`.
    pub cause_kind: String,
    /// Which.
    pub cause_id: Uuid,
    /// The kind of the account on the other end.
    pub other: AccountCode,
    /// What came onto the account; negative, what left it.
    pub amount: Money,
    /// Whether it moved.
    pub state: LineState,
    /// When it happened outside.
    pub event_at: Timestamp,
    /// When it was posted.
    pub posted_at: Timestamp,
}

/// Whether a movement moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// It moved.
    Posted,
    /// It is reserved.
    Reserved,
    /// It was reserved, and another line posted or released it.
    Resolved,
    /// It released a reservation; nothing moved.
    Released,
}

impl LineState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Posted, Self::Reserved, Self::Resolved, Self::Released];

    /// Its word outside.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Posted => "posted",
            Self::Reserved => "reserved",
            Self::Resolved => "resolved",
            Self::Released => "released",
        }
    }
}

impl Ledger {
    /// The movements on an account, the newest first; a page. The sum of its posted lines is its balance.
    pub async fn statement(&self, key: &AccountKey, page: &PageRequest) -> Result<Page<StatementLine>, LedgerError> {
        let after: Option<(JournalId, i16)> = page.after_key()?;
        let Some(account_id) = queries::find_account(self.core.db.pool(), key).await? else {
            return Ok(Page { items: Vec::new(), next: None });
        };
        let rows = queries::list_lines(self.core.db.pool(), account_id, after, i64::from(page.limit()) + 1).await?;
        Ok(Page::from_rows(rows, page, |line| (line.transfer.journal_id, line.transfer.line)))
    }
}
