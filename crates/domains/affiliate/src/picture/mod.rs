//! Pictures: assets of media that are images, ready, and of those who show them.

mod queries;

use contracts::{identity::OrganisationId, media::AssetId};
use kernel::{AccountId, FieldError};
use sqlx::PgConnection;

use crate::AffiliateError;

/// Whose a picture has to be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Uploader {
    /// Any member's of this merchant.
    MemberOf(OrganisationId),
    /// This person's.
    Account(AccountId),
}

/// Refuses `field` unless each of these pictures can be shown. Those that are shown already stay, whoever has left since.
pub(crate) async fn require(
    conn: &mut PgConnection,
    field: &'static str,
    uploader: Uploader,
    wanted: &[AssetId],
    shown: &[AssetId],
) -> Result<(), AffiliateError> {
    let added: Vec<AssetId> = wanted.iter().filter(|id| !shown.contains(id)).copied().collect();
    if added.is_empty() {
        return Ok(());
    }
    let usable = match uploader {
        Uploader::MemberOf(organisation_id) => queries::of_members(conn, organisation_id, &added).await?,
        Uploader::Account(account_id) => queries::of_account(conn, account_id, &added).await?,
    };
    if added.iter().all(|id| usable.contains(id)) {
        return Ok(());
    }
    Err(AffiliateError::Invalid(vec![FieldError::new(field, "affiliate-picture")]))
}
