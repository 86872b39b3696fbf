//! `…/jours.csv` and `…/tableau.csv`: what the board shows, as a file (RFC 4180).

use axum::{body::Body, response::Response};
use web_kit::{Visit, WebError, to_save};

use super::{Asked, Desk};
use crate::SalesState;

/// Which of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum File {
    /// A row a day.
    Days,
    /// The rows of the table.
    Table,
}

pub(crate) async fn csv(visit: &Visit, state: &SalesState, desk: &Desk, asked: &Asked, file: File) -> Result<Response, WebError> {
    let (period, _errors) = asked.period(visit, desk)?;
    let (text, name) = match file {
        File::Days => (state.affiliate.export_figures(&visit.actor, desk.scope, &period).await?, "jours"),
        File::Table => {
            let by = asked.by(desk);
            (state.affiliate.export_figure_table(&visit.actor, desk.scope, &period, by).await?, by.as_str())
        }
    };
    let name = format!("{name}-{}-{}.csv", period.from(), period.to());
    let size = text.len().try_into().unwrap_or(u64::MAX);
    Ok(to_save(&name, "text/csv; charset=utf-8", size, Body::from(text)))
}
