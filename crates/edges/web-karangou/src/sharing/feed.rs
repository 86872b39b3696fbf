//! `GET /flux/films.rss`: the newest films (RSS 2.0), in the language of the address. 200, a quarter of an hour for everybody.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use catalog::{FilmCard, FilmFilter};
use kernel::PageRequest;
use web_kit::{Visit, WebError};

use crate::{
    KarangouState,
    drawing::escape,
    parts::{card, facts, names},
};

const ITEMS: u16 = 30;

pub(crate) async fn show(visit: Visit, State(state): State<KarangouState>) -> Result<Response, WebError> {
    let page = PageRequest::new(Some(ITEMS), None);
    let films = state.catalog.list_films(&visit.actor, &FilmFilter::default(), &page).await?;
    let items: String = films.items.iter().map(|film| item(&visit, film)).collect();
    let t = visit.t;
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel>\
         <title>{}</title><link>{}</link><description>{}</description><language>{}</language>\
         <atom:link href=\"{}\" rel=\"self\" type=\"application/rss+xml\"/>{items}</channel></rss>",
        escape(t.get("feed-title")),
        escape(visit.absolute_url("/films")),
        escape(t.get("home-description")),
        visit.locale.as_str(),
        escape(visit.absolute_url("/flux/films.rss")),
    );
    let headers = [(header::CONTENT_TYPE, "application/rss+xml; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=900")];
    Ok((headers, body).into_response())
}

fn item(visit: &Visit, film: &FilmCard) -> String {
    let address = escape(visit.absolute_url(&card::path(&film.slug)));
    let countries: Vec<_> = film.countries.iter().map(|code| names::country(visit.t, code)).collect();
    let line = [film.year.map(|year| year.to_string()), facts::length(film.duration_ms), Some(countries.join(", "))];
    let line: Vec<_> = line.into_iter().flatten().chain(film.directors.iter().cloned()).filter(|fact| !fact.is_empty()).collect();
    let published = film
        .published_at
        .map_or_else(String::new, |at| format!("<pubDate>{}</pubDate>", at.strftime("%a, %d %b %Y %H:%M:%S +0000")));
    format!(
        "<item><title>{}</title><link>{address}</link><guid isPermaLink=\"false\">{}</guid>{published}<description>{}</description></item>",
        escape(&film.title),
        film.id,
        escape(line.join(" · ")),
    )
}
