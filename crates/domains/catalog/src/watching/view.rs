//! What a person watched, joined with the films.

use jiff::Timestamp;
use serde::Serialize;

use crate::FilmCard;

/// A film to go on with.
#[derive(Debug, Clone, Serialize)]
pub struct ContinueCard {
    /// The film.
    pub film: FilmCard,
    /// Where they stopped.
    pub position_ms: i64,
    /// How much of it is behind them, 0 to 100.
    pub percent: u8,
    /// When they last watched.
    pub watched_at: Timestamp,
}

/// A film in the history.
#[derive(Debug, Clone, Serialize)]
pub struct HistoryEntry {
    /// The film.
    pub film: FilmCard,
    /// Where they stopped.
    pub position_ms: i64,
    /// Whether they saw the end.
    pub finished: bool,
    /// When they last watched.
    pub watched_at: Timestamp,
}
