//! Merchants, influencers, tracked links, attributed sales.

use kernel::Id;

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
