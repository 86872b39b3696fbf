//! `GET /oembed?url=…`: a film as other sites show it (oembed.com 1.0, type `link` with a picture). 200 as JSON, an hour for
//! everybody; 404 for an address that is not a published film; 501 for another format.

use axum::{
    Json,
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use catalog::FilmState;
use kernel::Locale;
use serde::Deserialize;
use serde_json::json;
use url::Url;
use web_kit::{Translator, Visit, WebError};

use crate::{KarangouState, parts::card};

/// The parameters of the specification that concern us.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    url: Url,
    format: Option<String>,
}

pub(crate) async fn show(
    visit: Visit,
    State(state): State<KarangouState>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    if asked.format.as_deref().is_some_and(|format| format != "json") {
        return Ok(StatusCode::NOT_IMPLEMENTED.into_response());
    }
    let (locale, slug) = film_at(&state.public_url, &asked.url).ok_or_else(WebError::not_found)?;
    let film = state.catalog.get_film(&visit.actor, slug).await?;
    if film.state != FilmState::Published {
        return Err(WebError::not_found());
    }
    let path = visit.url_in(locale, &card::path(slug));
    let root = state.public_url.as_str().trim_end_matches('/');
    let body = json!({
        "version": "1.0",
        "type": "link",
        "title": film.card.title,
        "author_name": film.card.directors.join(", "),
        "provider_name": "Karangou",
        "provider_url": state.public_url,
        "cache_age": 3600,
        "thumbnail_url": format!("{root}{path}/partage.png"),
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
        "description": Translator::new(locale).with("film-description", &[("title", film.card.title.into())]),
    });
    Ok(([(header::CACHE_CONTROL, "public, max-age=3600")], Json(body)).into_response())
}

/// The language and the slug of a film's address on this site.
fn film_at<'u>(site: &Url, address: &'u Url) -> Option<(Locale, &'u str)> {
    if address.origin() != site.origin() {
        return None;
    }
    let (locale, path) = Locale::of_path(address.path());
    let slug = path.strip_prefix("/films/")?;
    (!slug.is_empty() && !slug.contains('/')).then_some((locale, slug))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_films_on_this_site_are_understood() {
        let site: Url = "https://films.example".parse().unwrap();
        for (address, expected) in [
            ("https://films.example/films/yaaba", Some((Locale::Fr, "yaaba"))),
            ("https://films.example/en/films/yaaba", Some((Locale::En, "yaaba"))),
            ("https://elsewhere.example/films/yaaba", None),
            ("https://films.example/films/", None),
            ("https://films.example/films/a/b", None),
            ("https://films.example/personnes/a", None),
        ] {
            assert_eq!(film_at(&site, &address.parse().unwrap()), expected, "{address}");
        }
    }
}
