use catalog::{CatalogError, CreditInput, CreditPerson, CreditRole, EditPerson, MergePeople, PersonInput, SetCredits};
use kernel::{AppError as _, ErrorKind};

use crate::stage::{Stage, nobody};

fn named(name: &str) -> PersonInput {
    PersonInput { name: name.to_owned(), country: "tg".to_owned(), birth_year: Some(1980), ..PersonInput::default() }
}

#[tokio::test]
async fn one_person_stands_on_many_films() {
    let stage = Stage::new().await;
    stage.film("Un").await;
    stage.film("Deux").await;
    let people = stage.catalog.find_people("aicha koffi").await.unwrap();
    assert_eq!((people.len(), people[0].film_count), (1, 2));
    let page = stage.catalog.get_person(&nobody(), "aicha-koffi").await.unwrap();
    let films: Vec<_> = page.films.iter().map(|entry| entry.film.title.as_str()).collect();
    assert_eq!(films, ["Deux", "Un"]);
    assert_eq!(page.films[0].roles, [(CreditRole::Director, String::new())]);
}

#[tokio::test]
async fn credits_keep_their_order_and_name_each_thing_once() {
    let stage = Stage::new().await;
    let owner = stage.director().await;
    let film_id = stage.draft(&owner, "Aube").await.page.card.id;
    let credit = |name: &str, role, detail: &str| CreditInput {
        person: CreditPerson::Named(name.to_owned()),
        role,
        detail: detail.to_owned(),
    };
    let credits = vec![
        credit("Ama", CreditRole::Actor, "La mère"),
        credit("Kodjo", CreditRole::Director, ""),
        credit("Ama", CreditRole::Actor, "La mère"),
        credit("Ama", CreditRole::Actor, "La tante"),
        credit("Yao", CreditRole::Technician, "Prise de son"),
    ];
    let film = stage.catalog.set_credits(&owner, SetCredits { film_id, credits }).await.unwrap();
    let names: Vec<_> = film.page.credits.iter().map(|credit| format!("{} {}", credit.name, credit.detail)).collect();
    assert_eq!(names, ["Ama La mère", "Kodjo ", "Ama La tante", "Yao Prise de son"]);
    assert_eq!(film.page.card.directors, ["Kodjo"]);
    let unknown =
        CreditInput { person: CreditPerson::Known(kernel::Id::generate()), role: CreditRole::Actor, detail: String::new() };
    let error = stage.catalog.set_credits(&owner, SetCredits { film_id, credits: vec![unknown] }).await.unwrap_err();
    assert_eq!(error.fields()[0].code, "catalog-field-unknown-person");
}

#[tokio::test]
async fn merged_duplicates_give_one_person_and_keep_both_addresses() {
    let stage = Stage::new().await;
    stage.film("Un").await;
    let owner = stage.director().await;
    let film = stage.draft(&owner, "Deux").await;
    let people = stage.catalog.create_person(&owner, named("Aïcha Kofi")).await.unwrap();
    let credit = CreditInput { person: CreditPerson::Known(people.id), role: CreditRole::Director, detail: String::new() };
    stage.catalog.set_credits(&owner, SetCredits { film_id: film.page.card.id, credits: vec![credit] }).await.unwrap();
    stage.publish(&owner, film.page.card.id).await;
    let kept = stage.catalog.get_person(&nobody(), "aicha-koffi").await.unwrap();

    let merge = MergePeople { duplicate: people.id, into: kept.id };
    assert_eq!(stage.catalog.merge_people(&owner, merge).await.unwrap_err().kind(), ErrorKind::Forbidden);
    let moderator = stage.moderator().await;
    let merged = stage.catalog.merge_people(&moderator, merge).await.unwrap();
    assert_eq!(merged.films.len(), 2);
    let by_old_address = stage.catalog.get_person(&nobody(), "aicha-kofi").await.unwrap();
    assert_eq!((by_old_address.id, by_old_address.slug.as_str()), (kept.id, "aicha-koffi"));
    assert_eq!(stage.catalog.get_film(&nobody(), "deux").await.unwrap().card.directors, ["Aïcha Koffi"]);
    assert!(matches!(stage.catalog.merge_people(&moderator, merge).await, Err(CatalogError::PersonNotFound)));
    let itself = MergePeople { duplicate: kept.id, into: kept.id };
    assert_eq!(stage.catalog.merge_people(&moderator, itself).await.unwrap_err().kind(), ErrorKind::Invalid);
}

#[tokio::test]
async fn who_added_a_person_and_the_staff_edit_them() {
    let stage = Stage::new().await;
    let (adder, other) = (stage.director().await, stage.director().await);
    let person = stage.catalog.create_person(&adder, named("Ama Mensah")).await.unwrap();
    assert_eq!((person.slug.as_str(), person.country.as_deref()), ("ama-mensah", Some("TG")));
    assert_eq!(stage.catalog.create_person(&adder, named("Ama Mensah")).await.unwrap().slug, "ama-mensah-2");
    let edit = || EditPerson { person_id: person.id, details: named("Ama M.") };
    assert_eq!(stage.catalog.edit_person(&other, edit()).await.unwrap_err().kind(), ErrorKind::Forbidden);
    assert_eq!(stage.catalog.edit_person(&nobody(), edit()).await.unwrap_err().kind(), ErrorKind::Unauthenticated);
    assert_eq!(stage.catalog.create_person(&stage.viewer().await, named("X")).await.unwrap_err().kind(), ErrorKind::Forbidden);
    assert_eq!(stage.catalog.edit_person(&adder, edit()).await.unwrap().name, "Ama M.");
    assert_eq!(stage.catalog.edit_person(&stage.moderator().await, edit()).await.unwrap().slug, "ama-mensah");
    let wrong = PersonInput { name: String::new(), country: "Togo".to_owned(), birth_year: Some(3), ..PersonInput::default() };
    let error = stage.catalog.create_person(&adder, wrong).await.unwrap_err();
    assert_eq!(error.fields().iter().map(|field| field.field.as_ref()).collect::<Vec<_>>(), ["name", "country", "birth_year"]);
}

#[tokio::test]
async fn a_new_name_is_seen_on_every_film() {
    let stage = Stage::new().await;
    stage.film("Aube").await;
    let person = stage.catalog.get_person(&nobody(), "aicha-koffi").await.unwrap();
    let details = PersonInput { name: "Aïcha Koffi-Lawson".to_owned(), ..PersonInput::default() };
    stage.catalog.edit_person(&stage.moderator().await, EditPerson { person_id: person.id, details }).await.unwrap();
    assert_eq!(stage.catalog.get_film(&nobody(), "aube").await.unwrap().card.directors, ["Aïcha Koffi-Lawson"]);
    assert_eq!(stage.catalog.find_people("lawson").await.unwrap().len(), 1);
}
