//! Where pages lead whoever stands on them: what is shared, what is looked for, whom one writes to.

use affiliate::{CodeDraft, Listing};
use axum::http::StatusCode;
use kernel::Role;

use crate::{
    selling::{partners, partners_path},
    site::{ORIGIN, Site, product},
};

#[tokio::test]
async fn a_code_is_copied_as_words_and_codes_that_are_over_are_not_offered() {
    let site = Site::new().await;
    let (shop, aicha, id) = partners(&site).await;
    let mine = format!("/influenceur/partenariats/{id}");
    let code = |code: &str| CodeDraft { code: code.into(), ends_at: None };
    let over = site.affiliate.create_code(&shop.owner.actor, id, &code("AICHA5")).await.unwrap();
    site.affiliate.end_code(&shop.owner.actor, over).await.unwrap();
    assert!(!site.get_as(&aicha, &mine).await.has("#codes"), "there is nothing to give away");
    site.affiliate.create_code(&shop.owner.actor, id, &code("AICHA10")).await.unwrap();
    let page = site.get_as(&aicha, &mine).await;
    assert_eq!(page.attribute("#codes griot-copy input", "value").unwrap(), "AICHA10");
    assert!(!page.has("#codes griot-share") && !page.shows("Adresse de AICHA10") && !page.shows("AICHA5"));
    assert!(page.has("script[src*=copy]") && page.has("script[src*=share]"));
    let desk = site.get_as(&shop.owner, &partners_path(&shop, id)).await;
    assert!(desk.has("script[src*=share]"), "links are shared from the merchant's page too");
}

#[tokio::test]
async fn the_link_builder_knows_where_each_product_leads() {
    let site = Site::new().await;
    let (shop, aicha, id) = partners(&site).await;
    let (product_id, _) = site.product(&shop, &product("Théière")).await;
    let page = site.get_as(&aicha, &format!("/influenceur/partenariats/{id}/liens")).await;
    let option = |value: &str| page.attribute(&format!("select[name=product] option[value='{value}']"), "data-landing");
    assert_eq!(option(&product_id.to_string()).as_deref(), Some("https://souk.ma/p/1"));
    assert_eq!(option(""), None);
}

#[tokio::test]
async fn the_palette_proposes_products_and_merchants() {
    let site = Site::new().await;
    let shop = site.merchant("Souk de Fès").await;
    let (_, slug) = site.product(&shop, &product("Théière en cuivre")).await;
    let asked = [("hx-request", "true"), ("hx-palette", "1")];
    let found = site.get_with("/marche?q=theiere", &asked).await;
    assert!(found.status == StatusCode::OK && !found.text.contains("<html"), "{}", found.text);
    assert_eq!(found.texts(&format!("a.menu-item[href='/marche/produits/{slug}']")), ["Théière en cuivre"]);
    assert!(found.has("a.menu-item[href='/marche?q=theiere']") && !found.has("a[href*='/marche/marchands/']"));
    let found = site.get_with("/en/marche?q=souk", &asked).await;
    assert!(found.has("a.menu-item[href^='/en/marche/marchands/']") && found.shows("All merchants for “souk”"));
    for nothing in ["/marche", "/marche?q=", "/marche?q=%20"] {
        let found = site.get_with(nothing, &asked).await;
        assert!(found.status == StatusCode::OK && !found.has("a"), "{nothing}: {}", found.text);
    }
    let long = format!("/marche?q={}", "a".repeat(300));
    assert_eq!(site.get_with(&long, &asked).await.status, StatusCode::OK, "what cannot be looked for finds nothing");
}

#[tokio::test]
async fn whoever_manages_an_open_program_tells_an_influencer_of_it() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    let aicha = site.influencer("Aïcha", 5000).await;
    let view = site.affiliate.my_influencer(&aicha.actor).await.unwrap().unwrap();
    let path = format!("/marche/influenceurs/{}", view.slug);
    assert!(!site.get_as(&shop.owner, &path).await.has("#inviter"), "there is no program yet");
    let program = site.program(&shop).await;
    let page = site.get_as(&shop.owner, &path).await;
    assert_eq!(page.attribute("#inviter griot-copy input", "value").unwrap(), format!("{ORIGIN}/marche/programmes/{program}"));
    let form = format!("#inviter form[action='/messages/programme/{program}']");
    assert_eq!(page.attribute(&format!("{form} input[name=influencer]"), "value").unwrap(), view.account_id.to_string());
    assert!(site.get_as(&shop.owner, &format!("/en{path}")).await.shows("Propose your program"));
    let kossi = site.person("Kossi").await;
    let (merchant, id) = (shop.id, kossi.actor.account_id().unwrap());
    let join = format!(
        "INSERT INTO identity.organisation_member (organisation_id, account_id, role, joined_at) VALUES ('{merchant}', '{id}', 'member', now())"
    );
    site.db.script(join).await;
    for (who, person) in [("who only looks", &kossi), ("oneself", &aicha)] {
        assert!(!site.get_as(person, &path).await.has("#inviter"), "{who}");
    }
    assert!(!site.get(&path).await.has("#inviter"), "strangers");
    site.affiliate.set_influencer_listed(&aicha.actor, Listing::Unlisted).await.unwrap();
    let staff = site.person_of("Modo", Role::Moderator).await;
    assert!(!site.get_as(&staff, &path).await.has("#inviter"));
}

#[tokio::test]
async fn what_the_staff_sees_of_sales_is_in_the_colours_of_sales() {
    let site = Site::new().await;
    let admin = site.person_of("Admin", Role::Admin).await;
    for path in ["/moderation/controles", "/admin/ventes"] {
        assert!(site.get_as(&admin, path).await.has("html[data-brand=sales]"), "{path}");
    }
}
