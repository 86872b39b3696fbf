//! A statement as a table, for whoever keeps books elsewhere.

use std::fmt::Write as _;

use kernel::{Actor, PageRequest, csv};

use super::{AccountRef, Line, Statements};
use crate::FlowsError;

const HEAD: &str = "journal,kind,state,amount,currency,project,pledge,rail,other_account,event_at,posted_at\r\n";

/// The most lines of one table.
const LINES_MAX: usize = 100_000;

impl Statements {
    /// Every line of an account as CSV (RFC 4180), the newest first: for whoever may read the statement.
    pub async fn table(&self, actor: &Actor, account: AccountRef) -> Result<String, FlowsError> {
        let (mut table, mut written, mut after) = (HEAD.to_owned(), 0, None);
        loop {
            let page = self.lines(actor, account, &PageRequest::new(Some(PageRequest::MAX_LIMIT), after)).await?;
            page.items.iter().for_each(|line| row(&mut table, line));
            written += page.items.len();
            after = page.next;
            if after.is_none() || written >= LINES_MAX {
                return Ok(table);
            }
        }
    }
}

fn row(table: &mut String, line: &Line) {
    let project = line.about.project.as_ref().map(|project| csv::text(&project.title)).unwrap_or_default();
    let pledge = line.about.pledge.map(|id| id.to_string()).unwrap_or_default();
    let rail = line.about.rail.map(payments::Rail::as_str).unwrap_or_default();
    // Writing into a string cannot fail.
    let _written = write!(
        table,
        "{},{},{},{},{},{project},{pledge},{rail},{},{},{}\r\n",
        line.journal,
        line.kind,
        line.state.as_str(),
        line.amount.to_decimal_string(),
        line.amount.currency.code(),
        line.other.as_str(),
        line.event_at,
        line.posted_at,
    );
}
