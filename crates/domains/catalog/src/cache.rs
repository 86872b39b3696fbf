//! What everybody sees, kept for a moment in memory: the home page, the filters, first pages, film pages.
//!
//! Nothing here depends on who asks. A change empties it at once in this process and, by the live bus, in the others; the
//! short lifetime covers a lost message. What many ask for at the same time is read once: when an entry runs out under
//! load, the database gets one question and not one from each connection.

use std::{
    hash::Hash,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use contracts::catalog::FilmId;
use kernel::{Locale, Page};
use moka::future::Cache as Moka;

use crate::{CatalogError, FilmCard, FilmFilter, FilmPage, FilterOptions, Home, SearchResults};

const LIFETIME: Duration = Duration::from_secs(30);
/// How many different readings are shared at the same time.
const READINGS: u64 = 1000;
/// How long a reading is shared whose reader went away before it was kept.
const READING_LIFETIME: Duration = Duration::from_secs(2);

/// The first page of a list: which films, and how many.
pub(crate) type PageKey = (FilmFilter, u16);
/// The first page of a search: the words, the reader's language, which films, and how many.
pub(crate) type SearchKey = (String, Locale, FilmFilter, u16);

#[derive(Debug, Clone)]
pub(crate) struct Cache {
    pub(crate) home: Shelf<(), Home>,
    pub(crate) options: Shelf<(), FilterOptions>,
    pub(crate) pages: Shelf<PageKey, Page<FilmCard>>,
    pub(crate) searches: Shelf<SearchKey, SearchResults>,
    pub(crate) films: Shelf<String, FilmPage>,
    pub(crate) slugs: Shelf<FilmId, String>,
    changes: Changes,
}

/// How often something was forgotten.
type Changes = Arc<AtomicU64>;

/// Things of one kind.
#[derive(Debug, Clone)]
pub(crate) struct Shelf<K: Hash + Eq + Send + Sync + 'static, V: Send + Sync + 'static> {
    kept: Moka<K, Arc<V>>,
    /// What is being read, since which change: who asks after a change is not given what was read before it.
    readings: Moka<(K, u64), Arc<V>>,
    changes: Changes,
}

impl<K, V> Shelf<K, V>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    fn new(at_most: u64, changes: &Changes) -> Self {
        let kept = Moka::builder().max_capacity(at_most).time_to_live(LIFETIME).build();
        let readings = Moka::builder().max_capacity(READINGS).time_to_live(READING_LIFETIME).build();
        Self { kept, readings, changes: Arc::clone(changes) }
    }

    /// What is kept, else what `read` gives, kept for the next ones.
    pub(crate) async fn get(&self, key: K, read: impl Future<Output = Result<V, CatalogError>>) -> Result<Arc<V>, CatalogError> {
        self.get_if(key, read, |_value| true).await
    }

    /// The same for something that may not be worth keeping.
    pub(crate) async fn get_if(
        &self,
        key: K,
        read: impl Future<Output = Result<V, CatalogError>>,
        worth_keeping: impl FnOnce(&V) -> bool,
    ) -> Result<Arc<V>, CatalogError> {
        if let Some(known) = self.kept.get(&key).await {
            return Ok(known);
        }
        let seen = self.changes.load(Ordering::SeqCst);
        let reading = (key.clone(), seen);
        let read = self.readings.try_get_with(reading.clone(), async { read.await.map(Arc::new) }).await;
        let value = read.map_err(CatalogError::of_reading)?;
        if worth_keeping(&value) {
            self.keep(seen, key, Arc::clone(&value)).await;
        }
        // Only now: between the two, who comes finds one of them.
        self.readings.invalidate(&reading).await;
        Ok(value)
    }

    /// Keeps what was read since `seen`, unless something changed meanwhile: it may be what stood there before. Looks again
    /// afterwards, for a change may come between the first look and the keeping.
    async fn keep(&self, seen: u64, key: K, value: Arc<V>) {
        if self.changes.load(Ordering::SeqCst) != seen {
            return;
        }
        self.kept.insert(key.clone(), value).await;
        if self.changes.load(Ordering::SeqCst) != seen {
            self.kept.invalidate(&key).await;
        }
    }
}

impl Cache {
    pub(crate) fn new() -> Self {
        let changes = Changes::default();
        Self {
            home: Shelf::new(1, &changes),
            options: Shelf::new(1, &changes),
            pages: Shelf::new(300, &changes),
            searches: Shelf::new(500, &changes),
            films: Shelf::new(2000, &changes),
            slugs: Shelf::new(2000, &changes),
            changes,
        }
    }

    /// Forgets these films, and every list and address, for any of them may show them.
    pub(crate) async fn forget(&self, slugs: impl Iterator<Item = &str>) {
        self.changes.fetch_add(1, Ordering::SeqCst);
        for slug in slugs {
            self.films.kept.invalidate(slug).await;
        }
        self.forget_lists();
    }

    pub(crate) fn forget_all(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
        self.films.kept.invalidate_all();
        self.forget_lists();
    }

    fn forget_lists(&self) {
        self.home.kept.invalidate_all();
        self.options.kept.invalidate_all();
        self.pages.kept.invalidate_all();
        self.searches.kept.invalidate_all();
        self.slugs.kept.invalidate_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use kernel::AppError as _;

    use super::Cache;
    use crate::{CatalogError, FilterOptions};

    async fn films(cache: &Cache, read: impl Future<Output = Result<FilterOptions, CatalogError>>) -> Option<i16> {
        cache.options.get((), read).await.unwrap().years.map(|(first, _last)| first)
    }

    fn of(year: i16) -> FilterOptions {
        FilterOptions { years: Some((year, year)), ..FilterOptions::default() }
    }

    #[tokio::test]
    async fn what_was_read_before_a_change_is_not_kept_after_it() {
        let cache = Cache::new();
        let while_it_changes = async {
            cache.forget(["aube"].into_iter()).await;
            Ok(of(1960))
        };
        assert_eq!(films(&cache, while_it_changes).await, Some(1960));
        assert_eq!(films(&cache, async { Ok(of(1961)) }).await, Some(1961), "the change came while it was being read");
        assert_eq!(films(&cache, async { Ok(of(1962)) }).await, Some(1961), "kept");
        cache.forget_all();
        assert_eq!(films(&cache, async { Ok(of(1963)) }).await, Some(1963));
    }

    #[tokio::test]
    async fn what_many_ask_for_is_read_once() {
        let (cache, readings) = (Cache::new(), AtomicU32::new(0));
        let read = || async {
            readings.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            Ok(of(1960))
        };
        let years = futures::future::join_all((0..50).map(|_n| films(&cache, read()))).await;
        assert_eq!((years, readings.into_inner()), (vec![Some(1960); 50], 1));
    }

    #[tokio::test]
    async fn who_asks_after_a_change_does_not_join_a_reading_from_before_it() {
        let cache = Cache::new();
        let (go, wait) = tokio::sync::oneshot::channel::<()>();
        let before = films(&cache, async {
            wait.await.unwrap();
            Ok(of(1960))
        });
        let after = async {
            cache.forget_all();
            let year = films(&cache, async { Ok(of(1970)) }).await;
            go.send(()).unwrap();
            year
        };
        assert_eq!(tokio::join!(before, after), (Some(1960), Some(1970)));
        assert_eq!(films(&cache, async { Ok(of(1980)) }).await, Some(1970), "the later reading stays");
    }

    #[tokio::test]
    async fn a_failure_reaches_everybody_who_waited_and_is_not_kept() {
        let cache = Cache::new();
        let fail = || async {
            tokio::task::yield_now().await;
            Err(CatalogError::FilmNotFound)
        };
        let (one, two) = tokio::join!(cache.options.get((), fail()), cache.options.get((), fail()));
        assert_eq!(one.unwrap_err().code(), "catalog-film-not-found");
        assert_eq!(two.unwrap_err().code(), "catalog-film-not-found");
        assert_eq!(films(&cache, async { Ok(of(1960)) }).await, Some(1960));
    }
}
