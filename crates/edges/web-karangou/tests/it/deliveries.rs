//! What a tier asks, as its creator writes it, and what was answered, as its creator reads it.

use axum::http::StatusCode;
use contracts::crowdfunding::TierId;
use crowdfunding::{Address, Delivery, ProjectDraft, TierAsks, TierDraft};
use kernel::{Actor, Locale, Role};

use crate::{
    funded::{gift, of_tier},
    site::{Site, project},
};

fn asking(tier_id: TierId) -> ProjectDraft {
    let tier = TierDraft {
        id: tier_id,
        title: "Une affiche".into(),
        description: String::new(),
        amount_minor: 100_000,
        stock: None,
        asks: TierAsks { address: true, question: Some("Quelle taille ?".into()) },
    };
    ProjectDraft { tiers: vec![tier], ..project("La pirogue") }
}

#[tokio::test]
async fn a_creator_writes_what_a_tier_asks_and_everybody_reads_it_before_they_choose() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let id = site.crowdfunding.create_project(&author.actor, &asking(TierId::generate())).await.unwrap();
    let form = format!("/studio/projets/{id}");
    let page = site.get_as(&author, &form).await;
    assert_eq!(page.attribute("select[name=tier_delivery] option[selected]", "value").as_deref(), Some("address"));
    assert_eq!(page.attribute("input[name=tier_question]", "value").as_deref(), Some("Quelle taille ?"));
    let view = site.crowdfunding.project(&author.actor, id).await.unwrap();
    let (tier_id, version) = (view.tiers[0].id.to_string(), view.version.to_string());
    let typed = |delivery, question| {
        [
            ("version", version.as_str()),
            ("title", "La pirogue"),
            ("country", "TG"),
            ("currency", "XOF"),
            ("mode", "all_or_nothing"),
            ("days", "30"),
            ("tier_id", tier_id.as_str()),
            ("tier_title", "Une affiche"),
            ("tier_amount", "5 000"),
            ("tier_stock", ""),
            ("tier_description", ""),
            ("tier_delivery", delivery),
            ("tier_question", question),
        ]
    };
    let refused = site.post_as(&author, &form, &typed("", "?")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    let saved = site.post_as(&author, &form, &typed("", "Une dédicace ?")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let view = site.crowdfunding.project(&author.actor, id).await.unwrap();
    assert_eq!(view.tiers[0].asks, TierAsks { address: false, question: Some("Une dédicace ?".into()) });

    let online = site.project(&author, asking(TierId::generate())).await;
    let slug = site.crowdfunding.project(&author.actor, online).await.unwrap().slug;
    let public = site.get(&format!("/projets/{slug}")).await;
    assert!(public.shows("Une adresse de livraison vous sera demandée") && public.shows("Quelle taille ?"));
}

#[tokio::test]
async fn the_creator_of_a_project_that_succeeded_reads_the_answers_and_closes_them() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let (staff, other) = (site.person("Mado", Role::Moderator).await, site.person("Kofi", Role::Director).await);
    let tier_id = TierId::generate();
    let id = site.project(&author, asking(tier_id)).await;
    let pledge = site.paid(of_tier(gift(id, 100_000, "Kossi"), tier_id)).await;
    let address = Address {
        name: "Ama <b>Kodjo</b>".into(),
        line1: "Maison bleue".into(),
        city: "Kpalimé".into(),
        country: "TG".into(),
        phone: "90 12 34 56".into(),
        ..Address::default()
    };
    let given = Delivery { address: Some(address), answer: Some("L".into()) };
    let visitor = Actor::anonymous(Locale::Fr);
    site.crowdfunding.give_delivery(&visitor, pledge.id, &pledge.key, &given).await.unwrap();
    let (board, step) = (format!("/studio/projets/{id}/tableau"), format!("/studio/projets/{id}/livraisons"));
    let early = site.get_as(&author, &board).await;
    assert!(early.shows("Réponses reçues : 1 sur 1") && early.shows("si le projet réussit") && !early.has("[data-answer]"));
    assert_eq!(site.post_as(&author, &format!("{step}/clore"), &[]).await.status, StatusCode::CONFLICT);
    site.ended(id, "successful").await;
    let page = site.get_as(&author, &board).await;
    assert!(page.has("[data-answer]") && page.shows("Ama <b>Kodjo</b>") && !page.text.contains("<b>Kodjo"));
    let staffs = site.get_as(&staff, &board).await;
    assert!(!staffs.has("[data-answer]") && !staffs.shows("Kpalimé") && staffs.shows("Seul le porteur du projet"));
    assert!(!site.get_as(&staff, &format!("/studio/projets/{id}/contributions.csv")).await.text.contains("Kpalimé"));
    assert!(site.get_as(&author, &format!("/studio/projets/{id}/contributions.csv")).await.text.contains("Kpalimé"));
    for stranger in [&other, &staff] {
        for step in [format!("{step}/clore"), format!("{step}/rouvrir")] {
            assert_eq!(site.post_as(stranger, &step, &[]).await.status, StatusCode::NOT_FOUND);
        }
    }
    assert_eq!(site.post_as(&author, &format!("{step}/clore"), &[]).await.status, StatusCode::SEE_OTHER);
    let closed = site.get_as(&author, &format!("/en{board}")).await;
    assert!(closed.shows("Closed since") && closed.has("form[action$='/livraisons/rouvrir']"));
    assert!(site.crowdfunding.give_delivery(&visitor, pledge.id, &pledge.key, &given).await.is_err());
    assert_eq!(site.post_as(&author, &format!("{step}/rouvrir"), &[]).await.status, StatusCode::SEE_OTHER);
    site.crowdfunding.give_delivery(&visitor, pledge.id, &pledge.key, &given).await.unwrap();
}
