use catalog::{
    AddComment, CreateList, CreditInput, CreditPerson, CreditRole, EditFilm, FilmFilter, FilmInput, PersonInput, Report,
    ReportReason, ReportSubject, SetCredits, Visibility,
};
use kernel::{AppError as _, ErrorKind, PageRequest};

use crate::stage::{Stage, details, nobody};

const HOSTILE: [&str; 10] = [
    "'; DROP TABLE catalog.film; --",
    "\" OR 1=1 --",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{7*7}} ${7*7} #{7*7}",
    "\\'; SELECT pg_sleep(10) --",
    "%_%\\",
    "a & | ! <-> :* ( 'b",
    "\u{202e}txet desrever",
    "\u{0}\u{1}\u{7f}nul",
];

#[tokio::test]
async fn hostile_text_is_kept_as_text_in_every_field() {
    let stage = Stage::new().await;
    for hostile in HOSTILE {
        let expected: String = hostile.chars().filter(|letter| !letter.is_control()).collect();
        let owner = stage.director().await;
        let input = FilmInput {
            title: hostile.to_owned(),
            original_title: hostile.to_owned(),
            synopsis_fr: hostile.to_owned(),
            synopsis_en: hostile.to_owned(),
            ..details()
        };
        let film = stage.complete(&owner, input, hostile).await.page;
        assert_eq!(film.card.title, expected, "{hostile:?}");
        assert_eq!(film.synopsis_fr, expected);
        assert_eq!(film.card.directors, [expected.as_str()]);
        let film_id = stage.publish(&owner, film.card.id).await;

        let person = PersonInput { name: hostile.to_owned(), bio_fr: hostile.to_owned(), ..PersonInput::default() };
        assert_eq!(stage.catalog.create_person(&owner, person).await.unwrap().bio_fr, expected);
        let list = CreateList { title: hostile.to_owned(), description: hostile.to_owned(), visibility: Visibility::Public };
        assert_eq!(stage.catalog.create_list(&owner, list).await.unwrap().title, expected);
        let comment = AddComment { film_id, parent_id: None, text: hostile.to_owned() };
        let comment = stage.catalog.add_comment(&stage.viewer().await, comment).await.unwrap();
        assert_eq!(comment.text, expected);
        let subject = ReportSubject::Comment(comment.id);
        let report = Report { subject, reason: ReportReason::Other, note: hostile.to_owned() };
        stage.catalog.report(&owner, report).await.unwrap();
        let credits = vec![CreditInput {
            person: CreditPerson::Named(hostile.to_owned()),
            role: CreditRole::Actor,
            detail: hostile.to_owned(),
        }];
        let credited = stage.catalog.set_credits(&owner, SetCredits { film_id, credits }).await.unwrap();
        assert_eq!(credited.page.credits[0].detail, expected);
        stage.catalog.refuse_film(&stage.moderator().await, film_id, hostile).await.unwrap();
    }
}

#[tokio::test]
async fn hostile_searches_and_addresses_find_nothing_and_break_nothing() {
    let stage = Stage::new().await;
    stage.film("Aube").await;
    for hostile in HOSTILE {
        let page = PageRequest::first();
        stage.catalog.search(&nobody(), hostile, &FilmFilter::default(), &page).await.unwrap();
        stage.catalog.find_people(hostile).await.unwrap();
        assert_eq!(stage.catalog.get_film(&nobody(), hostile).await.unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(stage.catalog.get_person(&nobody(), hostile).await.unwrap_err().kind(), ErrorKind::NotFound);
    }
    for words in ["\"", "\"aube", "-aube", "aube or midi", "or", "l'aube", "aube's", "a/b@c.org", "1.5e3", &"long ".repeat(500)] {
        stage.catalog.search(&nobody(), words, &FilmFilter::default(), &PageRequest::first()).await.unwrap();
    }
}

#[tokio::test]
async fn a_hostile_genre_never_reaches_a_film() {
    let stage = Stage::new().await;
    let owner = stage.director().await;
    let film_id = stage.draft(&owner, "Aube").await.page.card.id;
    for hostile in HOSTILE {
        let details = FilmInput { title: "Aube".to_owned(), genres: vec![hostile.to_owned()], ..details() };
        let error = stage.catalog.edit_film(&owner, EditFilm { film_id, version: None, details }).await.unwrap_err();
        assert_eq!(error.fields()[0].field, "genres", "{hostile:?}");
    }
}
