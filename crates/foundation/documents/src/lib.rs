//! Papers that people keep, as PDF. See README.md.
//!
//! Invariants: the same input gives the same bytes; what users wrote is data and never source; every document is tagged and passes
//! PDF/UA-1, or is an error.

mod engine;
mod model;
mod statement;

use std::sync::Arc;

use tokio::sync::Semaphore;

use self::engine::{Engine, Template};
pub use self::{
    model::{Certificate, Fact, Link, Proof, Receipt},
    statement::{Party, Statement},
};

/// How many are rendered at a time: each holds a core, and some ten megabytes.
const AT_ONCE: usize = 2;

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// A text or a list is longer than a page should hold.
    #[error("a text is too long for a document")]
    TooLong,
    /// Our own mistake: a template that does not fit its input.
    #[error("a document could not be made: {0}")]
    Bug(String),
}

/// Makes documents. Cheap to clone.
#[derive(Clone)]
pub struct Documents {
    permits: Arc<Semaphore>,
    receipts: Arc<Engine>,
    certificates: Arc<Engine>,
    statements: Arc<Engine>,
}

impl std::fmt::Debug for Documents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Documents")
    }
}

impl Default for Documents {
    fn default() -> Self {
        Self::new()
    }
}

impl Documents {
    /// With its own templates and fonts.
    pub fn new() -> Self {
        Self {
            permits: Arc::new(Semaphore::new(AT_ONCE)),
            receipts: Arc::new(Engine::new(Template::Receipt)),
            certificates: Arc::new(Engine::new(Template::Certificate)),
            statements: Arc::new(Engine::new(Template::Statement)),
        }
    }

    /// What proves a payment to who made it: one page of A4, two with a long proof.
    pub async fn receipt(&self, receipt: &Receipt) -> Result<Vec<u8>, DocumentError> {
        receipt.check()?;
        self.render(&self.receipts, receipt.inputs()?).await
    }

    /// What one hangs on a wall: a page of A4, wide.
    pub async fn certificate(&self, certificate: &Certificate) -> Result<Vec<u8>, DocumentError> {
        certificate.check()?;
        self.render(&self.certificates, certificate.inputs()?).await
    }

    /// What somebody has with somebody else over a time, line by line: as many pages of A4 as it takes.
    pub async fn statement(&self, statement: &Statement) -> Result<Vec<u8>, DocumentError> {
        statement.check()?;
        self.render(&self.statements, statement.inputs()?).await
    }

    async fn render(&self, engine: &Arc<Engine>, inputs: typst::foundations::Dict) -> Result<Vec<u8>, DocumentError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|closed| DocumentError::Bug(closed.to_string()))?;
        let engine = Arc::clone(engine);
        let rendered = tokio::task::spawn_blocking(move || {
            let made = engine.render(inputs);
            drop(permit);
            made
        });
        rendered.await.map_err(|panicked| DocumentError::Bug(panicked.to_string()))?
    }
}
