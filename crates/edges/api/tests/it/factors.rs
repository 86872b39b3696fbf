//! Passwords, second factors and passkeys for programs.

use http::Method;
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use crate::world::{PASSWORD, Who, World};

const FACTOR: &str = "/api/v1/me/second-factor";
const PASSKEYS: &str = "/api/v1/me/passkeys";

fn code(secret: &str) -> Value {
    let totp = Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build().unwrap();
    json!({ "code": totp.generate_current().to_string() })
}

/// Enrols the stranger's application, and answers the recovery codes.
async fn enrol(world: &World) -> Vec<Value> {
    let begun = world.call(Who::Stranger, Method::POST, &format!("{FACTOR}/totp"), None).await;
    assert_eq!(begun.status, 201, "{begun:?}");
    assert!(begun.body["url"].as_str().unwrap().starts_with("otpauth://totp/") && begun.body["qr_svg"].is_string());
    let code = code(begun.body["secret"].as_str().unwrap());
    let done = world.call(Who::Stranger, Method::POST, &format!("{FACTOR}/totp/confirm"), Some(code)).await;
    assert_eq!(done.status, 200, "{done:?}");
    done.body["codes"].as_array().unwrap().clone()
}

#[tokio::test]
async fn an_application_is_enrolled_shown_renewed_and_removed() {
    let world = World::new().await;
    let confirm = format!("{FACTOR}/totp/confirm");
    let early = world.call(Who::Stranger, Method::POST, &confirm, Some(json!({ "code": "000000" }))).await;
    assert_eq!((early.status.as_u16(), &early.body["code"]), (409, &json!("identity-totp-not-started")));
    assert_eq!(world.get(Who::Stranger, FACTOR).await.body["totp_since"], Value::Null);
    let codes = enrol(&world).await;
    assert_eq!(codes.len(), 10);
    let state = world.get(Who::Stranger, FACTOR).await.body;
    assert!(state["totp_since"].is_string());
    assert_eq!((&state["recovery_codes_left"], &state["proved"]), (&json!(10), &json!(true)));
    assert_eq!(world.call(Who::Stranger, Method::POST, &format!("{FACTOR}/totp"), None).await.status, 409);

    let renewed = world.call(Who::Stranger, Method::POST, &format!("{FACTOR}/recovery-codes"), None).await;
    let fresh = renewed.body["codes"][0].clone();
    let remove = format!("{FACTOR}/totp/remove");
    let old = world.call(Who::Stranger, Method::POST, &remove, Some(json!({ "code": codes[0] }))).await;
    assert_eq!((old.status.as_u16(), &old.body["errors"][0]["field"]), (422, &json!("code")));
    assert_eq!(world.call(Who::Stranger, Method::POST, &remove, Some(json!({ "code": fresh }))).await.status, 204);
    assert_eq!(world.call(Who::Stranger, Method::POST, &remove, Some(json!({ "code": fresh }))).await.status, 409);
    assert_eq!(world.call(Who::Stranger, Method::POST, &format!("{FACTOR}/recovery-codes"), None).await.status, 409);
}

#[tokio::test]
async fn a_sign_in_without_the_code_changes_no_factor() {
    let world = World::new().await;
    enrol(&world).await;
    sqlx::raw_sql("UPDATE identity.session SET second_factor_at = NULL").execute(world.db.pool()).await.unwrap();
    for path in [format!("{FACTOR}/recovery-codes"), format!("{PASSKEYS}/challenge")] {
        let refused = world.call(Who::Stranger, Method::POST, &path, None).await;
        assert_eq!((refused.status.as_u16(), &refused.body["code"]), (409, &json!("identity-prove-second-factor")), "{path}");
    }
}

#[tokio::test]
async fn a_passkey_is_asked_for_renamed_removed_and_nonsense_refused() {
    let world = World::new().await;
    let challenge = world.call(Who::Stranger, Method::POST, &format!("{PASSKEYS}/challenge"), None).await.body;
    assert_eq!(challenge["options"]["publicKey"]["user"]["name"], "stranger@example.org");
    let answer = json!({ "challenge": challenge["challenge"], "name": "Téléphone", "credential": {} });
    let refused = world.call(Who::Stranger, Method::POST, PASSKEYS, Some(answer)).await;
    assert_eq!((refused.status.as_u16(), &refused.body["code"]), (401, &json!("identity-passkey-refused")));

    let begun = world.call(Who::Nobody, Method::POST, "/api/auth/passkey/challenge", None).await.body;
    assert!(begun["options"]["publicKey"]["challenge"].is_string());
    let answer = json!({ "challenge": begun["challenge"], "credential": {} });
    assert_eq!(world.call(Who::Nobody, Method::POST, "/api/auth/passkey", Some(answer)).await.status, 401);

    sqlx::raw_sql(
        "INSERT INTO identity.passkey (id, account_id, credential_id, credential, name, created_at)
         SELECT gen_random_uuid(), id, 'x', '{}', 'Clé', now() FROM identity.account WHERE email = 'stranger@example.org';
         UPDATE identity.session SET second_factor_at = now()",
    )
    .execute(world.db.pool())
    .await
    .unwrap();
    let listed = world.get(Who::Stranger, PASSKEYS).await.body;
    let one = format!("{PASSKEYS}/{}", listed[0]["id"].as_str().unwrap());
    let name = |name: &str| Some(json!({ "name": name }));
    assert_eq!(world.call(Who::Owner, Method::PUT, &one, name("Volée")).await.status, 404);
    assert_eq!(world.call(Who::Owner, Method::DELETE, &one, None).await.status, 404);
    assert_eq!(world.call(Who::Stranger, Method::PUT, &one, name(" ")).await.status, 422);
    assert_eq!(world.call(Who::Stranger, Method::PUT, &one, name("Téléphone <b>")).await.status, 204);
    assert_eq!(world.get(Who::Stranger, PASSKEYS).await.body[0]["name"], "Téléphone <b>");
    assert_eq!(world.call(Who::Stranger, Method::DELETE, &one, None).await.status, 204);
    assert_eq!(world.get(Who::Stranger, PASSKEYS).await.body, json!([]));
}

#[tokio::test]
async fn a_password_and_an_e_mail_are_changed_with_the_present_password() {
    let world = World::new().await;
    let new = |current: &str| Some(json!({ "current_password": current, "password": "le vent du nord" }));
    let wrong = world.call(Who::Stranger, Method::POST, "/api/v1/me/password", new("wrong")).await;
    assert_eq!((wrong.status.as_u16(), &wrong.body["errors"][0]["field"]), (422, &json!("current_password")));
    let weak = json!({ "current_password": PASSWORD, "password": "court" });
    assert_eq!(world.call(Who::Stranger, Method::POST, "/api/v1/me/password", Some(weak)).await.status, 422);
    assert_eq!(world.call(Who::Stranger, Method::POST, "/api/v1/me/password", new(PASSWORD)).await.status, 204);
    assert_eq!(world.get(Who::Stranger, "/api/v1/me").await.status, 200, "this session goes on");

    let email = |email: &str| Some(json!({ "email": email, "current_password": "le vent du nord" }));
    assert_eq!(world.call(Who::Stranger, Method::POST, "/api/v1/me/email", email("afi@")).await.status, 422);
    assert_eq!(world.call(Who::Stranger, Method::POST, "/api/v1/me/email", email("afi@nouveau.example")).await.status, 202);
    let token = json!({ "token": world.mailed_token("afi@nouveau.example").await });
    assert_eq!(world.call(Who::Nobody, Method::POST, "/api/auth/verify", Some(token)).await.status, 204);
    assert_eq!(world.get(Who::Stranger, "/api/v1/me").await.body["email"], "afi@nouveau.example");
}

#[tokio::test]
async fn outside_providers_are_listed_for_everybody() {
    let world = World::new().await;
    let listed = world.get(Who::Nobody, "/api/auth/providers").await;
    assert_eq!((listed.status.as_u16(), listed.body), (200, json!([])));
}

/// The routes of one's own factors with a body that would be accepted.
fn routes() -> Vec<(Method, String, Option<Value>)> {
    let id = uuid::Uuid::now_v7();
    vec![
        (Method::POST, "/api/v1/me/password".into(), Some(json!({ "current_password": "x", "password": "y" }))),
        (Method::POST, "/api/v1/me/email".into(), Some(json!({ "email": "x@example.org", "current_password": "x" }))),
        (Method::GET, FACTOR.into(), None),
        (Method::POST, format!("{FACTOR}/totp"), None),
        (Method::POST, format!("{FACTOR}/totp/confirm"), Some(json!({ "code": "000000" }))),
        (Method::POST, format!("{FACTOR}/totp/remove"), Some(json!({ "code": "000000" }))),
        (Method::POST, format!("{FACTOR}/recovery-codes"), None),
        (Method::GET, PASSKEYS.into(), None),
        (Method::POST, format!("{PASSKEYS}/challenge"), None),
        (Method::POST, PASSKEYS.into(), Some(json!({ "challenge": id, "name": "x", "credential": {} }))),
        (Method::PUT, format!("{PASSKEYS}/{id}"), Some(json!({ "name": "x" }))),
        (Method::DELETE, format!("{PASSKEYS}/{id}"), None),
    ]
}

#[tokio::test]
async fn visitors_are_asked_to_sign_in() {
    let world = World::new().await;
    for (method, path, body) in routes() {
        assert_eq!(world.call(Who::Nobody, method.clone(), &path, body).await.status, 401, "{method} {path}");
    }
}

#[tokio::test]
async fn a_key_manages_and_reads_no_factor_and_no_session() {
    let world = World::new().await;
    let body = json!({ "name": "Envoi", "scopes": ["watch"] });
    let made = world.call(Who::Stranger, Method::POST, "/api/v1/me/api-keys", Some(body)).await;
    let key = format!("Bearer {}", made.body["key"].as_str().unwrap());
    let organisation = format!("/api/v1/organisations/{}", uuid::Uuid::now_v7());
    let profile = json!({ "display_name": "X", "bio": "", "locale": "fr" });
    let others = [
        (Method::PUT, "/api/v1/me".to_owned(), Some(profile)),
        (Method::GET, "/api/v1/me/api-keys".to_owned(), None),
        (Method::GET, organisation.clone(), None),
        (Method::PUT, organisation, Some(json!({ "name": "X" }))),
        (Method::GET, "/api/v1/me/sessions".to_owned(), None),
        (Method::DELETE, "/api/v1/me/sessions".to_owned(), None),
        (Method::DELETE, format!("/api/v1/me/sessions/{}", uuid::Uuid::now_v7()), None),
    ];
    for (method, path, body) in routes().into_iter().chain(others) {
        let refused = world.call_with(method.clone(), &path, &[("authorization", &key)], body).await;
        assert_eq!(refused.status, 403, "{method} {path}: {refused:?}");
    }
}
