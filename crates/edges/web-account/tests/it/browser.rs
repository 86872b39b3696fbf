//! A site of its own for each test, and browsers without scripts that keep their cookies.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use affiliate::Affiliate;
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
};
use flows::Conversations;
use http::{Request, StatusCode, header};
use identity::{CreateAccount, Identity, IdentityConfig, OidcProvider};
use kernel::{AccountId, Actor, Locale, Role, SystemClock};
use ledger::Ledger;
use media::{Media, MediaConfig};
use messaging::Messaging;
use notifications::{Notifications, NotificationsConfig};
use payments::{Payments, PaymentsConfig};
use platform::{Bus, Mail, RateLimiter, Secrets, Store};
use secrecy::SecretString;
use test_kit::{Page, TestDb};
use tower::ServiceExt as _;
use url::Url;
use web_account::{EndpointsState, LeavingState, MessagesState, NoticesState};
use web_kit::{Sessions, WebKit, WebKitConfig};
use webhooks::{Webhooks, WebhooksConfig};

pub(crate) const PASSWORD: &str = "un grand fleuve lent";
const ORIGIN: &str = "https://griot.example";

pub(crate) struct Site {
    pub(crate) identity: Identity,
    pub(crate) mail: Mail,
    pub(crate) notifications: Notifications,
    pub(crate) messaging: Messaging,
    pub(crate) affiliate: Affiliate,
    pub(crate) bus: Bus,
    _folder: tempfile::TempDir,
    pub(crate) db: TestDb,
    router: Router,
}

/// A browser: keeps cookies, sends forms of the page it is on.
pub(crate) struct Browser<'s> {
    site: &'s Site,
    cookies: Mutex<BTreeMap<String, String>>,
}

impl Site {
    pub(crate) async fn new() -> Self {
        Self::with(Vec::new()).await
    }

    /// A site that offers these outside providers.
    pub(crate) async fn with(oidc_providers: Vec<OidcProvider>) -> Self {
        Self::of(oidc_providers, NotificationsConfig::default(), |_| Router::new()).await
    }

    /// A site with more pages.
    pub(crate) async fn and(more: Router) -> Self {
        Self::of(Vec::new(), NotificationsConfig::default(), |_| more).await
    }

    /// A site with more pages that know its accounts.
    pub(crate) async fn and_with(more: impl FnOnce(&Identity) -> Router) -> Self {
        Self::of(Vec::new(), NotificationsConfig::default(), more).await
    }

    /// A site with these ways to reach people.
    pub(crate) async fn with_notifications(config: NotificationsConfig) -> Self {
        Self::of(Vec::new(), config, |_| Router::new()).await
    }

    async fn of(oidc_providers: Vec<OidcProvider>, notices: NotificationsConfig, more: impl FnOnce(&Identity) -> Router) -> Self {
        let db = TestDb::new().await;
        let (mail, url) = (Mail::mailbox(db.db()), ORIGIN.parse::<Url>().unwrap());
        let config = IdentityConfig { oidc_providers, ..IdentityConfig::new(url.clone()) };
        let secrets = Secrets::from_master([7; 32]);
        let limiter = RateLimiter::new(db.db());
        let notifications = Notifications::try_new(db.db(), mail.clone(), &secrets, url.clone(), "Karangou", notices).unwrap();
        let bus = Bus::start(&db.db());
        let identity = Identity::try_new(db.db(), secrets.clone(), limiter, mail.clone(), config).unwrap();
        let (messaging, folder) = (Messaging::new(db.db(), &secrets), tempfile::tempdir().unwrap());
        let told = WebhooksConfig { allow_private: true, ..WebhooksConfig::default() };
        let webhooks = Webhooks::try_new(db.db(), &secrets, &flows::WEBHOOK_EVENTS, told).unwrap();
        let sessions = Sessions::of(identity.clone()).with_notices(notifications.clone()).with_messages(messaging.clone());
        let kit = WebKit::new(sessions, [1; 32], Arc::new(SystemClock), TestDb::seeded_rng(1), WebKitConfig::at(url.clone()));
        let notices = NoticesState { notifications: notifications.clone(), messaging: messaging.clone(), bus: bus.clone() };
        let talk = talk(&db, &bus, &messaging, folder.path(), url);
        let affiliate = talk.conversations.affiliate.clone();
        let leaving = LeavingState { identity: identity.clone(), affiliate: affiliate.clone() };
        let endpoints = EndpointsState { identity: identity.clone(), webhooks };
        let more = more(&identity)
            .merge(web_account::leaving(leaving))
            .merge(web_account::notices(notices))
            .merge(web_account::messages(talk))
            .merge(web_account::endpoints(endpoints));
        let router =
            kit.wrap(web_kit::router().merge(web_account::router(identity.clone(), notifications.clone(), db.db())).merge(more));
        Self { identity, mail, notifications, messaging, affiliate, bus, _folder: folder, db, router }
    }

    pub(crate) async fn account(&self, email: &str, roles: &[Role]) -> AccountId {
        let cmd = CreateAccount {
            email: email.into(),
            display_name: "Afi Kodjo".into(),
            password: Some(SecretString::from(PASSWORD)),
            roles: roles.to_vec(),
            locale: Locale::Fr,
        };
        self.identity.create_account(&Actor::system("test"), cmd).await.unwrap()
    }

    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser { site: self, cookies: Mutex::default() }
    }

    /// A browser in which somebody of this role is signed in, second factor included.
    pub(crate) async fn signed_in(&self, email: &str, roles: &[Role]) -> Browser<'_> {
        self.account(email, roles).await;
        let browser = self.browser();
        let page = browser.submit("/connexion", &[("email", email), ("password", PASSWORD)]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        self.db.script("UPDATE identity.session SET second_factor_at = now()".into()).await;
        browser
    }

    /// The token of the last mail to an address.
    pub(crate) async fn mailed_token(&self, to: &str) -> String {
        let mails = self.mail.list_mailbox(Some(to), 1).await.unwrap();
        let (_, rest) = mails.first().expect("a mail").text.split_once("jeton=").expect("a link");
        rest.split_whitespace().next().unwrap().to_owned()
    }
}

/// Conversations on their neighbours.
fn talk(db: &TestDb, bus: &Bus, messaging: &Messaging, folder: &std::path::Path, url: Url) -> MessagesState {
    let secrets = Secrets::from_master([7; 32]);
    let ledger = Ledger::start(db.db());
    let payments = Payments::try_new(db.db(), ledger.clone(), &secrets, url, PaymentsConfig::default()).unwrap();
    let affiliate = Affiliate::start(db.db(), bus, ledger, payments, &secrets);
    let store = Store::local(&folder.join("files")).unwrap();
    MessagesState {
        messaging: messaging.clone(),
        conversations: Conversations { db: db.db(), affiliate, messaging: messaging.clone() },
        media: Media::new(db.db(), store, folder.join("work"), MediaConfig::default()),
        bus: bus.clone(),
    }
}

impl Browser<'_> {
    pub(crate) async fn get(&self, path: &str) -> Page {
        self.send(self.request("GET", path).body(Body::empty()).unwrap()).await
    }

    /// Opens the page at this address and sends its form back to the same address.
    pub(crate) async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.submit_from(path, path, fields).await
    }

    /// Opens one page and sends a form with its token to another address.
    pub(crate) async fn submit_from(&self, page: &str, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.get(page).await.attribute("input[name=_csrf]", "value").expect("a form with a token");
        self.post(path, &token, fields).await
    }

    /// Sends a form with this token.
    pub(crate) async fn post(&self, path: &str, token: &str, fields: &[(&str, &str)]) -> Page {
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        let body = body.append_pair("_csrf", token).extend_pairs(fields).finish();
        let request = self.request("POST", path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Sends a multipart form with one file, as the page's script does.
    pub(crate) async fn post_file(&self, path: &str, token: &str, fields: &[(&str, &str)], file: &str) -> Page {
        let mut body = String::new();
        for (name, value) in fields {
            body.push_str(&format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
        }
        let head = "Content-Disposition: form-data; name=\"file\"; filename=\"a.csv\"";
        body.push_str(&format!("--x\r\n{head}\r\n\r\n{file}\r\n--x--\r\n"));
        let request = self.request("POST", path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        self.send(request.header("x-csrf-token", token).body(Body::from(body)).unwrap()).await
    }

    /// Sends JSON as an island does.
    pub(crate) async fn post_json(&self, path: &str, token: &str, value: &serde_json::Value) -> Page {
        let request = self.request("POST", path).header(header::CONTENT_TYPE, "application/json").header("x-csrf-token", token);
        self.send(request.body(Body::from(value.to_string())).unwrap()).await
    }

    /// Opens a page with one more header.
    pub(crate) async fn get_with(&self, path: &str, name: &'static str, value: &'static str) -> Page {
        self.send(self.request("GET", path).header(name, value).body(Body::empty()).unwrap()).await
    }

    pub(crate) fn cookie(&self, name: &str) -> String {
        self.cookies.lock().unwrap().get(name).cloned().unwrap_or_default()
    }

    pub(crate) fn has_cookie(&self, name: &str) -> bool {
        self.cookies.lock().unwrap().contains_key(name)
    }

    /// Opens a page and leaves its body to be read as it comes.
    pub(crate) async fn open(&self, path: &str) -> http::Response<Body> {
        let request = self.request("GET", path).header(header::ACCEPT, "text/event-stream").body(Body::empty()).unwrap();
        self.site.router.clone().oneshot(request).await.unwrap()
    }

    fn request(&self, method: &str, path: &str) -> http::request::Builder {
        let cookies = self.cookies.lock().unwrap();
        let text: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, text.join("; "))
            .header(header::ORIGIN, ORIGIN)
            .header(header::USER_AGENT, "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Safari/537.36")
            .extension(ConnectInfo(std::net::SocketAddr::from(([192, 0, 2, 9], 4000))))
    }

    async fn send(&self, request: Request<Body>) -> Page {
        let response = self.site.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        self.keep_cookies(&parts.headers);
        let bytes = to_bytes(body, 4 << 20).await.unwrap();
        Page::new(parts, &bytes)
    }

    fn keep_cookies(&self, headers: &http::HeaderMap) {
        let mut cookies = self.cookies.lock().unwrap();
        for cookie in headers.get_all(header::SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            if rest.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), rest.split(';').next().unwrap().to_owned());
            }
        }
    }
}
