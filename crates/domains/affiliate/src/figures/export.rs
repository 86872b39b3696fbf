//! Figures as tables that spreadsheets open (RFC 4180). Amounts are decimal; counts stand in the first row of a day or a thing, and further
//! currencies follow in rows of their own, so that a column can be added up.

use std::fmt::Write as _;

use kernel::{Actor, Money, csv};

use super::{FigureBy, FigurePeriod, FigureScope, Figures};
use crate::{Affiliate, AffiliateError};

const COLUMNS: &str = "clicks,robots,prefetches,others,leads,sales,refunds,currency,revenue,refunded,earned,reversed,matured";

impl Affiliate {
    /// The figures of each day of a period as CSV.
    pub async fn export_figures(
        &self,
        actor: &Actor,
        scope: FigureScope,
        period: &FigurePeriod,
    ) -> Result<String, AffiliateError> {
        let view = self.figures(actor, scope, period).await?;
        let mut table = format!("day,{COLUMNS}\r\n");
        for day in &view.days {
            add(&mut table, &day.day.to_string(), &day.figures);
        }
        Ok(table)
    }

    /// A table of figures as CSV.
    pub async fn export_figure_table(
        &self,
        actor: &Actor,
        scope: FigureScope,
        period: &FigurePeriod,
        by: FigureBy,
    ) -> Result<String, AffiliateError> {
        let found = self.figure_table(actor, scope, period, by).await?;
        let mut table = format!("{},name,{COLUMNS}\r\n", by.as_str());
        for row in &found.rows {
            let name = row.label.as_deref().map(csv::text).unwrap_or_default();
            // A post and an origin are whatever somebody wrote.
            let key = if matches!(by, FigureBy::Post | FigureBy::Origin) { csv::text(&row.key) } else { row.key.clone() };
            add(&mut table, &format!("{key},{name}"), &row.figures);
        }
        Ok(table)
    }
}

/// The rows of a day or a thing, whose first cells are these.
fn add(table: &mut String, head: &str, figures: &Figures) {
    let counts =
        [figures.clicks, figures.robots, figures.prefetches, figures.others, figures.leads, figures.sales, figures.refunds];
    let mut counts = counts.map(|count| count.to_string()).join(",");
    if figures.money.is_empty() {
        // Writing into a string cannot fail.
        let _written = write!(table, "{head},{counts},,,,,,\r\n");
    }
    for money in &figures.money {
        let amounts = [money.revenue, money.refunded, money.earned, money.reversed, money.matured];
        let amounts = amounts.map(Money::to_decimal_string).join(",");
        let _written = write!(table, "{head},{counts},{},{amounts}\r\n", money.currency.code());
        counts = ",".repeat(6);
    }
}
