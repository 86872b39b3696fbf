//! Passkeys, as far as no browser is needed: challenges, refusals. The ceremonies run in a real browser (`e2e`).

use identity::{Client, ClientKind, FinishPasskeyRegistration, FinishPasskeySignIn, IdentityConfig, ProfileKind};
use jiff::SignedDuration;
use kernel::{AppError as _, ErrorKind};
use serde_json::json;
use url::Url;
use uuid::Uuid;

use crate::world::{World, stranger};

fn assertion() -> serde_json::Value {
    json!({
        "id": "AAAA", "rawId": "AAAA", "type": "public-key", "extensions": {},
        "response": { "authenticatorData": "AAAA", "clientDataJSON": "AAAA", "signature": "AAAA", "userHandle": null }
    })
}

fn client() -> Client {
    Client { kind: ClientKind::Browser, user_agent: String::new() }
}

#[tokio::test]
async fn a_registration_asks_for_a_resident_key_with_user_verification() {
    let world = World::new().await;
    let account_id = world.person("afi@example.org", ProfileKind::Viewer).await;
    let actor = world.actor("afi@example.org").await;
    let challenge = world.identity.start_passkey_registration(&actor).await.unwrap();
    let options = &challenge.options["publicKey"];
    assert_eq!(options["rp"]["id"], "griot.example");
    assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    assert!(!options.to_string().contains(&account_id.to_string()), "the handle is binary");
    let nobody = world.identity.start_passkey_registration(&stranger()).await.unwrap_err();
    assert_eq!(nobody.kind(), ErrorKind::Unauthenticated);
}

#[tokio::test]
async fn forged_foreign_and_late_answers_are_refused() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    let actor = world.actor("afi@example.org").await;
    let sign_in = |challenge_id| FinishPasskeySignIn { challenge_id, credential: assertion(), client: client() };
    let challenge = world.identity.start_passkey_sign_in(&stranger()).await.unwrap();
    for challenge_id in [challenge.id, Uuid::now_v7()] {
        let refused = world.identity.finish_passkey_sign_in(&stranger(), sign_in(challenge_id)).await.unwrap_err();
        assert_eq!(refused.code(), "identity-passkey-refused");
    }
    let registration = world.identity.start_passkey_registration(&actor).await.unwrap();
    let crossed = world.identity.finish_passkey_sign_in(&stranger(), sign_in(registration.id)).await.unwrap_err();
    assert_eq!(crossed.kind(), ErrorKind::Unauthenticated, "a registration's challenge signs nobody in");
    world.later(SignedDuration::from_mins(6));
    let finish = FinishPasskeyRegistration { challenge_id: registration.id, name: "x".into(), credential: json!({}) };
    let late = world.identity.finish_passkey_registration(&actor, finish).await.unwrap_err();
    assert_eq!(late.code(), "identity-passkey-refused");
    assert!(world.identity.list_passkeys(&actor).await.unwrap().is_empty());
}

#[tokio::test]
async fn passkeys_are_not_offered_where_they_cannot_work() {
    let world = World::with(IdentityConfig::new(Url::parse("http://192.0.2.7:8080").unwrap())).await;
    assert!(!world.identity.offers_passkeys());
    let refused = world.identity.start_passkey_sign_in(&stranger()).await.unwrap_err();
    assert_eq!(refused.code(), "identity-passkeys-unavailable");
}
