//! What a merchant sells: one by one, and as tables.

use affiliate::{ProductDraft, ProductState};
use axum::http::StatusCode;
use contracts::affiliate::ProductId;

use crate::{
    profiles::member,
    site::{Shop, Site, product},
};

fn list(shop: &Shop) -> String {
    format!("/marchand/{}/produits", shop.id)
}

const WHOLE: [(&str, &str); 8] = [
    ("title", "Théière <i>x</i>"),
    ("description", "En cuivre."),
    ("category", "home"),
    ("currency", "MAD"),
    ("price", "1 250,50"),
    ("landing_url", "https://souk.ma/t"),
    ("sku", "T-1"),
    ("stock_note", "Sur commande"),
];

/// A row of a variant.
fn variant<'f>(title: &'f str, price: &'f str, sku: &'f str) -> [(&'f str, &'f str); 4] {
    [("variant_id", ""), ("variant_title", title), ("variant_price", price), ("variant_sku", sku)]
}

#[tokio::test]
async fn a_product_is_added_published_archived_and_its_draft_deleted() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    let path = list(&shop);
    assert!(site.get_as(&shop.owner, &path).await.shows("Aucun produit pour l’instant"));
    let fields = [&WHOLE[..], &variant("Petite", "", "T-1-S"), &variant("", "", ""), &variant("Grande", "1 400", "")].concat();
    let added = site.post_as(&shop.owner, &format!("{path}/nouveau"), &fields).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER);
    let one = added.location().to_owned();
    let page = site.get_as(&shop.owner, &one).await;
    assert_eq!(page.attribute("input[name=price]", "value").unwrap(), "1\u{202F}250,50");
    assert_eq!(page.texts("[data-row]").len(), 2);
    assert_eq!(page.attribute("#f-variant_price-0", "value").unwrap(), "1\u{202F}250,50", "as much as the product");
    assert!(page.has("form[action$=publier]") && page.has("form[action$=supprimer]"));

    assert_eq!(site.post_as(&shop.owner, &format!("{one}/publier"), &[]).await.location(), one);
    assert!(site.get("/marche").await.shows("Théière <i>x</i>"));
    let listed = site.get_as(&shop.owner, &one).await;
    assert!(listed.has("form[action$=archiver]") && !listed.has("form[action$=supprimer]"));
    assert_eq!(site.post_as(&shop.owner, &format!("{one}/supprimer"), &[]).await.status, StatusCode::CONFLICT);
    site.post_as(&shop.owner, &format!("{one}/archiver"), &[]).await;
    assert!(!site.get("/marche").await.shows("Théière"));
    let archived = site.get_as(&shop.owner, &format!("{path}?state=archived")).await;
    assert_eq!(archived.texts("[data-product] h2"), ["Théière <i>x</i>"]);
    assert!(site.get_as(&shop.owner, &format!("{path}?state=draft")).await.shows("Aucun produit dans cet état."));
    assert_eq!(site.get_as(&shop.owner, &format!("{path}?state=x")).await.status, StatusCode::UNPROCESSABLE_ENTITY);

    let draft = site.affiliate.create_product(&shop.owner.actor, shop.id, &product("Brouillon")).await.unwrap();
    assert_eq!(site.post_as(&shop.owner, &format!("{path}/{draft}/supprimer"), &[]).await.location(), path);
    assert!(site.affiliate.product(&shop.owner.actor, draft).await.is_err());
}

#[tokio::test]
async fn what_is_wrong_with_a_product_comes_back_on_its_field_and_its_row() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    let new = format!("{}/nouveau", list(&shop));
    let fields = [
        &[("title", "T"), ("currency", "MAD"), ("price", "douze"), ("landing_url", "javascript:alert(1)"), ("category", "home")]
            [..],
        &variant("", "", ""),
        &variant("Grande", "12,345", ""),
    ]
    .concat();
    let refused = site.post_as(&shop.owner, &new, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.has("#error-price") && refused.has("#error-variant_price-1"));
    assert_eq!(refused.attribute("input[name=price]", "value").unwrap(), "douze");
    let fields = [
        &[("title", "T"), ("currency", "MAD"), ("price", "12"), ("landing_url", "javascript:alert(1)"), ("category", "nope")][..],
        &variant("", "", ""),
        &variant("", "5", "A"),
    ]
    .concat();
    let refused = site.post_as(&shop.owner, &format!("/en{new}"), &fields).await;
    for field in ["title", "landing_url", "variant_title-1"] {
        assert!(refused.has(&format!("#error-{field}")), "{field}: {:?}", refused.texts(".field-error"));
    }
    assert_eq!(refused.texts("[data-row]").len(), 2, "what was typed stays");

    let incomplete = ProductDraft { description: String::new(), ..product("Sans texte") };
    let id = site.affiliate.create_product(&shop.owner.actor, shop.id, &incomplete).await.unwrap();
    let refused = site.post_as(&shop.owner, &format!("{}/{id}/publier", list(&shop)), &[]).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.has("#error-description"));
}

#[tokio::test]
async fn one_more_variant_needs_no_script_and_a_late_change_is_told() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    let (id, _) = site.product(&shop, &product("Théière")).await;
    let path = format!("{}/{id}", list(&shop));
    let page = site.get_as(&shop.owner, &path).await;
    let version = page.attribute("input[name=version]", "value").unwrap();
    let variant_id = page.attribute("input[name=variant_id]", "value").unwrap();
    let row = [("variant_id", variant_id.as_str()), ("variant_title", "Grande"), ("variant_price", "300"), ("variant_sku", "")];
    let fields = [&WHOLE[..], &[("version", version.as_str())], &row].concat();
    let more = site.post_as(&shop.owner, &path, &[&fields[..], &[("do", "variant")]].concat()).await;
    assert_eq!((more.status, more.texts("[data-row]").len()), (StatusCode::OK, 2));
    assert_eq!(site.affiliate.product(&shop.owner.actor, id).await.unwrap().title, "Théière", "nothing is saved by it");
    assert_eq!(site.post_as(&shop.owner, &path, &fields).await.location(), path);
    let saved = site.affiliate.product(&shop.owner.actor, id).await.unwrap();
    assert_eq!((saved.variants.len(), saved.variants[0].id.to_string()), (1, variant_id.clone()), "the same variant");
    let late = site.post_as(&shop.owner, &path, &fields).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.shows("Quelqu’un a changé ceci entre-temps"));
}

#[tokio::test]
async fn pictures_are_kept_ordered_and_taken_off_without_scripts() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    let [one, two, three] = [site.picture(&shop.owner).await, site.picture(&shop.owner).await, site.picture(&shop.owner).await]
        .map(|id| id.to_string());
    let (id, _) = site
        .product(&shop, &ProductDraft { pictures: vec![one.parse().unwrap(), two.parse().unwrap()], ..product("Plateau") })
        .await;
    let path = format!("{}/{id}", list(&shop));
    let page = site.get_as(&shop.owner, &path).await;
    assert_eq!(page.texts("input[name=pictures]").len(), 2);
    let version = page.attribute("input[name=version]", "value").unwrap();
    let kept =
        [("version", version.as_str()), ("pictures", &one), ("pictures", &two), ("first_picture", &two), ("picture", &three)];
    assert_eq!(site.post_as(&shop.owner, &path, &[&WHOLE[..], &kept].concat()).await.status, StatusCode::SEE_OTHER);
    let pictures = site.affiliate.product(&shop.owner.actor, id).await.unwrap().pictures;
    assert_eq!(pictures.iter().map(ToString::to_string).collect::<Vec<_>>(), [two.clone(), one, three]);
}

#[tokio::test]
async fn another_merchants_products_are_not_there_and_a_member_only_looks() {
    let site = Site::new().await;
    let (shop, other) = (site.merchant("Souk").await, site.merchant("Atlas").await);
    let (id, _) = site.product(&shop, &product("Théière")).await;
    let (mine, theirs) = (list(&shop), list(&other));
    for path in [
        mine.clone(),
        format!("{mine}/nouveau"),
        format!("{mine}/{id}"),
        format!("{mine}/import"),
        format!("{mine}/produits.csv"),
    ] {
        assert_eq!(site.get_as(&other.owner, &path).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(site.get(&path).await.status, StatusCode::SEE_OTHER, "{path}");
    }
    assert_eq!(
        site.get_as(&other.owner, &format!("{theirs}/{id}")).await.status,
        StatusCode::NOT_FOUND,
        "listed, but not theirs"
    );
    for path in [
        format!("{mine}/nouveau"),
        format!("{mine}/{id}"),
        format!("{theirs}/{id}"),
        format!("{theirs}/{id}/publier"),
        format!("{theirs}/{id}/archiver"),
        format!("{theirs}/{id}/supprimer"),
    ] {
        assert_eq!(site.post_as(&other.owner, &path, &WHOLE).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(site.post_file_as(&other.owner, &format!("{mine}/import"), &[], "sku\n").await.status, StatusCode::NOT_FOUND);
    let nothing = ProductId::generate();
    assert_eq!(site.get_as(&shop.owner, &format!("{mine}/{nothing}")).await.status, StatusCode::NOT_FOUND);

    let member = member(&site, &shop, "member").await;
    let page = site.get_as(&member, &format!("{mine}/{id}")).await;
    assert!(page.status == StatusCode::OK && !page.has("form[action$=archiver]") && !page.has("main button.btn-primary"));
    for path in [format!("{mine}/{id}"), format!("{mine}/{id}/archiver"), format!("{mine}/nouveau")] {
        assert_eq!(
            site.post_as(&member, &path, &[&WHOLE[..], &[("version", "2")]].concat()).await.status,
            StatusCode::FORBIDDEN,
            "{path}"
        );
    }
    assert_eq!(site.get_as(&member, &format!("{mine}/import")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.affiliate.product(&shop.owner.actor, id).await.unwrap().state, ProductState::Listed);
}

const TABLE: &str = "sku,title,description,category,currency,price,stock_note,landing_url\r\n\
    T-1,Théière,\"En cuivre, \"\"vrai\"\"\",home,MAD,\"250,00\",,https://souk.ma/t\r\n\
    T-2,Tapis,Laine,crafts,MAD,900,,https://souk.ma/2\r\n";

#[tokio::test]
async fn a_table_is_tried_before_it_is_kept_and_comes_out_as_it_went_in() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    let path = format!("{}/import", list(&shop));
    assert_eq!(site.get_as(&shop.owner, &path).await.status, StatusCode::OK);
    let tried = site.post_file_as(&shop.owner, &path, &[("do", "try")], TABLE).await;
    assert_eq!(tried.status, StatusCode::OK);
    assert!(tried.shows("Lignes lues : 2. À ajouter : 2."));
    let page = site.get_as(&shop.owner, &list(&shop)).await;
    assert!(!page.has("[data-product]"), "only tried");
    let carried = tried.texts("textarea[name=table]");
    assert!(carried[0].contains("T-2,Tapis"), "the table waits in the page");
    let kept = site.post_file_as(&shop.owner, &path, &[("do", "keep"), ("table", TABLE)], "").await;
    assert_eq!((kept.status, kept.location()), (StatusCode::SEE_OTHER, list(&shop).as_str()));
    assert_eq!(site.get_as(&shop.owner, &list(&shop)).await.texts("[data-product]").len(), 2);
    let out = site.get_as(&shop.owner, &format!("{}/produits.csv", list(&shop))).await;
    assert!(out.headers["content-disposition"].to_str().unwrap().contains("produits.csv"));
    assert!(out.text.contains("\"T-1\",\"Théière\",\"En cuivre, \"\"vrai\"\"\",home,MAD,250.00"), "{}", out.text);
    let same = site.post_file_as(&shop.owner, &path, &[("do", "try")], &out.text).await;
    assert!(same.shows("Déjà ainsi : 2."));
}

#[tokio::test]
async fn what_is_wrong_in_a_table_is_told_by_line_and_nothing_is_kept() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    let path = format!("{}/import", list(&shop));
    let wrong = format!("{TABLE}T-3,<b>x</b>,,nope,MAD,abc,,https://souk.ma/3\r\n");
    let refused = site.post_file_as(&shop.owner, &path, &[("do", "keep")], &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.texts("[data-wrong] tbody tr").iter().any(|row| row.starts_with("4price")),
        "{:?}",
        refused.texts("tbody tr")
    );
    assert!(!site.get_as(&shop.owner, &list(&shop)).await.has("[data-product]"));
    for (file, code) in [("", "Ce champ est nécessaire"), ("a,b\n1,2\n", "La première ligne nomme ces colonnes")] {
        let refused = site.post_file_as(&shop.owner, &path, &[("do", "try")], file).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.has("#error-file") && refused.shows(code), "{file}");
    }
    let english = site.post_file_as(&shop.owner, &format!("/en{path}"), &[], &wrong).await;
    assert!(english.shows("Nothing was kept."));
    let huge = site.post_file_as(&shop.owner, &path, &[], &"x".repeat(3 * 1024 * 1024)).await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_merchant_without_a_profile_is_led_to_it_first() {
    let site = Site::new().await;
    let shop = site.organisation(site.person("Driss").await).await;
    let page = site.get_as(&shop.owner, &list(&shop)).await;
    assert!(page.has(&format!(".banner a[href='/marchand/{}/profil']", shop.id)) && !page.has("a[href$=nouveau]"));
    assert_eq!(site.get_as(&shop.owner, &format!("{}/nouveau", list(&shop))).await.status, StatusCode::NOT_FOUND);
}
