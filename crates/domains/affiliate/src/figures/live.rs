//! Whose figures changed is told to whoever looks at them. Which they are now, they ask.

use futures::{Stream, StreamExt as _};
use kernel::Actor;
use platform::{DbError, Tx, bus::Heard};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{FigureScope, count::store};
use crate::{Affiliate, AffiliateError};

/// The channel of the bus.
const CHANNEL: &str = "affiliate.figures";
/// How many ids a message carries: fewer than seven kilobytes of them.
const IDS: usize = 150;

/// Programs, partnerships and accounts whose figures are others now.
#[derive(Debug, Deserialize)]
struct Changed {
    ids: Vec<Uuid>,
}

/// Tells it when this transaction commits.
pub(super) async fn tell(tx: &mut Tx, scopes: &[Uuid]) -> Result<(), DbError> {
    if scopes.is_empty() {
        return Ok(());
    }
    let mut ids = store::accounts(tx, scopes).await?;
    ids.extend(scopes);
    for some in ids.chunks(IDS) {
        tx.notify(CHANNEL, &json!({ "ids": some })).await?;
    }
    Ok(())
}

impl Affiliate {
    /// Something whenever these figures changed, or may have: for those who may read them. Several a second when much happens.
    pub async fn watch_figures(
        &self,
        actor: &Actor,
        scope: FigureScope,
    ) -> Result<impl Stream<Item = ()> + Send + Unpin + use<>, AffiliateError> {
        self.require_scope(actor, scope).await?;
        let id = match scope {
            FigureScope::Platform => Uuid::nil(),
            FigureScope::Program(id) => id.as_uuid(),
            FigureScope::Partnership(id) => id.as_uuid(),
            FigureScope::Mine => actor.require_account()?.as_uuid(),
        };
        let heard = self.inner.bus.subscribe_with_gaps(CHANNEL);
        Ok(heard.filter_map(move |heard| std::future::ready(concerns(heard, id).then_some(()))))
    }
}

fn concerns(heard: Heard, id: Uuid) -> bool {
    match heard {
        Heard::Gap => true,
        Heard::Message(message) => serde_json::from_value(message).is_ok_and(|changed: Changed| changed.ids.contains(&id)),
    }
}
