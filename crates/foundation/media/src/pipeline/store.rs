//! Rows of the pipeline.

pub(super) mod assets;
pub(super) mod chunks;
pub(super) mod documents;
pub(super) mod outputs;
pub(super) mod plan;
pub(super) mod stages;
pub(super) mod upkeep;
