//! `GET /sitemap.xml`: the index, of the maps of other products of this server too; `GET /sitemap/pages.xml|films.xml|projets.xml|personnes.xml`:
//! every address worth finding. 200, an hour for everybody.

use axum::{extract::State, response::Response};
use web_kit::{WebError, sitemap};

use crate::{KarangouState, parts::card, projects};

const MAPS: [&str; 4] = ["/sitemap/pages.xml", "/sitemap/films.xml", "/sitemap/projets.xml", "/sitemap/personnes.xml"];

pub(crate) async fn index(State(state): State<KarangouState>) -> Response {
    sitemap::index(&state.public_url, MAPS.iter().chain(state.other_maps).copied())
}

pub(crate) async fn pages(State(state): State<KarangouState>) -> Result<Response, WebError> {
    let options = state.catalog.filter_options().await?;
    let genres = options.genre_counts.iter().map(|genre| format!("/films?genre={}", genre.value));
    let countries = options.countries.iter().map(|country| format!("/films?country={}", country.value));
    let paths = ["/".to_owned(), "/films".to_owned(), projects::PATH.to_owned()].into_iter().chain(genres).chain(countries);
    Ok(sitemap::map(&state.public_url, paths.map(|path| (path, None))))
}

pub(crate) async fn films(State(state): State<KarangouState>) -> Result<Response, WebError> {
    let films = state.catalog.list_addresses().await?.into_iter();
    Ok(sitemap::map(&state.public_url, films.map(|(slug, changed)| (card::path(&slug), Some(changed)))))
}

pub(crate) async fn projects(State(state): State<KarangouState>) -> Result<Response, WebError> {
    let found = state.crowdfunding.list_addresses().await?.into_iter();
    Ok(sitemap::map(&state.public_url, found.map(|(slug, changed)| (projects::path(&slug), Some(changed)))))
}

pub(crate) async fn people(State(state): State<KarangouState>) -> Result<Response, WebError> {
    let people = state.catalog.list_person_addresses().await?.into_iter();
    Ok(sitemap::map(&state.public_url, people.map(|(slug, changed)| (format!("/personnes/{slug}"), Some(changed)))))
}
