//! What somebody holds and what moved on it: `/compte/releve`, and one account with its lines.

mod list;
mod one;
mod words;

use axum::{Router, routing::get};
use flows::Statements;

/// Where the accounts stand, without language.
const PATH: &str = "/compte/releve";

/// The pages of statements.
pub fn statements(statements: Statements) -> Router {
    Router::new()
        .route(PATH, get(list::show))
        .route("/compte/releve/{held}/{owner}/{currency}", get(one::show))
        .route("/compte/releve/{held}/{owner}/{currency}/lignes.csv", get(one::table))
        .with_state(statements)
}
