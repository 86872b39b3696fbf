//! Errors of the database, as the services pass them on.

use kernel::{AppError, ErrorKind};

/// A failed statement. Services turn the constraints they know into their own errors; the rest is ours to log.
#[derive(Debug, thiserror::Error)]
#[error("database: {0}")]
pub struct DbError(#[from] sqlx::Error);

impl DbError {
    /// The name of the violated constraint.
    pub fn constraint(&self) -> Option<&str> {
        self.0.as_database_error().and_then(sqlx::error::DatabaseError::constraint)
    }

    /// Whether this unique constraint (or index) was violated.
    pub fn is_unique(&self, constraint: &str) -> bool {
        self.0.as_database_error().is_some_and(|error| error.is_unique_violation() && error.constraint() == Some(constraint))
    }

    /// Whether the row that had to exist does not.
    pub const fn is_row_not_found(&self) -> bool {
        matches!(self.0, sqlx::Error::RowNotFound)
    }

    /// Whether the database itself is away (restarting, out of connections): trying again is right.
    pub fn is_unavailable(&self) -> bool {
        match &self.0 {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => true,
            // Class 57: operator intervention; class 53: insufficient resources; class 08: connection exception; 55P03: a lock
            // that was not had in time.
            sqlx::Error::Database(_) => self.is_of_class(&["57P", "53", "08", "55P03"]),
            _ => false,
        }
    }

    /// Whether two transactions waited for each other and this one was chosen to give way: trying again is right.
    pub fn is_deadlock(&self) -> bool {
        self.is_of_class(&["40P01"])
    }

    /// Whether what was written is to blame: a value out of range, a constraint.
    pub fn is_about_the_data(&self) -> bool {
        self.is_of_class(&["22", "23"])
    }

    fn is_of_class(&self, classes: &[&str]) -> bool {
        let code = self.0.as_database_error().and_then(sqlx::error::DatabaseError::code);
        code.is_some_and(|code| classes.iter().any(|class| code.starts_with(class)))
    }

    /// The error of sqlx.
    pub const fn as_sqlx(&self) -> &sqlx::Error {
        &self.0
    }
}

impl AppError for DbError {
    fn kind(&self) -> ErrorKind {
        if self.is_unavailable() { ErrorKind::Unavailable } else { ErrorKind::Internal }
    }

    fn code(&self) -> &'static str {
        if self.is_unavailable() { "error-unavailable" } else { "error-internal" }
    }

    fn retry_after_s(&self) -> Option<u32> {
        self.is_unavailable().then_some(5)
    }
}
