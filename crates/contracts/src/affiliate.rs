//! Merchants, influencers, tracked links, attributed sales.

mod reported;

use kernel::{AccountId, Id, Money};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::reported::{CommissionMove, CommissionMoved, ConversionRefunded, ConversionReported, RefundUncounted};
use crate::identity::OrganisationId;

/// Marks the ids of partnerships.
#[derive(Debug)]
pub struct Partnership;
/// The id of a partnership: an influencer in a merchant's program.
pub type PartnershipId = Id<Partnership>;

/// Marks the ids of touches.
#[derive(Debug)]
pub struct Touch;
/// The id of a touch: a click, or a code used in an order.
pub type TouchId = Id<Touch>;

/// Marks the ids of products.
#[derive(Debug)]
pub struct Product;
/// The id of a product of a merchant's.
pub type ProductId = Id<Product>;

/// Marks the ids of variants of products.
#[derive(Debug)]
pub struct Variant;
/// The id of a variant of a product: a size, a colour.
pub type VariantId = Id<Variant>;

/// Marks the ids of categories.
#[derive(Debug)]
pub struct Category;
/// The id of a category of products.
pub type CategoryId = Id<Category>;

/// Marks the ids of programs.
#[derive(Debug)]
pub struct Program;
/// The id of a program: what a merchant pays for.
pub type ProgramId = Id<Program>;

/// Marks the ids of links.
#[derive(Debug)]
pub struct Link;
/// The id of a tracked link.
pub type LinkId = Id<Link>;

/// Marks the ids of clicks.
#[derive(Debug)]
pub struct Click;
/// The id of a click on a tracked link.
pub type ClickId = Id<Click>;

/// Marks the ids of conversions.
#[derive(Debug)]
pub struct Conversion;
/// The id of a conversion: a lead or a sale that a shop reported.
pub type ConversionId = Id<Conversion>;

/// Marks the ids of commissions.
#[derive(Debug)]
pub struct Commission;
/// The id of a commission: what a partner earned with a conversion.
pub type CommissionId = Id<Commission>;

/// Marks the ids of groups of partners.
#[derive(Debug)]
pub struct Group;
/// The id of a group of partners in a program.
pub type GroupId = Id<Group>;

/// Marks the ids of terms.
#[derive(Debug)]
pub struct Terms;
/// The id of a version of a group's terms.
pub type TermsId = Id<Terms>;

/// A partnership was asked for, taken, refused or ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PartnershipChanged {
    /// The partnership.
    pub partnership_id: PartnershipId,
    /// The merchant.
    pub organisation_id: OrganisationId,
    /// The influencer.
    pub account_id: AccountId,
    /// What it is now: `requested`, `active`, `refused`, `ended`.
    pub state: String,
    /// Who did it; none of what was told before this was written down.
    #[serde(default)]
    pub by: Option<AccountId>,
}

impl crate::Event for PartnershipChanged {
    const TOPIC: &'static str = "affiliate.partnership-changed.v1";
    fn key(&self) -> Uuid {
        self.partnership_id.as_uuid()
    }
}

/// Marks the ids of codes.
#[derive(Debug)]
pub struct Code;
/// The id of a code that a partner gives away.
pub type CodeId = Id<Code>;

/// Marks the ids of own domains.
#[derive(Debug)]
pub struct LinkDomain;
/// The id of a host of a merchant's or an influencer's on which links answer.
pub type LinkDomainId = Id<LinkDomain>;

/// Whether an own domain is proved changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LinkDomainChanged {
    /// The domain.
    pub domain_id: LinkDomainId,
    /// The merchant whose it is, or nobody's of them.
    pub organisation_id: Option<OrganisationId>,
    /// The influencer whose it is.
    pub account_id: Option<AccountId>,
    /// Its name.
    pub host: String,
    /// What it is now: `verified`, `failing`, `lost`.
    pub state: String,
    /// Who looked; nobody, when it was the daily look.
    pub by: Option<AccountId>,
}

impl crate::Event for LinkDomainChanged {
    const TOPIC: &'static str = "affiliate.link-domain-changed.v1";
    fn key(&self) -> Uuid {
        self.domain_id.as_uuid()
    }
}

/// Marks the ids of shops.
#[derive(Debug)]
pub struct Shop;
/// The id of a shop that tells of its orders by itself.
pub type ShopId = Id<Shop>;

/// Marks the ids of what a shop's pages said.
#[derive(Debug)]
pub struct PixelReport;
/// The id of a sale that a page of a shop reported without a signature.
pub type PixelReportId = Id<PixelReport>;

/// Marks the ids of refunds.
#[derive(Debug)]
pub struct Refund;
/// The id of a refund that a shop reported.
pub type RefundId = Id<Refund>;

/// Marks the ids of fraud cases.
#[derive(Debug)]
pub struct FraudCase;
/// The id of what is known against a partner in a conversion.
pub type FraudCaseId = Id<FraudCase>;

/// A conversion was held, or somebody decided on one, or its partner answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FraudCaseChanged {
    /// The case.
    pub case_id: FraudCaseId,
    /// The conversion.
    pub conversion_id: ConversionId,
    /// The partnership that is credited with it.
    pub partnership_id: PartnershipId,
    /// The merchant.
    pub organisation_id: OrganisationId,
    /// The influencer.
    pub account_id: AccountId,
    /// What it is now: `held`, `released`, `rejected`, `expired`.
    pub state: String,
    /// Whether the influencer answered and nobody decided again yet.
    pub is_disputed: bool,
}

impl crate::Event for FraudCaseChanged {
    const TOPIC: &'static str = "affiliate.fraud-case-changed.v1";
    fn key(&self) -> Uuid {
        self.case_id.as_uuid()
    }
}

/// Marks the ids of statements.
#[derive(Debug)]
pub struct Statement;
/// The id of a statement: what a partner earned with a merchant in a month.
pub type StatementId = Id<Statement>;

/// A statement was issued.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StatementIssued {
    /// The statement.
    pub statement_id: StatementId,
    /// Whose it is.
    pub partnership_id: PartnershipId,
    /// The merchant.
    pub organisation_id: OrganisationId,
    /// The influencer.
    pub account_id: AccountId,
}

impl crate::Event for StatementIssued {
    const TOPIC: &'static str = "affiliate.statement-issued.v1";
    fn key(&self) -> Uuid {
        self.partnership_id.as_uuid()
    }
}

/// A payout that a partner need not ask for was refused: what is owed waits for them, or for the next week or month.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PayoutRefused {
    /// The partnership.
    pub partnership_id: PartnershipId,
    /// What is owed.
    pub amount: Money,
}

impl crate::Event for PayoutRefused {
    const TOPIC: &'static str = "affiliate.payout-refused.v1";
    fn key(&self) -> Uuid {
        self.partnership_id.as_uuid()
    }
}
