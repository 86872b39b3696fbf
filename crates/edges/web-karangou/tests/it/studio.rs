//! The studio: from a title to a submitted film.

use axum::http::StatusCode;
use identity::{CreateOrganisation, OrganisationKind};
use kernel::{PageRequest, Role};

use crate::site::{Person, Site};

#[tokio::test]
async fn a_viewer_and_a_stranger_have_no_studio() {
    let site = Site::new().await;
    let viewer = site.person("Afi", Role::Viewer).await;
    for path in ["/studio", "/studio/films/nouveau"] {
        assert_eq!(site.get_as(&viewer, path).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(site.get(path).await.status, StatusCode::SEE_OTHER, "{path}");
    }
    assert_eq!(site.post_as(&viewer, "/studio/films/nouveau", &[("title", "Film")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.get("/studio/personnes?q=a").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_film_grows_from_a_title_to_a_submission_by_forms_alone() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    assert!(site.get_as(&author, "/en/studio").await.has(".empty"));
    let untitled = site.post_as(&author, "/studio/films/nouveau", &[("title", " ")]).await;
    assert_eq!(untitled.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(untitled.has("#error-title"));
    let created = site.post_as(&author, "/studio/films/nouveau", &[("title", "Ma pirogue")]).await;
    let path = created.location().to_owned();
    let page = site.get_as(&author, &path).await;
    assert!(page.texts("main li a").iter().any(|text| text.contains("synopsis")), "what is missing is listed");
    let version = page.attribute("input[name=version]", "value").unwrap();
    let details = [
        ("version", version.as_str()),
        ("title", "Ma pirogue"),
        ("synopsis_fr", "Une pêcheuse."),
        ("year", "2024"),
        ("genres", "drama"),
        ("genres", "short"),
        ("countries", "TG"),
        ("spoken_languages", "ee"),
        ("age_rating", "all"),
    ];
    assert_eq!(site.post_as(&author, &path, &details).await.status, StatusCode::SEE_OTHER);
    let outdated = site.post_as(&author, &path, &details).await;
    assert_eq!(outdated.status, StatusCode::UNPROCESSABLE_ENTITY, "somebody saved in between");
    let people = [("person", ""), ("name", "Ŋutifafa Ɖoe"), ("role", "director"), ("detail", "")];
    assert_eq!(site.post_as(&author, &format!("{path}/equipe"), &people).await.status, StatusCode::SEE_OTHER);
    let video = site.asset(&author, "video").await.to_string();
    assert_eq!(site.post_as(&author, &format!("{path}/video"), &[("asset", &video)]).await.status, StatusCode::SEE_OTHER);
    let ready = site.get_as(&author, &path).await;
    assert!(ready.has("form[action$=soumettre]"), "{:?}", ready.texts("main li"));
    assert_eq!(site.post_as(&author, &format!("{path}/soumettre"), &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.post_as(&author, &format!("{path}/soumettre"), &[]).await.status, StatusCode::CONFLICT);
    let other = site.asset(&author, "video").await.to_string();
    let swapped = site.post_as(&author, &format!("{path}/video"), &[("asset", &other)]).await;
    assert_eq!(swapped.status, StatusCode::CONFLICT, "the moderator watches this one");
    let waiting = site.get_as(&author, &path).await;
    assert!(waiting.has("[data-locked]") && !waiting.has("form[action$='/video']"), "the page says so before");
    assert_eq!(site.post_as(&author, &format!("{path}/reprendre"), &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.post_as(&author, &format!("{path}/supprimer"), &[]).await.location(), "/studio");
}

#[tokio::test]
async fn a_producer_chooses_the_company_whose_film_it_is() {
    let site = Site::new().await;
    let (producer, stranger) = (site.person("Afi", Role::Director).await, site.person("Kofi", Role::Director).await);
    let found = async |person: &Person, name: &str| {
        let cmd = CreateOrganisation { name: name.into(), kind: OrganisationKind::Production };
        site.identity.create_organisation(&person.actor, cmd).await.unwrap().to_string()
    };
    assert!(!site.get_as(&producer, "/studio/films/nouveau").await.has("select[name=organisation_id]"));
    let (own, other) = (found(&producer, "Kara <Films>").await, found(&stranger, "Ailleurs").await);
    let page = site.get_as(&producer, "/studio/films/nouveau").await;
    assert_eq!(page.texts("select[name=organisation_id] option")[1..], ["Kara <Films>"]);
    let create = async |organisation: &str| {
        site.post_as(&producer, "/studio/films/nouveau", &[("title", "Film"), ("organisation_id", organisation)]).await
    };
    assert_eq!(create(&own).await.status, StatusCode::SEE_OTHER);
    let films = site.catalog.list_studio_films(&producer.actor, &PageRequest::first()).await.unwrap().items;
    assert_eq!(films[0].page.organisation_id.map(|id| id.to_string()), Some(own));
    assert_eq!(create("").await.status, StatusCode::SEE_OTHER);
    let refused = create(&other).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.has("#error-organisation_id"), "{}", refused.text);
    assert_eq!(create("x").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_form_with_errors_comes_back_with_what_was_typed() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let (film_id, _) = site.draft(&author, "Film").await;
    let path = format!("/studio/films/{film_id}");
    let typed = [("title", "Film"), ("synopsis_fr", "Gardé tel quel."), ("year", "1700"), ("age_rating", "all")];
    let again = site.post_as(&author, &path, &typed).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.has("#error-year"));
    assert_eq!(again.texts("textarea[name=synopsis_fr]"), ["Gardé tel quel."]);
}

#[tokio::test]
async fn the_film_of_another_author_does_not_exist_in_the_studio() {
    let site = Site::new().await;
    let (afi, kofi) = (site.person("Afi", Role::Director).await, site.person("Kofi", Role::Director).await);
    let (film_id, _) = site.draft(&afi, "Film").await;
    let path = format!("/studio/films/{film_id}");
    assert_eq!(site.get_as(&kofi, &path).await.status, StatusCode::NOT_FOUND);
    for form in ["", "/soumettre", "/supprimer", "/depublier", "/reprendre"] {
        let answer = site.post_as(&kofi, &format!("{path}{form}"), &[("title", "Volé"), ("age_rating", "all")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{form}");
    }
    let stolen = site.asset(&afi, "image").await.to_string();
    let (own, _) = site.draft(&kofi, "À moi").await;
    let answer = site.post_as(&kofi, &format!("/studio/films/{own}/affiche"), &[("asset", &stolen)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn subtitles_in_ewe_are_added_and_removed_and_other_files_refused() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let (film_id, _) = site.draft(&author, "Film").await;
    let path = format!("/studio/films/{film_id}/sous-titres");
    let srt = "1\n00:00:01,000 --> 00:00:02,000\nŊdi na mi\n";
    let added = site.post_file_as(&author, &path, &[("language", "ee")], srt).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
    let page = site.get_as(&author, &format!("/studio/films/{film_id}")).await;
    assert!(page.texts("#sous-titres li").concat().contains("Éwé"));
    let remove = page.attribute("#sous-titres form[action$=retirer]", "action").unwrap();
    let refused = site.post_file_as(&author, &path, &[("language", "ee")], "not subtitles").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(site.post_as(&author, &remove, &[]).await.status, StatusCode::SEE_OTHER);
    assert!(!site.get_as(&author, &format!("/studio/films/{film_id}")).await.has("#sous-titres form[action$=retirer]"));
}

#[tokio::test]
async fn names_are_proposed_and_progress_is_a_fragment() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let (film_id, _) = site.draft(&author, "Film").await;
    assert!(site.get_as(&author, "/studio/personnes?q=koffi").await.text.contains("Aïcha Koffi"));
    let progress = site.get_as(&author, &format!("/en/studio/films/{film_id}/etat")).await;
    assert!(progress.text.contains("All qualities are ready") && progress.text.contains("data-final"), "{}", progress.text);
    let other = site.person("Kofi", Role::Director).await;
    for part in ["etat", "direct"] {
        let path = format!("/studio/films/{film_id}/{part}");
        assert_eq!(site.get(&path).await.status, StatusCode::SEE_OTHER, "{part}");
        assert_eq!(site.get_as(&other, &path).await.status, StatusCode::NOT_FOUND, "{part}");
    }
}
