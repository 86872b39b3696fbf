//! What can go wrong between contexts.

use affiliate::AffiliateError;
use crowdfunding::CrowdfundingError;
use documents::DocumentError;
use identity::IdentityError;
use kernel::{AppError, ErrorKind, FieldError, Forbidden};
use ledger::LedgerError;
use messaging::MessagingError;
use notifications::NotificationsError;
use payments::PaymentsError;
use platform::DbError;
use webhooks::WebhooksError;

/// A failure of one of the contexts that a flow asks.
#[derive(Debug, thiserror::Error)]
pub enum FlowsError {
    /// Merchants, influencers, sales.
    #[error(transparent)]
    Affiliate(#[from] AffiliateError),
    /// Conversations.
    #[error(transparent)]
    Messaging(#[from] MessagingError),
    /// What the programs of others are told.
    #[error(transparent)]
    Webhooks(#[from] WebhooksError),
    /// Crowdfunding.
    #[error(transparent)]
    Crowdfunding(#[from] CrowdfundingError),
    /// Identity.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// Notifications.
    #[error(transparent)]
    Notifications(#[from] NotificationsError),
    /// Payments.
    #[error(transparent)]
    Payments(#[from] PaymentsError),
    /// Not allowed.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// There is no such account, or none that this person holds.
    #[error("no such account")]
    NoAccount,
    /// A paper could not be made.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// There is no conversation about this.
    #[error("there is no conversation about this")]
    NoConversation,
    /// There is no such paper: nothing was paid, or the project did not succeed.
    #[error("there is no such paper")]
    NoPaper,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What goes through `$method` of whichever context failed.
macro_rules! ask {
    ($error:expr, $method:ident, $own:expr) => {
        match $error {
            FlowsError::Affiliate(error) => error.$method(),
            FlowsError::Messaging(error) => error.$method(),
            FlowsError::Webhooks(error) => error.$method(),
            FlowsError::Crowdfunding(error) => error.$method(),
            FlowsError::Identity(error) => error.$method(),
            FlowsError::Notifications(error) => error.$method(),
            FlowsError::Payments(error) => error.$method(),
            FlowsError::Db(error) => error.$method(),
            FlowsError::Forbidden(error) => error.$method(),
            FlowsError::Ledger(error) => error.$method(),
            FlowsError::Document(_) | FlowsError::NoPaper | FlowsError::NoAccount | FlowsError::NoConversation => $own,
        }
    };
}

impl AppError for FlowsError {
    fn kind(&self) -> ErrorKind {
        let own = if matches!(self, Self::Document(_)) { ErrorKind::Internal } else { ErrorKind::NotFound };
        ask!(self, kind, own)
    }

    fn code(&self) -> &'static str {
        let own = match self {
            Self::NoPaper => "flows-no-paper",
            Self::NoAccount => "flows-no-account",
            Self::NoConversation => "flows-no-conversation",
            _ => "error-internal",
        };
        ask!(self, code, own)
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        ask!(self, args, Vec::new())
    }

    fn fields(&self) -> &[FieldError] {
        ask!(self, fields, &[])
    }

    fn retry_after_s(&self) -> Option<u32> {
        ask!(self, retry_after_s, None)
    }
}
