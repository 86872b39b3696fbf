//! Who listens.

use std::collections::BTreeSet;

use contracts::webhooks::Owner;
use platform::DbError;
use sqlx::PgPool;
use uuid::Uuid;

use crate::owner::Columns;

/// Whose enabled endpoints there are, each owner once.
pub(super) async fn listening(pool: &PgPool, owners: &[Owner]) -> Result<Vec<Columns>, DbError> {
    let columns = || owners.iter().copied().map(Columns::from);
    let organisations: BTreeSet<Uuid> = columns().filter_map(|owner| owner.organisation_id).collect();
    let accounts: BTreeSet<Uuid> = columns().filter_map(|owner| owner.account_id).collect();
    let (organisations, accounts) = (Vec::from_iter(organisations), Vec::from_iter(accounts));
    let found = sqlx::query_as!(
        Columns,
        "SELECT DISTINCT organisation_id, account_id FROM webhooks.endpoints
         WHERE (organisation_id = ANY ($1) OR account_id = ANY ($2)) AND deleted_at IS NULL AND disabled_at IS NULL",
        &organisations,
        &accounts,
    );
    Ok(found.fetch_all(pool).await?)
}
