//! What the catalogue forgets of an account that was erased: what only its owner looked at. Films, comments and ratings stay;
//! their author is nobody by then.

mod store;

use kernel::{AccountId, Actor};

use crate::{Catalog, CatalogError};

impl Catalog {
    /// Forgets the favourites and lists of an account. A second time there is nothing left to forget.
    pub(crate) async fn forget_account(&self, account_id: AccountId) -> Result<(), CatalogError> {
        let mut tx = self.db().begin(&Actor::system("catalog")).await?;
        store::delete_favourites(tx.conn(), account_id).await?;
        store::delete_lists(tx.conn(), account_id).await?;
        Ok(tx.commit().await?)
    }
}
