//! The marketplace: lists, public pages, moderation.

use affiliate::Listing;
use axum::http::StatusCode;
use kernel::{Currency, Role};

use crate::site::{ORIGIN, Site, influencer, product};

#[tokio::test]
async fn products_are_listed_in_both_languages_and_a_stranger_reads_what_this_is_for() {
    let site = Site::new().await;
    let shop = site.merchant("Souk de Fès").await;
    let (_, slug) = site.product(&shop, &product("Théière en cuivre")).await;
    let french = site.get("/marche").await;
    assert_eq!(french.status, StatusCode::OK);
    assert!(french.shows("Soyez payé à chaque vente") && french.shows("250,00 DH") && french.shows("1 produit"));
    assert_eq!(french.attribute("[data-product] a", "href").unwrap(), format!("/marche/produits/{slug}"));
    assert_eq!(french.attribute("link[rel=canonical]", "href").unwrap(), "https://ventes.example/marche");
    let english = site.get("/en/marche").await;
    assert!(english.shows("Get paid for every sale") && english.shows("MAD 250.00") && english.shows("Home (1)"));
    let person = site.person("Afi").await;
    assert!(!site.get_as(&person, "/marche").await.shows("Soyez payé à chaque vente"), "who is signed in knows");
}

#[tokio::test]
async fn words_are_found_without_accents_and_what_resembles_them_is_told() {
    let site = Site::new().await;
    let shop = site.merchant("Souk de Fès").await;
    site.product(&shop, &product("Théière en cuivre")).await;
    site.product(&shop, &product("Tapis berbère")).await;
    let plain = site.get("/marche?q=theiere").await;
    assert_eq!(plain.texts("[data-product] h3"), ["Théière en cuivre"]);
    assert!(!plain.has("[data-resembling]") && plain.has("meta[name=robots][content=noindex]"));
    let typo = site.get("/marche?q=th%C3%A9iaire").await;
    assert_eq!(typo.texts("[data-product] h3"), ["Théière en cuivre"]);
    assert!(typo.has("[data-resembling]"));
    assert_eq!(typo.attribute("input[name=q]", "value").unwrap(), "théiaire", "what was typed stays");
    let nothing = site.get("/marche?q=zzzzqqqq").await;
    assert_eq!(nothing.status, StatusCode::OK);
    assert!(nothing.shows("Rien ne correspond"));
}

#[tokio::test]
async fn filters_stand_in_the_address_and_those_that_do_not_exist_come_back_with_the_form() {
    let site = Site::new().await;
    let shop = site.merchant("Souk de Fès").await;
    site.product(&shop, &product("Théière")).await;
    site.product(&shop, &affiliate::ProductDraft { price_minor: 90_000, category: "crafts".into(), ..product("Tapis") }).await;
    let cheap = site.get("/marche?currency=MAD&price_to=300,00&country=FR").await;
    assert_eq!(cheap.texts("[data-product] h3"), ["Théière"]);
    let one = site.get("/marche?category=crafts").await;
    assert_eq!(one.texts("[data-product] h3"), ["Tapis"]);
    assert_eq!(one.attribute("link[rel=canonical]", "href").unwrap(), "https://ventes.example/marche?category=crafts");
    assert!(one.shows("Artisanat (1)") && one.shows("Maison (1)"), "the counts are those of all categories");
    for wrong in [
        "/marche?sort=cheapest",
        "/marche?category=nope",
        "/marche?country=XX",
        "/marche?price_to=12",
        "/marche?currency=MAD&price_to=abc",
        "/marche?after=nonsense",
        "/marche/marchands?sort=price-up",
        "/marche/influenceurs?network=myspace",
        "/en/marche/influenceurs?followers_from=-1",
    ] {
        let page = site.get(wrong).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(page.has("form[role=search] .banner-bad") && page.has("details[open]"), "{wrong}");
    }
    let kept = site.get("/marche?currency=MAD&price_to=abc").await;
    assert_eq!(kept.attribute("input[name=price_to]", "value").unwrap(), "abc");
}

#[tokio::test]
async fn the_next_cards_are_a_link_and_are_added_for_htmx() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    for number in 0..26 {
        site.product(&shop, &product(&format!("Verre {number}"))).await;
    }
    let first = site.get("/marche?category=home").await;
    assert_eq!(first.texts("[data-product]").len(), 24);
    let next = first.attribute(".pagination a", "href").unwrap();
    assert!(next.starts_with("/marche?category=home&after="), "{next}");
    assert_eq!(site.get(&next).await.texts("[data-product]").len(), 2);
    let added = site.get_with(&next, &[("hx-request", "true")]).await;
    assert_eq!(added.texts("[data-product]").len(), 2);
    assert!(!added.text.contains("<html"), "only the cards");
}

#[tokio::test]
async fn a_product_has_a_page_with_its_offer_and_nobody_sees_a_draft() {
    let site = Site::new().await;
    let shop = site.merchant("Souk de Fès").await;
    let picture = site.picture(&shop.owner).await;
    let draft =
        affiliate::ProductDraft { pictures: vec![picture], sku: Some("T-1".into()), ..product("Théière </script> d’Azrou") };
    let (id, slug) = site.product(&shop, &draft).await;
    site.program(&shop).await;
    let page = site.get(&format!("/marche/produits/{slug}")).await;
    assert!(page.shows("Théière </script> d’Azrou") && page.shows("10 % du prix payé") && page.shows("Grande"));
    let block: serde_json::Value = serde_json::from_str(&page.texts("script[type='application/ld+json']").concat()).unwrap();
    assert_eq!(block["@type"], "Product");
    assert_eq!((&block["offers"][0]["price"], &block["offers"][0]["priceCurrency"]), (&"250.00".into(), &"MAD".into()));
    assert_eq!(block["offers"][1]["price"], "300.00");
    assert!(page.attribute("main img", "src").unwrap().contains(&picture.to_string()));
    let lite = site.get_with(&format!("/marche/produits/{slug}"), &[("save-data", "on")]).await;
    assert!(!lite.has("main img"), "data-saver shows no picture");
    let shop_link = page.attribute("a[rel*=nofollow]", "href").unwrap();
    assert_eq!(shop_link, "https://souk.ma/p/1");

    site.affiliate.archive_product(&shop.owner.actor, id).await.unwrap();
    assert_eq!(site.get(&format!("/en/marche/produits/{slug}")).await.status, StatusCode::NOT_FOUND);
    let own = site.get_as(&shop.owner, &format!("/marche/produits/{slug}")).await;
    assert!(own.has(".banner-warn") && own.has("meta[name=robots][content=noindex]") && !own.text.contains("ld+json"));
}

#[tokio::test]
async fn a_merchant_shows_its_products_and_its_program() {
    let site = Site::new().await;
    let shop = site.merchant("Souk <b>de</b> Fès").await;
    site.product(&shop, &product("Théière")).await;
    site.program(&shop).await;
    let list = site.get("/marche/marchands?q=souk").await;
    let href = list.attribute("[data-merchant] a", "href").unwrap();
    let page = site.get(&href).await;
    assert_eq!(page.texts("h1"), ["Souk <b>de</b> Fès"]);
    assert!(page.shows("souk.ma") && page.shows("Les amis du souk") && page.shows("Théière") && page.shows("Maroc, France"));
    assert!(page.text.contains("\"@type\":\"Organization\""));
    site.affiliate.set_merchant_listed(&shop.owner.actor, shop.id, Listing::Unlisted).await.unwrap();
    assert_eq!(site.get(&href).await.status, StatusCode::NOT_FOUND);
    assert!(site.get_as(&shop.owner, &href).await.shows("Cette page n’est pas publiée"));
}

#[tokio::test]
async fn an_influencers_audiences_are_said_to_be_declared() {
    let site = Site::new().await;
    site.influencer("Aïcha", 12_000).await;
    let mut other = influencer("Kofi", 300);
    other.audiences[0].network = affiliate::Network::Youtube;
    let person = site.person("kofi").await;
    site.affiliate.save_influencer(&person.actor, None, &other).await.unwrap();
    site.affiliate.set_influencer_listed(&person.actor, Listing::Listed).await.unwrap();
    let list = site.get("/marche/influenceurs?network=tiktok&followers_from=10000").await;
    assert_eq!(list.texts("[data-influencer] h3"), ["Aïcha"]);
    assert!(list.shows("12 000 abonnés déclarés"));
    let href = list.attribute("[data-influencer] a", "href").unwrap();
    let page = site.get(&href).await;
    assert!(page.has("[data-declared]") && page.shows("TikTok") && page.shows("@moi"));
    assert!(page.text.contains("\"@type\":\"Person\""));
    let english = site.get(&format!("/en{href}")).await;
    assert!(english.shows("ShareYourSales has not measured them") && english.shows("12,000"));
}

#[tokio::test]
async fn the_staff_takes_a_page_down_for_a_reason_and_gives_it_back() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    let (staff, stranger) = (site.person_of("Mo", Role::Moderator).await, site.person("Sena").await);
    let href = site.get("/marche/marchands").await.attribute("[data-merchant] a", "href").unwrap();
    assert!(!site.get_as(&stranger, &href).await.has("#moderation"));
    assert!(site.get_as(&staff, &href).await.has("#moderation form[action$=suspendre]"));
    let (down, back) = (format!("{href}/suspendre"), format!("{href}/retablir"));
    assert_eq!(site.post_as(&stranger, &down, &[("reason", "Contrefaçons")]).await.status, StatusCode::FORBIDDEN);
    let refused = site.post_as(&staff, &down, &[("reason", "   x")]).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.has("#moderation details[open] #error-reason"));
    assert_eq!(site.post_as(&staff, &down, &[("reason", "Contrefaçons")]).await.location(), href);
    assert_eq!(site.get(&href).await.status, StatusCode::NOT_FOUND);
    let desk = site.get_as(&shop.owner, &format!("/marchand/{}/profil", shop.id)).await;
    assert!(desk.shows("Contrefaçons"), "its members read why");
    assert_eq!(site.post_as(&staff, &down, &[("reason", "Encore")]).await.status, StatusCode::CONFLICT);
    assert_eq!(site.post_as(&staff, &back, &[]).await.location(), href);
    assert!(site.get_as(&shop.owner, &href).await.shows("Cette page n’est pas publiée"), "a draft again");

    let aicha = site.influencer("Aïcha", 10).await;
    let href = site.get("/marche/influenceurs").await.attribute("[data-influencer] a", "href").unwrap();
    site.post_as(&staff, &format!("{href}/suspendre"), &[("reason", "Faux abonnés")]).await;
    assert!(site.get_as(&aicha, "/influenceur/profil").await.shows("Faux abonnés"));
    assert_eq!(site.post_as(&aicha, &format!("{href}/retablir"), &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.post_as(&staff, &format!("{href}/retablir"), &[]).await.location(), href);
}

#[tokio::test]
async fn prices_are_shown_in_their_currency() {
    let site = Site::new().await;
    let shop = site.merchant("Dakar").await;
    site.product(&shop, &affiliate::ProductDraft { currency: Currency::Xof, price_minor: 1_500, ..product("Pagne") }).await;
    assert!(site.get("/marche").await.shows("1 500 FCFA"));
    assert!(site.get("/en/marche").await.shows("FCFA 1,500"));
}

#[tokio::test]
async fn the_site_maps_name_what_everybody_sees_and_nothing_else() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    let (_, slug) = site.product(&shop, &product("Théière")).await;
    let draft = site.affiliate.create_product(&shop.owner.actor, shop.id, &product("Brouillon")).await.unwrap();
    let hidden = site.affiliate.product(&shop.owner.actor, draft).await.unwrap().slug;
    let program = site.program(&shop).await;
    site.influencer("Kofi", 300).await;
    let merchant = site.affiliate.merchant(&shop.owner.actor, shop.id).await.unwrap().slug;
    let map = async |name: &str| {
        let found = site.get(&format!("/sitemap/{name}.xml")).await;
        assert_eq!(found.status, StatusCode::OK, "{name}");
        assert_eq!(found.headers["content-type"], "application/xml; charset=utf-8", "{name}");
        found.text
    };
    for path in web_sales::SITEMAPS {
        assert_eq!(site.get(path).await.status, StatusCode::OK, "{path}");
    }
    let products = map("produits").await;
    assert!(products.contains(&format!("<loc>{ORIGIN}/en/marche/produits/{slug}</loc>")), "{products}");
    assert!(!products.contains(&hidden) && products.contains("hreflang=\"fr\"") && products.contains("<lastmod>20"));
    assert!(map("marchands").await.contains(&format!("<loc>{ORIGIN}/marche/marchands/{merchant}</loc>")));
    assert!(map("influenceurs").await.contains("/marche/influenceurs/kofi"));
    assert!(map("programmes").await.contains(&format!("/marche/programmes/{program}")));
    assert!(map("marche").await.contains("/marche/marchands?category=home"));

    site.affiliate.set_merchant_listed(&shop.owner.actor, shop.id, Listing::Unlisted).await.unwrap();
    for name in ["produits", "marchands", "programmes"] {
        let text = map(name).await;
        assert!(!text.contains("<loc>"), "nothing of a merchant who is not listed: {text}");
    }
}
