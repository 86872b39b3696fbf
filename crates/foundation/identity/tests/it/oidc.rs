//! Sign-in by a real OpenID provider (npm `oidc-provider`, run by Node).

use std::{path::PathBuf, process::Stdio};

use identity::{FinishOidc, IdentityConfig, IdentityError, OidcProvider, OidcSignIn, ProfileKind, SignInOutcome};
use kernel::{Actor, AppError as _, Role};
use reqwest::{Client, header::LOCATION, redirect::Policy};
use secrecy::SecretString;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};
use url::Url;

use crate::world::{PASSWORD, World, client, config, sign_up, stranger};

const REDIRECT: &str = "https://griot.example/connexion/oidc/test/retour";

/// The provider, which ends with its standard input when the test does.
struct Provider {
    _process: Child,
    /// Kept open: Node ends when it writes to a closed pipe.
    _output: Lines<BufReader<ChildStdout>>,
    issuer: Url,
}

impl Provider {
    async fn start() -> Self {
        let server = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../e2e/servers/oidc.mjs");
        let mut process = Command::new("node")
            .arg(server)
            .args(["griot", "a secret of the test", REDIRECT])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("node");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        loop {
            let line = lines.next_line().await.unwrap().expect("npm ci in e2e/ installs oidc-provider");
            // The provider greets people in words before our line.
            let Ok(ready) = serde_json::from_str::<serde_json::Value>(&line) else { continue };
            let issuer = ready["issuer"].as_str().unwrap().parse().unwrap();
            return Self { _process: process, _output: lines, issuer };
        }
    }

    fn config(&self) -> IdentityConfig {
        let provider = OidcProvider {
            id: "test".into(),
            name: "Test".into(),
            issuer: self.issuer.clone(),
            client_id: "griot".into(),
            client_secret: SecretString::from("a secret of the test"),
            scopes: vec!["email".into(), "profile".into()],
        };
        IdentityConfig { oidc_providers: vec![provider], ..config() }
    }

    async fn person(&self, sub: &str, email: &str, verified: bool) {
        let person = serde_json::json!({ "sub": sub, "email": email, "email_verified": verified, "name": "Afi K." });
        let url = self.issuer.join("/_person").unwrap();
        Client::new().post(url).json(&person).send().await.unwrap().error_for_status().unwrap();
    }
}

/// A browser: follows the redirects until one leads back to us.
async fn visit(start: &Url) -> (String, String) {
    let browser = Client::builder().cookie_store(true).redirect(Policy::none()).build().unwrap();
    let mut url = start.clone();
    for _ in 0..10 {
        if url.as_str().starts_with(REDIRECT) {
            let find = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
            return (find("code").expect("a code"), find("state").expect("a state"));
        }
        let answer = browser.get(url.clone()).send().await.unwrap();
        let location = answer.headers().get(LOCATION).unwrap_or_else(|| panic!("{} at {url}", answer.status()));
        url = url.join(location.to_str().unwrap()).unwrap();
    }
    panic!("the provider does not lead back");
}

async fn enter(world: &World) -> Result<OidcSignIn, IdentityError> {
    let away = world.identity.start_oidc(&stranger(), "test", "/films?x=1").await?;
    let (code, state) = visit(&away.url).await;
    finish(world, &code, &state, &away.state).await
}

async fn finish(world: &World, code: &str, state: &str, browser_state: &str) -> Result<OidcSignIn, IdentityError> {
    let cmd = FinishOidc {
        provider: "test".into(),
        code: code.into(),
        state: state.into(),
        browser_state: browser_state.into(),
        client: client(identity::ClientKind::Browser),
    };
    world.identity.finish_oidc(&stranger(), cmd).await
}

fn opened(sign_in: OidcSignIn) -> identity::Grant {
    match sign_in.outcome {
        SignInOutcome::Open(grant) => *grant,
        SignInOutcome::SecondFactor(_) => panic!("a code is needed"),
    }
}

#[tokio::test]
async fn a_verified_e_mail_makes_an_account_and_the_same_person_finds_it_again() {
    let provider = Provider::start().await;
    let world = World::with(provider.config()).await;
    provider.person("person-1", "Afi@example.org", true).await;
    let first = enter(&world).await.unwrap();
    assert_eq!(first.return_to, "/films?x=1");
    let grant = opened(first);
    assert_eq!((grant.account.email.as_str(), grant.account.display_name.as_str()), ("afi@example.org", "Afi K."));
    assert_eq!(grant.account.roles, [Role::Viewer]);
    assert!(grant.account.email_verified);
    // The subject is the identity: a changed e-mail at the provider is the same person.
    provider.person("person-1", "elsewhere@example.org", true).await;
    assert_eq!(opened(enter(&world).await.unwrap()).account.id, grant.account.id);
}

#[tokio::test]
async fn an_existing_account_is_linked_by_verified_e_mail_only() {
    let provider = Provider::start().await;
    let world = World::with(provider.config()).await;
    let account_id = world.person("afi@example.org", ProfileKind::Director).await;
    provider.person("impostor", "afi@example.org", false).await;
    let refused = enter(&world).await.unwrap_err();
    assert_eq!(refused.code(), "identity-oidc-email-unverified");
    provider.person("person-1", "afi@example.org", true).await;
    assert_eq!(opened(enter(&world).await.unwrap()).account.id, account_id);
    assert!(world.audit().await.contains(&"identity.oidc-linked".to_owned()));
    world.sign_in("afi@example.org").await;
}

#[tokio::test]
async fn a_password_that_a_stranger_set_before_the_owner_came_is_dropped() {
    let provider = Provider::start().await;
    let world = World::with(provider.config()).await;
    world.identity.sign_up(&stranger(), sign_up("afi@example.org", ProfileKind::Viewer)).await.unwrap();
    provider.person("person-1", "afi@example.org", true).await;
    let grant = opened(enter(&world).await.unwrap());
    assert!(grant.account.email_verified);
    let stranger = crate::world::try_sign_in(&world.identity, "afi@example.org", PASSWORD, identity::ClientKind::Browser).await;
    assert!(matches!(stranger, Err(IdentityError::WrongCredentials)));
}

#[tokio::test]
async fn an_answer_counts_once_and_in_the_browser_that_asked() {
    let provider = Provider::start().await;
    let world = World::with(provider.config()).await;
    provider.person("person-1", "afi@example.org", true).await;
    let away = world.identity.start_oidc(&stranger(), "test", "/").await.unwrap();
    let (code, state) = visit(&away.url).await;
    for browser_state in ["", "another"] {
        let crossed = finish(&world, &code, &state, browser_state).await.unwrap_err();
        assert_eq!(crossed.code(), "identity-oidc-state");
    }
    finish(&world, &code, &state, &away.state).await.unwrap();
    let twice = finish(&world, &code, &state, &away.state).await.unwrap_err();
    assert_eq!(twice.code(), "identity-oidc-state");

    let away = world.identity.start_oidc(&stranger(), "test", "/").await.unwrap();
    let forged = finish(&world, "no code of theirs", &away.state, &away.state).await.unwrap_err();
    assert_eq!(forged.code(), "identity-oidc-refused");
    let away = world.identity.start_oidc(&stranger(), "test", "/").await.unwrap();
    world.later(jiff::SignedDuration::from_mins(11));
    let late = finish(&world, &code, &away.state, &away.state).await.unwrap_err();
    assert_eq!(late.code(), "identity-oidc-state");
}

#[tokio::test]
async fn a_locked_account_stays_out_and_an_absent_provider_is_said_to_be() {
    let provider = Provider::start().await;
    let world = World::with(provider.config()).await;
    let account_id = world.person("afi@example.org", ProfileKind::Viewer).await;
    world.identity.lock_account(&Actor::system("test"), account_id, "abuse").await.unwrap();
    provider.person("person-1", "afi@example.org", true).await;
    assert!(matches!(enter(&world).await, Err(IdentityError::AccountLocked)));
    assert!(matches!(world.identity.start_oidc(&stranger(), "other", "/").await, Err(IdentityError::NotFound)));

    let mut config = provider.config();
    config.oidc_providers[0].issuer = "http://127.0.0.1:9".parse().unwrap();
    let world = World::with(config).await;
    let away = world.identity.start_oidc(&stranger(), "test", "/").await;
    assert!(matches!(away, Err(IdentityError::OidcUnavailable(_))));
}
