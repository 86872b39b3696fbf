//! A small installation of its own for each test: database, clock, mailbox, and people.

use std::{net::IpAddr, sync::Arc, time::Duration};

use identity::{
    Authenticated, Client, ClientKind, CreateAccount, Grant, Identity, IdentityConfig, IdentityError, ProfileKind, SignIn,
    SignInOutcome, SignUp,
};
use jiff::{SignedDuration, Timestamp};
use kernel::{AccountId, Actor, FixedClock, Locale, Role};
use platform::{Db, Mail, RateLimiter, Secrets, SystemRng, jobs, jobs::Registry};
use secrecy::SecretString;
use sqlx::postgres::PgPoolOptions;
use test_kit::TestDb;
use url::Url;

pub(crate) const PASSWORD: &str = "un grand fleuve lent";

pub(crate) struct World {
    pub(crate) test_db: TestDb,
    pub(crate) clock: FixedClock,
    pub(crate) identity: Identity,
}

pub(crate) fn service(db: Db, config: IdentityConfig) -> Identity {
    let (limiter, mail) = (RateLimiter::new(db.clone()), Mail::mailbox(db.clone()));
    Identity::try_new(db, Secrets::from_master([7; 32]), limiter, mail, config).unwrap()
}

/// The service on a pool of one connection: what takes a second one inside a transaction never gets it.
pub(crate) async fn on_one_connection(world: &World) -> Identity {
    let options = PgPoolOptions::new().max_connections(1).acquire_timeout(Duration::from_secs(5));
    let pool = options.connect_with(world.test_db.connect_options()).await.unwrap();
    service(Db::from_pool(pool, world.test_db.db().clock().clone(), Arc::new(SystemRng)), config())
}

pub(crate) fn config() -> IdentityConfig {
    IdentityConfig::new(Url::parse("https://griot.example").unwrap())
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(config()).await
    }

    pub(crate) async fn with(config: IdentityConfig) -> Self {
        let clock = FixedClock::at("2026-11-21T12:00:00Z".parse::<Timestamp>().unwrap());
        let test_db = TestDb::with(Arc::new(clock.clone())).await;
        let identity = service(test_db.db(), config);
        Self { test_db, clock, identity }
    }

    pub(crate) fn later(&self, by: SignedDuration) {
        self.clock.advance(by);
    }

    /// Runs what is queued.
    pub(crate) async fn work(&self) {
        let mut registry = Registry::new();
        self.identity.register(&mut registry);
        jobs::run_due(&self.test_db.db(), &registry).await.unwrap();
    }

    /// The mails to an address, the oldest first, as subject and text.
    pub(crate) async fn mails(&self, to: &str) -> Vec<(String, String)> {
        sqlx::query_as("SELECT subject, text_body FROM platform.mailbox WHERE recipient = $1 ORDER BY id")
            .bind(to)
            .fetch_all(self.test_db.db().pool())
            .await
            .unwrap()
    }

    /// The token of the last mail to an address.
    pub(crate) async fn mailed_token(&self, to: &str) -> String {
        let (_, text) = self.mails(to).await.pop().expect("a mail");
        let (_, rest) = text.split_once("jeton=").expect("a link");
        rest.split_whitespace().next().unwrap().to_owned()
    }

    /// The actions of the audit trail, the oldest first.
    pub(crate) async fn audit(&self) -> Vec<String> {
        sqlx::query_scalar("SELECT action FROM platform.audit ORDER BY id").fetch_all(self.test_db.db().pool()).await.unwrap()
    }

    /// An account that signed up and confirmed.
    pub(crate) async fn person(&self, email: &str, kind: ProfileKind) -> AccountId {
        self.identity.sign_up(&stranger(), sign_up(email, kind)).await.unwrap();
        let token = self.mailed_token(email).await;
        self.identity.verify_email(&stranger(), &token).await.unwrap();
        self.identity.find_account_by_email(&Actor::system("test"), email).await.unwrap().expect("an account")
    }

    /// An account with these roles, made as the command line makes it.
    pub(crate) async fn account(&self, email: &str, roles: &[Role]) -> AccountId {
        let cmd = CreateAccount {
            email: email.into(),
            display_name: "Afi".into(),
            password: Some(SecretString::from(PASSWORD)),
            roles: roles.to_vec(),
            locale: Locale::Fr,
        };
        self.identity.create_account(&Actor::system("test"), cmd).await.unwrap()
    }

    pub(crate) async fn sign_in(&self, email: &str) -> Grant {
        match try_sign_in(&self.identity, email, PASSWORD, ClientKind::Browser).await.unwrap() {
            SignInOutcome::Open(grant) => *grant,
            SignInOutcome::SecondFactor(_) => panic!("a code is needed"),
        }
    }

    /// Who a browser's cookie belongs to.
    pub(crate) async fn who(&self, grant: &Grant) -> Option<Authenticated> {
        self.identity.authenticate_session(&grant.secret, None).await.unwrap()
    }

    /// The actor of a fresh sign-in in a browser.
    pub(crate) async fn actor(&self, email: &str) -> Actor {
        let grant = self.sign_in(email).await;
        Actor::signed_in(self.who(&grant).await.unwrap().signed_in, Locale::Fr)
    }
}

pub(crate) async fn try_sign_in(
    identity: &Identity,
    email: &str,
    password: &str,
    kind: ClientKind,
) -> Result<SignInOutcome, IdentityError> {
    let cmd = SignIn { email: email.into(), password: SecretString::from(password), client: client(kind) };
    identity.sign_in(&stranger(), cmd).await
}

pub(crate) fn client(kind: ClientKind) -> Client {
    Client { kind, user_agent: "Test/1.0".into() }
}

pub(crate) fn stranger() -> Actor {
    Actor { address: Some(IpAddr::from([192, 0, 2, 1])), ..Actor::anonymous(Locale::Fr) }
}

pub(crate) fn stranger_at(last: u8) -> Actor {
    Actor { address: Some(IpAddr::from([198, 51, 100, last])), ..Actor::anonymous(Locale::Fr) }
}

pub(crate) fn sign_up(email: &str, kind: ProfileKind) -> SignUp {
    SignUp {
        kind,
        display_name: "Afi Kodjo".into(),
        email: email.into(),
        password: SecretString::from(PASSWORD),
        locale: Locale::Fr,
    }
}
