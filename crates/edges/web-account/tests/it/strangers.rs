//! Every page for signed-in people, asked for by somebody who is not: the way to the sign-in page, and nothing else.

use http::StatusCode;
use kernel::Role;

use crate::browser::Site;

const PAGES: [&str; 18] = [
    "/compte",
    "/compte/profil",
    "/compte/securite",
    "/compte/securite/mot-de-passe",
    "/compte/securite/adresse",
    "/compte/securite/application",
    "/compte/securite/application/retrait",
    "/compte/sessions",
    "/compte/cles",
    "/compte/organisations",
    "/compte/suppression",
    "/compte/donnees",
    "/compte/notifications",
    "/admin/comptes",
    "/admin/audit",
    "/admin/taches",
    "/admin/taches/1",
    "/moderation/messages",
];

#[tokio::test]
async fn strangers_are_led_to_the_sign_in_page_and_back() {
    let site = Site::new().await;
    for path in PAGES {
        let page = site.browser().get(path).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{path}");
        let back: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
        assert_eq!(page.location(), format!("/connexion?suite={back}"));
        let english = site.browser().get(&format!("/en{path}")).await;
        assert!(english.location().starts_with("/en/connexion?suite=%2Fen%2F"), "{path}");
    }
}

#[tokio::test]
async fn strangers_change_nothing() {
    let site = Site::new().await;
    let id = site.account("kossi@example.org", &[Role::Viewer]).await;
    let forms = [
        "/compte/profil".to_owned(),
        "/compte/securite/mot-de-passe".into(),
        "/compte/securite/adresse".into(),
        "/compte/securite/application".into(),
        "/compte/securite/application/debut".into(),
        "/compte/securite/application/retrait".into(),
        "/compte/securite/codes".into(),
        "/compte/securite/cles/debut".into(),
        format!("/compte/securite/cles/{id}/nom"),
        "/compte/suppression".into(),
        "/compte/suppression/annulation".into(),
        "/compte/notifications/lues".into(),
        "/compte/notifications/courrier".into(),
        "/compte/notifications/telephone".into(),
        "/compte/notifications/telephone/code".into(),
        "/compte/notifications/telephone/retrait".into(),
        format!("/compte/notifications/appareils/{id}/retrait"),
        "/compte/notifications/reglages".into(),
        "/compte/sessions/autres".into(),
        format!("/compte/sessions/{id}/fin"),
        "/compte/cles".into(),
        format!("/compte/cles/{id}/fin"),
        "/compte/organisations".into(),
        format!("/compte/organisations/{id}"),
        format!("/admin/comptes/{id}/roles"),
        format!("/admin/comptes/{id}/verrou"),
        format!("/admin/comptes/{id}/deverrouillage"),
        "/admin/taches/1/relance".into(),
        "/admin/taches/1/retrait".into(),
    ];
    for path in forms {
        let fields = [
            ("name", "x"),
            ("scopes", "watch"),
            ("role", "admin"),
            ("action", "grant"),
            ("reason", "x"),
            ("display_name", "x"),
            ("email", "x@example.org"),
        ];
        let page = site.browser().submit_from("/connexion", &path, &fields).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[tokio::test]
async fn everybody_is_refused_what_a_viewer_may_not_see() {
    let site = Site::new().await;
    let viewer = site.signed_in("afi@example.org", &[Role::Viewer]).await;
    for path in ["/admin/comptes", "/admin/audit"] {
        assert_eq!(viewer.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let director = site.signed_in("d@example.org", &[Role::Director]).await;
    assert_eq!(director.get("/admin/comptes").await.status, StatusCode::FORBIDDEN);
}
