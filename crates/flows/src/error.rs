//! What can go wrong between contexts.

use crowdfunding::CrowdfundingError;
use identity::IdentityError;
use notifications::NotificationsError;
use payments::PaymentsError;
use platform::DbError;

/// A failure of one of the contexts that a flow asks.
#[derive(Debug, thiserror::Error)]
pub enum FlowsError {
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
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}
