//! What a creator sees of the money.

use axum::http::{StatusCode, header};
use contracts::crowdfunding::TierId;
use crowdfunding::{MakePledge, ProjectDraft, TierAsks, TierDraft};
use kernel::Role;

use crate::{
    funded::{gift, of_tier},
    site::{Site, project},
};

fn with_tier(tier_id: TierId) -> ProjectDraft {
    let tier = TierDraft {
        id: tier_id,
        title: "Une <i>affiche</i>".into(),
        description: String::new(),
        amount_minor: 5_000,
        stock: None,
        asks: TierAsks::default(),
    };
    ProjectDraft { tiers: vec![tier], ..project("La pirogue") }
}

#[tokio::test]
async fn the_creator_sees_every_figure_and_every_pledge() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let tier_id = TierId::generate();
    let id = site.project(&author, with_tier(tier_id)).await;
    let path = format!("/studio/projets/{id}/tableau");
    let empty = site.get_as(&author, &path).await;
    assert_eq!(empty.status, StatusCode::OK);
    assert!(empty.shows("Aucune contribution pour l’instant") && empty.shows("Pas encore connu"), "no mean of nothing");
    site.paid(of_tier(gift(id, 6_000, "Kossi"), tier_id)).await;
    site.paid(MakePledge { anonymous: true, ..gift(id, 3_000, "Ama <script>") }).await;
    site.promised(gift(id, 700, "Plus tard")).await;
    let page = site.get_as(&author, &path).await;
    assert_eq!(page.texts(".stat-value")[..4], ["9 000 FCFA", "700 FCFA", "2", "4 500 FCFA"]);
    assert!(page.texts(".table tbody th").contains(&"Une <i>affiche</i>".to_owned()), "{:?}", page.texts(".table tbody th"));
    let pledges = page.texts("[data-pledge]");
    assert_eq!(pledges.len(), 3);
    assert!(pledges[1].contains("Ama <script>") && pledges[1].contains("(anonyme pour le public)"), "{pledges:?}");
    assert!(pledges[2].contains("kossi@example.tg") && pledges[2].contains("Une <i>affiche</i>"), "{pledges:?}");
    assert!(!page.text.contains("<script>alert") && !page.has("#versement"), "nothing is paid out before the end");
    assert!(site.get_as(&author, &format!("/en{path}")).await.shows("Dashboard"));
    let table = site.get_as(&author, &format!("/studio/projets/{id}/contributions.csv")).await;
    assert_eq!(table.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    assert_eq!(table.text.lines().count(), 4, "{}", table.text);
}

#[tokio::test]
async fn nobody_else_sees_the_money_but_the_staff_who_may_not_move_it() {
    let site = Site::new().await;
    let (author, other) = (site.person("Afi", Role::Director).await, site.person("Kofi", Role::Director).await);
    let staff = site.person("Mado", Role::Moderator).await;
    let id = site.project(&author, project("La pirogue")).await;
    site.paid(gift(id, 100_000, "Kossi")).await;
    site.ended(id, "successful").await;
    let to = [("wallet", "mixx-TG"), ("phone", "90 12 34 56")];
    let below = |name: &str| format!("/studio/projets/{id}/{name}");
    for page in ["tableau", "contributions.csv"] {
        assert_eq!(site.get(&below(page)).await.status, StatusCode::SEE_OTHER, "{page}");
        assert_eq!(site.get_as(&other, &below(page)).await.status, StatusCode::NOT_FOUND, "{page}");
        assert_eq!(site.get_as(&staff, &below(page)).await.status, StatusCode::OK, "{page}");
    }
    assert!(site.get_as(&author, &below("tableau")).await.has("form[action$=versement]"));
    assert!(!site.get_as(&staff, &below("tableau")).await.has("form[action$=versement]"));
    for stranger in [&other, &staff] {
        assert_eq!(site.post_as(stranger, &below("versement"), &to).await.status, StatusCode::NOT_FOUND);
    }
    let draft = site.crowdfunding.create_project(&author.actor, &project("Brouillon")).await.unwrap();
    assert_eq!(site.get_as(&author, &format!("/studio/projets/{draft}/tableau")).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_payout_goes_once_to_a_number_that_exists() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let id = site.project(&author, project("La pirogue")).await;
    let path = format!("/studio/projets/{id}/versement");
    let to = |phone| [("wallet", "mixx-TG"), ("phone", phone)];
    assert_eq!(site.post_as(&author, &path, &to("90 12 34 56")).await.status, StatusCode::CONFLICT, "nothing is owed yet");
    site.paid(gift(id, 100_000, "Kossi")).await;
    site.ended(id, "successful").await;
    let board = site.get_as(&author, &format!("/studio/projets/{id}/tableau")).await;
    assert!(board.shows("92 000 FCFA") && board.shows("8 000 FCFA"));
    assert_eq!(
        board.attribute("select[name=wallet] option[selected]", "value").as_deref(),
        Some("mixx-TG"),
        "where the project is"
    );
    assert_eq!(
        site.post_as(&author, &path, &[("wallet", "card"), ("phone", "1")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let wrong = site.post_as(&author, &path, &to("12")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.has("#error-phone"));
    assert_eq!(wrong.attribute("input[name=phone]", "value").as_deref(), Some("12"));
    assert_eq!(site.post_as(&author, &path, &to("90 12 34 56")).await.status, StatusCode::SEE_OTHER);
    let board = site.get_as(&author, &format!("/studio/projets/{id}/tableau")).await;
    assert!(board.shows("Versement en route vers Mixx by Yas +228…56") && !board.has("form[action$=versement]"));
    assert_eq!(site.post_as(&author, &path, &to("90 12 34 56")).await.status, StatusCode::CONFLICT, "once");
}

#[tokio::test]
async fn a_payout_goes_to_a_bank_account_that_can_exist() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let id = site.project(&author, project("La pirogue")).await;
    let path = format!("/studio/projets/{id}/versement");
    let board = format!("/studio/projets/{id}/tableau");
    site.paid(gift(id, 100_000, "Kossi")).await;
    site.ended(id, "successful").await;
    let page = site.get_as(&author, &board).await;
    assert!(page.has("details input[name=wallet][value=bank]") && !page.has("details[open] input[name=account]"), "folded");
    let to = |holder, account| [("wallet", "bank"), ("holder", holder), ("account", account), ("bic", "")];
    for (holder, account, field) in [
        ("Afi Kodjo", "TG53 TG00 9060 4310 3465 0040 0071", "#error-account"),
        ("Afi Kodjo", "FR76 3000 6000 0112 3456 7890 189", "#error-account"),
        ("=2+2", "TG53 TG00 9060 4310 3465 0040 0070", "#error-holder"),
    ] {
        let wrong = site.post_as(&author, &path, &to(holder, account)).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{account}");
        assert!(wrong.has(field) && wrong.has("details[open] input[name=account]"), "{}", wrong.text);
        assert_eq!(wrong.attribute("input[name=account]", "value").as_deref(), Some(account));
    }
    let good = to("Afi Kodjo", "TG53 TG00 9060 4310 3465 0040 0070");
    assert_eq!(site.post_as(&author, &path, &good).await.status, StatusCode::SEE_OTHER);
    let page = site.get_as(&author, &board).await;
    assert!(page.shows("Versement en route vers Virement bancaire TG53 … 0070"), "{}", page.text);
    assert!(!page.text.contains("TG53TG0090604310346500400070"), "masked");
    assert_eq!(site.post_as(&author, &path, &good).await.status, StatusCode::CONFLICT, "once");
}
