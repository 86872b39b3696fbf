//! Organisations by their pages.

use http::StatusCode;
use kernel::Role;

use crate::browser::{PASSWORD, Site};

#[tokio::test]
async fn an_organisation_is_founded_renamed_and_joined_by_invitation() {
    let site = Site::new().await;
    let owner = site.signed_in("afi@example.org", &[Role::Producer]).await;
    let wrong = owner.submit("/compte/organisations", &[("name", " "), ("kind", "agency")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let made = owner.submit("/compte/organisations", &[("name", "Studio <i>Baobab</i>"), ("kind", "agency")]).await;
    let path = made.location().to_owned();
    let page = owner.get(&path).await;
    assert!(page.shows("Studio <i>Baobab</i>") && page.shows("Agence") && page.shows("Afi Kodjo"));
    assert!(owner.get("/compte/organisations").await.shows("1 membre"));
    assert_eq!(owner.submit(&path, &[("name", "Studio Baobab")]).await.location(), path);
    assert_eq!(owner.submit(&path, &[("name", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);

    let invite = format!("{path}/invitations");
    let wrong = owner.submit_from(&path, &invite, &[("email", "kossi"), ("role", "member")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let invited = owner.submit_from(&path, &invite, &[("email", "kossi@example.org"), ("role", "admin")]).await;
    assert_eq!(invited.location(), path);
    let token = site.mailed_token("kossi@example.org").await;
    let link = format!("/compte/organisations/invitation?jeton={token}");
    assert!(owner.get(&link).await.shows("Cette invitation est pour kossi@example.org"));
    assert!(site.browser().get(&link).await.location().starts_with("/connexion?suite="));

    let member = site.signed_in("kossi@example.org", &[Role::Viewer]).await;
    let joined = member.submit_from(&link, "/compte/organisations/invitation", &[("jeton", &token)]).await;
    assert_eq!(joined.location(), path);
    assert_eq!(member.get(&link).await.status, StatusCode::GONE);

    let page = owner.get(&path).await;
    let role = page.attribute("form[action$='/role']", "action").unwrap();
    assert_eq!(owner.submit_from(&path, &role, &[("role", "emperor")]).await.status, StatusCode::NOT_FOUND);
    let last = owner.submit_from(&path, &role, &[("role", "member")]).await;
    assert_eq!(last.status, StatusCode::UNPROCESSABLE_ENTITY, "the last owner stays owner");
    assert!(last.shows("C'est le dernier propriétaire"));
    let leave = member.get(&path).await.attribute("form[action$='/retrait']", "action").unwrap();
    assert_eq!(member.submit_from(&path, &leave, &[]).await.location(), "/compte/organisations");
    assert_eq!(member.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_invitation_is_withdrawn() {
    let site = Site::new().await;
    let owner = site.signed_in("afi@example.org", &[Role::Producer]).await;
    let made = owner.submit("/compte/organisations", &[("name", "Studio"), ("kind", "production")]).await;
    let path = made.location().to_owned();
    let fields = [("email", "kossi@example.org"), ("role", "member")];
    owner.submit_from(&path, &format!("{path}/invitations"), &fields).await;
    let withdraw = owner.get(&path).await.attribute("form[action*='/invitations/']", "action").unwrap();
    assert_eq!(owner.submit_from(&path, &withdraw, &[]).await.location(), path);
    let twice = owner.submit_from(&path, &withdraw, &[]).await;
    assert_eq!(twice.status, StatusCode::NOT_FOUND);

    let stranger = site.browser();
    site.account("x@example.org", &[Role::Viewer]).await;
    stranger.submit("/connexion", &[("email", "x@example.org"), ("password", PASSWORD)]).await;
    for rest in ["", "/invitations", "/membres/00000000-0000-7000-8000-000000000000/retrait"] {
        let refused = stranger.submit_from("/compte/organisations", &format!("{path}{rest}"), &fields).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{rest}");
    }
}
