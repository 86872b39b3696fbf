use std::collections::HashSet;

use catalog::{FilmFilter, FilmInput, FilmSort, SearchResults};
use kernel::{Actor, AppError as _, Cursor, ErrorKind, Locale, PageRequest};

use crate::stage::{Stage, details, nobody};

async fn search(stage: &Stage, words: &str) -> SearchResults {
    stage.catalog.search(&nobody(), words, &FilmFilter::default(), &PageRequest::first()).await.unwrap()
}

#[tokio::test]
async fn an_excerpt_is_in_the_language_of_the_reader_when_the_words_stand_there() {
    let stage = Stage::new().await;
    let synopses = FilmInput {
        title: "Le Fleuve".to_owned(),
        synopsis_fr: "Une danse au bord de l'eau, un tambour.".to_owned(),
        synopsis_en: "A danse by the water, a drum.".to_owned(),
        ..details()
    };
    stage.film_with(synopses, "Ama Mensah").await;
    for (locale, words, expected) in [
        (Locale::Fr, "danse", "Une danse au bord"),
        (Locale::En, "danse", "A danse by the water"),
        (Locale::En, "tambour", "Une danse au bord"),
    ] {
        let reader = Actor::anonymous(locale);
        let page = PageRequest::first();
        let results = stage.catalog.search(&reader, words, &FilmFilter::default(), &page).await.unwrap();
        let text: String = results.films.items[0].excerpt.pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert!(text.starts_with(expected), "{locale:?} {words}: {text}");
    }
}

fn titles(results: &SearchResults) -> Vec<&str> {
    results.films.items.iter().map(|hit| hit.film.title.as_str()).collect()
}

async fn small_catalogue() -> Stage {
    let stage = Stage::new().await;
    for (title, director, synopsis) in [
        ("Yeelen", "Souleymane Cissé", "Un jeune homme affronte son père magicien au pays bambara."),
        ("Éwé, la langue de ma mère", "Aïcha Koffi", "Une fille apprend la langue de sa mère."),
        ("La Pirogue", "Moussa Touré", "Des pêcheurs partent vers l'Espagne."),
        ("Le Cheval de Kabyè", "Kossi Agbéko", "Un cheval traverse les montagnes de Kara."),
        ("Fin de chantier", "Ama Mensah", "Un maçon rêve d'une pirogue."),
    ] {
        let input = FilmInput { title: title.to_owned(), synopsis_fr: synopsis.to_owned(), ..details() };
        stage.film_with(input, director).await;
    }
    stage
}

#[tokio::test]
async fn words_are_found_whatever_their_accents_case_and_ending() {
    let stage = small_catalogue().await;
    for (words, expected) in [
        ("yeelen", "Yeelen"),
        ("EWE", "Éwé, la langue de ma mère"),
        ("langues", "Éwé, la langue de ma mère"),
        ("cisse", "Yeelen"),
        ("Agbeko", "Le Cheval de Kabyè"),
        ("pêcheur", "La Pirogue"),
        ("kaby", "Le Cheval de Kabyè"),
        ("magiciens", "Yeelen"),
        ("chevaux", "Le Cheval de Kabyè"),
    ] {
        let results = search(&stage, words).await;
        assert_eq!(titles(&results).first(), Some(&expected), "{words}");
        assert!(!results.resembling, "{words}");
    }
}

#[tokio::test]
async fn a_title_comes_before_a_synopsis() {
    let stage = small_catalogue().await;
    let results = search(&stage, "pirogue").await;
    assert_eq!(titles(&results), ["La Pirogue", "Fin de chantier"]);
    let excerpt = &results.films.items[1].excerpt;
    let found: Vec<_> = excerpt.pieces.iter().filter(|piece| piece.found).map(|piece| piece.text.as_str()).collect();
    assert_eq!(found, ["pirogue"]);
}

#[tokio::test]
async fn misspelt_words_find_what_resembles_them() {
    let stage = small_catalogue().await;
    for (words, expected) in
        [("Yelen", "Yeelen"), ("pirrogue", "La Pirogue"), ("Suleyman Cisse", "Yeelen"), ("agbeco", "Le Cheval de Kabyè")]
    {
        let results = search(&stage, words).await;
        assert_eq!(titles(&results).first(), Some(&expected), "{words}");
        assert!(results.resembling, "{words}");
    }
    let people = search(&stage, "Suleymane Cise").await.people;
    assert_eq!(people.first().map(|person| (person.name.as_str(), person.film_count)), Some(("Souleymane Cissé", 1)));
    assert!(search(&stage, "xyzzyqwfp").await.films.items.is_empty());
}

#[tokio::test]
async fn a_film_that_leaves_the_catalogue_is_not_found_any_more() {
    let stage = Stage::new().await;
    let owner = stage.director().await;
    let film_id = stage.draft(&owner, "Harmattan").await.page.card.id;
    assert!(search(&stage, "harmattan").await.films.items.is_empty());
    stage.publish(&owner, film_id).await;
    assert_eq!(search(&stage, "harmattan").await.films.items.len(), 1);
    stage.catalog.unpublish_film(&owner, film_id).await.unwrap();
    assert!(search(&stage, "harmattan").await.films.items.is_empty());
    assert!(search(&stage, "harmatan").await.films.items.is_empty());
}

#[tokio::test]
async fn every_filter_narrows_and_every_order_walks_all_films_once() {
    let stage = Stage::new().await;
    for n in 0..7_i16 {
        let input = FilmInput {
            title: format!("Film {n}"),
            year: Some(2000 + n),
            genres: vec![if n % 2 == 0 { "drama" } else { "comedy" }.to_owned()],
            countries: vec![if n < 3 { "TG" } else { "BJ" }.to_owned()],
            spoken_languages: vec![if n == 0 { "kbp" } else { "fr" }.to_owned()],
            ..details()
        };
        stage.film_with(input, if n == 6 { "Solo" } else { "Aïcha Koffi" }).await;
    }
    let solo = stage.catalog.find_people("Solo").await.unwrap()[0].id;
    let open = FilmFilter::default;
    for (filter, count) in [
        (FilmFilter { genre: Some("comedy".to_owned()), ..open() }, 3),
        (FilmFilter { country: Some("TG".to_owned()), ..open() }, 3),
        (FilmFilter { language: Some("kbp".to_owned()), ..open() }, 1),
        (FilmFilter { subtitles: Some("kbp".to_owned()), ..open() }, 7),
        (FilmFilter { year_from: Some(2002), year_to: Some(2004), ..open() }, 3),
        (FilmFilter { minutes_to: Some(89), ..open() }, 0),
        (FilmFilter { minutes_from: Some(90), ..open() }, 7),
        (FilmFilter { director: Some(solo), ..open() }, 1),
        (FilmFilter { max_mb: Some(65), ..open() }, 0),
        (FilmFilter { max_mb: Some(200), ..open() }, 7),
        (FilmFilter { genre: Some("drama".to_owned()), country: Some("BJ".to_owned()), ..open() }, 2),
    ] {
        let films = stage.catalog.list_films(&nobody(), &filter, &PageRequest::first()).await.unwrap();
        assert_eq!(films.items.len(), count, "{filter:?}");
    }
    for sort in FilmSort::ALL {
        let filter = FilmFilter { sort: Some(*sort), ..open() };
        let mut seen = HashSet::new();
        let mut after = None;
        loop {
            let page = stage.catalog.list_films(&nobody(), &filter, &PageRequest::new(Some(2), after)).await.unwrap();
            for film in page.items {
                assert!(seen.insert(film.id), "{sort:?} shows a film twice");
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 7, "{sort:?}");
    }
}

#[tokio::test]
async fn a_search_is_paged_and_filtered_too() {
    let stage = Stage::new().await;
    for n in 0..5 {
        stage.film(&format!("Lagune {n}")).await;
    }
    let mut seen = HashSet::new();
    let mut after = None;
    loop {
        let page = PageRequest::new(Some(2), after);
        let results = stage.catalog.search(&nobody(), "lagune", &FilmFilter::default(), &page).await.unwrap();
        seen.extend(results.films.items.iter().map(|hit| hit.film.id));
        after = results.films.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 5);
    let none = FilmFilter { country: Some("ML".to_owned()), ..FilmFilter::default() };
    let results = stage.catalog.search(&nobody(), "lagune", &none, &PageRequest::first()).await.unwrap();
    assert!(results.films.items.is_empty());
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    let stage = Stage::new().await;
    let foreign = PageRequest::new(None, Some(Cursor::after(&"elsewhere")));
    let error = stage.catalog.list_films(&nobody(), &FilmFilter::default(), &foreign).await.unwrap_err();
    assert_eq!((error.kind(), error.fields()[0].field.as_ref()), (ErrorKind::Invalid, "after"));
    assert!(stage.catalog.search(&nobody(), "a", &FilmFilter::default(), &foreign).await.is_err());
}

#[tokio::test]
async fn the_home_page_has_rails_and_the_filters_offer_what_there_is() {
    let stage = Stage::new().await;
    assert!(stage.catalog.home().await.unwrap().rails.is_empty());
    for n in 0..4 {
        stage.film(&format!("Film {n}")).await;
    }
    let home = stage.catalog.home().await.unwrap();
    let kinds: Vec<_> = home.rails.iter().map(|rail| format!("{:?} {}", rail.kind, rail.films.len())).collect();
    assert_eq!(kinds, ["New 4", "Genre(\"drama\") 4", "Country(\"TG\") 4"]);
    assert!(home.featured.is_some());
    let options = stage.catalog.filter_options().await.unwrap();
    assert_eq!(options.genres.len(), 18);
    assert_eq!(options.years, Some((2021, 2021)));
    assert_eq!(options.subtitle_languages.iter().map(|count| count.value.as_str()).collect::<Vec<_>>(), ["fr", "kbp"]);
}
