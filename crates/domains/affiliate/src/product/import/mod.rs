//! Products from a table. A row with a SKU that the merchant has changes that product, another adds a draft; importing the same table twice
//! changes nothing. Pictures and variants are not in tables and stay as they are. Nothing is kept unless every row is right.

mod store;
mod table;

use std::collections::{HashMap, HashSet};

use contracts::{
    affiliate::{CategoryId, ProductId},
    identity::OrganisationId,
};
use jiff::SignedDuration;
use kernel::{Actor, AppError as _, FieldError};
use platform::{DbError, Tx};

pub(super) use self::table::COLUMNS;
use self::{
    store::{Known, New},
    table::Line,
};
use super::{
    PRODUCTS_MAX, ProductDraft, ProductState,
    sku::{self, NamedBySku},
    store::count,
};
use crate::{Affiliate, AffiliateError, MerchantRight, category, member, merchant};

/// How many wrong fields are told; the rest is counted.
const ERRORS_MAX: usize = 200;
/// How many tables of a merchant are read in an hour.
const TABLES_PER_HOUR: u32 = 60;

/// Whether a table is only tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportMode {
    /// Tell what would happen.
    DryRun,
    /// Do it, if every row is right.
    Keep,
}

/// A field of a row that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    /// The line of the file that the row begins at; the header is the first.
    pub line: u64,
    /// What is wrong; the field is the name of the column.
    pub error: FieldError,
}

/// What became of a table, or what would.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// How many rows it has.
    pub rows: usize,
    /// How many things are added: products as drafts.
    pub created: usize,
    /// How many are changed.
    pub updated: usize,
    /// How many are as their rows say already.
    pub unchanged: usize,
    /// What is wrong, in the order of the file: at most 200 fields.
    pub errors: Vec<RowError>,
    /// How many fields are wrong in all.
    pub errors_count: usize,
    /// Whether it was kept.
    pub kept: bool,
}

impl Affiliate {
    /// Reads products from a CSV table (RFC 4180; comma, semicolon or tab; UTF-8): at most 5 000 rows and 2 MiB. Prices are as people write
    /// them in the row's currency and the caller's language.
    pub async fn import_products(
        &self,
        actor: &Actor,
        organisation_id: OrganisationId,
        file: &[u8],
        mode: ImportMode,
    ) -> Result<ImportReport, AffiliateError> {
        self.require_manager(actor, organisation_id).await?;
        self.limits().hit(&format!("affiliate-import:{organisation_id}"), TABLES_PER_HOUR, SignedDuration::from_hours(1)).await?;
        let lines = table::read(file)?;
        let mut tx = self.db().begin(actor).await?;
        merchant::store::lock(tx.conn(), organisation_id).await?.ok_or(AffiliateError::NotFound)?;
        let mut reading = Reading::default();
        let drafts = reading.drafts(actor, &lines);
        let plan = reading.plan(&mut tx, organisation_id, drafts).await?;
        let mut report = reading.report(lines.len());
        if report.errors_count > 0 {
            return Ok(report);
        }
        if count(tx.conn(), organisation_id).await? + i64::try_from(plan.new.len()).unwrap_or(i64::MAX) > PRODUCTS_MAX {
            return Err(AffiliateError::Conflict("affiliate-too-many-products"));
        }
        report.created = plan.new.len();
        report.updated = store::update(&mut tx, &plan.changed).await?;
        report.unchanged = plan.changed.len() - report.updated;
        if mode == ImportMode::DryRun {
            return Ok(report);
        }
        store::insert(&mut tx, organisation_id, &plan.new).await.map_err(super::named_already)?;
        let told = serde_json::json!({ "created": report.created, "updated": report.updated });
        tx.audit("affiliate.import-products", organisation_id, told).await?;
        tx.commit().await?;
        report.kept = true;
        Ok(report)
    }

    /// Asked before tables are counted, so that nobody uses up another merchant's.
    async fn require_manager(&self, actor: &Actor, organisation_id: OrganisationId) -> Result<(), AffiliateError> {
        let mut conn = self.db().pool().acquire().await.map_err(DbError::from)?;
        member::require(&mut conn, actor, organisation_id, MerchantRight::Manage).await?;
        Ok(())
    }
}

/// A row that is right by itself.
struct Draft {
    line: u64,
    draft: ProductDraft,
}

/// What the table does to the merchant's products.
#[derive(Default)]
struct Plan {
    new: Vec<New>,
    changed: Vec<New>,
}

/// What is wrong so far.
#[derive(Default)]
struct Reading {
    errors: Vec<RowError>,
}

impl Reading {
    fn refuse(&mut self, line: u64, error: FieldError) {
        self.errors.push(RowError { line, error });
    }

    fn report(mut self, rows: usize) -> ImportReport {
        let errors_count = self.errors.len();
        self.errors.sort_by_key(|wrong| wrong.line);
        self.errors.truncate(ERRORS_MAX);
        ImportReport { rows, errors: self.errors, errors_count, ..ImportReport::default() }
    }

    /// The rows that are right by themselves and among each other.
    fn drafts(&mut self, actor: &Actor, lines: &[Line]) -> Vec<Draft> {
        let mut skus = HashSet::new();
        let mut drafts = Vec::new();
        for line in lines {
            let draft = table::draft(actor.locale, line).and_then(|draft| {
                let sku = table::sku(line);
                if sku.is_empty() {
                    return Err(AffiliateError::field("sku", "field-required"));
                }
                if skus.insert(sku.to_owned()) { Ok(draft) } else { Err(AffiliateError::field("sku", "affiliate-sku-twice")) }
            });
            match draft {
                Ok(draft) => drafts.push(Draft { line: line.number, draft }),
                Err(error) => error.fields().iter().for_each(|wrong| self.refuse(line.number, wrong.clone())),
            }
        }
        drafts
    }

    /// What each row does, given what the merchant has.
    async fn plan(&mut self, tx: &mut Tx, organisation_id: OrganisationId, drafts: Vec<Draft>) -> Result<Plan, AffiliateError> {
        let words: HashSet<String> = drafts.iter().map(|row| row.draft.category.clone()).collect();
        let categories = category::queries::ids(tx.conn(), &words.into_iter().collect::<Vec<_>>()).await?;
        let skus: Vec<String> = drafts.iter().filter_map(|row| row.draft.sku.clone()).collect();
        let named = sku::products_by_sku_in(tx.conn(), organisation_id, &skus).await?;
        let ids: Vec<ProductId> = named.values().map(|named| named.product_id).collect();
        let known = store::known(tx.conn(), &ids).await?;
        let mut plan = Plan::default();
        for row in drafts {
            let named = row.draft.sku.as_ref().and_then(|sku| named.get(sku));
            match fitted(&row.draft, named, &known, &categories) {
                Err(error) => self.refuse(row.line, error),
                Ok((category_id, Some(id))) => plan.changed.push(New { id, category_id, draft: row.draft }),
                Ok((category_id, None)) => plan.new.push(New { id: ProductId::generate(), category_id, draft: row.draft }),
            }
        }
        Ok(plan)
    }
}

/// The row's category, and the product that it changes, if it may.
fn fitted(
    draft: &ProductDraft,
    named: Option<&NamedBySku>,
    known: &HashMap<ProductId, Known>,
    categories: &HashMap<String, CategoryId>,
) -> Result<(CategoryId, Option<ProductId>), FieldError> {
    let unknown = || FieldError::new("category", "field-unknown-value").with("value", &draft.category);
    let category_id = categories.get(&draft.category).copied().ok_or_else(unknown)?;
    let Some(named) = named else { return Ok((category_id, None)) };
    if named.variant_id.is_some() {
        return Err(FieldError::new("sku", "affiliate-sku-of-variant"));
    }
    if let Some(known) = known.get(&named.product_id) {
        if known.has_variants && known.currency != draft.currency.code() {
            return Err(FieldError::new("currency", "affiliate-currency-of-variants"));
        }
        if known.state == ProductState::Listed && draft.description.is_empty() {
            return Err(FieldError::new("description", "field-required"));
        }
    }
    Ok((category_id, Some(named.product_id)))
}
