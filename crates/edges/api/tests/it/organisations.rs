//! Organisations for programs: founding, members, invitations, and what strangers get.

use http::Method;
use serde_json::{Value, json};

use crate::world::{Who, World};

const LIST: &str = "/api/v1/organisations";

async fn found(world: &World) -> String {
    let body = json!({ "name": "Studio Afi", "kind": "production" });
    let made = world.call(Who::Owner, Method::POST, LIST, Some(body)).await;
    assert_eq!(made.status, 201, "{made:?}");
    made.body["id"].as_str().unwrap().to_owned()
}

/// Invites somebody and answers the token of the mailed link.
async fn invite(world: &World, id: &str, email: &str, role: &str) -> Value {
    let body = json!({ "email": email, "role": role });
    let sent = world.call(Who::Owner, Method::POST, &format!("{LIST}/{id}/invitations"), Some(body)).await;
    assert_eq!(sent.status, 202, "{sent:?}");
    json!({ "token": world.mailed_token(email).await })
}

#[tokio::test]
async fn an_organisation_is_founded_read_renamed_and_listed() {
    let world = World::new().await;
    let id = found(&world).await;
    let one = format!("{LIST}/{id}");
    assert_eq!(world.call(Who::Owner, Method::PUT, &one, Some(json!({ "name": "Maison <Afi>" }))).await.status, 204);
    let card = json!({ "id": id, "name": "Maison <Afi>", "kind": "production", "role": "owner", "members": 1 });
    assert_eq!(world.get(Who::Owner, LIST).await.body, json!([card]));
    let page = world.get(Who::Owner, &one).await.body;
    assert_eq!((&page["members"][0]["role"], &page["invitations"]), (&json!("owner"), &json!([])));
    for body in [json!({ "name": "", "kind": "agency" }), json!({ "name": "X", "kind": "church" }), json!({ "name": "X" })] {
        assert_eq!(world.call(Who::Owner, Method::POST, LIST, Some(body.clone())).await.status, 422, "{body}");
    }
    assert_eq!(world.call(Who::Owner, Method::PUT, &one, Some(json!({ "name": " " }))).await.status, 422);
}

#[tokio::test]
async fn somebody_is_invited_joins_gets_a_role_and_leaves() {
    let world = World::new().await;
    let id = found(&world).await;
    let token = invite(&world, &id, "stranger@example.org", "member").await;
    let said = world.call(Who::Nobody, Method::POST, &format!("{LIST}/invitations/preview"), Some(token.clone())).await;
    let expected =
        json!({ "organisation": "Studio Afi", "kind": "production", "role": "member", "email": "stranger@example.org" });
    assert_eq!((said.status.as_u16(), said.body), (200, expected));

    let accept = format!("{LIST}/invitations/accept");
    assert_eq!(world.call(Who::Nobody, Method::POST, &accept, Some(token.clone())).await.status, 401);
    let other = world.call(Who::Staff, Method::POST, &accept, Some(token.clone())).await;
    assert_eq!((other.status.as_u16(), &other.body["code"]), (409, &json!("identity-invitation-other-email")));
    let joined = world.call(Who::Stranger, Method::POST, &accept, Some(token.clone())).await;
    assert_eq!((joined.status.as_u16(), &joined.body["id"]), (200, &json!(id)));
    assert_eq!(world.call(Who::Stranger, Method::POST, &accept, Some(token)).await.status, 410);

    let (owner, member) = (world.account_id(Who::Owner).await, world.account_id(Who::Stranger).await);
    let of = |account: &str| format!("{LIST}/{id}/members/{account}");
    let role = |role: &str| Some(json!({ "role": role }));
    assert_eq!(world.call(Who::Stranger, Method::PUT, &of(&member), role("owner")).await.status, 403);
    assert_eq!(world.call(Who::Stranger, Method::DELETE, &of(&owner), None).await.status, 403);
    assert_eq!(world.call(Who::Owner, Method::PUT, &of(&owner), role("member")).await.status, 409);
    assert_eq!(world.call(Who::Owner, Method::PUT, &of(&member), role("emperor")).await.status, 422);
    assert_eq!(world.call(Who::Owner, Method::PUT, &of(&member), role("admin")).await.status, 204);
    assert_eq!(world.call(Who::Owner, Method::DELETE, &of(&owner), None).await.status, 409, "the last owner stays");
    assert_eq!(world.call(Who::Stranger, Method::DELETE, &of(&member), None).await.status, 204, "one may leave");
    assert_eq!(world.get(Who::Stranger, &format!("{LIST}/{id}")).await.status, 404);
}

#[tokio::test]
async fn an_invitation_is_withdrawn_and_its_link_works_no_more() {
    let world = World::new().await;
    let id = found(&world).await;
    let token = invite(&world, &id, "stranger@example.org", "admin").await;
    let waiting = world.get(Who::Owner, &format!("{LIST}/{id}")).await.body["invitations"][0].clone();
    assert_eq!((&waiting["email"], &waiting["role"]), (&json!("stranger@example.org"), &json!("admin")));
    let one = format!("{LIST}/{id}/invitations/{}", waiting["id"].as_str().unwrap());
    assert_eq!(world.call(Who::Stranger, Method::DELETE, &one, None).await.status, 404);
    assert_eq!(world.call(Who::Owner, Method::DELETE, &one, None).await.status, 204);
    assert_eq!(world.call(Who::Owner, Method::DELETE, &one, None).await.status, 404);
    for rest in ["preview", "accept"] {
        let gone = world.call(Who::Stranger, Method::POST, &format!("{LIST}/invitations/{rest}"), Some(token.clone())).await;
        assert_eq!((gone.status.as_u16(), &gone.body["code"]), (410, &json!("identity-link-expired")), "{rest}");
    }
    for (email, role, status) in [("x@", "member", 422), ("x@example.org", "emperor", 422), ("x@example.org", "owner", 403)] {
        let body = Some(json!({ "email": email, "role": role }));
        let refused = world.call(Who::Owner, Method::POST, &format!("{LIST}/{id}/invitations"), body).await;
        assert_eq!(refused.status.as_u16(), status, "{email} {role}");
    }
}

#[tokio::test]
async fn strangers_learn_nothing_and_visitors_are_asked_to_sign_in() {
    let world = World::new().await;
    let id = found(&world).await;
    let owner = world.account_id(Who::Owner).await;
    let invitation = json!({ "email": "x@example.org", "role": "member" });
    for (method, rest, body) in [
        (Method::GET, String::new(), None),
        (Method::PUT, String::new(), Some(json!({ "name": "X" }))),
        (Method::PUT, format!("/members/{owner}"), Some(json!({ "role": "member" }))),
        (Method::DELETE, format!("/members/{owner}"), None),
        (Method::POST, "/invitations".into(), Some(invitation)),
        (Method::DELETE, format!("/invitations/{owner}"), None),
    ] {
        let path = format!("{LIST}/{id}{rest}");
        assert_eq!(world.call(Who::Nobody, method.clone(), &path, body.clone()).await.status, 401, "{method} {path}");
        assert_eq!(world.call(Who::Stranger, method.clone(), &path, body).await.status, 404, "{method} {path}");
    }
    assert_eq!(world.get(Who::Nobody, LIST).await.status, 401);
    let body = json!({ "name": "X", "kind": "agency" });
    assert_eq!(world.call(Who::Nobody, Method::POST, LIST, Some(body)).await.status, 401);
    let unknown = Some(json!({ "token": "x" }));
    assert_eq!(world.call(Who::Nobody, Method::POST, &format!("{LIST}/invitations/preview"), unknown).await.status, 410);
}
