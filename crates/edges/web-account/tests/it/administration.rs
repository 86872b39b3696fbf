//! Administration by its pages.

use http::StatusCode;
use kernel::Role;

use crate::browser::Site;

#[tokio::test]
async fn an_administrator_finds_an_account_gives_a_role_locks_and_reads_the_trail() {
    let site = Site::new().await;
    let id = site.account("kossi@example.org", &[Role::Viewer]).await;
    let admin = site.signed_in("admin@example.org", &[Role::Admin]).await;
    let list = admin.get("/admin/comptes?q=KOSSI&role=viewer&etat=").await;
    assert_eq!(list.texts("tbody tr").len(), 1);
    let path = format!("/admin/comptes/{id}");
    assert!(list.has(&format!("a[href='{path}']")));
    assert!(admin.get("/admin/comptes?q=personne").await.shows("Aucun compte ne correspond."));

    let roles = format!("{path}/roles");
    let given = admin.submit_from(&path, &roles, &[("role", "moderator"), ("action", "grant")]).await;
    assert_eq!(given.location(), path);
    let taken = admin.submit_from(&path, &roles, &[("role", "viewer"), ("action", "revoke")]).await;
    assert_eq!(taken.location(), path);
    let wrong = admin.submit_from(&path, &roles, &[("role", "viewer"), ("action", "worship")]).await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);

    let lock = format!("{path}/verrou");
    assert_eq!(admin.submit_from(&path, &lock, &[("reason", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(admin.submit_from(&path, &lock, &[("reason", "<b>abus</b>")]).await.location(), path);
    assert!(admin.get("/admin/comptes?etat=verrouille").await.shows("kossi@example.org"));
    assert_eq!(admin.submit_from(&path, &format!("{path}/deverrouillage"), &[]).await.location(), path);

    let trail = admin.get(&format!("/admin/audit?compte={id}")).await;
    assert!(trail.shows("identity.role-granted") && trail.shows("identity.account-locked"));
    assert!(!trail.text.contains("<b>abus</b>") && trail.shows("<b>abus</b>"));
    let none = admin.get("/admin/audit?action=identity.account-locked&du=2000-01-01&au=2000-01-02").await;
    assert!(none.shows("Aucune ligne ne correspond."));
    assert_eq!(admin.get("/admin/audit?compte=%27%3B--&du=x&apres=%25%25").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_moderator_looks_but_does_not_touch() {
    let site = Site::new().await;
    let id = site.account("kossi@example.org", &[Role::Viewer]).await;
    let moderator = site.signed_in("mod@example.org", &[Role::Moderator]).await;
    let path = format!("/admin/comptes/{id}");
    let page = moderator.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.has(&format!("form[action='{path}/roles']")) && !page.has(&format!("form[action='{path}/verrou']")));
    for (rest, fields) in [
        ("/roles", [("role", "admin"), ("action", "grant")]),
        ("/verrou", [("reason", "why"), ("x", "y")]),
        ("/deverrouillage", [("reason", "why"), ("x", "y")]),
    ] {
        let refused = moderator.submit_from("/compte/profil", &format!("{path}{rest}"), &fields).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{rest}");
    }
    assert_eq!(moderator.get("/admin/audit").await.status, StatusCode::FORBIDDEN);
    assert_eq!(moderator.get(&format!("/admin/comptes/{}", uuid::Uuid::now_v7())).await.status, StatusCode::NOT_FOUND);
}
