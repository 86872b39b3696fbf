//! Conversions from a table: what a shop could not tell by itself, or another system knew before. Nothing of a table is kept unless every row
//! is right, also against what is known already; the same table twice changes nothing.

mod table;

use contracts::affiliate::ProgramId;
use jiff::SignedDuration;
use kernel::{Actor, AppError as _, ErrorKind, FieldError};
use platform::Tx;
use serde_json::json;

use self::table::Row;
use super::{Shop, Told, Tries, store};
use crate::{
    Affiliate, AffiliateError,
    commission::{Funding, is_short},
    fraud::Buyer,
    product::{ImportMode, ImportReport, RowError},
};

/// How many wrong fields are told; the rest is counted.
const ERRORS_MAX: usize = 200;
/// How many tables of a program are read in an hour.
const TABLES_PER_HOUR: u32 = 60;

impl Affiliate {
    /// Reads leads, sales and refunds from a CSV table (RFC 4180; comma, semicolon or tab; UTF-8): at most 1 000 rows and 1 MiB. Amounts are
    /// as people write them in the caller's language. For those who may report to the program.
    pub async fn import_conversions(
        &self,
        actor: &Actor,
        program_id: ProgramId,
        file: &[u8],
        mode: ImportMode,
    ) -> Result<ImportReport, AffiliateError> {
        let shop = self.shop(actor, &program_id.into()).await?;
        let window = SignedDuration::from_hours(1);
        self.limits().hit(&format!("affiliate-import-conversions:{program_id}"), TABLES_PER_HOUR, window).await?;
        let (lines, mut errors) = (table::read(file)?, Vec::new());
        let mut rows = Vec::with_capacity(lines.len());
        for line in &lines {
            match table::row(actor.locale, line) {
                Ok(row) => rows.push((line.number, row)),
                Err(wrong) => errors.extend(wrong.into_iter().map(|error| RowError { line: line.number, error })),
            }
        }
        let mut report = ImportReport { rows: lines.len(), ..ImportReport::default() };
        if errors.is_empty() {
            errors = self.keep_rows(actor, &shop, &rows, (mode, &mut report)).await?;
        }
        report.errors_count = errors.len();
        errors.truncate(ERRORS_MAX);
        report.errors = errors;
        Ok(report)
    }

    /// All rows in one transaction, which ends without a trace when one of them is wrong, or all was only a try. What is wrong comes back.
    async fn keep_rows(
        &self,
        actor: &Actor,
        shop: &Shop,
        rows: &[(u64, Row)],
        (mode, report): (ImportMode, &mut ImportReport),
    ) -> Result<Vec<RowError>, AffiliateError> {
        let mut tries = Tries::default();
        loop {
            let mut tx = self.db().begin(actor).await?;
            let (created, errors) = match self.rows_in(&mut tx, shop, rows, tries.funding).await {
                Err(error) if tries.again(&error) => continue,
                done => done?,
            };
            if errors.is_empty() {
                (report.created, report.unchanged) = (created, rows.len() - created);
                if mode == ImportMode::Keep {
                    tx.audit("affiliate.import-conversions", shop.program_id, json!({ "created": created })).await?;
                    tx.commit().await?;
                    report.kept = true;
                }
            }
            return Ok(errors);
        }
    }

    /// How many rows were new, and what is wrong with the others.
    async fn rows_in(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        rows: &[(u64, Row)],
        funding: Funding,
    ) -> Result<(usize, Vec<RowError>), AffiliateError> {
        let told: Vec<_> = rows.iter().map(|(line, row)| (*line, self.told(shop, row))).collect();
        let numbers: Vec<&str> = told.iter().filter_map(|(_, told)| Some(told.as_ref().ok()?.number())).collect();
        store::lock_orders(tx, shop.program_id, &numbers).await?;
        let (mut created, mut errors) = (0, Vec::new());
        for (line, told) in told {
            let done = match told {
                Ok(told) => self.tell_in(tx, shop, told, funding).await,
                Err(error) => Err(error),
            };
            match done {
                Ok(reported) => created += usize::from(!reported.replayed),
                // A wallet that is short is no fault of the row.
                Err(error) if is_short(&error) => return Err(error),
                Err(error) => errors.extend(wrong(error)?.into_iter().map(|error| RowError { line, error })),
            }
        }
        Ok((created, errors))
    }

    fn told(&self, shop: &Shop, row: &Row) -> Result<Told, AffiliateError> {
        match row {
            Row::Sale(sale) => self.sold(shop, sale, &Buyer::default()),
            Row::Lead(lead) => self.led(shop, lead, &Buyer::default()),
            Row::Refund(refund) => self.given_back(refund),
        }
    }
}

/// What is wrong with a row that can never be kept; anything else is wrong with us.
fn wrong(error: AffiliateError) -> Result<Vec<FieldError>, AffiliateError> {
    match error.kind() {
        ErrorKind::Invalid => Ok(error.fields().to_vec()),
        ErrorKind::Conflict => Ok(vec![FieldError::new("order_id", error.code())]),
        _ => Err(error),
    }
}
