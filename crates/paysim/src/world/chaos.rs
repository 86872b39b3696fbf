//! What goes wrong with a request, apart from what it asks.

use crate::Provider;

use super::World;

/// What goes wrong with a request that moves money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing.
    None,
    /// It is not carried out and answered 5xx.
    ServerError,
    /// It is carried out, and the answer is "you had this already".
    Conflict,
    /// It is carried out, and the answer gets lost behind a gateway.
    Timeout,
}

impl World {
    /// Decides for this attempt: the same request sent again has another fate.
    pub(crate) fn fault(&mut self, provider: Provider, operation: &str, reference: &str) -> Fault {
        let about = self.attempt(provider, operation, reference);
        if self.fate.happens(&about, "server_error", self.chaos.server_error) {
            Fault::ServerError
        } else if self.fate.happens(&about, "conflict_409", self.chaos.conflict_409) {
            Fault::Conflict
        } else if self.fate.happens(&about, "timeout_after_success", self.chaos.timeout_after_success) {
            Fault::Timeout
        } else {
            Fault::None
        }
    }

    /// Whether a question is answered 5xx this time.
    pub(crate) fn reading_fails(&mut self, provider: Provider, reference: &str) -> bool {
        let about = self.attempt(provider, "read", reference);
        self.fate.happens(&about, "server_error", self.chaos.server_error)
    }

    fn attempt(&mut self, provider: Provider, operation: &str, reference: &str) -> String {
        let about = format!("{}/{operation}/{reference}", provider.slug());
        let count = self.attempts.entry(about.clone()).or_default();
        *count += 1;
        format!("{about}#{count}")
    }
}
