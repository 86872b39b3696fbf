//! The pledges of a project as a table, for whoever sends rewards out.

use std::fmt::Write as _;

use contracts::crowdfunding::ProjectId;
use kernel::{Actor, PageRequest, csv};

use super::PledgeRow;
use crate::{Address, Crowdfunding, CrowdfundingError, Delivery};

const HEAD: &str = "id,state,amount,currency,tier,name,email,on_behalf_of,anonymous,created_at,paid_at,\
                    delivery_name,delivery_line1,delivery_line2,delivery_city,delivery_postal_code,delivery_country,delivery_phone,answer\r\n";

/// The most pledges of one table.
const ROWS_MAX: usize = 100_000;

impl Crowdfunding {
    /// The pledges of a project in every state as CSV (RFC 4180), the newest first, for its creator and the staff; with where to send what
    /// was chosen, for the creator of a project that succeeded. Who takes addresses away is written down.
    pub async fn export_pledges(&self, actor: &Actor, id: ProjectId) -> Result<String, CrowdfundingError> {
        let (mut table, mut rows, mut addresses, mut after) = (HEAD.to_owned(), 0, 0_i64, None);
        loop {
            let page = self.pledges_of(actor, id, &PageRequest::new(Some(PageRequest::MAX_LIMIT), after)).await?;
            for row in &page.items {
                line(&mut table, row);
                addresses += i64::from(row.delivery.is_some());
            }
            rows += page.items.len();
            after = page.next;
            if after.is_none() || rows >= ROWS_MAX {
                break;
            }
        }
        if addresses > 0 {
            let mut tx = self.db().begin(actor).await?;
            tx.audit("crowdfunding.take-addresses", id, serde_json::json!({ "addresses": addresses })).await?;
            tx.commit().await?;
        }
        Ok(table)
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
        "{},{state},{amount},{currency},{tier},{name},{email},{on_behalf_of},{},{},{paid_at},{}\r\n",
        row.id,
        row.anonymous,
        row.created_at,
        delivery(row.delivery.as_ref()),
    );
}

/// The cells of an answer; empty ones without.
fn delivery(given: Option<&Delivery>) -> String {
    let Some(Delivery { address, answer }) = given else { return ",,,,,,,".to_owned() };
    let Address { name, line1, line2, city, postal_code, country, phone } = address.clone().unwrap_or_default();
    let cells = [name, line1, line2, city, postal_code, country, phone, answer.clone().unwrap_or_default()];
    cells.map(|cell| if cell.is_empty() { cell } else { csv::text(&cell) }).join(",")
}
