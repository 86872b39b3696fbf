//! Deleting what expired.

mod store;

pub(crate) use store::delete_expired;
