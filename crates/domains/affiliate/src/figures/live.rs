//! Whose figures changed is told to whoever looks at them. Which they are now, they ask: each answer is several queries, so there are only so
//! many who are told at once. Who finds no place asks by themselves, now and then.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use futures::{Stream, StreamExt as _};
use kernel::{AccountId, Actor};
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

/// How many streams one person may have open in one process: as many as of notices.
const OF_ONE: usize = 8;
/// How many there are in one process.
const OF_ALL: usize = 1000;

/// The streams that are open.
#[derive(Debug, Default)]
pub(crate) struct Watchers {
    open: Mutex<HashMap<AccountId, usize>>,
}

/// A place among them, given back when dropped.
#[derive(Debug)]
struct Place {
    watchers: Arc<Watchers>,
    account_id: AccountId,
}

impl Place {
    fn take(watchers: &Arc<Watchers>, account_id: AccountId) -> Result<Self, AffiliateError> {
        let mut open = watchers.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.get(&account_id).is_some_and(|own| *own >= OF_ONE) {
            return Err(AffiliateError::TooManyStreams);
        }
        if open.values().sum::<usize>() >= OF_ALL {
            return Err(AffiliateError::NoStreams);
        }
        *open.entry(account_id).or_default() += 1;
        drop(open);
        Ok(Self { watchers: Arc::clone(watchers), account_id })
    }

    /// Whether a message of the bus is about these figures. Whoever reads the stream holds the place by this.
    fn concerns(&self, heard: Heard, id: Uuid) -> bool {
        let concerns = concerns(heard, id);
        tracing::trace!(account_id = %self.account_id, concerns, "figures");
        concerns
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.watchers.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.account_id) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.account_id);
            }
        }
    }
}

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
    /// Something whenever these figures changed, or may have: for those who may read them. Several a second when much happens. At most eight
    /// streams a person, and a thousand in this process.
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
        let place = Place::take(&self.inner.watchers, actor.require_account()?)?;
        let heard = self.inner.bus.subscribe_with_gaps(CHANNEL);
        Ok(heard.filter_map(move |heard| std::future::ready(place.concerns(heard, id).then_some(()))))
    }
}

fn concerns(heard: Heard, id: Uuid) -> bool {
    match heard {
        Heard::Gap => true,
        Heard::Message(message) => serde_json::from_value(message).is_ok_and(|changed: Changed| changed.ids.contains(&id)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_given_back_and_the_ninth_of_a_person_is_refused() {
        let (watchers, account_id) = (Arc::new(Watchers::default()), AccountId::generate());
        let mut held: Vec<Place> = (0..OF_ONE).map(|_| Place::take(&watchers, account_id).unwrap()).collect();
        assert!(matches!(Place::take(&watchers, account_id), Err(AffiliateError::TooManyStreams)));
        assert!(Place::take(&watchers, AccountId::generate()).is_ok(), "each person has their own");
        held.pop();
        assert!(Place::take(&watchers, account_id).is_ok());
        drop(held);
        assert!(watchers.open.lock().unwrap().is_empty());
    }

    #[test]
    fn beyond_what_a_process_bears_everybody_is_refused() {
        let watchers = Arc::new(Watchers::default());
        let held: Vec<Place> = (0..OF_ALL).map(|_| Place::take(&watchers, AccountId::generate()).unwrap()).collect();
        assert!(matches!(Place::take(&watchers, AccountId::generate()), Err(AffiliateError::NoStreams)));
        drop(held);
        assert!(Place::take(&watchers, AccountId::generate()).is_ok());
    }
}
