//! Codes of partners from a table: those that a shop knows already. Nothing of a table is kept unless every row is right; the same table
//! twice changes nothing. A code that is there with other dates is refused: ending one is said on its own.

mod store;
mod table;

use std::collections::HashMap;

use contracts::affiliate::{PartnershipId, ProgramId};
use jiff::{SignedDuration, Timestamp};
use kernel::{Actor, FieldError};
use platform::Tx;
use serde_json::json;

use self::{
    store::{Known, Partner},
    table::CodeRow,
};
use super::CODES_MAX;
use crate::{
    Affiliate, AffiliateError, MerchantRight, member,
    product::{ImportMode, ImportReport, RowError},
    program,
};

/// How many wrong fields are told; the rest is counted.
const ERRORS_MAX: usize = 200;
/// How many tables of a program are read in an hour.
const TABLES_PER_HOUR: u32 = 60;

impl Affiliate {
    /// Reads codes from a CSV table (RFC 4180; comma, semicolon or tab; UTF-8) with the columns `code`, `partner` (the end of the address of
    /// their page, or the id of the partnership), `from` and `until`: at most 1 000 rows and 1 MiB. Without `from` a code counts from now on.
    /// For those who manage the program's merchant.
    pub async fn import_codes(
        &self,
        actor: &Actor,
        program_id: ProgramId,
        file: &[u8],
        mode: ImportMode,
    ) -> Result<ImportReport, AffiliateError> {
        actor.require_account()?;
        let mut conn = self.conn().await?;
        let merchant = program::merchant_of(&mut conn, program_id).await?.ok_or(AffiliateError::NotFound)?;
        member::require(&mut conn, actor, merchant, MerchantRight::Manage).await?;
        drop(conn);
        let window = SignedDuration::from_hours(1);
        self.limits().hit(&format!("affiliate-import-codes:{program_id}"), TABLES_PER_HOUR, window).await?;
        let (lines, mut errors) = (table::read(file)?, Vec::new());
        let mut rows = Vec::with_capacity(lines.len());
        for line in &lines {
            match table::row(line) {
                Ok(row) => rows.push((line.number, row)),
                Err(wrong) => errors.extend(wrong.into_iter().map(|error| RowError { line: line.number, error })),
            }
        }
        let mut report = ImportReport { rows: lines.len(), ..ImportReport::default() };
        if errors.is_empty() {
            errors = self.keep_codes(actor, program_id, &rows, (mode, &mut report)).await?;
        }
        report.errors_count = errors.len();
        errors.truncate(ERRORS_MAX);
        report.errors = errors;
        Ok(report)
    }

    /// All rows in one transaction, which ends without a trace when one of them is wrong, or all was only a try. What is wrong comes back.
    async fn keep_codes(
        &self,
        actor: &Actor,
        id: ProgramId,
        rows: &[(u64, CodeRow)],
        (mode, report): (ImportMode, &mut ImportReport),
    ) -> Result<Vec<RowError>, AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        let program = program::managed(&mut tx, actor, id).await?;
        if !program.state.earns() {
            return Err(AffiliateError::WrongState);
        }
        let (created, errors) = keep(&mut tx, id, rows).await?;
        if errors.is_empty() {
            (report.created, report.unchanged) = (created, rows.len() - created);
            if mode == ImportMode::Keep {
                tx.audit("affiliate.import-codes", id, json!({ "created": created })).await?;
                tx.commit().await?;
                report.kept = true;
            }
        }
        Ok(errors)
    }
}

/// How many codes are new, and what is wrong with the others.
async fn keep(tx: &mut Tx, id: ProgramId, rows: &[(u64, CodeRow)]) -> Result<(usize, Vec<RowError>), AffiliateError> {
    let names: Vec<_> = rows.iter().map(|(_, row)| row.partner.clone()).collect();
    let codes: Vec<_> = rows.iter().map(|(_, row)| row.code.clone()).collect();
    let mut desk = Desk {
        partners: store::partners(tx, id, &names).await?,
        known: store::known(tx, id, &codes).await?,
        made: Vec::new(),
        now: tx.now(),
    };
    let mut errors = Vec::new();
    for (line, row) in rows {
        if let Err(error) = desk.take(row) {
            errors.push(RowError { line: *line, error });
        }
    }
    if errors.is_empty() {
        store::insert(tx, id, &desk.made).await.map_err(|error| match error.constraint() {
            Some("codes_code") => AffiliateError::Changed,
            _ => error.into(),
        })?;
    }
    Ok((desk.made.len(), errors))
}

/// What is known while rows are looked at, one after the other.
struct Desk {
    /// By the names that the table gives them.
    partners: HashMap<String, Partner>,
    known: HashMap<String, Known>,
    made: Vec<(String, Known)>,
    now: Timestamp,
}

impl Desk {
    fn take(&mut self, row: &CodeRow) -> Result<(), FieldError> {
        let wrong = |field: &'static str, code: &'static str| Err(FieldError::new(field, code));
        let Some(partner) = self.partners.get_mut(&row.partner) else { return wrong("partner", "affiliate-partner-unknown") };
        if let Some(known) = self.known.get(&row.code) {
            return if known.says(row, partner.id) { Ok(()) } else { wrong("code", "affiliate-code-taken") };
        }
        if partner.codes >= CODES_MAX {
            return wrong("partner", "affiliate-too-many-codes");
        }
        let new = Known { partnership_id: partner.id, starts_at: row.from.unwrap_or(self.now), ends_at: row.until };
        if new.ends_at.is_some_and(|end| end <= new.starts_at) {
            return wrong("until", "affiliate-code-order");
        }
        partner.codes += 1;
        // A partner may stand in the table under both names.
        let (id, codes) = (partner.id, partner.codes);
        self.partners.values_mut().filter(|other| other.id == id).for_each(|other| other.codes = codes);
        self.known.insert(row.code.clone(), new);
        self.made.push((row.code.clone(), new));
        Ok(())
    }
}

impl Known {
    /// Whether the row says what is known. Since when is only compared where it is said.
    fn says(&self, row: &CodeRow, id: PartnershipId) -> bool {
        self.partnership_id == id && self.ends_at == row.until && row.from.is_none_or(|from| from == self.starts_at)
    }
}
