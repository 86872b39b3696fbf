//! Own domains over HTTP: what answers there, and what of ours does not.

use affiliate::{Affiliate, AffiliateConfig, DomainOwner, DomainsConfig, LinkDraft};
use contracts::affiliate::LinkDomainId;
use tracker::{own_domain, split};

use super::*;
use crate::trade::{Partner, link};

const HOST: &str = "go.marque.ma";
const OURS: &str = "griot.example";

struct Stage {
    trade: Trade,
    partner: Partner,
    affiliate: Affiliate,
    router: Router,
}

impl Stage {
    async fn new() -> Self {
        let (trade, partner) = Trade::linked().await;
        let domains = DomainsConfig { link_host: Some(OURS.into()), ..DomainsConfig::default() };
        let affiliate = trade.affiliate_as(AffiliateConfig { domains, ..AffiliateConfig::default() });
        let state = TrackerState { affiliate: affiliate.clone(), country_header: None };
        let platform =
            kit(&trade).wrap(tracker::router(state.clone()).route("/connexion", axum::routing::get(|| async { "connexion" })));
        let own = kit(&trade).wrap_foreign(own_domain(state));
        let router = split(platform, own, affiliate.clone(), vec![OURS.to_owned()]);
        Self { trade, partner, affiliate, router }
    }

    /// A domain of the merchant; proved or not.
    async fn domain(&self, host: &str, state: &'static str) -> LinkDomainId {
        let owner = DomainOwner::Merchant(self.trade.merchant);
        let id = self.affiliate.add_link_domain(&self.trade.owner, owner, host).await.unwrap();
        let sql = "UPDATE affiliate.link_domains SET state = $2 WHERE id = $1";
        sqlx::query(sql).bind(id.as_uuid()).bind(state).execute(self.trade.db.pool()).await.unwrap();
        id
    }

    async fn bind(&self, key: &str, id: LinkDomainId) {
        let draft = LinkDraft { domain_id: Some(id), ..link() };
        self.affiliate.create_link(&self.partner.actor, self.partner.id, Some(key), None, &draft).await.unwrap();
    }

    async fn ask(&self, host: &str, path: &str) -> Response<Body> {
        self.ask_by(Method::GET, host, path).await
    }

    async fn ask_by(&self, method: Method, host: &str, path: &str) -> Response<Body> {
        let headers = [("host", host), ("cookie", "griot_session=abc"), ("accept-language", "fr-MA")];
        ask(&self.router, method, path, &headers).await
    }
}

#[tokio::test]
async fn an_own_domain_answers_for_its_links_and_shows_nothing_else_of_ours() {
    let stage = Stage::new().await;
    let id = stage.domain(HOST, "verified").await;
    stage.bind("promo", id).await;
    for host in [HOST, "GO.marque.MA:443", "go.marque.ma."] {
        let answer = stage.ask(host, "/promo?utm_source=reel").await;
        assert_eq!(answer.status(), StatusCode::FOUND, "{host}");
        assert!(head(&answer, "location").starts_with("https://thes.example/menthe?utm_source=reel&griot_id="));
        assert_eq!((head(&answer, "cache-control"), head(&answer, "set-cookie")), ("no-store", ""));
        assert_eq!(head(&answer, "strict-transport-security"), "");
    }
    // A link of another host, a page, a probe, our own form of the address, nothing.
    for path in [
        "/afi-the",
        "/connexion",
        "/healthz",
        "/metrics",
        "/internal/tls?domain=x",
        "/l/promo",
        "/en/promo",
        "/t.js",
        "/p.gif",
        "/",
        "/a%00b",
    ] {
        let answer = stage.ask(HOST, path).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!((head(&answer, "set-cookie"), head(&answer, "location")), ("", ""), "{path}");
        let body = axum::body::to_bytes(answer.into_body(), 10_000).await.unwrap();
        let page = String::from_utf8(body.to_vec()).unwrap();
        assert!(page.contains("Page introuvable") && !page.contains("href"), "{path}: {page}");
    }
    let posted = stage.ask_by(Method::POST, HOST, "/promo").await;
    assert_eq!((posted.status(), head(&posted, "set-cookie")), (StatusCode::METHOD_NOT_ALLOWED, ""));
    stage.trade.pass(SignedDuration::from_secs(1));
    let ahead = stage.ask_by(Method::HEAD, HOST, "/promo").await;
    assert_eq!((ahead.status(), last(&stage.trade).await.fault.as_deref()), (StatusCode::FOUND, Some("prefetch")));
}

#[tokio::test]
async fn our_host_answers_every_link_and_so_does_a_name_that_nobody_claimed() {
    let stage = Stage::new().await;
    let id = stage.domain(HOST, "verified").await;
    stage.bind("promo", id).await;
    for host in [OURS, "localhost:4000", "192.0.2.1", "autre.example"] {
        for key in ["promo", "afi-the"] {
            assert_eq!(stage.ask(host, &format!("/l/{key}")).await.status(), StatusCode::FOUND, "{host} {key}");
        }
        assert_eq!(stage.ask(host, "/connexion").await.status(), StatusCode::OK, "{host}");
    }
}

#[tokio::test]
async fn what_is_not_proved_serves_nothing_and_neither_links_nor_pages() {
    let stage = Stage::new().await;
    for (host, state) in [("attend.marque.ma", "waiting"), ("perdu.marque.ma", "lost")] {
        stage.domain(host, state).await;
        for path in ["/", "/afi-the", "/l/afi-the", "/connexion"] {
            assert_eq!(stage.ask(host, path).await.status(), StatusCode::NOT_FOUND, "{host}{path}");
        }
    }
}

#[tokio::test]
async fn the_root_leads_where_its_owner_said_whatever_the_visitor_says() {
    let stage = Stage::new().await;
    let id = stage.domain(HOST, "verified").await;
    stage.affiliate.set_link_domain_root(&stage.trade.owner, id, Some("https://marque.ma/")).await.unwrap();
    for path in ["/", "/?url=https://evil.test/", "/?next=//evil.test"] {
        let answer = stage.ask(HOST, path).await;
        assert_eq!((answer.status(), head(&answer, "location")), (StatusCode::FOUND, "https://marque.ma/"));
    }
    assert_eq!(stage.ask(HOST, "//evil.test/").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn without_the_database_an_unknown_host_is_asked_to_try_again_and_ours_is_not_looked_up() {
    let stage = Stage::new().await;
    sqlx::query("ALTER TABLE affiliate.link_domains RENAME TO gone").execute(stage.trade.db.pool()).await.unwrap();
    let answer = stage.ask("autre.marque.ma", "/promo").await;
    assert_eq!((answer.status(), head(&answer, "retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "5"));
    assert_eq!(stage.ask(OURS, "/l/afi-the").await.status(), StatusCode::FOUND);
}

#[tokio::test]
async fn a_proxy_is_told_to_fetch_certificates_for_what_is_served_alone() {
    let stage = Stage::new().await;
    stage.domain(HOST, "verified").await;
    stage.domain("attend.marque.ma", "waiting").await;
    let router = tracker::certificates(stage.affiliate.clone(), &[]);
    let ask = async |peer: &str, query: &str| {
        let peer: std::net::SocketAddr = peer.parse().unwrap();
        let request = Request::get(format!("/internal/tls{query}")).extension(axum::extract::ConnectInfo(peer));
        router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status().as_u16()
    };
    for (query, status) in [
        ("?domain=go.marque.ma", 200),
        ("?domain=GO.marque.ma.", 200),
        ("?domain=attend.marque.ma", 404),
        ("?domain=autre.marque.ma", 404),
        ("?domain=griot.example", 404),
        ("?domain=", 404),
        ("", 404),
        ("?domain=a%00b", 404),
    ] {
        assert_eq!(ask("127.0.0.1:9", query).await, status, "{query}");
        assert_eq!(ask("192.0.2.1:9", query).await, 403, "{query}");
    }
}
