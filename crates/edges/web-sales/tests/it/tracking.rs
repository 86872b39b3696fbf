//! How a shop is connected, a first sale is tried, and tables of sales and codes are brought.

use affiliate::{ReportSale, ShopKind, ShopMessage, ShopView};
use axum::http::StatusCode;
use contracts::affiliate::ProgramId;
use jiff::Timestamp;
use kernel::{Currency, Money, PageRequest};

use crate::{
    profiles::member,
    selling::partners,
    site::{DEMO_SHOP, ORIGIN, Person, Shop, Site, program, terms},
};

const SECRET: &str = "hush-hush-hush-hush";

fn desk(shop: &Shop, rest: &str) -> String {
    format!("/marchand/{}{rest}", shop.id)
}

async fn shops(site: &Site, shop: &Shop, id: ProgramId) -> Vec<ShopView> {
    site.affiliate.shops(&shop.owner.actor, id).await.unwrap()
}

/// A merchant with a shop of this kind, and the page of it.
async fn connected(site: &Site, kind: ShopKind) -> (Shop, ProgramId, ShopView, String) {
    let shop = site.merchant("Souk").await;
    let id = site.program(&shop).await;
    site.affiliate.connect_shop(&shop.owner.actor, id, kind, None).await.unwrap();
    let view = shops(site, &shop, id).await.remove(0);
    let path = desk(&shop, &format!("/suivi/boutiques/{}", view.id));
    (shop, id, view, path)
}

fn sale(order: &str) -> ReportSale {
    ReportSale {
        order_id: order.into(),
        customer: None,
        amount: Money::new(1000, Currency::Mad),
        lines: vec![],
        clicks: vec![],
        codes: vec![],
        occurred_at: None,
    }
}

#[tokio::test]
async fn a_shop_on_shopify_is_connected_by_its_address_and_the_secret_that_it_shows() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    let id = site.program(&shop).await;
    let list = desk(&shop, "/suivi");
    assert_eq!(site.get_as(&shop.owner, &list).await.texts("button[name=kind]"), ["Relier Shopify", "Relier WooCommerce"]);
    let made = site.post_as(&shop.owner, &desk(&shop, "/suivi/boutiques"), &[("kind", "shopify")]).await;
    let view = shops(&site, &shop, id).await.remove(0);
    let path = desk(&shop, &format!("/suivi/boutiques/{}", view.id));
    assert_eq!((made.status, made.location()), (StatusCode::SEE_OTHER, path.as_str()));

    let page = site.get_as(&shop.owner, &path).await;
    let address = format!("{ORIGIN}/hooks/shops/{}/shopify", view.id);
    assert_eq!(page.attribute("#c-address", "value").unwrap(), address);
    assert!(page.shows("Secret à donner") && page.shows("orders/paid") && page.has("input[name=secret]"));

    for wrong in ["", "trop court", "avec des espaces dedans"] {
        let refused = site.post_as(&shop.owner, &format!("{path}/secret"), &[("secret", wrong)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
        assert!(
            refused.has("#error-secret") && !refused.has("input[name=secret][value]"),
            "{wrong:?}: a secret does not come back"
        );
    }
    let told = site.post_as(&shop.owner, &format!("{path}/secret"), &[("secret", SECRET)]).await;
    assert_eq!((told.status, told.location()), (StatusCode::SEE_OTHER, path.as_str()));
    let page = site.get_as(&shop.owner, &format!("/en{path}")).await;
    assert!(page.shows("Nothing heard yet") && !page.text.contains(SECRET));
    assert_eq!(site.get_as(&shop.owner, &list).await.texts("[data-shop] .badge"), ["Rien reçu encore"]);
}

#[tokio::test]
async fn the_last_message_of_a_shop_stands_on_its_page_with_what_became_of_it() {
    let site = Site::new().await;
    let (shop, _, view, path) = connected(&site, ShopKind::Woocommerce).await;
    let owner = &shop.owner.actor;
    site.affiliate.replace_shop_secret(owner, view.id, Some(SECRET)).await.unwrap();
    // `printf '{}' | openssl dgst -sha256 -hmac hush-hush-hush-hush -binary | base64`
    let message = ShopMessage { topic: "product.created", signature: EMPTY_SIGNED, body: b"{}" };
    site.affiliate.hear_shop(view.id, ShopKind::Woocommerce, &message).await.unwrap();
    let page = site.get_as(&shop.owner, &path).await;
    assert!(
        page.shows("product.created") && page.shows("ne parle ni d’une commande payée ni d’un remboursement"),
        "{}",
        page.text
    );
    assert!(page.shows("Reliée"));
}

/// The signature of `{}` with [`SECRET`].
const EMPTY_SIGNED: &str = "ZYfwQDSNA34Zq5Lt6PNheGQTfi/vcVRzg3iaRqPZefc=";

#[tokio::test]
async fn a_secret_that_is_drawn_is_shown_once_and_replaced_by_another() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    let id = site.program(&shop).await;
    let drawn = |page: &test_kit::Page| {
        assert_eq!((page.status, page.headers["cache-control"].to_str().unwrap()), (StatusCode::OK, "no-store"));
        page.attribute("#c-secret", "value").unwrap()
    };
    let made = site.post_as(&shop.owner, &desk(&shop, "/suivi/boutiques"), &[("kind", "woocommerce")]).await;
    let first = drawn(&made);
    let view = shops(&site, &shop, id).await.remove(0);
    assert!(first.starts_with("gws_") && view.has_secret && made.text.contains(&format!("/hooks/shops/{}/woocommerce", view.id)));
    let path = desk(&shop, &format!("/suivi/boutiques/{}", view.id));
    assert!(!site.get_as(&shop.owner, &path).await.text.contains(&first));
    let second = drawn(&site.post_as(&shop.owner, &format!("{path}/secret"), &[]).await);
    assert!(second.starts_with("gws_") && second != first);
    assert_eq!(
        site.post_as(&shop.owner, &desk(&shop, "/suivi/boutiques"), &[("kind", "etsy")]).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_shop_is_disconnected_after_a_question_and_by_those_who_manage_it() {
    let site = Site::new().await;
    let (shop, id, view, path) = connected(&site, ShopKind::Shopify).await;
    let looks = member(&site, &shop, "member").await;
    let other = site.merchant("Atlas").await;
    site.program(&other).await;
    for (rest, fields) in [("/fin", &[][..]), ("/secret", &[("secret", SECRET)][..])] {
        assert_eq!(site.post_as(&looks, &format!("{path}{rest}"), fields).await.status, StatusCode::FORBIDDEN, "{rest}");
        assert_eq!(site.post_as(&other.owner, &format!("{path}{rest}"), fields).await.status, StatusCode::NOT_FOUND, "{rest}");
        let elsewhere = desk(&other, &format!("/suivi/boutiques/{}{rest}", view.id));
        assert_eq!(site.post_as(&other.owner, &elsewhere, fields).await.status, StatusCode::NOT_FOUND, "not at one's own desk");
    }
    assert_eq!(site.get_as(&looks, &path).await.status, StatusCode::OK);
    let asked = site.get_as(&shop.owner, &format!("{path}/fin")).await;
    assert!(asked.shows("Plus rien de cette boutique n’est cru") && asked.has(&format!("form[action='{path}/fin']")));
    assert_eq!(shops(&site, &shop, id).await.len(), 1, "only asked");
    let gone = site.post_as(&shop.owner, &format!("{path}/fin"), &[]).await;
    assert_eq!((gone.status, gone.location()), (StatusCode::SEE_OTHER, desk(&shop, "/suivi").as_str()));
    assert!(shops(&site, &shop, id).await.is_empty());
    assert_eq!(site.get_as(&shop.owner, &path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_twenty_first_shop_is_refused_in_words() {
    let site = Site::new().await;
    let (shop, id, ..) = connected(&site, ShopKind::Shopify).await;
    for _ in 1..20 {
        site.affiliate.connect_shop(&shop.owner.actor, id, ShopKind::Shopify, None).await.unwrap();
    }
    let refused = site.post_as(&shop.owner, &desk(&shop, "/suivi/boutiques"), &[("kind", "shopify")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.shows("Un programme a au plus 20 boutiques reliées"));
}

#[tokio::test]
async fn a_trial_makes_a_key_that_tells_sales_and_sees_the_next_one_arrive() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    let id = site.program(&shop).await;
    let path = desk(&shop, "/suivi/essai");
    assert!(site.get_as(&shop.owner, &desk(&shop, "/suivi")).await.has(&format!(".banner a[href='{path}']")), "a hint");
    let page = site.post_as(&shop.owner, &path, &[]).await;
    assert_eq!((page.status, page.headers["cache-control"].to_str().unwrap()), (StatusCode::OK, "no-store"));
    let key = page.attribute("#c-key", "value").unwrap();
    assert!(
        page.texts("code").iter().any(|code| code.contains(&key) && code.contains(&id.to_string())),
        "a call that works as it is"
    );
    assert!(!site.get_as(&shop.owner, &path).await.text.contains(&key), "shown once");
    let known = site.identity.authenticate_bearer(&key).await.unwrap().unwrap();
    let keyed = kernel::Actor::signed_in(known.signed_in, kernel::Locale::Fr);
    assert!(
        site.affiliate.merchant(&keyed, shop.id).await.is_err() || !keyed.may(kernel::Permission::Participate),
        "tells sales only"
    );

    let waits = site.get_as(&shop.owner, &format!("{path}/etat")).await;
    assert!(waits.shows("En attente de la vente") && !waits.has("[data-final]"));
    site.affiliate.report_sale(&keyed, id, &sale("essai-1")).await.unwrap();
    let came = site.get_as(&shop.owner, &format!("{path}/etat")).await;
    assert!(came.has("[data-final]") && came.shows("Vente essai-1 reçue") && came.shows("personne n’est payé"), "{}", came.text);

    // Another trial waits for another sale.
    let again = site.get_as(&shop.owner, &path).await;
    let poll = again.attribute("griot-live-fragment", "poll").unwrap();
    assert!(!site.get_as(&shop.owner, &poll).await.has("[data-final]"));
    site.affiliate.report_sale(&keyed, id, &sale("essai-2")).await.unwrap();
    assert!(site.get_as(&shop.owner, &poll).await.shows("Vente essai-2 reçue"));
}

#[tokio::test]
async fn a_key_is_made_by_those_who_manage_the_merchant() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    site.program(&shop).await;
    let looks = member(&site, &shop, "member").await;
    assert_eq!(site.post_as(&looks, &desk(&shop, "/suivi/essai"), &[]).await.status, StatusCode::FORBIDDEN);
    assert!(site.identity.list_api_keys(&looks.actor).await.unwrap().is_empty());
    let stranger = site.person("Stranger").await;
    assert_eq!(site.post_as(&stranger, &desk(&shop, "/suivi/essai"), &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_demo_shop_is_named_as_connected_or_to_be_connected_by_the_key() {
    let site = Site::new().await;
    let (mine, theirs) = (site.merchant("Souk").await, site.merchant("Atlas").await);
    let draft = affiliate::ProgramDraft { hosts: vec!["boutique.localhost".into()], ..program() };
    site.program_with(&mine, &draft, &terms()).await;
    site.program(&theirs).await;
    let page = site.get_as(&mine.owner, &desk(&mine, "/suivi/essai")).await;
    assert!(page.has(&format!("[data-demo-shop] a[href='{DEMO_SHOP}']")));
    assert!(page.shows("est déjà reliée"));
    let page = site.get_as(&theirs.owner, &desk(&theirs, "/suivi/essai")).await;
    assert!(page.has(&format!("[data-demo-shop] a[href='{DEMO_SHOP}cle']")) && !page.shows("est déjà reliée"));
}

const SALES: &str = "kind;order_id;refund_id;amount;currency;customer;clicks;codes;occurred_at\n\
    sale;1001;;1 000,00;MAD;c-1;;;2026-11-22T10:00:00Z\n\
    refund;1001;r-1;250;MAD;;;;2026-11-22T11:00:00Z\n";

#[tokio::test]
async fn a_table_of_sales_is_tried_before_it_is_kept() {
    let site = Site::new().await;
    let (shop, ..) = partners(&site).await;
    let (path, sales) = (desk(&shop, "/ventes/import"), desk(&shop, "/ventes"));
    assert!(site.get_as(&shop.owner, &sales).await.has(&format!("a[href='{path}']")));
    // Of texts the lines are joined; no cell of the sample has a blank.
    let sample = site.get_as(&shop.owner, &path).await.texts("pre code").remove(0).replace(' ', "\n");
    let tried = site.post_file_as(&shop.owner, &path, &[("do", "try")], &sample).await;
    assert!(tried.status == StatusCode::OK && tried.shows("Lignes lues : 3. À ajouter : 3."), "the sample is a table: {sample}");
    let tried = site.post_file_as(&shop.owner, &path, &[("do", "try")], SALES).await;
    assert!(tried.status == StatusCode::OK && tried.shows("Lignes lues : 2. À ajouter : 2."), "{}", tried.text);
    assert!(site.get_as(&shop.owner, &sales).await.shows("Aucune vente signalée"), "only tried");
    let kept = site.post_file_as(&shop.owner, &path, &[("do", "keep"), ("table", SALES)], "").await;
    assert_eq!((kept.status, kept.location()), (StatusCode::SEE_OTHER, sales.as_str()));
    assert!(site.get_as(&shop.owner, &sales).await.shows("1001"));
    let same =
        site.post_file_as(&shop.owner, &format!("/en{path}"), &[("do", "try")], &SALES.replace("1 000,00", "1000.00")).await;
    assert!(same.shows("Known already: 2."), "{}", same.text);
}

#[tokio::test]
async fn what_is_wrong_in_a_table_of_sales_is_told_by_line_and_column() {
    let site = Site::new().await;
    let (shop, ..) = partners(&site).await;
    let path = desk(&shop, "/ventes/import");
    let wrong = format!("{SALES}sale;1002;;dix;MAD;;;;hier\n");
    let refused = site.post_file_as(&shop.owner, &path, &[("do", "keep")], &wrong).await;
    let rows = refused.texts("[data-wrong] tbody tr");
    assert_eq!((refused.status, rows.len()), (StatusCode::UNPROCESSABLE_ENTITY, 2), "{rows:?}");
    assert!(rows[0].starts_with("4amount") && rows[1].starts_with("4occurred_at"), "{rows:?}");
    let refused = site.post_file_as(&shop.owner, &path, &[], "sku;price\n1;2\n").await;
    assert!(refused.has("#error-file") && refused.shows("kind, order_id, refund_id"), "the columns of this table");
    assert!(site.post_file_as(&shop.owner, &path, &[], "").await.has("#error-file"));
    let looks = member(&site, &shop, "member").await;
    assert_eq!(site.post_file_as(&looks, &path, &[("do", "keep")], SALES).await.status, StatusCode::FORBIDDEN);
    let found = site.affiliate.program_of(&shop.owner.actor, shop.id).await.unwrap().unwrap();
    assert!(site.affiliate.conversions(&shop.owner.actor, found.id, &PageRequest::first()).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn codes_that_a_shop_knows_come_from_a_table() {
    let site = Site::new().await;
    let (shop, aicha, id) = partners(&site).await;
    let path = desk(&shop, "/partenaires/import");
    assert!(site.get_as(&shop.owner, &desk(&shop, "/partenaires")).await.has(&format!("a[href='{path}']")));
    let sample = site.get_as(&shop.owner, &path).await.texts("pre code").remove(0);
    let slug = site.affiliate.partnership(&aicha.actor, id).await.unwrap().influencer_slug;
    assert!(sample.contains(&format!(";{slug};")), "{sample}");
    let table = format!("code;partner;from;until\nafi10;{slug};2026-11-01;2030-01-31\nVIP-1;{id};;\n");
    let wrong = format!("{table}AFI10;personne;;\nx;{slug};;\n");
    let refused = site.post_file_as(&shop.owner, &path, &[("do", "keep")], &wrong).await;
    assert_eq!(refused.texts("[data-wrong] tbody tr").len(), 1, "what can be read is looked at next");
    let refused = site.post_file_as(&shop.owner, &path, &[("do", "keep")], &format!("{table}NOEL;personne;;\n")).await;
    assert!(refused.texts("[data-wrong] tbody tr")[0].starts_with("4partner"), "{}", refused.text);
    let kept = site.post_file_as(&shop.owner, &path, &[("do", "keep")], &table).await;
    assert_eq!((kept.status, kept.location()), (StatusCode::SEE_OTHER, desk(&shop, "/partenaires").as_str()));
    let mut codes = site.affiliate.codes(&shop.owner.actor, id).await.unwrap();
    codes.sort_by(|one, other| one.code.cmp(&other.code));
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    assert_eq!(
        (codes[0].code.as_str(), codes[0].starts_at, codes[0].ends_at),
        ("AFI10", at("2026-11-01T00:00:00Z"), Some(at("2030-02-01T00:00:00Z")))
    );
    assert_eq!((codes[1].code.as_str(), codes[1].ends_at), ("VIP-1", None));
    let same = site.post_file_as(&shop.owner, &path, &[("do", "try")], &table).await;
    assert!(same.shows("À ajouter : 0. Déjà connus : 2."), "{}", same.text);
    let other: &Person = &aicha;
    assert_eq!(site.post_file_as(other, &path, &[("do", "keep")], &table).await.status, StatusCode::NOT_FOUND);
}
