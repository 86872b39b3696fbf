//! The home page: a film on top and rows of films, the same for everybody.

mod queries;
mod view;

use std::sync::Arc;

pub use view::{Home, Rail, RailKind};

use crate::{Catalog, CatalogError, FilmFilter, FilmPage, FilmSort, film};

/// How many films a rail shows.
const LENGTH: i64 = 18;
/// A rail needs this many films to be worth a row; the newest films always have theirs.
const WORTH: i64 = 3;
/// How many rails of genres, and of countries.
const KINDS: usize = 4;

impl Catalog {
    /// What stands on the home page.
    pub async fn home(&self) -> Result<Arc<Home>, CatalogError> {
        // The reading is large, and rarely needed.
        self.cache().home.get((), Box::pin(self.load_home())).await
    }

    async fn load_home(&self) -> Result<Home, CatalogError> {
        let options = self.filter_options().await?;
        let mut rails = vec![
            self.rail(RailKind::New, FilmFilter::default()).await?,
            self.watched_lately().await?,
            self.rail(RailKind::TopRated, FilmFilter { sort: Some(FilmSort::TopRated), ..FilmFilter::default() }).await?,
        ];
        let worth = |count: &&crate::OptionCount| count.films >= WORTH;
        for genre in options.genre_counts.iter().filter(worth).take(KINDS) {
            let filter = FilmFilter { genre: Some(genre.value.clone()), ..FilmFilter::default() };
            rails.push(self.rail(RailKind::Genre(genre.value.clone()), filter).await?);
        }
        for country in options.countries.iter().filter(worth).take(KINDS) {
            let filter = FilmFilter { country: Some(country.value.clone()), ..FilmFilter::default() };
            rails.push(self.rail(RailKind::Country(country.value.clone()), filter).await?);
        }
        rails.retain(|rail| !rail.films.is_empty());
        let featured = self.featured(&rails).await?;
        rails.retain(|rail| rail.kind == RailKind::New || rail.films.len() >= usize::try_from(WORTH).unwrap_or(0));
        Ok(Home { featured, rails })
    }

    /// The most watched film, else the newest.
    async fn featured(&self, rails: &[Rail]) -> Result<Option<FilmPage>, CatalogError> {
        let rail = rails.iter().find(|rail| rail.kind == RailKind::MostWatched).or_else(|| rails.first());
        let Some(film) = rail.and_then(|rail| rail.films.first()) else { return Ok(None) };
        match self.get_film(&kernel::Actor::system("catalog.rails"), &film.slug).await {
            Ok(page) => Ok(Some(page)),
            // Taken back since the rail was read.
            Err(CatalogError::FilmNotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn rail(&self, kind: RailKind, filter: FilmFilter) -> Result<Rail, CatalogError> {
        let page = kernel::PageRequest::new(u16::try_from(LENGTH).ok(), None);
        let mut films = self.list_films(&kernel::Actor::system("catalog.rails"), &filter, &page).await?.items;
        if kind == RailKind::TopRated {
            films.retain(|film| film.rating.count > 0);
        }
        Ok(Rail { kind, films })
    }

    /// The most watched of the last thirty days, by what playback counted.
    async fn watched_lately(&self) -> Result<Rail, CatalogError> {
        let ids = queries::watched_lately(self.db().pool(), self.db().now(), LENGTH).await?;
        Ok(Rail { kind: RailKind::MostWatched, films: film::cards(self.db().pool(), &ids).await? })
    }
}
