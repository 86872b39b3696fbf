//! Stub.
use crate::{delivery::Callback, providers::Claim, server::Sim, world::World};
use axum::Router;
pub(super) fn router() -> Router<Sim> {
    Router::new()
}
pub(super) fn callback(_: &World, _: usize, _: Claim) -> Option<Callback> {
    None
}
