//! The statements of forgetting.

use contracts::{affiliate::PartnershipId, identity::OrganisationId};
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};

use crate::profile;

/// In the place of an influencer stands what their account is called now, at an address without a name. Whom the staff took down stays down.
/// The caller locked the row. False when it was done before.
pub(super) async fn forget_influencer(tx: &mut Tx, id: AccountId) -> Result<bool, DbError> {
    let now = tx.now();
    unlearn(tx, id).await?;
    let done = sqlx::query!(
        "UPDATE affiliate.influencers i
         SET slug = $2, about = '', countries = '{}', languages = '{}', categories = '{}', picture = NULL, version = version + 1,
             name = coalesce((SELECT a.display_name FROM identity_pub.account a WHERE a.id = i.account_id AND length(a.display_name) BETWEEN 2 AND 120), $2),
             state = CASE WHEN state = 'suspended' THEN state ELSE 'draft' END, updated_at = $3, gone_at = $3
         WHERE i.account_id = $1 AND i.gone_at IS NULL",
        id.as_uuid(),
        profile::slug("", id.as_uuid()),
        now.to_sqlx() as _,
    );
    if done.execute(tx.conn()).await?.rows_affected() == 0 {
        return Ok(false);
    }
    // Not before: of who is listed, what changes is learnt.
    sqlx::query!("DELETE FROM affiliate.audiences WHERE account_id = $1", id.as_uuid()).execute(tx.conn()).await?;
    Ok(true)
}

/// The words of their name that nobody else who is listed has are proposed to nobody.
async fn unlearn(tx: &mut Tx, id: AccountId) -> Result<(), DbError> {
    sqlx::query!(
        "DELETE FROM affiliate.words known
         USING (SELECT DISTINCT said.word FROM affiliate.influencers i,
                       regexp_split_to_table(affiliate.fold(i.name || ' ' || i.handles), '[^[:alnum:]]+') AS said (word)
                WHERE i.account_id = $1 AND length(said.word) BETWEEN 3 AND 40) of_theirs
         WHERE known.subject = 'influencer' AND known.word = of_theirs.word
           AND NOT EXISTS (SELECT FROM affiliate.influencers other
                           WHERE other.account_id <> $1 AND other.state = 'listed'
                             AND other.document @@ plainto_tsquery('affiliate.plain', of_theirs.word))",
        id.as_uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What the two wrote to each other when it was asked for, and what the links are called. Where links lead stays: they were given away.
pub(super) async fn forget_words(tx: &mut Tx, id: PartnershipId) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE affiliate.partnerships SET message = '', answer = '' WHERE id = $1 AND (message <> '' OR answer <> '')",
        id.as_uuid(),
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!("UPDATE affiliate.links SET label = '' WHERE partnership_id = $1 AND label <> ''", id.as_uuid())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Its name stays: partners read who owes them what. The caller locked the row. False when it was done before.
pub(super) async fn forget_merchant(tx: &mut Tx, id: OrganisationId) -> Result<bool, DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE affiliate.products SET state = 'archived', version = version + 1, updated_at = $2
         WHERE organisation_id = $1 AND state = 'listed'",
        id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    let done = sqlx::query!(
        "UPDATE affiliate.merchants
         SET about = '', website = NULL, picture = NULL, version = version + 1,
             state = CASE WHEN state = 'suspended' THEN state ELSE 'draft' END, updated_at = $2, gone_at = $2
         WHERE organisation_id = $1 AND gone_at IS NULL",
        id.as_uuid(),
        now.to_sqlx() as _,
    );
    Ok(done.execute(tx.conn()).await?.rows_affected() == 1)
}
