//! What conversations are about, how far back they are read, and in whose colours.

use affiliate::{Answer, Audience, CodeDraft, InfluencerDraft, Listing, Network, ReportSale};
use contracts::{affiliate::ProgramId, messaging::ConversationId};
use http::StatusCode;
use kernel::{AccountId, Actor, Currency, FixedClock, Role};
use ledger::Ledger;
use messaging::{OpenConversation, SendMessage, Side, Subject, SubjectKind};
use payments::{Payments, PaymentsConfig};
use platform::Secrets;
use test_kit::Page;
use uuid::Uuid;

use crate::{
    browser::{Browser, Site},
    trade::{self, Trade},
};

/// A merchant with an open program and an influencer, each in a browser.
struct Market<'s> {
    site: &'s Site,
    trade: Trade,
    program: ProgramId,
    owner: Browser<'s>,
    salma: Browser<'s>,
    influencer: Actor,
}

impl<'s> Market<'s> {
    async fn on(site: &'s Site) -> Self {
        let db = site.db.db();
        let (ledger, secrets) = (Ledger::start(db.clone()), Secrets::from_master([7; 32]));
        let url = "https://griot.example/".parse().unwrap();
        let payments = Payments::try_new(db.clone(), ledger.clone(), &secrets, url, PaymentsConfig::default()).unwrap();
        let trade = Trade::on(None, db, FixedClock::at(trade::start()), ledger, payments).await;
        let program = trade.open_in(Currency::Mad).await;
        let owner = site.signed_in("owner@example.org", &[Role::Viewer]).await;
        let (merchant, id) = (trade.merchant, account_id(site, "owner@example.org").await);
        let join = format!(
            "INSERT INTO identity.organisation_member (organisation_id, account_id, role, joined_at) VALUES ('{merchant}', '{id}', 'admin', now())"
        );
        site.db.script(join).await;
        let salma = site.signed_in("salma@example.org", &[Role::Viewer]).await;
        let influencer = trade::person(account_id(site, "salma@example.org").await);
        let draft = InfluencerDraft {
            name: "Salma".into(),
            about: "Recettes.".into(),
            country: "MA".into(),
            countries: vec!["MA".into()],
            languages: vec!["fr".into()],
            categories: vec!["food".into()],
            picture: None,
            audiences: vec![Audience { network: Network::Instagram, handle: "@salma".into(), followers: 900 }],
        };
        trade.affiliate.save_influencer(&influencer, None, &draft).await.unwrap();
        trade.affiliate.set_influencer_listed(&influencer, Listing::Listed).await.unwrap();
        Self { site, trade, program, owner, salma, influencer }
    }

    /// What a merchant's page of an influencer sends.
    async fn write(&self, browser: &Browser<'_>, to: AccountId) -> Page {
        let token = browser.get("/compte/profil").await.attribute("input[name=_csrf]", "value").unwrap();
        browser.post(&format!("/messages/programme/{}", self.program), &token, &[("influencer", &to.to_string())]).await
    }
}

async fn account_id(site: &Site, email: &str) -> AccountId {
    let found = sqlx::query_scalar("SELECT id FROM identity.account WHERE email = $1").bind(email);
    let id: Uuid = found.fetch_one(site.db.db().pool()).await.unwrap();
    id.into()
}

#[tokio::test]
async fn a_conversation_names_its_program_and_leads_each_side_to_its_own_page_of_the_partnership() {
    let site = Site::new().await;
    let market = Market::on(&site).await;
    let affiliate = &market.trade.affiliate;
    let id = affiliate.ask(&market.influencer, market.program, "Bonjour").await.unwrap();
    let place = market.salma.get(&format!("/messages/partenariat/{id}")).await.location().to_owned();
    let (mine, desk) =
        (format!("/influenceur/partenariats/{id}"), format!("/marchand/{}/partenaires/{id}", market.trade.merchant));
    for (browser, page) in [(&market.salma, &mine), (&market.owner, &desk)] {
        let shown = browser.get(&place).await;
        assert!(shown.shows("À propos d’un partenariat · Thés de l’Atlas"), "{}", shown.text);
        assert_eq!(shown.texts(&format!("a[href='{page}']")), ["Voir le partenariat"]);
    }
    assert!(market.salma.get(&format!("/en{place}")).await.has(&format!("a[href='/en{mine}']")));
}

#[tokio::test]
async fn those_who_manage_a_merchant_write_to_an_influencer_about_their_program_and_nobody_else_does() {
    let site = Site::new().await;
    let market = Market::on(&site).await;
    let salma = market.influencer.require_account().unwrap();
    let opened = market.write(&market.owner, salma).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text);
    let place = opened.location().to_owned();
    assert_eq!(market.write(&market.owner, salma).await.location(), place, "one conversation for both");
    let page = market.salma.get(&place).await;
    assert!(page.shows("À propos d’un programme · Thés de l’Atlas") && page.has("textarea[name=text]"));
    assert_eq!(page.texts(&format!("a[href='/marche/programmes/{}']", market.program)), ["Voir le programme"]);
    assert_eq!(market.write(&market.salma, salma).await.status, StatusCode::NOT_FOUND, "who does not manage it");
    let unlisted = account_id(market.site, "owner@example.org").await;
    assert_eq!(market.write(&market.owner, unlisted).await.status, StatusCode::NOT_FOUND, "who is no influencer");

    let id = market.trade.affiliate.ask(&market.influencer, market.program, "Avec plaisir").await.unwrap();
    market.trade.affiliate.answer(&market.trade.owner, id, Answer::Accept(None), "").await.unwrap();
    let partnership = market.owner.get(&format!("/messages/partenariat/{id}")).await.location().to_owned();
    assert_eq!(market.write(&market.owner, salma).await.location(), partnership, "once they work together, it is about that");
}

#[tokio::test]
async fn a_conversation_about_a_sale_names_it_to_its_merchant_and_only_its_day_to_the_partner() {
    let site = Site::new().await;
    let market = Market::on(&site).await;
    let affiliate = &market.trade.affiliate;
    let id = affiliate.ask(&market.influencer, market.program, "Bonjour").await.unwrap();
    affiliate.answer(&market.trade.owner, id, Answer::Accept(None), "").await.unwrap();
    let code = CodeDraft { code: "SALMA10".into(), ends_at: None };
    affiliate.create_code(&market.trade.owner, id, &code).await.unwrap();
    let sale = ReportSale {
        order_id: "N-1001".into(),
        customer: None,
        amount: trade::dirham(100_000),
        lines: Vec::new(),
        clicks: Vec::new(),
        codes: vec!["SALMA10".into()],
        occurred_at: None,
    };
    let order = affiliate.report_sale(&market.trade.owner, market.program, &sale).await.unwrap().id;
    let open = async |browser: &Browser<'_>| {
        let token = browser.get("/compte/profil").await.attribute("input[name=_csrf]", "value").unwrap();
        browser.post(&format!("/messages/commande/{id}/{order}"), &token, &[]).await
    };
    let opened = open(&market.salma).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text);
    let place = opened.location().to_owned();
    assert_eq!(open(&market.owner).await.location(), place, "one conversation for both");
    let desk = market.owner.get(&place).await;
    assert!(desk.shows("À propos d’une commande · N-1001"), "{}", desk.text);
    let sales = format!("a[href^='/marchand/{}/ventes?after='][href$='#conversion-{order}']", market.trade.merchant);
    assert_eq!(desk.texts(&sales), ["Voir la vente"]);
    let mine = market.salma.get(&place).await;
    assert!(mine.shows("À propos d’une commande · Thés de l’Atlas") && !mine.text.contains("N-1001"), "{}", mine.text);
    assert_eq!(mine.texts(&format!("a[href='/influenceur/partenariats/{id}#commissions']")), ["Voir les commissions"]);
    let stranger = site.signed_in("stranger@example.org", &[Role::Viewer]).await;
    assert_eq!(open(&stranger).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.get(&place).await.status, StatusCode::NOT_FOUND);
}

/// A conversation of two people with so many messages.
async fn talk(site: &Site, messages: usize) -> (Browser<'_>, ConversationId) {
    let afi = site.signed_in("afi@example.org", &[Role::Viewer]).await;
    site.account("kossi@example.org", &[Role::Viewer]).await;
    let people = [account_id(site, "afi@example.org").await, account_id(site, "kossi@example.org").await];
    let command = OpenConversation {
        subject: Subject { kind: SubjectKind::Partnership, id: Uuid::now_v7() },
        opener: Side::Account(people[0]),
        other: Side::Account(people[1]),
    };
    let mut tx = site.db.db().begin(&Actor::system("test")).await.unwrap();
    let conversation_id = site.messaging.open_in(&mut tx, &command).await.unwrap();
    tx.commit().await.unwrap();
    for number in 0..messages {
        // Each may send thirty a minute.
        let author = trade::person(people[number % 2]);
        let text = if number == 1 { "Le tout début".to_owned() } else { format!("Suite {number}") };
        let command = SendMessage { conversation_id, client_id: Uuid::now_v7(), text, attachments: Vec::new() };
        site.messaging.send(&author, &command).await.unwrap();
    }
    (afi, conversation_id)
}

#[tokio::test]
async fn earlier_messages_stay_on_the_page_and_lead_back_to_the_newest() {
    let site = Site::new().await;
    let (afi, id) = talk(&site, 54).await;
    let place = format!("/messages/{id}");
    let newest = afi.get_with(&place, "sec-purpose", "prefetch").await;
    assert!(newest.has("griot-thread[data-src][data-poll]") && !newest.shows("Messages récents"));
    let older = newest.attribute("[data-thread] a[href*='avant=']", "href").unwrap();
    let page = afi.get(&older).await;
    assert_eq!(page.texts("[data-thread] li").len(), 4, "{}", page.text);
    assert!(page.shows("Le tout début") && !page.has("griot-thread[data-src], griot-thread[data-poll]"));
    assert_eq!(page.texts(&format!("[data-thread] a[href='{place}']")), ["Messages récents"]);
    assert!(page.has("ol[data-number='4']"), "nobody has read what is not on the page");
    let waits = async || afi.get("/messages").await.texts("main li").concat().contains("non lus");
    assert!(waits().await, "and so the rest waits");
    afi.get(&place).await;
    assert!(!waits().await);
}

#[tokio::test]
async fn what_a_search_found_is_on_the_page_that_it_leads_to() {
    let site = Site::new().await;
    let (afi, _) = talk(&site, 54).await;
    for (words, number, is_live) in [("début", 2, false), ("Suite 52", 53, true)] {
        let found = afi.get(&format!("/messages?q={}", words.replace(' ', "%20"))).await;
        let hit = found.attribute(&format!("main li a[href$='#m{number}']"), "href").unwrap();
        let page = afi.get(hit.split('#').next().unwrap()).await;
        assert!(page.has(&format!("li#m{number}")), "{hit}");
        assert_eq!(page.has("griot-thread[data-src]"), is_live, "{hit}");
    }
}

#[tokio::test]
async fn pages_of_sales_are_in_the_colours_of_sales() {
    let site = Site::new().await;
    let (afi, id) = talk(&site, 1).await;
    for path in ["/messages", &format!("/messages/{id}"), "/compte/webhooks"] {
        let page = afi.get(path).await;
        assert!(page.has("html[data-brand=sales]") && page.has(".search-link[href='/marche']"), "{path}");
    }
    let staff = site.signed_in("modo@example.org", &[Role::Moderator]).await;
    assert!(staff.get("/moderation/messages").await.has("html[data-brand=sales]"));
    assert!(afi.get("/compte").await.has("html[data-brand=karangou]"), "one's account belongs to all of them");
}
