//! Finding films: lists by filter, search by words, what the filters offer.
//!
//! A search looks at titles and names first, then at the synopses; when nothing has the words as written, at what
//! resembles them. It ranks at most some hundred candidates, so that a common word costs no more than a rare one.

mod excerpt;
mod filter;
mod queries;
mod view;

use std::{borrow::Cow, sync::Arc};

use kernel::{Actor, Locale, Page, PageRequest};
use uuid::Uuid;

pub use filter::{FilmFilter, FilmSort};
pub use view::{Excerpt, FilmHit, FilterOptions, GenreView, OptionCount, Piece, SearchResults};

use crate::{Catalog, CatalogError, FilmCard, cursor, film, people};

/// The longest search that is looked at, in characters.
const MAX_WORDS: usize = 200;
/// How many films are ranked for one search.
const CANDIDATES: i32 = 120;
/// How many people a search shows beside the films.
const PEOPLE: i64 = 6;

/// The words, and the reader's language: an excerpt comes from the synopsis in it, where the words stand there.
#[derive(Debug, Clone, Copy)]
struct Wanted<'w> {
    words: &'w str,
    locale: Locale,
}

impl Catalog {
    /// Listed films that pass the filter, in its order.
    pub async fn list_films(
        &self,
        actor: &Actor,
        filter: &FilmFilter,
        page: &PageRequest,
    ) -> Result<Page<FilmCard>, CatalogError> {
        // Listed films are for everybody: the actor is named for the day when that changes.
        let _ = actor;
        if page.after.is_some() {
            return self.load_films(filter, page).await;
        }
        let key = (filter.clone(), page.limit());
        Ok(Page::clone(&*self.cache().pages.get(key, self.load_films(filter, page)).await?))
    }

    /// Listed films that have these words, best first, and people of such a name; excerpts are in the actor's language.
    pub async fn search(
        &self,
        actor: &Actor,
        words: &str,
        filter: &FilmFilter,
        page: &PageRequest,
    ) -> Result<SearchResults, CatalogError> {
        let (words, locale) = (cleaned(words), actor.locale);
        if words.is_empty() {
            let films = self.list_films(actor, filter, page).await?;
            let films = films.map(|film| FilmHit { film, excerpt: Excerpt::default() });
            return Ok(SearchResults { films, people: Vec::new(), resembling: false });
        }
        if page.after.is_some() {
            return self.load_search(Wanted { words: &words, locale }, filter, page).await;
        }
        let key = (words.clone(), locale, filter.clone(), page.limit());
        let read = self.load_search(Wanted { words: &words, locale }, filter, page);
        Ok(SearchResults::clone(&*self.cache().searches.get(key, read).await?))
    }

    /// What the filters can offer.
    pub async fn filter_options(&self) -> Result<Arc<FilterOptions>, CatalogError> {
        self.cache().options.get((), async { Ok(queries::options(self.db().pool()).await?) }).await
    }

    /// Every genre, in the order of the menu.
    pub async fn list_genres(&self) -> Result<Vec<GenreView>, CatalogError> {
        Ok(self.filter_options().await?.genres.clone())
    }

    async fn load_films(&self, filter: &FilmFilter, page: &PageRequest) -> Result<Page<FilmCard>, CatalogError> {
        let pool = self.db().pool();
        let keys = if filter.sort() == FilmSort::Title {
            let rows = queries::by_title(pool, filter, cursor::title(page)?, fetched(page)).await?;
            Page::from_rows(rows, page, Clone::clone).map(|(_, id)| id)
        } else {
            let rows = queries::by_number(pool, filter, page.after_key()?, fetched(page)).await?;
            Page::from_rows(rows, page, Clone::clone).map(|(_, id)| id)
        };
        Ok(Page { items: film::cards(pool, &keys.items).await?, next: keys.next })
    }

    async fn load_search(
        &self,
        wanted: Wanted<'_>,
        filter: &FilmFilter,
        page: &PageRequest,
    ) -> Result<SearchResults, CatalogError> {
        let (pool, words) = (self.db().pool(), wanted.words);
        let after: Option<(bool, i64, Uuid)> = page.after_key()?;
        let mut resembling = after.is_some_and(|(resembling, ..)| resembling);
        let below = after.map(|(_, score, id)| (score, id));
        let mut meant = Cow::Borrowed(words);
        let mut rows = Vec::new();
        if !resembling {
            rows = queries::matching(pool, words, filter, below, CANDIDATES, fetched(page)).await?;
        }
        if rows.is_empty() && (after.is_none() || resembling) {
            if let Some(corrected) = queries::corrected(pool, words).await? {
                rows = queries::matching(pool, &corrected, filter, below, CANDIDATES, fetched(page)).await?;
                meant = Cow::Owned(corrected);
            }
            resembling = !rows.is_empty();
        }
        let keys = Page::from_rows(rows, page, |(score, id)| (resembling, *score, *id));
        let ids: Vec<Uuid> = keys.items.iter().map(|(_, id)| *id).collect();
        let texts = queries::texts(pool, &ids).await?;
        let films = film::cards(pool, &ids).await?.into_iter().map(|film| {
            let text = texts.get(&film.id.as_uuid());
            let excerpts = text.into_iter().flat_map(|text| text.in_order(wanted.locale)).map(|text| excerpt::of(text, &meant));
            FilmHit { film, excerpt: excerpts.into_iter().find(|excerpt| !excerpt.pieces.is_empty()).unwrap_or_default() }
        });
        let films = Page { items: films.collect(), next: keys.next };
        let people = if after.is_none() { people::resembling(pool, words, PEOPLE).await? } else { Vec::new() };
        Ok(SearchResults { films, people, resembling })
    }
}

fn fetched(page: &PageRequest) -> i64 {
    i64::from(page.limit()) + 1
}

/// The words of a search: one line, no control characters, at most 200 characters.
pub(crate) fn cleaned(words: &str) -> String {
    let words = words.split(|letter: char| letter.is_whitespace() || letter.is_control()).filter(|word| !word.is_empty());
    let line = words.collect::<Vec<_>>().join(" ");
    line.chars().take(MAX_WORDS).collect()
}
