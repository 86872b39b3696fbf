//! Structured data for search engines (schema.org): the site with its search, a film, its video, a person, the way there.

use catalog::{CreditRole, FilmPage, FilterOptions, PersonPage};
use jiff::SignedDuration;
use serde_json::{Value, json};
use web_kit::{Visit, format};

use crate::parts::{card, names, picture};

/// The site, with its search.
pub(crate) fn site(visit: &Visit) -> Value {
    json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "Karangou",
        "url": visit.absolute_url("/"),
        "inLanguage": visit.locale.as_str(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": format!("{}?q={{q}}", visit.absolute_url("/recherche")),
            "query-input": "required name=q",
        },
    })
}

/// A film, its video when it can be watched, and the way to it.
pub(crate) fn film(visit: &Visit, film: &FilmPage, options: &FilterOptions) -> Vec<Value> {
    let mut blocks = vec![movie(visit, film, options), way(visit, film)];
    if film.playable {
        blocks.push(video(visit, film));
    }
    blocks
}

fn movie(visit: &Visit, film: &FilmPage, options: &FilterOptions) -> Value {
    let card = &film.card;
    let mut movie = json!({
        "@context": "https://schema.org",
        "@type": "Movie",
        "name": card.title,
        "url": visit.absolute_url(&card::path(&card.slug)),
        "image": image(visit, film),
        "genre": card.genres.iter().map(|code| names::genre(visit.t, options, code)).collect::<Vec<_>>(),
        "countryOfOrigin": card.countries.iter().map(|code| json!({ "@type": "Country", "name": names::country(visit.t, code) })).collect::<Vec<_>>(),
        "inLanguage": card.spoken_languages,
        "subtitleLanguage": card.subtitle_languages,
        "isAccessibleForFree": true,
    });
    let optional = [
        ("alternateName", (!card.original_title.is_empty()).then(|| json!(card.original_title))),
        ("description", (!film.synopsis(visit.locale).is_empty()).then(|| json!(film.synopsis(visit.locale)))),
        ("dateCreated", card.year.map(|year| json!(year.to_string()))),
        ("duration", card.duration_ms.map(|length| json!(format::duration_iso(SignedDuration::from_millis(length))))),
        ("director", people(visit, film, CreditRole::Director)),
        ("actor", people(visit, film, CreditRole::Actor)),
        ("author", people(visit, film, CreditRole::Screenwriter)),
        ("producer", people(visit, film, CreditRole::Producer)),
        ("musicBy", people(visit, film, CreditRole::Composer)),
        ("aggregateRating", rating(film)),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            movie[name] = value;
        }
    }
    movie
}

fn image(visit: &Visit, film: &FilmPage) -> String {
    match film.card.poster {
        Some(asset_id) => absolute(visit, &picture::url(asset_id, 640)),
        None => format!("{}/partage.png", visit.absolute_url(&card::path(&film.card.slug))),
    }
}

fn people(visit: &Visit, film: &FilmPage, role: CreditRole) -> Option<Value> {
    let people: Vec<_> = film
        .credits
        .iter()
        .filter(|credit| credit.role == role)
        .map(|credit| json!({ "@type": "Person", "name": credit.name, "url": visit.absolute_url(&format!("/personnes/{}", credit.slug)) }))
        .collect();
    (!people.is_empty()).then_some(Value::Array(people))
}

fn rating(film: &FilmPage) -> Option<Value> {
    let rating = film.card.rating;
    let tenths = rating.average_tenths()?;
    Some(json!({
        "@type": "AggregateRating",
        "ratingValue": format!("{}.{}", tenths / 10, tenths % 10),
        "ratingCount": rating.count,
        "bestRating": 5,
        "worstRating": 1,
    }))
}

fn video(visit: &Visit, film: &FilmPage) -> Value {
    let card = &film.card;
    let address = visit.absolute_url(&card::path(&card.slug));
    let synopsis = film.synopsis(visit.locale);
    let mut video = json!({
        "@context": "https://schema.org",
        "@type": "VideoObject",
        "name": card.title,
        "description": if synopsis.is_empty() { &card.title } else { synopsis },
        "thumbnailUrl": [image(visit, film)],
        "url": address,
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": { "@type": "WatchAction" },
            "userInteractionCount": film.view_count,
        },
    });
    if let Some(published) = card.published_at {
        video["uploadDate"] = json!(published.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    }
    if let Some(length) = card.duration_ms {
        video["duration"] = json!(format::duration_iso(SignedDuration::from_millis(length)));
    }
    video
}

fn way(visit: &Visit, film: &FilmPage) -> Value {
    let step = |position: u8, name: &str, path: &str| json!({ "@type": "ListItem", "position": position, "name": name, "item": visit.absolute_url(path) });
    json!({
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            step(1, &visit.t.get("home-title"), "/"),
            step(2, &visit.t.get("films-title"), "/films"),
            step(3, &film.card.title, &card::path(&film.card.slug)),
        ],
    })
}

/// A person and what is known of them.
pub(crate) fn person(visit: &Visit, person: &PersonPage) -> Value {
    let mut block = json!({
        "@context": "https://schema.org",
        "@type": "Person",
        "name": person.name,
        "url": visit.absolute_url(&format!("/personnes/{}", person.slug)),
    });
    let optional = [
        ("description", (!person.bio(visit.locale).is_empty()).then(|| json!(person.bio(visit.locale)))),
        ("birthDate", person.birth_year.map(|year| json!(year.to_string()))),
        ("nationality", person.country.as_ref().map(|code| json!({ "@type": "Country", "name": names::country(visit.t, code) }))),
        ("image", person.photo.map(|asset_id| json!(absolute(visit, &picture::url(asset_id, 640))))),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            block[name] = value;
        }
    }
    block
}

/// The full address of something that has no language.
fn absolute(visit: &Visit, path: &str) -> String {
    let french = visit.absolute_url("/");
    let root = if visit.locale == kernel::Locale::En { french.trim_end_matches("/en") } else { french.trim_end_matches('/') };
    format!("{root}{path}")
}
