//! Stub.
use crate::{delivery::Callback, server::Sim, world::World};
use axum::Router;
#[derive(Debug, Default)]
pub(crate) struct State;
pub(super) fn router() -> Router<Sim> {
    Router::new()
}
pub(super) fn announce(_: &mut World, _: usize) {}
pub(super) fn forgery(_: &World, _: usize) -> Option<Callback> {
    None
}
