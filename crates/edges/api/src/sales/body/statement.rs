//! Monthly statements outside.

use affiliate::{InvoiceMark, StatementLine, StatementRow, StatementView, TaxRegime, WaitingStatement};
use jiff::{Timestamp, civil::Date};
use kernel::Money;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    papers::{MandateGiven, TaxPartyBody},
    tax::TaxLineBody,
};
use crate::{funding::body::Amount, sales::words};

/// A statement in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CommissionStatementRow)]
pub(in crate::sales) struct StatementRowBody {
    id: Uuid,
    partnership_id: Uuid,
    /// In the merchant's series.
    number: i32,
    /// The first day of its month.
    #[schema(value_type = String, format = Date)]
    month: Date,
    total: Amount,
    merchant_name: String,
    influencer_name: String,
    is_invoice: bool,
    issued_at: Timestamp,
}

impl From<StatementRow> for StatementRowBody {
    fn from(row: StatementRow) -> Self {
        Self {
            id: row.id.as_uuid(),
            partnership_id: row.partnership_id.as_uuid(),
            number: row.number,
            month: row.month,
            total: row.total.into(),
            merchant_name: row.merchant_name,
            influencer_name: row.influencer_name,
            is_invoice: row.is_invoice,
            issued_at: row.issued_at,
        }
    }
}

/// A statement that is not issued yet.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WaitingStatement)]
pub(in crate::sales) struct WaitingBody {
    partnership_id: Uuid,
    /// The first day of its month.
    #[schema(value_type = String, format = Date)]
    month: Date,
    merchant_name: String,
    influencer_name: String,
    /// The influencer did not say how they pay tax.
    waits_for_influencer: bool,
    /// The merchant did not say how papers name it. With neither it is issued in the next night.
    waits_for_merchant: bool,
}

impl From<WaitingStatement> for WaitingBody {
    fn from(row: WaitingStatement) -> Self {
        Self {
            partnership_id: row.partnership_id.as_uuid(),
            month: row.month,
            merchant_name: row.merchant_name,
            influencer_name: row.influencer_name,
            waits_for_influencer: row.lacks_payee,
            waits_for_merchant: row.lacks_payer,
        }
    }
}

/// A day of a statement.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CommissionStatementLine)]
pub(in crate::sales) struct LineBody {
    /// In universal time.
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// How many commissions.
    commissions: i64,
    /// What became payable.
    payable: Amount,
    /// What was taken back of what was payable.
    reversed: Amount,
}

/// What makes a statement an invoice in the partner's name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SelfBilledInvoice)]
pub(in crate::sales) struct InvoiceBody {
    /// As papers print it.
    reference: String,
    mandate: MandateGiven,
}

/// What a partner earned with a merchant in a month.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CommissionStatement)]
pub(in crate::sales) struct StatementBody {
    id: Uuid,
    organisation_id: Uuid,
    partnership_id: Uuid,
    number: i32,
    /// The first day of its month.
    #[schema(value_type = String, format = Date)]
    month: Date,
    /// What became payable, less what was taken back.
    total: Amount,
    /// The same of the months of the year before it.
    before: Amount,
    merchant_name: String,
    influencer_name: String,
    #[schema(schema_with = words::tax_regimes)]
    regime: TaxRegime,
    payer: TaxPartyBody,
    payee: TaxPartyBody,
    lines: Vec<LineBody>,
    taxes: Vec<TaxLineBody>,
    /// None of a mere statement.
    invoice: Option<InvoiceBody>,
    issued_at: Timestamp,
}

impl From<StatementView> for StatementBody {
    fn from(view: StatementView) -> Self {
        let currency = view.total.currency;
        let line = |line: &StatementLine| LineBody {
            day: line.day,
            commissions: line.commissions,
            payable: Money::new(line.payable_minor, currency).into(),
            reversed: Money::new(line.reversed_minor, currency).into(),
        };
        let given = |mark: InvoiceMark| MandateGiven { text_version: mark.mandate_text, accepted_at: mark.mandated_at };
        let invoice = view.reference().zip(view.invoice).map(|(reference, mark)| InvoiceBody { reference, mandate: given(mark) });
        Self {
            id: view.id.as_uuid(),
            organisation_id: view.organisation_id.as_uuid(),
            partnership_id: view.partnership_id.as_uuid(),
            number: view.number,
            month: view.month,
            total: view.total.into(),
            before: view.before.into(),
            lines: view.lines.iter().map(line).collect(),
            invoice,
            merchant_name: view.merchant_name,
            influencer_name: view.influencer_name,
            regime: view.regime,
            payer: view.payer.into(),
            payee: view.payee.into(),
            taxes: view.taxes.into_iter().map(Into::into).collect(),
            issued_at: view.issued_at,
        }
    }
}
