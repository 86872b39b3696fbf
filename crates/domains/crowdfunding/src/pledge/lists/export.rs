//! The pledges of a project as a table, for whoever sends rewards out.

use std::fmt::Write as _;

use contracts::crowdfunding::ProjectId;
use kernel::{Actor, PageRequest, csv};

use super::PledgeRow;
use crate::{Crowdfunding, CrowdfundingError};

const HEAD: &str = "id,state,amount,currency,tier,name,email,on_behalf_of,anonymous,created_at,paid_at\r\n";

/// The most pledges of one table.
const ROWS_MAX: usize = 100_000;

impl Crowdfunding {
    /// The pledges of a project in every state as CSV (RFC 4180), the newest first, for its creator and the staff.
    pub async fn export_pledges(&self, actor: &Actor, id: ProjectId) -> Result<String, CrowdfundingError> {
        let (mut table, mut rows, mut after) = (HEAD.to_owned(), 0, None);
        loop {
            let page = self.pledges_of(actor, id, &PageRequest::new(Some(PageRequest::MAX_LIMIT), after)).await?;
            page.items.iter().for_each(|row| line(&mut table, row));
            rows += page.items.len();
            after = page.next;
            if after.is_none() || rows >= ROWS_MAX {
                return Ok(table);
            }
        }
    }
}

fn line(table: &mut String, row: &PledgeRow) {
    let text = |text: &Option<String>| text.as_deref().map(csv::text).unwrap_or_default();
    let (tier, name, email, on_behalf_of) = (text(&row.tier_title), text(&row.name), text(&row.email), text(&row.on_behalf_of));
    let paid_at = row.paid_at.map(|at| at.to_string()).unwrap_or_default();
    let (state, amount, currency) = (row.state.as_str(), row.amount.to_decimal_string(), row.amount.currency.code());
    // Writing into a string cannot fail.
    let _written = write!(
        table,
        "{},{state},{amount},{currency},{tier},{name},{email},{on_behalf_of},{},{},{paid_at}\r\n",
        row.id, row.anonymous, row.created_at,
    );
}
