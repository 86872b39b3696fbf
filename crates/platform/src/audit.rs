//! Reading the audit trail. Lines are written by [`crate::Tx::audit`]; who may read them is the caller's to decide.

mod queries;

use jiff::Timestamp;
use kernel::{AccountId, Page, PageRequest, SessionId};
use serde_json::Value;

use crate::{Db, DbError};

/// One line of the audit trail.
#[derive(Debug, Clone)]
pub struct AuditLine {
    /// Its number: later lines have higher ones.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Which account acted; none for the program itself and for strangers.
    pub account_id: Option<AccountId>,
    /// In which session.
    pub session_id: Option<SessionId>,
    /// Which part of the program acted.
    pub system: Option<String>,
    /// From which address.
    pub address: Option<String>,
    /// What was done: `context.what-happened`.
    pub action: String,
    /// To which thing.
    pub subject: String,
    /// What else is worth knowing.
    pub details: Value,
}

/// Which lines to read; an empty filter reads all.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Done by this account, or to it.
    pub account_id: Option<AccountId>,
    /// An action, or the beginning of one.
    pub action: Option<String>,
    /// The thing acted on.
    pub subject: Option<String>,
    /// Not before.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
}

/// The lines that the filter lets through, the newest first. A cursor of another list starts at the newest.
pub async fn list(db: &Db, filter: &AuditFilter, page: &PageRequest) -> Result<Page<AuditLine>, DbError> {
    let after = page.after_key::<i64>().unwrap_or(None);
    let rows = queries::list(db.pool(), filter, after, i64::from(page.limit()) + 1).await?;
    Ok(Page::from_rows(rows, page, |line| line.id))
}
