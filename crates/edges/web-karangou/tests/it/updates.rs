//! What a creator tells: written in the studio, read on the project's pages.

use axum::http::{StatusCode, header};
use contracts::crowdfunding::ProjectId;
use crowdfunding::{Audience, PostUpdate, UpdateId};
use kernel::{Actor, Role};

use crate::{
    funded::gift,
    site::{Person, Site, project},
};

const HOSTILE: &str = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>";

impl Site {
    pub(crate) async fn slug_of(&self, id: ProjectId) -> String {
        self.crowdfunding.project(&Actor::system("test"), id).await.unwrap().slug
    }

    async fn told(&self, author: &Person, project_id: ProjectId, audience: Audience, title: &str) -> UpdateId {
        let update = PostUpdate { project_id, audience, title: title.into(), text: format!("Ce que dit **{title}**.") };
        self.crowdfunding.post_update(&author.actor, &update).await.unwrap().id
    }
}

#[tokio::test]
async fn what_is_for_backers_is_read_by_backers_and_absent_for_others() {
    let site = Site::new().await;
    let (author, reader) = (site.person("Afi", Role::Director).await, site.person("Kofi", Role::Viewer).await);
    let id = site.project(&author, project("La pirogue")).await;
    let path = format!("/projets/{}", site.slug_of(id).await);
    assert!(!site.get(&path).await.has("#nouvelles"), "nothing is told yet");
    assert!(site.get_as(&author, &path).await.has(&format!("#nouvelles a[href='/studio/projets/{id}/nouvelles']")));
    site.told(&author, id, Audience::Everybody, "Pour tous").await;
    let inner = site.told(&author, id, Audience::Backers, "Secret").await;
    let pledge = site.paid(gift(id, 1_000, "Kossi")).await;
    let unpaid = site.promised(gift(id, 1_000, "Ama")).await;
    let all = format!("{path}/nouvelles");
    let pass = |pledge: &crowdfunding::PledgeView, key: &str| format!("contribution={}&cle={key}", pledge.id);

    for page in [path.clone(), all.clone(), format!("/en{all}"), format!("{all}/{inner}")] {
        for wrong in [String::new(), pass(&pledge, &unpaid.key), pass(&unpaid, &unpaid.key), "contribution=moi&cle=x".into()] {
            for shown in [site.get(&format!("{page}?{wrong}")).await, site.get_as(&reader, &format!("{page}?{wrong}")).await] {
                assert_eq!(shown.status, StatusCode::OK, "{page}?{wrong}");
                assert!(shown.has("[data-locked]") && !shown.text.contains("Ce que dit <strong>Secret"), "{page}?{wrong}");
            }
        }
    }
    assert_eq!(site.get(&path).await.texts("[data-update] h3"), ["Secret", "Pour tous"]);
    assert_eq!(site.get(&path).await.texts("[data-update] strong"), ["Pour tous"]);
    let back = format!("/connexion?suite={}", all.replace('/', "%2F"));
    assert!(site.get(&all).await.attribute("[data-locked] a", "href").unwrap().starts_with(&back));
    assert!(!site.get_as(&reader, &all).await.has("[data-locked] a"), "who is signed in is not sent to sign in");

    for page in [all.clone(), format!("/en{all}"), format!("{all}/{inner}")] {
        let shown = site.get(&format!("{page}?{}", pass(&pledge, &pledge.key))).await;
        assert!(!shown.has("[data-locked]") && shown.text.contains("Ce que dit <strong>Secret"), "{page}");
        assert_eq!(shown.headers[header::CACHE_CONTROL], "no-store", "the key is in the address");
        assert!(shown.has("meta[name=robots]"));
    }
    let titled =
        site.get(&format!("{all}?{}", pass(&pledge, &pledge.key))).await.attribute("[data-update] h2 a", "href").unwrap();
    assert!(titled.contains(&pass(&pledge, &pledge.key)), "the pass goes along: {titled}");
    assert!(site.get_as(&author, &format!("{all}/{inner}")).await.text.contains("Ce que dit <strong>Secret"));
    assert!(site.get(&format!("/en{all}")).await.shows("News of “La pirogue”"));
    assert!(!site.get(&all).await.has("meta[name=robots]"));
}

#[tokio::test]
async fn updates_are_where_they_belong_and_nowhere_else() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let (id, other) = (site.project(&author, project("La pirogue")).await, site.project(&author, project("Ailleurs")).await);
    let draft = site.crowdfunding.create_project(&author.actor, &project("Brouillon")).await.unwrap();
    let (all, elsewhere) = (site.slug_of(id).await, site.slug_of(other).await);
    let update = site.told(&author, id, Audience::Everybody, "Pour tous").await;
    for missing in [
        format!("/projets/{elsewhere}/nouvelles/{update}"),
        format!("/projets/{all}/nouvelles/{}", UpdateId::generate()),
        format!("/projets/{}/nouvelles", site.slug_of(draft).await),
        "/projets/inconnu/nouvelles".to_owned(),
    ] {
        assert_eq!(site.get_as(&author, &missing).await.status, StatusCode::NOT_FOUND, "{missing}");
    }
    assert!(site.get(&format!("/projets/{elsewhere}/nouvelles")).await.has(".empty"));
    assert_eq!(site.get(&format!("/projets/{all}/nouvelles?after=%25")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    site.db
        .script(format!(
            "INSERT INTO crowdfunding.updates (id, project_id, audience, title, text, created_at)
         SELECT gen_random_uuid(), '{id}', 'everybody', 'Jour ' || n, repeat('Un long jour. ', 60), now() - n * interval '1 day'
         FROM generate_series(1, 11) AS n"
        ))
        .await;
    let page = site.get(&format!("/projets/{all}/nouvelles")).await;
    assert_eq!(page.texts("[data-update]").len(), 10);
    let rest = site.get_with(&page.attribute(".pagination a", "href").unwrap(), &[("hx-request", "true")]).await;
    assert_eq!(rest.texts("[data-update] h2"), ["Jour 10", "Jour 11"]);
    assert!(!rest.text.contains("<html"));
    let on_project = site.get(&format!("/projets/{all}")).await;
    assert_eq!(on_project.texts("[data-update] h3"), ["Pour tous", "Jour 1", "Jour 2"]);
    assert!(on_project.shows("Lire la suite") && on_project.size_bytes < 80_000, "long ones are only begun");
}

#[tokio::test]
async fn the_creator_sees_an_update_before_telling_it_and_takes_it_away_after_a_question() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let id = site.project(&author, project("La pirogue")).await;
    let path = format!("/studio/projets/{id}/nouvelles");
    let fields = |title, text, step| [("title", title), ("text", text), ("audience", "backers"), ("do", step)];
    let preview = site.post_as(&author, &path, &fields("Premier jour", "Un **grand** jour", "preview")).await;
    assert_eq!((preview.status, preview.texts("#apercu strong")), (StatusCode::OK, vec!["grand".to_owned()]));
    assert_eq!(preview.attribute("input[name=title]", "value").as_deref(), Some("Premier jour"));
    assert_eq!(preview.attribute("input[name=audience][checked]", "value").as_deref(), Some("backers"));
    assert!(!preview.has("[data-update]"), "nothing is told by looking");
    let wrong = site.post_as(&author, &path, &fields("x", "Gardé", "")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.has("#error-title"));
    assert_eq!(wrong.texts("textarea[name=text]"), ["Gardé"]);
    assert!(site.post_as(&author, &format!("/en{path}"), &fields("x", "", "")).await.has("#error-text"));
    let odd = [("title", "Premier jour"), ("text", "Oui"), ("audience", "friends")];
    assert_eq!(site.post_as(&author, &path, &odd).await.status, StatusCode::UNPROCESSABLE_ENTITY);

    let sent = site.post_as(&author, &path, &fields("Premier jour", "Un **grand** jour", "")).await;
    assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, path.as_str()));
    let page = site.get_as(&author, &path).await;
    assert_eq!(page.texts("[data-update] h3"), ["Premier jour"]);
    assert!(page.shows("Les contributeurs") && page.has("details form[action$=supprimer]"), "it asks first");
    let delete = page.attribute("form[action$=supprimer]", "action").unwrap();
    assert_eq!(site.post_as(&author, &delete, &[]).await.location(), path);
    assert!(!site.get_as(&author, &path).await.has("[data-update]"));
    assert_eq!(site.post_as(&author, &delete, &[]).await.status, StatusCode::NOT_FOUND);

    site.used_up(&format!("crowdfunding.update:{id}"), 86_400).await;
    let often = site.post_as(&author, &path, &fields("Encore un", "Gardé", "")).await;
    assert_eq!(often.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(often.texts("textarea[name=text]"), ["Gardé"]);
}

#[tokio::test]
async fn only_the_creator_tells_and_only_the_staff_removes_for_a_reason() {
    let site = Site::new().await;
    let (author, other) = (site.person("Afi", Role::Director).await, site.person("Kofi", Role::Director).await);
    let staff = site.person("Mado", Role::Moderator).await;
    let id = site.project(&author, project("La pirogue")).await;
    let update = site.told(&author, id, Audience::Everybody, "Publicité").await;
    let studio = format!("/studio/projets/{id}/nouvelles");
    assert_eq!(site.get(&studio).await.status, StatusCode::SEE_OTHER);
    let fields = [("title", "Premier jour"), ("text", "Oui"), ("audience", "everybody")];
    for stranger in [&other, &staff] {
        assert_eq!(site.get_as(stranger, &studio).await.status, StatusCode::NOT_FOUND);
        assert_eq!(site.post_as(stranger, &studio, &fields).await.status, StatusCode::NOT_FOUND);
        assert_eq!(site.post_as(stranger, &format!("{studio}/{update}/supprimer"), &[]).await.status, StatusCode::NOT_FOUND);
    }
    let draft = site.crowdfunding.create_project(&author.actor, &project("Brouillon")).await.unwrap();
    for early in [
        site.get_as(&author, &format!("/studio/projets/{draft}/nouvelles")).await,
        site.post_as(&author, &format!("/studio/projets/{draft}/nouvelles"), &fields).await,
    ] {
        assert_eq!(early.status, StatusCode::CONFLICT);
    }

    let all = format!("/projets/{}/nouvelles", site.slug_of(id).await);
    let remove = format!("{all}/{update}/retirer");
    for nobody in [&author, &other] {
        assert!(!site.get_as(nobody, &all).await.has("form[action$=retirer]"));
        assert_eq!(site.post_as(nobody, &remove, &[("reason", "Publicité")]).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(site.post(&remove, &[("reason", "Publicité")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.get_as(&staff, &all).await.attribute("form[action$=retirer]", "action"), Some(remove.clone()));
    let silent = site.post_as(&staff, &remove, &[("reason", " ?")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.has("details[open] #error-reason"));
    assert_eq!(silent.texts("textarea[name=reason]"), ["?"]);
    let removed = site.post_as(&staff, &remove, &[("reason", "Publicité déguisée")]).await;
    assert_eq!((removed.status, removed.location()), (StatusCode::SEE_OTHER, all.as_str()));
    assert!(site.get(&all).await.has(".empty"));
    assert_eq!(site.get(&format!("{all}/{update}")).await.status, StatusCode::NOT_FOUND);
    for page in [&all, &studio] {
        assert!(site.get_as(&author, page).await.shows("Retirée par la modération : Publicité déguisée"), "{page}");
    }
    assert!(!site.get_as(&staff, &all).await.has("form[action$=retirer]"));
}

#[tokio::test]
async fn hostile_words_of_an_update_are_shown_as_words() {
    let site = Site::new().await;
    let (author, staff) = (site.person("Afi", Role::Director).await, site.person("Mado", Role::Moderator).await);
    let id = site.project(&author, project("La pirogue")).await;
    let text = format!("{HOSTILE} [x](javascript:alert(1))");
    let update = PostUpdate { project_id: id, audience: Audience::Everybody, title: HOSTILE.into(), text: text.clone() };
    let update = site.crowdfunding.post_update(&author.actor, &update).await.unwrap().id;
    let (public, studio) = (format!("/projets/{}", site.slug_of(id).await), format!("/studio/projets/{id}/nouvelles"));
    let one = format!("{public}/nouvelles/{update}");
    let fields = [("title", HOSTILE), ("text", &text), ("audience", HOSTILE), ("do", "preview")];
    let refused = site.post_as(&staff, &format!("{one}/retirer"), &[("reason", &HOSTILE.repeat(20))]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut pages = vec![refused, site.post_as(&author, &studio, &fields).await];
    for path in [&public, &format!("{public}/nouvelles"), &one, &studio] {
        pages.push(site.get_as(&author, path).await);
    }
    for page in pages {
        assert!(page.shows("alert(1)"), "{}", page.text);
        assert!(!page.text.contains("<script>alert") && !page.has("img[onerror]") && !page.has("a[href^=javascript]"));
    }
}
