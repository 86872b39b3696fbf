//! A statement as a table, for whoever keeps books elsewhere.

use std::fmt::Write as _;

use contracts::affiliate::StatementId;
use kernel::{Actor, Money};

use super::StatementView;
use crate::{Affiliate, AffiliateError};

const HEAD: &str = "statement,invoice,month,day,commissions,payable,reversed,net,currency\r\n";

impl Affiliate {
    /// Every line of a statement as CSV (RFC 4180): for the influencer, and the members of the merchant. `net` adds up to the total.
    pub async fn export_statement(&self, actor: &Actor, id: StatementId) -> Result<String, AffiliateError> {
        let statement = self.statement(actor, id).await?;
        Ok(table(&statement))
    }
}

fn table(statement: &StatementView) -> String {
    let currency = statement.total.currency;
    let amount = |minor| Money::new(minor, currency).to_decimal_string();
    let (month, invoice) = (statement.month.strftime("%Y-%m"), statement.reference().unwrap_or_default());
    let mut table = HEAD.to_owned();
    for line in &statement.lines {
        // Writing into a string cannot fail.
        let _written = write!(
            table,
            "{},{invoice},{month},{},{},{},{},{},{}\r\n",
            statement.number,
            line.day,
            line.commissions,
            amount(line.payable_minor),
            amount(line.reversed_minor),
            amount(line.payable_minor - line.reversed_minor),
            currency.code(),
        );
    }
    table
}

impl StatementView {
    /// The number of the invoice as papers print it: a beginning that is this partnership's, and its place in the series.
    pub fn reference(&self) -> Option<String> {
        let invoice = self.invoice?;
        let of = self.partnership_id.as_uuid().simple().to_string();
        let of = of.get(24..).unwrap_or_default().to_ascii_uppercase();
        Some(format!("{of}-{:04}", invoice.number))
    }
}
