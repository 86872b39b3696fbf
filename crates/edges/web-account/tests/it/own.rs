//! One's own account.

use http::StatusCode;
use kernel::Role;
use serde_json::json;
use test_kit::Page;
use totp_rs::{Builder, Secret};

use crate::browser::{Browser, PASSWORD, Site};

fn code(page: &Page) -> String {
    let secret = page.texts("main code").into_iter().next().unwrap().replace(' ', "");
    let totp = Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build().unwrap();
    totp.generate_current().to_string()
}

/// Enrols by the pages, and answers the recovery codes.
async fn enrol(browser: &Browser<'_>) -> Vec<String> {
    let begun = browser.submit_from("/compte/securite", "/compte/securite/application/debut", &[]).await;
    assert_eq!(begun.location(), "/compte/securite/application");
    let page = browser.get("/compte/securite/application").await;
    assert!(page.attribute("main img", "src").unwrap().starts_with("data:image/svg+xml,"));
    let shown = browser.submit("/compte/securite/application", &[("code", &code(&page))]).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    shown.texts("#recovery-codes code")
}

#[tokio::test]
async fn the_hub_shows_the_doors_of_each_kind() {
    let site = Site::new().await;
    for (email, role, inside, outside) in [
        ("v@example.org", Role::Viewer, "/films", "/studio"),
        ("d@example.org", Role::Director, "/studio", "/moderation/films"),
        ("p@example.org", Role::Producer, "/studio", "/admin/comptes"),
        ("m@example.org", Role::Moderator, "/moderation/films", "/admin/audit"),
        ("a@example.org", Role::Admin, "/admin/audit", "/nowhere"),
    ] {
        let page = site.signed_in(email, &[role]).await.get("/compte").await;
        assert!(page.has(&format!("main a[href='{inside}']")), "{email}");
        assert!(!page.has(&format!("main a[href='{outside}']")), "{email}");
    }
}

#[tokio::test]
async fn a_profile_is_shown_changed_and_refused() {
    let site = Site::new().await;
    let browser = site.signed_in("afi@example.org", &[Role::Viewer]).await;
    assert_eq!(browser.get("/compte/profil").await.attribute("#f-display_name", "value").as_deref(), Some("Afi Kodjo"));
    let fields = [("display_name", "Afi K."), ("bio", "Cinéaste"), ("locale", "en")];
    assert_eq!(browser.submit("/compte/profil", &fields).await.status, StatusCode::SEE_OTHER);
    let page = browser.get("/compte/profil").await;
    assert!(page.shows("Votre profil est enregistré.") && page.texts("#f-bio") == ["Cinéaste"]);
    let refused = browser.submit("/compte/profil", &[("display_name", ""), ("bio", ""), ("locale", "fr")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn staff_without_second_factor_see_where_to_enrol_and_nothing_else() {
    let site = Site::new().await;
    site.account("mod@example.org", &[Role::Moderator]).await;
    let browser = site.browser();
    let inside = browser.submit("/connexion", &[("email", "mod@example.org"), ("password", PASSWORD)]).await;
    assert_eq!(inside.location(), "/compte/securite");
    assert!(browser.get("/compte").await.shows("Votre rôle demande un deuxième facteur."));
    assert_eq!(browser.get("/admin/comptes").await.status, StatusCode::FORBIDDEN);
    enrol(&browser).await;
    assert_eq!(browser.get("/admin/comptes").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_application_is_enrolled_asked_for_and_removed() {
    let site = Site::new().await;
    let browser = site.signed_in("afi@example.org", &[Role::Viewer]).await;
    assert_eq!(browser.get("/compte/securite/application").await.location(), "/compte/securite");
    browser.submit_from("/compte/securite", "/compte/securite/application/debut", &[]).await;
    let wrong = browser.submit("/compte/securite/application", &[("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let codes = enrol(&browser).await;
    assert_eq!(codes.len(), 10);

    let other = site.browser();
    let step = other.submit("/connexion?suite=/films", &[("email", "afi@example.org"), ("password", PASSWORD)]).await;
    assert_eq!(step.location(), "/connexion/double?suite=%2Ffilms");
    let wrong = other.submit("/connexion/double", &[("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.has("#error-code") && !other.has_cookie("griot_session"));
    let inside = other.submit("/connexion/double?suite=/films", &[("code", &codes[0])]).await;
    assert_eq!(inside.location(), "/films");
    assert!(other.has_cookie("griot_session") && !other.has_cookie("griot_challenge"));
    assert_eq!(site.browser().get("/connexion/double").await.location(), "/connexion");

    let renewed = browser.submit_from("/compte/securite", "/compte/securite/codes", &[]).await;
    let fresh = renewed.texts("#recovery-codes code");
    let old = browser.submit("/compte/securite/application/retrait", &[("code", &codes[1])]).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
    let removed = browser.submit("/compte/securite/application/retrait", &[("code", &fresh[0])]).await;
    assert_eq!(removed.location(), "/compte/securite");
    assert!(browser.get("/compte/securite").await.shows("Désactivée"));
}

#[tokio::test]
async fn password_and_e_mail_are_changed_with_the_present_password() {
    let site = Site::new().await;
    let browser = site.signed_in("afi@example.org", &[Role::Viewer]).await;
    let path = "/compte/securite/mot-de-passe";
    let wrong = browser.submit(path, &[("current_password", "wrong"), ("password", "le vent du nord")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.has("#error-current_password"));
    let done = browser.submit(path, &[("current_password", PASSWORD), ("password", "le vent du nord")]).await;
    assert_eq!(done.location(), "/compte/securite");

    let path = "/compte/securite/adresse";
    let wrong = browser.submit(path, &[("email", "afi@"), ("current_password", "le vent du nord")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = browser.submit(path, &[("email", "afi@nouveau.example"), ("current_password", "le vent du nord")]).await;
    assert_eq!(done.location(), "/compte/securite");
    site.mailed_token("afi@nouveau.example").await;
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let site = Site::new().await;
    let browser = site.signed_in("afi@example.org", &[Role::Viewer]).await;
    let other = site.browser();
    other.submit("/connexion", &[("email", "afi@example.org"), ("password", PASSWORD)]).await;
    let page = browser.get("/compte/sessions").await;
    assert!(page.shows("Chrome · Linux") && page.shows("Cette session") && page.shows("192.0.2.9"));
    let end = page.attribute("table form", "action").unwrap();
    assert_eq!(browser.submit_from("/compte/sessions", &end, &[]).await.status, StatusCode::SEE_OTHER);
    assert!(other.get("/compte").await.location().starts_with("/connexion"));
    assert_eq!(browser.submit_from("/compte/sessions", &end, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.submit_from("/compte/sessions", "/compte/sessions/autres", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get("/compte").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_key_is_shown_once_and_revoked() {
    let site = Site::new().await;
    let browser = site.signed_in("afi@example.org", &[Role::Director]).await;
    let wrong = browser.submit("/compte/cles", &[("name", ""), ("lifetime_days", "x")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("name", "Envoi"), ("scopes", "media_upload"), ("scopes", "film_publish"), ("lifetime_days", "90")];
    let made = browser.submit("/compte/cles", &fields).await;
    let key = made.texts("#api-key").pop().unwrap();
    assert!(key.starts_with("gr_live_"));
    assert_eq!(made.headers["cache-control"], "no-store");
    let page = browser.get("/compte/cles").await;
    assert!(page.shows("Envoi") && !page.text.contains(&key));
    assert!(!page.has("input[name=scopes][value=account_manage]"));
    let revoke = page.attribute("table form", "action").unwrap();
    assert_eq!(browser.submit_from("/compte/cles", &revoke, &[]).await.location(), "/compte/cles");
    assert_eq!(browser.submit_from("/compte/cles", &revoke, &[]).await.status, StatusCode::NOT_FOUND);
    assert!(site.identity.authenticate_bearer(&key).await.unwrap().is_none());
}

#[tokio::test]
async fn a_passkey_registration_starts_and_refuses_nonsense() {
    let site = Site::new().await;
    let browser = site.signed_in("afi@example.org", &[Role::Viewer]).await;
    let token = browser.get("/compte/securite").await.attribute("griot-passkey", "data-csrf").unwrap();
    let begun = browser.post_json("/compte/securite/cles/debut", &token, &json!({})).await;
    let begun: serde_json::Value = serde_json::from_str(&begun.text).unwrap();
    assert_eq!(begun["options"]["publicKey"]["user"]["name"], "afi@example.org");
    let answer = json!({ "challenge": begun["challenge"], "name": "x", "credential": {} });
    let refused = browser.post_json("/compte/securite/cles/fin", &token, &answer).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    let gone = format!("/compte/securite/cles/{}/retrait", uuid::Uuid::now_v7());
    assert_eq!(browser.submit_from("/compte/securite", &gone, &[]).await.status, StatusCode::NOT_FOUND);
}
