//! Merchants, influencers, tracked links, attributed sales, commissions.
//!
//! For now its rules alone: who is credited with a conversion ([`attribution`]), what it earns ([`earning`]), and under which numbers its
//! people pay tax ([`tax_identity`]). No SQL, no clock.

pub mod attribution;
pub mod earning;
pub mod tax_identity;
