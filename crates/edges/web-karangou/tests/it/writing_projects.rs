//! A project in the studio: from a title to the staff, by forms alone.

use axum::http::StatusCode;
use crowdfunding::{ProjectState, Review};
use kernel::{Actor, Role};

use crate::site::{Person, Site, project};

const STORY: &str = "Une pirogue, un fleuve, et trois jours pour traverser. # pas un titre\n\n# Le fleuve\n\nIl **coule**. ";

type Fields = Vec<(&'static str, String)>;

/// A form that lacks nothing.
fn whole(version: &str) -> Fields {
    let text = |name, value: &str| (name, value.to_owned());
    vec![
        text("version", version),
        text("title", "La pirogue"),
        text("pitch", "Un film sur le fleuve."),
        ("story", STORY.repeat(4)),
        text("risks", "La pluie."),
        text("country", "TG"),
        text("currency", "XOF"),
        text("mode", "all_or_nothing"),
        text("days", "30"),
        text("line_title", "Image"),
        text("line_minimum", "1 500 000"),
        text("line_optimum", "2 000 000"),
        text("line_title", "Son"),
        text("line_minimum", "500 000"),
        text("line_optimum", ""),
        text("line_title", ""),
        text("line_minimum", ""),
        text("line_optimum", ""),
        text("tier_id", ""),
        text("tier_title", "Une affiche"),
        text("tier_amount", "5 000"),
        text("tier_stock", "50"),
        text("tier_description", "Signée."),
    ]
}

fn with(mut fields: Fields, name: &'static str, value: &str) -> Fields {
    match fields.iter_mut().find(|(known, _)| *known == name) {
        Some((_, known)) => *known = value.to_owned(),
        None => fields.push((name, value.to_owned())),
    }
    fields
}

async fn post(site: &Site, person: &Person, path: &str, fields: &Fields) -> test_kit::Page {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    site.post_as(person, path, &fields).await
}

/// A new project; its path.
async fn begun(site: &Site, author: &Person) -> String {
    let fields = [("title", "La pirogue"), ("pitch", ""), ("country", "TG"), ("currency", "XOF")];
    let created = site.post_as(author, "/studio/projets/nouveau", &fields).await;
    assert_eq!(created.status, StatusCode::SEE_OTHER, "{}", created.text);
    created.location().to_owned()
}

#[tokio::test]
async fn only_people_who_publish_films_write_projects() {
    let site = Site::new().await;
    let viewer = site.person("Afi", Role::Viewer).await;
    for path in ["/studio/projets", "/studio/projets/nouveau"] {
        assert_eq!(site.get_as(&viewer, path).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(site.get(path).await.status, StatusCode::SEE_OTHER, "{path}");
    }
    let fields = [("title", "La pirogue"), ("country", "TG"), ("currency", "XOF")];
    assert_eq!(site.post_as(&viewer, "/studio/projets/nouveau", &fields).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_project_grows_from_a_title_to_the_staff() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    assert!(site.get_as(&author, "/en/studio/projets").await.has(".empty"));
    let untitled =
        site.post_as(&author, "/studio/projets/nouveau", &[("title", " "), ("country", "TG"), ("currency", "XOF")]).await;
    assert_eq!(untitled.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(untitled.has("#error-title"));
    let path = begun(&site, &author).await;
    let page = site.get_as(&author, &path).await;
    assert_eq!(page.texts("main li a.link").len(), 4, "pitch, story, risks, budget: {:?}", page.texts("main li a.link"));
    assert!(!page.has("form[action$=soumettre]"));
    let early = site.post_as(&author, &format!("{path}/soumettre"), &[]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);

    let version = page.attribute("input[name=version]", "value").unwrap();
    let saved = post(&site, &author, &path, &whole(&version)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let page = site.get_as(&author, &path).await;
    assert!(page.texts("#f-goal strong").concat().starts_with("2 000 000"), "{:?}", page.texts("#f-goal"));
    assert_eq!(
        page.attribute("#f-line_optimum-1", "value").as_deref(),
        Some("500\u{202f}000"),
        "the minimum is the least optimum"
    );
    assert!(!page.has("#f-line_title-2"), "the empty line is gone");
    assert_eq!(site.post_as(&author, &format!("{path}/soumettre"), &[]).await.status, StatusCode::SEE_OTHER);
    let read = site.get_as(&author, &path).await;
    assert!(!read.has("textarea[name=story]") && read.texts("h3").contains(&"Le fleuve".to_owned()), "{:?}", read.texts("h3"));
    assert_eq!(site.post_as(&author, &format!("{path}/soumettre"), &[]).await.status, StatusCode::CONFLICT);
    assert_eq!(site.get_as(&author, "/studio/projets").await.texts("article h2"), ["La pirogue"]);
}

#[tokio::test]
async fn a_form_with_errors_comes_back_with_what_was_typed() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let path = begun(&site, &author).await;
    for (name, typed, error) in [
        ("line_minimum", "beaucoup", "#error-line_minimum-0"),
        ("line_optimum", "1", "#error-budget"),
        ("tier_amount", "-5", "#error-tier_amount-0"),
        ("tier_stock", "plein", "#error-tier_stock-0"),
        ("tier_title", "", "#error-tiers"),
        ("days", "soixante", "#error-days"),
        ("days", "61", "#error-days"),
        ("title", "ab", "#error-title"),
    ] {
        let again = post(&site, &author, &path, &with(whole("1"), name, typed)).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(again.has(error), "{name}: {error}");
        assert_eq!(again.attribute(&format!("input[name={name}]"), "value").unwrap_or_default(), typed, "{name}");
        assert_eq!(again.attribute("input[name=tier_stock], input[name=line_title]", "value").as_deref(), Some("Image"));
    }
    let view = site.get_as(&author, &path).await;
    assert_eq!(view.attribute("input[name=version]", "value").as_deref(), Some("1"), "nothing was stored");
    let torn = post(&site, &author, &path, &vec![("line_title", "Image".to_owned())]).await;
    assert_eq!(torn.status, StatusCode::UNPROCESSABLE_ENTITY, "half a row comes from no form of ours");
}

#[tokio::test]
async fn one_more_row_and_the_preview_keep_what_was_typed_and_store_nothing() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let path = begun(&site, &author).await;
    let rows = site.get_as(&author, &path).await.texts("#budget [data-row]").len();
    assert_eq!(rows, 3, "a budget begins with three empty lines");
    let more = post(&site, &author, &path, &with(whole("1"), "do", "line")).await;
    assert_eq!(more.status, StatusCode::OK);
    assert_eq!(more.texts("#budget [data-row]").len(), 4);
    assert_eq!(more.attribute("#f-line_minimum-0", "value").as_deref(), Some("1 500 000"), "as typed");
    let more = post(&site, &author, &path, &with(whole("1"), "do", "tier")).await;
    assert_eq!(more.texts("#contreparties [data-row]").len(), 2);
    let hostile = with(whole("1"), "story", "# Le fleuve\n<script>alert(1)</script>");
    let seen = post(&site, &author, &path, &with(hostile, "do", "preview")).await;
    assert!(seen.texts("#apercu h3").contains(&"Le fleuve".to_owned()));
    assert!(!seen.text.contains("<script>alert"));
    let stored = site.get_as(&author, &path).await;
    assert_eq!(stored.attribute("input[name=version]", "value").as_deref(), Some("1"));
    assert_eq!(stored.texts("textarea[name=story]"), [""]);
}

#[tokio::test]
async fn what_changed_meanwhile_is_told_and_nothing_is_lost() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let path = begun(&site, &author).await;
    assert_eq!(post(&site, &author, &path, &whole("1")).await.status, StatusCode::SEE_OTHER);
    let mine = with(whole("1"), "pitch", "Écrit dans un autre onglet.");
    let late = post(&site, &author, &path, &mine).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(late.texts("textarea[name=pitch]"), ["Écrit dans un autre onglet."]);
    let version = late.attribute("input[name=version]", "value").unwrap();
    assert_eq!(post(&site, &author, &path, &with(mine, "version", &version)).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn online_the_terms_are_facts_and_the_words_still_change() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let id = site.project(&author, project("La pirogue")).await;
    let path = format!("/studio/projets/{id}");
    let page = site.get_as(&author, &path).await;
    for gone in ["input[name=line_minimum]", "select[name=currency]", "input[name=days]", "input[name=mode]"] {
        assert!(!page.has(gone), "{gone}");
    }
    let version = page.attribute("input[name=version]", "value").unwrap();
    let forged = with(with(whole(&version), "line_minimum", "1"), "days", "60");
    assert_eq!(post(&site, &author, &path, &with(forged, "pitch", "Mieux dit.")).await.status, StatusCode::SEE_OTHER);
    let view = site.crowdfunding.project(&author.actor, id).await.unwrap();
    assert_eq!((view.state, view.pitch.as_str()), (ProjectState::Online, "Mieux dit."));
    assert_eq!((view.days, view.budget[0].minimum_minor), (30, 100_000), "the terms are what they were");
}

#[tokio::test]
async fn a_project_is_written_by_its_creator_alone_about_their_own_films() {
    let site = Site::new().await;
    let (author, other) = (site.person("Afi", Role::Director).await, site.person("Kofi", Role::Director).await);
    let staff = site.person("Mado", Role::Moderator).await;
    let path = begun(&site, &author).await;
    for stranger in [&other, &staff] {
        assert_eq!(site.get_as(stranger, &path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(post(&site, stranger, &path, &whole("1")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(site.post_as(stranger, &format!("{path}/soumettre"), &[]).await.status, StatusCode::NOT_FOUND);
    }
    let (own, _) = site.draft(&author, "Mon film").await;
    let (theirs, _) = site.draft(&other, "Leur film").await;
    let named = post(&site, &author, &path, &with(whole("1"), "films", &theirs.to_string())).await;
    assert_eq!(named.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post(&site, &author, &path, &with(whole("1"), "films", &own.to_string())).await.status, StatusCode::SEE_OTHER);
    let page = site.get_as(&author, &path).await;
    assert_eq!(page.attribute("input[name=films][checked]", "value"), Some(own.to_string()));
    assert!(!page.text.contains("Leur film"));
}

#[tokio::test]
async fn the_note_of_the_staff_is_shown_where_it_is_to_be_read() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let id = site.crowdfunding.create_project(&author.actor, &project("La pirogue")).await.unwrap();
    site.crowdfunding.submit_project(&author.actor, id).await.unwrap();
    let review = Review::SendBack { note: "Le <b>son</b> manque.".into() };
    site.crowdfunding.review_project(&Actor::system("test"), id, &review).await.unwrap();
    let page = site.get_as(&author, &format!("/studio/projets/{id}")).await;
    assert!(page.texts(".banner").concat().contains("Le <b>son</b> manque."), "{:?}", page.texts(".banner"));
}
