//! The queue of films, the reports.

use axum::http::StatusCode;
use catalog::{EditFilm, FilmInput};
use kernel::{PageRequest, Role};

use crate::site::{Site, details, project};

#[tokio::test]
async fn a_moderator_publishes_one_film_and_refuses_another_with_a_reason() {
    let site = Site::new().await;
    let (author, staff) = (site.person("Afi", Role::Director).await, site.person("Mado", Role::Moderator).await);
    let (good, slug) = site.draft(&author, "Bon film").await;
    let (bad, _) = site.draft(&author, "Mauvais film").await;
    for film_id in [good, bad] {
        site.catalog.submit_film(&author.actor, film_id).await.unwrap();
    }
    let queue = site.get_as(&staff, "/moderation/films").await;
    assert_eq!(queue.texts("article h2"), ["Bon film", "Mauvais film"]);
    let publish = format!("/moderation/films/{good}/publier");
    let seen = queue.attribute("form[action$=publier] input[name=version]", "value").unwrap();
    let details = FilmInput { title: "Bon film".into(), year: Some(2022), ..details() };
    site.catalog.edit_film(&author.actor, EditFilm { film_id: good, version: None, details }).await.unwrap();
    let changed = site.post_as(&staff, &publish, &[("version", &seen)]).await;
    assert_eq!(changed.status, StatusCode::CONFLICT, "it is another film than the one that was looked at");
    let queue = site.get_as(&staff, "/moderation/films").await;
    let seen = queue.attribute("form[action$=publier] input[name=version]", "value").unwrap();
    assert_eq!(site.post_as(&staff, &publish, &[("version", &seen)]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.get(&format!("/films/{slug}")).await.status, StatusCode::OK);
    let refuse = format!("/moderation/films/{bad}/refuser");
    assert_eq!(site.post_as(&staff, &refuse, &[("reason", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(site.post_as(&staff, &refuse, &[("reason", "Le son manque.")]).await.status, StatusCode::SEE_OTHER);
    let studio = site.get_as(&author, &format!("/studio/films/{bad}")).await;
    assert!(studio.text.contains("Le son manque."));
    assert!(site.get_as(&staff, "/en/moderation/films").await.has(".empty"));
}

#[tokio::test]
async fn only_moderators_see_the_queues() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let (film_id, _) = site.draft(&author, "Film").await;
    for path in ["/moderation/films", "/moderation/signalements"] {
        assert_eq!(site.get_as(&author, path).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(site.get(path).await.status, StatusCode::SEE_OTHER, "{path}");
    }
    let publish = site.post_as(&author, &format!("/moderation/films/{film_id}/publier"), &[("version", "1")]).await;
    assert_eq!(publish.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_reported_comment_is_hidden_with_a_reason() {
    let site = Site::new().await;
    let (film_id, slug) = site.film("Yaaba").await;
    let (afi, kofi) = (site.person("Afi", Role::Viewer).await, site.person("Kofi", Role::Viewer).await);
    let staff = site.person("Mado", Role::Moderator).await;
    site.post_as(&afi, &format!("/films/{slug}/commentaires"), &[("text", "Achetez mes montres")]).await;
    let threads = site.catalog.list_comments(&afi.actor, film_id, &PageRequest::first()).await.unwrap();
    let id = threads.items[0].comment.id.to_string();
    let report = format!("/commentaires/{id}/signaler");
    assert_eq!(site.get(&report).await.status, StatusCode::SEE_OTHER);
    assert!(site.get_as(&kofi, &format!("{report}?film={slug}")).await.text.contains("Achetez mes montres"));
    let sent = site.post_as(&kofi, &report, &[("film", &slug), ("reason", "spam"), ("note", "Publicité")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let queue = site.get_as(&staff, "/moderation/signalements").await;
    assert!(queue.text.contains("Achetez mes montres") && queue.text.contains("Publicité"));
    let decide = [("comment", id.as_str()), ("decision", "hide"), ("reason", "Publicité")];
    assert_eq!(site.post_as(&staff, "/moderation/signalements", &decide).await.status, StatusCode::SEE_OTHER);
    assert!(!site.get(&format!("/films/{slug}")).await.text.contains("Achetez mes montres"));
    assert_eq!(site.post_as(&kofi, "/moderation/signalements", &decide).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_staff_reads_a_project_whole_puts_one_online_and_sends_another_back() {
    let site = Site::new().await;
    let (author, staff) = (site.person("Afi", Role::Director).await, site.person("Mado", Role::Moderator).await);
    assert!(site.get_as(&staff, "/en/moderation/projets").await.has(".empty"));
    let submitted = async |title: &str| {
        let id = site.crowdfunding.create_project(&author.actor, &project(title)).await.unwrap();
        site.crowdfunding.submit_project(&author.actor, id).await.unwrap();
        id
    };
    let (good, bad) = (submitted("Bon projet <b>").await, submitted("Projet vague").await);
    let queue = site.get_as(&staff, "/moderation/projets").await;
    assert_eq!(queue.texts("article h2"), ["Bon projet <b>", "Projet vague"]);
    let path = format!("/moderation/projets/{good}");
    let page = site.get_as(&staff, &path).await;
    for part in ["Il était une fois un fleuve", "La pluie peut retarder", "100 000 FCFA", "150 000 FCFA", "Tout ou rien", "Togo"]
    {
        assert!(page.shows(part), "{part}");
    }
    let seen = page.attribute("input[name=version]", "value").unwrap();
    let outdated = site.post_as(&staff, &format!("{path}/publier"), &[("version", "1")]).await;
    assert_eq!(outdated.status, StatusCode::CONFLICT, "it is another project than the one that was read");
    assert_eq!(site.post_as(&staff, &format!("{path}/publier"), &[("version", &seen)]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.post_as(&staff, &format!("{path}/renvoyer"), &[("note", "Trop tard.")]).await.status, StatusCode::CONFLICT);
    let back = format!("/moderation/projets/{bad}/renvoyer");
    let silent = site.post_as(&staff, &back, &[("note", " ")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.has("#error-note"));
    assert_eq!(site.post_as(&staff, &back, &[("note", "Le budget est vague.")]).await.status, StatusCode::SEE_OTHER);
    assert!(site.get_as(&author, &format!("/studio/projets/{bad}")).await.text.contains("Le budget est vague."));
    assert!(site.get_as(&staff, "/moderation/projets").await.has(".empty"));
}

#[tokio::test]
async fn projects_are_reviewed_by_the_staff_alone_and_nobody_reviews_their_own() {
    let site = Site::new().await;
    let (author, admin) = (site.person("Afi", Role::Director).await, site.person("Mado", Role::Admin).await);
    let id = site.crowdfunding.create_project(&admin.actor, &project("Le mien")).await.unwrap();
    site.crowdfunding.submit_project(&admin.actor, id).await.unwrap();
    let path = format!("/moderation/projets/{id}");
    for page in ["/moderation/projets", path.as_str()] {
        assert_eq!(site.get_as(&author, page).await.status, StatusCode::FORBIDDEN, "{page}");
        assert_eq!(site.get(page).await.status, StatusCode::SEE_OTHER, "{page}");
    }
    for verb in ["publier", "renvoyer"] {
        let fields = [("version", "2"), ("note", "Le mien.")];
        assert_eq!(site.post_as(&author, &format!("{path}/{verb}"), &fields).await.status, StatusCode::FORBIDDEN, "{verb}");
        assert_eq!(site.post_as(&admin, &format!("{path}/{verb}"), &fields).await.status, StatusCode::FORBIDDEN, "{verb}");
    }
    assert!(!site.get_as(&admin, &path).await.has("form[action$=publier]"));
}
