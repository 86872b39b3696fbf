//! The shapes of ShareYourSales outside. Renaming a member here breaks programs.

pub(super) mod bonus;
pub(super) mod commission;
pub(super) mod conversion;
pub(super) mod figures;
pub(super) mod fraud;
pub(super) mod link;
pub(super) mod market;
pub(super) mod papers;
pub(super) mod partnership;
pub(super) mod program;
pub(super) mod statement;
pub(super) mod table;
pub(super) mod tax;
pub(super) mod terms;
pub(super) mod wallet;
