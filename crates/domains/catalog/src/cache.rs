//! What everybody sees, kept for a moment in memory: the home page, the filters, first pages, film pages.
//!
//! Nothing here depends on who asks. A change empties it at once in this process and, by the live bus, in the others; the
//! short lifetime covers a lost message.

use std::{sync::Arc, time::Duration};

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
    films: Moka<String, Arc<FilmPage>>,
}

impl Cache {
    pub(crate) fn new() -> Self {
        fn few<K: std::hash::Hash + Eq + Send + Sync + 'static, V: Clone + Send + Sync + 'static>(at_most: u64) -> Moka<K, V> {
            Moka::builder().max_capacity(at_most).time_to_live(LIFETIME).build()
        }
        Self { home: few(1), options: few(1), pages: few(300), searches: few(500), films: few(2000) }
    }

    pub(crate) async fn film(&self, slug: &str) -> Option<Arc<FilmPage>> {
        self.films.get(slug).await
    }

    pub(crate) async fn keep_film(&self, page: &Arc<FilmPage>) {
        self.films.insert(page.card.slug.clone(), Arc::clone(page)).await;
    }

    /// Forgets these films and every list, for any list may show them.
    pub(crate) async fn forget(&self, slugs: impl Iterator<Item = &str>) {
        for slug in slugs {
            self.films.invalidate(slug).await;
        }
        self.home.invalidate_all();
        self.options.invalidate_all();
        self.pages.invalidate_all();
        self.searches.invalidate_all();
    }

    pub(crate) fn forget_all(&self) {
        self.films.invalidate_all();
        self.home.invalidate_all();
        self.options.invalidate_all();
        self.pages.invalidate_all();
        self.searches.invalidate_all();
    }
}
