//! Merchants, influencers, tracked links, attributed sales, commissions.
//!
//! For now its rules alone: who is credited with a conversion ([`attribution`]), and what it earns ([`earning`]). No SQL, no clock.

pub mod attribution;
pub mod earning;
