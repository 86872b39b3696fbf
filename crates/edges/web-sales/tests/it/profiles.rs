//! What influencers and merchants say of themselves.

use axum::http::StatusCode;
use contracts::identity::OrganisationId;
use kernel::{Actor, Role};

use crate::site::{Person, Shop, Site};

const MINE: &str = "/influenceur/profil";

const WHOLE: [(&str, &str); 9] = [
    ("name", "Aïcha <i>B.</i>"),
    ("about", "Cuisine de Fès."),
    ("country", "MA"),
    ("countries", "MA"),
    ("countries", "SN"),
    ("languages", "fr"),
    ("categories", "food"),
    ("audience_network", "tiktok"),
    ("audience_handle", "@aicha"),
];

/// A whole profile of an influencer, with so many followers and what comes on top.
fn whole<'f>(followers: &'f str, more: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let mut fields = WHOLE.to_vec();
    fields.push(("audience_followers", followers));
    fields.extend_from_slice(more);
    fields
}

#[tokio::test]
async fn an_influencer_writes_a_profile_publishes_it_and_is_led_to_the_market() {
    let site = Site::new().await;
    let person = site.person("Aicha").await;
    assert_eq!(site.get(MINE).await.status, StatusCode::SEE_OTHER, "a stranger is led to the sign-in");
    let empty = site.get_as(&person, MINE).await;
    assert_eq!(empty.attribute("input[name=name]", "value").unwrap(), "Aicha", "what is known is there");
    assert_eq!(empty.texts("[data-row]").len(), 1);

    let saved = site.post_as(&person, MINE, &whole("12 000", &[])).await;
    assert_eq!((saved.status, saved.location()), (StatusCode::SEE_OTHER, MINE));
    let draft = site.get_as(&person, MINE).await;
    assert!(draft.shows("Personne ne voit encore ce profil.") && draft.has("form[action='/influenceur/profil/publier']"));
    assert_eq!(draft.attribute("input[name=audience_followers]", "value").unwrap(), "12\u{202F}000");
    assert!(draft.has("input[name=countries][value=SN][checked]"));
    assert_eq!(site.post_as(&person, "/influenceur/profil/publier", &[]).await.location(), MINE);
    let listed = site.get_as(&person, &format!("/en{MINE}")).await;
    assert!(listed.has("a[href='/en/marche']") && listed.shows("Everybody sees this profile."));
    let href = listed.attribute("header a[href*=influenceurs]", "href").unwrap();
    let page = site.get(&href).await;
    assert_eq!(page.texts("h1"), ["Aïcha <i>B.</i>"]);
    assert!(page.shows("12,000"));

    site.post_as(&person, "/influenceur/profil/retirer", &[]).await;
    assert_eq!(site.get(&href).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_wrong_comes_back_on_its_row_with_what_was_typed() {
    let site = Site::new().await;
    let person = site.person("Aicha").await;
    let second = [("audience_network", ""), ("audience_handle", ""), ("audience_followers", "")];
    let third = [("audience_network", "youtube"), ("audience_handle", "@b"), ("audience_followers", "beaucoup")];
    let refused = site.post_as(&person, MINE, &whole("10", &[second, third].concat())).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.has("#error-audience_followers-2") && refused.has(".banner a[href='#f-audience_followers-2']"));
    let typed: Vec<_> = refused.texts("[data-row]");
    assert_eq!(typed.len(), 3);
    assert_eq!(refused.attribute("#f-audience_followers-2", "value").unwrap(), "beaucoup");

    // The profile's own rule, which counts only rows that say something.
    let twice = [("audience_network", "tiktok"), ("audience_handle", "@aicha"), ("audience_followers", "5")];
    let refused = site.post_as(&person, MINE, &whole("10", &[second, twice].concat())).await;
    assert!(refused.has("#error-audience_handle-2"), "{:?}", refused.texts(".field-error"));
    let long = site.post_as(&person, &format!("/en{MINE}"), &[("name", "A"), ("country", "")]).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(long.has("#error-name") && long.has("#error-country") && long.shows("This is too short"));
}

#[tokio::test]
async fn one_more_audience_needs_no_script_and_nothing_is_saved_by_it() {
    let site = Site::new().await;
    let person = site.person("Aicha").await;
    let more = site.post_as(&person, MINE, &whole("10", &[("do", "audience")])).await;
    assert_eq!(more.status, StatusCode::OK);
    assert_eq!(more.texts("[data-row]").len(), 2);
    assert_eq!(more.attribute("input[name=audience_handle]", "value").unwrap(), "@aicha");
    assert!(site.affiliate.my_influencer(&person.actor).await.unwrap().is_none());
}

#[tokio::test]
async fn what_is_missing_before_it_is_shown_is_told_on_the_form() {
    let site = Site::new().await;
    let person = site.person("Aicha").await;
    site.post_as(&person, MINE, &[("name", "Aïcha"), ("country", "MA")]).await;
    let refused = site.post_as(&person, "/influenceur/profil/publier", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["about", "languages", "categories", "audiences"] {
        assert!(refused.has(&format!("#error-{field}")), "{field}");
        assert!(refused.has(&format!("#f-{field}")), "the summary leads to {field}");
    }
}

#[tokio::test]
async fn a_change_that_somebody_else_made_meanwhile_is_told() {
    let site = Site::new().await;
    let person = site.person("Aicha").await;
    site.post_as(&person, MINE, &whole("10", &[])).await;
    let version = site.get_as(&person, MINE).await.attribute("input[name=version]", "value").unwrap();
    assert_eq!(site.post_as(&person, MINE, &whole("20", &[("version", &version)])).await.status, StatusCode::SEE_OTHER);
    let late = site.post_as(&person, MINE, &whole("30", &[("version", &version)])).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.shows("Quelqu’un a changé ceci entre-temps"));
    assert_eq!(late.attribute("input[name=audience_followers]", "value").unwrap(), "30", "what was typed stays");
}

#[tokio::test]
async fn a_picture_is_ones_own_and_can_be_taken_off() {
    let site = Site::new().await;
    let (person, other) = (site.person("Aicha").await, site.person("Sena").await);
    let (own, foreign) = (site.picture(&person).await.to_string(), site.picture(&other).await.to_string());
    let refused = site.post_as(&person, MINE, &whole("10", &[("picture", &foreign)])).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.has("#error-picture"));
    site.post_as(&person, MINE, &whole("10", &[("picture", &own)])).await;
    let page = site.get_as(&person, MINE).await;
    assert!(page.attribute("#f-picture img", "src").unwrap().contains(&own));
    assert!(page.text.contains(&format!("name=\"picture\" value=\"{own}\"")), "kept without scripts");
    let version = page.attribute("input[name=version]", "value").unwrap();
    let off = [("version", version.as_str()), ("picture", &own), ("without_picture", "true")];
    site.post_as(&person, MINE, &whole("10", &off)).await;
    assert!(!site.get_as(&person, MINE).await.has("#f-picture img"));
}

const SHOP: [(&str, &str); 6] = [
    ("name", "Souk de Fès"),
    ("about", "Cuir & <cuivre>."),
    ("website", "https://souk.ma"),
    ("country", "MA"),
    ("countries", "FR"),
    ("categories", "home"),
];

#[tokio::test]
async fn a_merchant_writes_its_profile_and_publishes_it() {
    let site = Site::new().await;
    let shop = site.organisation(site.person("Driss").await).await;
    let path = format!("/marchand/{}/profil", shop.id);
    let empty = site.get_as(&shop.owner, &path).await;
    assert_eq!(empty.attribute("input[name=name]", "value").unwrap(), "Souk", "the organisation's name");
    let wrong = [("name", "Souk"), ("country", "MA"), ("website", "http://souk.ma")];
    let refused = site.post_as(&shop.owner, &path, &wrong).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.has("#error-website"));
    assert_eq!(refused.attribute("input[name=website]", "value").unwrap(), "http://souk.ma");
    assert_eq!(site.post_as(&shop.owner, &path, &SHOP).await.location(), path);
    assert_eq!(site.post_as(&shop.owner, &format!("{path}/publier"), &[]).await.location(), path);
    let listed = site.get_as(&shop.owner, &path).await;
    assert!(listed.has(&format!("a[href='/marchand/{}/produits']", shop.id)));
    let href = listed.attribute("header a[href*=marchands]", "href").unwrap();
    assert!(site.get(&href).await.shows("Cuir & <cuivre>."));
    site.post_as(&shop.owner, &format!("{path}/retirer"), &[]).await;
    assert_eq!(site.get(&href).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn another_merchants_profile_is_not_there_and_a_member_only_looks() {
    let site = Site::new().await;
    let (shop, other) = (site.merchant("Souk").await, site.merchant("Atlas").await);
    let path = format!("/marchand/{}/profil", shop.id);
    assert_eq!(site.get(&path).await.status, StatusCode::SEE_OTHER, "a stranger is led to the sign-in");
    assert_eq!(site.get_as(&other.owner, &path).await.status, StatusCode::NOT_FOUND);
    for verb in ["", "/publier", "/retirer"] {
        let answer = site.post_as(&other.owner, &format!("{path}{verb}"), &SHOP).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{verb}");
    }
    let member = member(&site, &shop, "member").await;
    let page = site.get_as(&member, &path).await;
    assert!(page.status == StatusCode::OK && page.shows("Seuls les propriétaires"));
    assert_eq!(site.post_as(&member, &path, &[&SHOP[..], &[("version", "2")]].concat()).await.status, StatusCode::FORBIDDEN);
    let nothing = OrganisationId::generate();
    assert_eq!(site.get_as(&member, &format!("/marchand/{nothing}/profil")).await.status, StatusCode::NOT_FOUND);
}

/// Somebody who joins a merchant.
pub(crate) async fn member(site: &Site, shop: &Shop, role: &str) -> Person {
    let person = site.person_of("Member", Role::Viewer).await;
    let (id, account_id) = (shop.id, account(&person.actor));
    site.db
        .script(format!(
            "INSERT INTO identity.organisation_member (organisation_id, account_id, role, joined_at)
             VALUES ('{id}', '{account_id}', '{role}', now())"
        ))
        .await;
    person
}

fn account(actor: &Actor) -> String {
    actor.account_id().unwrap().to_string()
}
