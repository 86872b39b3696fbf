//! The platform on real components.

mod embedded_pg;
