//! Merchants, influencers, tracked links, attributed sales.

use kernel::{AccountId, Id};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

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

/// Marks the ids of shops.
#[derive(Debug)]
pub struct Shop;
/// The id of a shop that tells of its orders by itself.
pub type ShopId = Id<Shop>;

/// Marks the ids of refunds.
#[derive(Debug)]
pub struct Refund;
/// The id of a refund that a shop reported.
pub type RefundId = Id<Refund>;
