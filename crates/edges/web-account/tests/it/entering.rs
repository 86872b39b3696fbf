//! The way in.

use http::StatusCode;
use identity::OidcProvider;
use kernel::Role;
use secrecy::SecretString;
use serde_json::json;

use crate::browser::{PASSWORD, Site};

const SIGN_UP: [(&str, &str); 4] =
    [("kind", "director"), ("display_name", "Afi Kodjo"), ("email", "afi@example.org"), ("password", PASSWORD)];

#[tokio::test]
async fn somebody_signs_up_confirms_signs_in_and_signs_out() {
    let site = Site::new().await;
    let browser = site.browser();
    let sent = browser.submit("/inscription", &SIGN_UP).await;
    assert_eq!(sent.status, StatusCode::OK);
    assert!(sent.shows("afi@example.org"));

    let early = browser.submit("/connexion", &[("email", "afi@example.org"), ("password", PASSWORD)]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.shows("Confirmez d'abord votre adresse"));

    let link = format!("/verification?jeton={}", site.mailed_token("afi@example.org").await);
    let token = site.mailed_token("afi@example.org").await;
    let page = browser.get(&link).await;
    assert_eq!(page.attribute("input[name=jeton]", "value").as_deref(), Some(token.as_str()));
    let confirmed = browser.submit_from(&link, "/verification", &[("jeton", &token)]).await;
    assert_eq!((confirmed.status, confirmed.location()), (StatusCode::SEE_OTHER, "/connexion"));

    let fields = [("email", "Afi@Example.org"), ("password", PASSWORD)];
    let inside = browser.submit_from("/connexion?suite=%2Fcompte%2Fprofil", "/connexion?suite=%2Fcompte%2Fprofil", &fields).await;
    assert_eq!((inside.status, inside.location()), (StatusCode::SEE_OTHER, "/compte/profil"));
    assert!(browser.get("/compte").await.shows("Bonjour Afi Kodjo"));
    assert_eq!(browser.get("/connexion").await.location(), "/compte");

    let out = browser.submit_from("/compte", "/deconnexion", &[]).await;
    assert_eq!(out.status, StatusCode::SEE_OTHER);
    assert!(!browser.has_cookie("griot_session"));
    assert!(browser.get("/compte").await.location().starts_with("/connexion?suite="));
}

#[tokio::test]
async fn a_form_that_is_wrong_comes_back_with_what_was_typed_but_never_the_password() {
    let site = Site::new().await;
    let fields = [("kind", "producer"), ("display_name", "<b>Afi</b>"), ("email", "afi"), ("password", "password12")];
    let page = site.browser().submit("/inscription", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.attribute("#f-email", "value").as_deref(), Some("afi"));
    assert_eq!(page.attribute("#f-display_name", "value").as_deref(), Some("<b>Afi</b>"));
    assert_eq!(page.attribute("input[name=kind][checked]", "value").as_deref(), Some("producer"));
    assert!(page.has("#error-email") && page.has("#error-password") && !page.has("#error-display_name"));
    assert!(!page.text.contains("password12"));
    assert_eq!(page.attribute("#f-email", "aria-invalid").as_deref(), Some("true"));
}

#[tokio::test]
async fn staff_roles_cannot_be_chosen_at_sign_up() {
    let site = Site::new().await;
    let mut fields = SIGN_UP;
    fields[0].1 = "admin";
    site.browser().submit("/inscription", &fields).await;
    let system = kernel::Actor::system("test");
    let id = site.identity.find_account_by_email(&system, "afi@example.org").await.unwrap().unwrap();
    assert_eq!(site.identity.get_account(&system, id).await.unwrap().roles, [Role::Viewer]);
}

#[tokio::test]
async fn fields_tell_the_browser_what_to_fill_in() {
    let site = Site::new().await;
    let (up, signin) = (site.browser().get("/inscription").await, site.browser().get("/connexion").await);
    for (page, field, purpose) in [
        (&up, "#f-display_name", "name"),
        (&up, "#f-email", "username"),
        (&up, "#f-password", "new-password"),
        (&signin, "#f-email", "username webauthn"),
        (&signin, "#f-password", "current-password"),
    ] {
        assert_eq!(page.attribute(field, "autocomplete").as_deref(), Some(purpose), "{field}");
        assert_eq!(page.attribute(field, "onpaste"), None);
    }
    assert_eq!(up.attribute("html", "lang").as_deref(), Some("fr"));
    let english = site.browser().get("/en/connexion").await;
    assert!(english.shows("Sign in") && english.attribute("form", "action").unwrap().starts_with("/en/connexion"));
}

#[tokio::test]
async fn wrong_credentials_say_one_thing_and_too_many_are_stopped() {
    let site = Site::new().await;
    site.account("afi@example.org", &[Role::Viewer]).await;
    for email in ["afi@example.org", "nobody@example.org"] {
        let page = site.browser().submit("/connexion", &[("email", email), ("password", "wrong")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.shows("Adresse électronique ou mot de passe incorrect."));
    }
    // Twice the limit and one more: wherever the minute begins, one of them is too many.
    let mut statuses = Vec::new();
    for _ in 0..11 {
        let status = site.browser().submit("/connexion", &[("email", "afi@example.org"), ("password", "wrong")]).await.status;
        statuses.push(status);
    }
    assert!(statuses.contains(&StatusCode::TOO_MANY_REQUESTS));
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_mail() {
    let site = Site::new().await;
    site.account("afi@example.org", &[Role::Viewer]).await;
    let browser = site.browser();
    let known = browser.submit("/mot-de-passe/oubli", &[("email", "afi@example.org")]).await;
    let unknown = browser.submit("/mot-de-passe/oubli", &[("email", "nobody@example.org")]).await;
    assert_eq!((known.status, unknown.status), (StatusCode::OK, StatusCode::OK));
    assert!(known.shows("Si afi@example.org a un compte") && unknown.shows("Si nobody@example.org a un compte"));
    let wrong = browser.submit("/mot-de-passe/oubli", &[("email", "afi")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);

    let mut registry = platform::jobs::Registry::new();
    site.identity.register(&mut registry);
    platform::jobs::run_due(&site.db.db(), &registry).await.unwrap();
    let token = site.mailed_token("afi@example.org").await;
    let link = format!("/mot-de-passe/nouveau?jeton={token}");
    let weak = browser.submit_from(&link, "/mot-de-passe/nouveau", &[("jeton", &token), ("password", "court")]).await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("jeton", token.as_str()), ("password", "le vent du nord souffle")];
    let done = browser.submit_from(&link, "/mot-de-passe/nouveau", &fields).await;
    assert_eq!(done.location(), "/connexion");
    let again = browser.submit_from(&link, "/mot-de-passe/nouveau", &fields).await;
    assert_eq!(again.status, StatusCode::GONE);
}

#[tokio::test]
async fn a_mailed_link_that_is_over_says_so() {
    let site = Site::new().await;
    let page = site.browser().submit_from("/verification?jeton=x", "/verification", &[("jeton", "x")]).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.shows("Ce lien n'est plus valable."));
}

#[tokio::test]
async fn forms_without_our_token_and_from_elsewhere_are_refused() {
    let site = Site::new().await;
    let browser = site.browser();
    browser.get("/connexion").await;
    for path in ["/connexion", "/inscription", "/deconnexion", "/mot-de-passe/oubli", "/verification"] {
        let page = browser.post(path, "forged", &[("email", "afi@example.org")]).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn a_passkey_sign_in_starts_with_a_challenge_and_refuses_nonsense() {
    let site = Site::new().await;
    let browser = site.browser();
    let page = browser.get("/connexion").await;
    let token = page.attribute("griot-passkey", "data-csrf").unwrap();
    let start = page.attribute("griot-passkey", "data-start").unwrap();
    let finish = page.attribute("griot-passkey", "data-finish").unwrap();
    let begun: serde_json::Value = serde_json::from_str(&browser.post_json(&start, &token, &json!({})).await.text).unwrap();
    assert_eq!(begun["options"]["publicKey"]["rpId"], "griot.example");
    let answer = json!({ "challenge": begun["challenge"], "credential": {} });
    assert_eq!(browser.post_json(&finish, &token, &answer).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(browser.post_json(&start, "forged", &json!({})).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_provider_that_is_not_configured_does_not_exist() {
    let site = Site::new().await;
    assert_eq!(site.browser().get("/connexion/oidc/unknown").await.status, StatusCode::NOT_FOUND);
    let back = site.browser().get("/connexion/oidc/unknown/retour?code=x&state=y").await;
    assert_eq!((back.status, back.location()), (StatusCode::SEE_OTHER, "/connexion"));
    let refused = site.browser().get("/connexion/oidc/unknown/retour?error=access_denied").await;
    assert_eq!(refused.location(), "/connexion");
    assert_eq!(site.browser().get("/.well-known/change-password").await.location(), "/compte/securite");
}

#[tokio::test]
async fn a_provider_has_its_button_and_what_goes_wrong_there_is_said() {
    let provider = OidcProvider {
        id: "mairie".into(),
        name: "Mairie <de> Lomé".into(),
        // Nobody listens on this port.
        issuer: "http://127.0.0.1:9".parse().unwrap(),
        client_id: "griot".into(),
        client_secret: SecretString::from("secret"),
        scopes: Vec::new(),
    };
    let site = Site::with(vec![provider]).await;
    let browser = site.browser();
    let page = browser.get("/connexion?suite=/films").await;
    assert_eq!(page.attribute("a[href*='/oidc/']", "href").as_deref(), Some("/connexion/oidc/mairie?suite=%2Ffilms"));
    assert!(page.shows("Mairie <de> Lomé") && !page.text.contains("<de>") && !page.text.contains("secret"));
    let english = browser.get("/en/connexion").await;
    assert_eq!(english.attribute("a[href*='/oidc/']", "href").as_deref(), Some("/en/connexion/oidc/mairie"));

    let absent = browser.get("/connexion/oidc/mairie").await;
    assert_eq!(absent.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(absent.headers.contains_key("retry-after") && absent.has("h1") && absent.has("a[href='/']"));
    let refused =
        browser.get("/connexion/oidc/mairie/retour?error=access_denied&error_description=%3Cscript%3Ex%3C/script%3E").await;
    assert_eq!(refused.location(), "/connexion");
    let told = browser.get("/connexion").await;
    assert!(told.has(".toast, .banner") && !told.text.contains("<script>x"));
    let forged = browser.get("/connexion/oidc/mairie/retour?code=x&state=y").await;
    assert_eq!(forged.location(), "/connexion");
}
