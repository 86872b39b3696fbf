//! Two merchants with a partner each, and of one of them whatever rows name.

use affiliate::{AffiliateConfig, CodeDraft, DomainOwner, DomainsConfig, FraudQueue, ShopKind};
use axum::{
    body::Body,
    http::{Request, Response, header},
};
use kernel::{Actor, Locale, PageRequest, Role};
use test_kit::{DnsServer, TestDb};
use tower::ServiceExt as _;

use super::{Who, rows::Method};
use crate::{
    papers::{NO_INVOICE, issued},
    profiles::member,
    selling::partners,
    site::{ORIGIN, Person, Shop, Site, product},
    staff::suspicious,
};

pub(super) struct Things {
    site: Site,
    callers: Vec<(Who, Person, String)>,
    named: Vec<(&'static str, String)>,
    _dns: DnsServer,
}

impl Things {
    pub(super) async fn new() -> Self {
        let dns = DnsServer::start().await;
        let domains = DomainsConfig { name_server: Some(dns.address()), ..DomainsConfig::default() };
        let config = AffiliateConfig { domains, ..AffiliateConfig::default() };
        let site = Site::on(ORIGIN, TestDb::new().await, config);
        let (shop, partner, id) = partners(&site).await;
        suspicious(&site, &shop, id).await;
        let mut named = of_merchant(&site, &shop).await;
        let statement = issued(&site, &shop, &partner, id, NO_INVOICE).await;
        let domain = DomainOwner::Influencer(partner.actor.account_id().unwrap());
        let code = CodeDraft { code: "AFI20".into(), ends_at: None };
        named.extend([
            ("{partnership}", id.to_string()),
            ("{link}", site.link(&partner, id).await.to_string()),
            ("{code}", site.affiliate.create_code(&shop.owner.actor, id, &code).await.unwrap().to_string()),
            ("{statement}", statement.to_string()),
            ("{my_domain}", site.affiliate.add_link_domain(&partner.actor, domain, "go.aicha.ma").await.unwrap().to_string()),
            ("{influencer}", site.affiliate.my_influencer(&partner.actor).await.unwrap().unwrap().slug),
        ]);
        let callers = callers(&site, shop, partner).await;
        Self { site, callers, named, _dns: dns }
    }

    fn fill(&self, text: &str) -> String {
        self.named.iter().fold(text.to_owned(), |text, (name, id)| text.replace(name, id))
    }

    /// How somebody is answered: of a stream, that it begins.
    pub(super) async fn ask(&self, who: Who, method: Method, path: &str, fields: &[(&str, &str)]) -> Response<Body> {
        let (_, person, token) = self.callers.iter().find(|(caller, ..)| *caller == who).unwrap();
        let path = self.fill(path);
        let request = match method {
            Method::Get => Request::get(path).header(header::COOKIE, &person.cookie).body(Body::empty()),
            Method::Post => {
                let fields = fields.iter().map(|(name, value)| (*name, self.fill(value)));
                let mut form = url::form_urlencoded::Serializer::new(String::new());
                let form = form.append_pair("_csrf", token).extend_pairs(fields).finish();
                sent(person, &path, "application/x-www-form-urlencoded", form)
            }
            Method::PostFile => sent(person, &path, "multipart/form-data; boundary=x", "--x--\r\n".to_owned()),
        };
        self.site.router.clone().oneshot(request.unwrap()).await.unwrap()
    }
}

fn sent(person: &Person, path: &str, kind: &str, body: String) -> axum::http::Result<Request<Body>> {
    let request = Request::post(path).header(header::COOKIE, &person.cookie).header(header::ORIGIN, ORIGIN);
    request.header(header::CONTENT_TYPE, kind).body(Body::from(body))
}

async fn of_merchant(site: &Site, shop: &Shop) -> Vec<(&'static str, String)> {
    let (affiliate, owner) = (&site.affiliate, &shop.owner.actor);
    let program = affiliate.program_of(owner, shop.id).await.unwrap().unwrap();
    let (product_id, slug) = site.product(shop, &product("Théière")).await;
    let cases = affiliate.fraud_queue(owner, program.id, FraudQueue::Open, &PageRequest::first()).await.unwrap();
    let connected = affiliate.connect_shop(owner, program.id, ShopKind::Woocommerce, None).await.unwrap();
    affiliate.draw_pixel_secret(owner, program.id).await.unwrap();
    for order in ["px-1", "px-2"] {
        affiliate.hear_pixel(&format!("program={}&order={order}&amount=100&currency=MAD", program.id), None).await.unwrap();
    }
    let reports = affiliate.pixel_reports(owner, program.id, &PageRequest::first()).await.unwrap().items;
    let domain = affiliate.add_link_domain(owner, DomainOwner::Merchant(shop.id), "go.souk.ma").await.unwrap();
    vec![
        ("{org}", shop.id.to_string()),
        ("{program}", program.id.to_string()),
        ("{group}", program.groups[0].id.to_string()),
        ("{product}", product_id.to_string()),
        ("{product_slug}", slug),
        ("{merchant}", affiliate.merchant(owner, shop.id).await.unwrap().slug),
        ("{case}", cases.items[0].id.to_string()),
        ("{shop}", connected.id.to_string()),
        ("{report}", reports[0].id.to_string()),
        ("{another_report}", reports[1].id.to_string()),
        ("{domain}", domain.to_string()),
    ]
}

/// Everybody with the token of a page of theirs.
async fn callers(site: &Site, shop: Shop, partner: Person) -> Vec<(Who, Person, String)> {
    let rival = site.merchant("Atlas").await;
    let program = site.program(&rival).await;
    let other = site.influencer("Kofi", 300).await;
    site.partnership(&other, &rival, program).await;
    let looks = member(site, &shop, "member").await;
    let page = site.get("/_ui").await;
    let cookies = page.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap().split(';').next().unwrap());
    let cookie = cookies.collect::<Vec<_>>().join("; ");
    let all = [
        (Who::Nobody, Person { actor: Actor::anonymous(Locale::Fr), cookie }),
        (Who::Rival, rival.owner),
        (Who::Other, other),
        (Who::Owner, shop.owner),
        (Who::Member, looks),
        (Who::Partner, partner),
        (Who::Moderator, site.person_of("Modo", Role::Moderator).await),
        (Who::Admin, site.person_of("Admin", Role::Admin).await),
    ];
    let mut callers = Vec::new();
    for (who, person) in all {
        let token = site.get_as(&person, "/_ui").await.attribute("meta[name=csrf-token]", "content").unwrap();
        callers.push((who, person, token));
    }
    callers
}
