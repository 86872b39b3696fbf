//! What everybody sees, kept for a moment in memory: the home page, the filters, first pages, film pages.
//!
//! Nothing here depends on who asks. A change empties it at once in this process and, by the live bus, in the others; the
//! short lifetime covers a lost message.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use kernel::{Locale, Page};
use moka::future::Cache as Moka;

use crate::{FilmCard, FilmFilter, FilmPage, FilterOptions, Home, SearchResults};

const LIFETIME: Duration = Duration::from_secs(30);

/// The first page of a list: which films, and how many.
pub(crate) type PageKey = (FilmFilter, u16);
/// The first page of a search: the words, the reader's language, which films, and how many.
pub(crate) type SearchKey = (String, Locale, FilmFilter, u16);

#[derive(Debug, Clone)]
pub(crate) struct Cache {
    pub(crate) home: Moka<(), Arc<Home>>,
    pub(crate) options: Moka<(), Arc<FilterOptions>>,
    pub(crate) pages: Moka<PageKey, Arc<Page<FilmCard>>>,
    pub(crate) searches: Moka<SearchKey, Arc<SearchResults>>,
    pub(crate) films: Moka<String, Arc<FilmPage>>,
    /// How often something was forgotten.
    changes: Arc<AtomicU64>,
}

/// When a reading began: what was read before a change must not be kept after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen(u64);

impl Cache {
    pub(crate) fn new() -> Self {
        fn few<K: std::hash::Hash + Eq + Send + Sync + 'static, V: Clone + Send + Sync + 'static>(at_most: u64) -> Moka<K, V> {
            Moka::builder().max_capacity(at_most).time_to_live(LIFETIME).build()
        }
        Self { home: few(1), options: few(1), pages: few(300), searches: few(500), films: few(2000), changes: Arc::default() }
    }

    pub(crate) async fn film(&self, slug: &str) -> Option<Arc<FilmPage>> {
        self.films.get(slug).await
    }

    /// Asked before the database is read.
    pub(crate) fn now(&self) -> Seen {
        Seen(self.changes.load(Ordering::SeqCst))
    }

    /// Keeps what was read since `seen`, unless something changed meanwhile: it may be what stood there before. Looks again
    /// afterwards, for a change may come between the first look and the keeping.
    pub(crate) async fn keep<K, V>(&self, seen: Seen, kept: &Moka<K, V>, key: K, value: V)
    where
        K: std::hash::Hash + Eq + Clone + Send + Sync + 'static,
        V: Clone + Send + Sync + 'static,
    {
        if self.now() != seen {
            return;
        }
        kept.insert(key.clone(), value).await;
        if self.now() != seen {
            kept.invalidate(&key).await;
        }
    }

    /// Forgets these films and every list, for any list may show them.
    pub(crate) async fn forget(&self, slugs: impl Iterator<Item = &str>) {
        self.changes.fetch_add(1, Ordering::SeqCst);
        for slug in slugs {
            self.films.invalidate(slug).await;
        }
        self.home.invalidate_all();
        self.options.invalidate_all();
        self.pages.invalidate_all();
        self.searches.invalidate_all();
    }

    pub(crate) fn forget_all(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
        self.films.invalidate_all();
        self.home.invalidate_all();
        self.options.invalidate_all();
        self.pages.invalidate_all();
        self.searches.invalidate_all();
    }
}

#[cfg(test)]
mod tests {
    use super::Cache;
    use crate::FilterOptions;

    #[tokio::test]
    async fn what_was_read_before_a_change_is_not_kept_after_it() {
        let cache = Cache::new();
        let before = cache.now();
        cache.forget(["aube"].into_iter()).await;
        cache.keep(before, &cache.options, (), FilterOptions::default().into()).await;
        assert!(cache.options.get(&()).await.is_none(), "the change came while it was being read");
        cache.keep(cache.now(), &cache.options, (), FilterOptions::default().into()).await;
        assert!(cache.options.get(&()).await.is_some());
        cache.forget_all();
        assert!(cache.options.get(&()).await.is_none());
    }
}
