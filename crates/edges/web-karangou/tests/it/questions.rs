//! What people ask about a project, and who answers, deletes and hides.

use axum::http::StatusCode;
use contracts::crowdfunding::{ProjectCommentId, ProjectId};
use crowdfunding::AddProjectComment;
use kernel::Role;

use crate::site::{Person, Site, project};

impl Site {
    /// Nobody gets through any more under this limit, now or when its next window opens.
    pub(crate) async fn used_up(&self, bucket: &str, window_s: i32) {
        self.db
            .script(format!(
                "INSERT INTO platform.rate_windows (bucket, started_at, hits, expires_at)
                 SELECT '{bucket}', to_timestamp((floor(extract(epoch FROM now()) / {window_s}) + n) * {window_s}), 1000, now() + interval '3 days'
                 FROM generate_series(0, 1) AS n
                 ON CONFLICT (bucket, started_at) DO UPDATE SET hits = 1000"
            ))
            .await;
    }

    async fn said(
        &self,
        who: &Person,
        project_id: ProjectId,
        parent_id: Option<ProjectCommentId>,
        text: &str,
    ) -> ProjectCommentId {
        let said = AddProjectComment { project_id, parent_id, text: text.into() };
        self.crowdfunding.add_project_comment(&who.actor, &said).await.unwrap().id
    }
}

#[tokio::test]
async fn people_ask_and_the_creators_answer_is_marked() {
    let site = Site::new().await;
    let (author, asker) = (site.person("Afi Lawson", Role::Director).await, site.person("Kofi", Role::Viewer).await);
    let id = site.project(&author, project("La pirogue")).await;
    let public = format!("/projets/{}", site.slug_of(id).await);
    let path = format!("{public}/questions");
    let empty = site.get(&path).await;
    assert!(empty.shows("Personne n’a encore rien demandé") && !empty.has(&format!("form[action='{path}']")));
    let sign_in = format!("/connexion?suite={}", path.replace('/', "%2F"));
    for page in [&path, &public] {
        assert!(site.get(page).await.has(&format!("a[href='{sign_in}']")), "{page}");
        assert!(site.get_as(&asker, page).await.has(&format!("form[action='{path}'] textarea")), "{page}");
    }
    assert_eq!(site.post(&path, &[("text", "Moi")]).await.status, StatusCode::FORBIDDEN);

    let asked = site.post_as(&asker, &path, &[("text", "Quand <b>tournez</b>-vous ?")]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    let question = asked.location().strip_prefix(&format!("{path}#question-")).unwrap().to_owned();
    let board = format!("/studio/projets/{id}");
    for page in ["nouvelles", "tableau"] {
        assert!(site.get_as(&author, &format!("{board}/{page}")).await.shows("1 question attend votre réponse"), "{page}");
    }
    let studio = site.get_as(&author, &format!("{board}/nouvelles")).await;
    assert_eq!(studio.attribute("#questions li a", "href"), Some(format!("{path}/{question}")));
    let answered = site.post_as(&author, &path, &[("text", "En mai."), ("parent", &question)]).await;
    assert!(answered.location().starts_with(&format!("{path}/{question}#question-")), "{}", answered.location());
    assert!(!site.get_as(&author, &format!("{board}/tableau")).await.shows("attend votre réponse"));

    for page in [&public, &path, &format!("{path}/{question}")] {
        let shown = site.get(page).await;
        assert_eq!(shown.status, StatusCode::OK, "{page}");
        assert!(shown.shows("Quand <b>tournez</b>-vous ?") && shown.shows("En mai."), "{page}");
        assert_eq!(shown.texts("[data-comment] .badge"), ["Auteur du projet"], "{page}");
        assert!(!shown.has("[data-thread] form"), "a stranger does nothing");
    }
    assert!(site.get(&format!("/en{path}")).await.shows("Creator of the project"));
}

#[tokio::test]
async fn what_cannot_be_sent_comes_back_with_what_is_wrong() {
    let site = Site::new().await;
    let (author, asker) = (site.person("Afi", Role::Director).await, site.person("Kofi", Role::Viewer).await);
    let id = site.project(&author, project("La pirogue")).await;
    let path = format!("/projets/{}/questions", site.slug_of(id).await);
    let question = site.said(&author, id, None, "Bienvenue.").await.to_string();
    let long = "x".repeat(2001);
    let ask = site.post_as(&asker, &path, &[("text", &long)]).await;
    assert_eq!(ask.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!((ask.texts("#error-text").len(), ask.texts("textarea[aria-invalid]")), (1, vec![long.clone()]));
    assert!(!ask.has("details[open]"));
    let answer = site.post_as(&asker, &format!("/en{path}"), &[("text", &long), ("parent", &question)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.texts("details[open] textarea"), [long.as_str()]);
    assert!(answer.shows("Your answer") && answer.has("details[open] #error-text"));
    let unknown = ProjectCommentId::generate().to_string();
    assert_eq!(site.post_as(&asker, &path, &[("text", "Oui"), ("parent", &unknown)]).await.status, StatusCode::NOT_FOUND);
    site.used_up(&format!("crowdfunding.comment:{}", asker.actor.require_account().unwrap()), 60).await;
    let often = site.post_as(&asker, &path, &[("text", "Gardé")]).await;
    assert_eq!((often.status, often.texts("textarea[aria-invalid]")), (StatusCode::TOO_MANY_REQUESTS, vec!["Gardé".to_owned()]));
    let draft = site.crowdfunding.create_project(&author.actor, &project("Brouillon")).await.unwrap();
    let hidden = format!("/projets/{}/questions", site.slug_of(draft).await);
    for person in [&author, &asker] {
        assert_eq!(site.get_as(person, &hidden).await.status, StatusCode::NOT_FOUND);
        assert_eq!(site.post_as(person, &hidden, &[("text", "Moi")]).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn one_deletes_ones_own_and_the_staff_hides_for_a_reason() {
    let site = Site::new().await;
    let (author, asker) = (site.person("Afi", Role::Director).await, site.person("Kofi", Role::Viewer).await);
    let staff = site.person("Mado", Role::Moderator).await;
    let id = site.project(&author, project("La pirogue")).await;
    let path = format!("/projets/{}/questions", site.slug_of(id).await);
    let question = site.said(&asker, id, None, "Achetez !").await;
    site.said(&author, id, Some(question), "Non.").await;
    let below = |verb: &str| format!("{path}/{question}/{verb}");
    for nobody in [&author, &asker] {
        assert!(!site.get_as(nobody, &path).await.has("form[action$=masquer]"));
        assert_eq!(site.post_as(nobody, &below("masquer"), &[("reason", "Publicité")]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(site.post_as(nobody, &below("montrer"), &[]).await.status, StatusCode::FORBIDDEN);
    }
    for nobody in [&author, &staff] {
        assert_eq!(site.post_as(nobody, &below("supprimer"), &[]).await.status, StatusCode::NOT_FOUND);
    }
    for verb in ["masquer", "montrer", "supprimer"] {
        assert_eq!(site.post(&below(verb), &[("reason", "Publicité")]).await.status, StatusCode::FORBIDDEN, "{verb}");
    }
    let silent = site.post_as(&staff, &below("masquer"), &[("reason", "?")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.has("details[open] #error-reason"));
    let hidden = site.post_as(&staff, &below("masquer"), &[("reason", "Publicité")]).await;
    assert_eq!(
        (hidden.status, hidden.location()),
        (StatusCode::SEE_OTHER, format!("{path}/{question}#question-{question}").as_str())
    );
    let shown = site.get(&path).await;
    assert!(shown.shows("Message masqué par la modération") && shown.shows("Non.") && !shown.text.contains("Achetez"));
    for reader in [&asker, &staff] {
        assert!(site.get_as(reader, &path).await.shows("Masqué par la modération : Publicité"));
    }
    assert!(
        !site.get_as(&author, &path).await.has(&format!("input[name=parent][value='{question}']")),
        "nobody answers what is hidden"
    );
    assert_eq!(site.post_as(&staff, &below("montrer"), &[]).await.status, StatusCode::SEE_OTHER);
    assert!(site.get(&path).await.shows("Achetez !"));
    let own = site.get_as(&asker, &path).await;
    assert_eq!(own.attribute("form[action$=supprimer]", "action"), Some(below("supprimer")));
    assert_eq!(site.post_as(&asker, &below("supprimer"), &[]).await.location(), path);
    assert!(site.get(&path).await.shows("Message supprimé par son auteur"));
}

#[tokio::test]
async fn long_discussions_come_in_pages_and_threads_have_their_own() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let id = site.project(&author, project("La pirogue")).await;
    let public = format!("/projets/{}", site.slug_of(id).await);
    let path = format!("{public}/questions");
    let account = author.actor.require_account().unwrap();
    let question = site.said(&author, id, None, "Première").await;
    site.db
        .script(format!(
            "INSERT INTO crowdfunding.comments (id, project_id, account_id, parent_id, text, state, created_at)
         SELECT gen_random_uuid(), '{id}'::uuid, '{account}'::uuid, '{question}'::uuid, 'Réponse ' || n, 'visible', now() + n * interval '1 second'
         FROM generate_series(1, 55) AS n
         UNION ALL
         SELECT gen_random_uuid(), '{id}'::uuid, '{account}'::uuid, NULL, 'Question ' || n, 'visible', now() - n * interval '1 day'
         FROM generate_series(1, 11) AS n"
        ))
        .await;
    let page = site.get(&path).await;
    assert_eq!((page.texts("[data-thread]").len(), page.texts("[data-comment]").len()), (10, 10 + 10));
    assert!(page.shows("Voir les 55 réponses"));
    let rest = site.get_with(&page.attribute(".pagination a", "href").unwrap(), &[("hx-request", "true")]).await;
    assert_eq!(rest.texts("[data-thread]").len(), 2);
    assert!(!rest.text.contains("<html"));
    let on_project = site.get(&public).await;
    assert_eq!((on_project.texts("[data-thread]").len(), on_project.texts("[data-comment]").len()), (3, 3 + 2));
    assert!(on_project.has(&format!("#questions a[href='{path}']")));

    let thread = site.get(&format!("{path}/{question}")).await;
    assert_eq!(thread.texts("[data-comment]").len(), 1 + 50);
    let next = thread.attribute(".pagination a", "href").unwrap();
    let rest = site.get_with(&next, &[("hx-request", "true")]).await;
    assert_eq!(rest.texts("[data-comment] p").last().map(String::as_str), Some("Réponse 55"));
    assert_eq!(rest.texts("[data-comment]").len(), 5);
    let without_scripts = site.get(&next).await;
    assert!(without_scripts.has("h1") && without_scripts.shows("Première") && without_scripts.shows("Réponse 55"));
    assert_eq!(site.get(&format!("{path}/{}", ProjectCommentId::generate())).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get(&format!("{path}?after=%25")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let other = site.project(&author, project("Ailleurs")).await;
    let elsewhere = format!("/projets/{}/questions/{question}", site.slug_of(other).await);
    assert_eq!(site.get(&elsewhere).await.status, StatusCode::NOT_FOUND);
}
