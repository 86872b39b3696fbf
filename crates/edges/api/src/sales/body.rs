//! The shapes of ShareYourSales outside. Renaming a member here breaks programs.

pub(super) mod conversion;
pub(super) mod link;
pub(super) mod market;
pub(super) mod partnership;
pub(super) mod program;
pub(super) mod terms;
