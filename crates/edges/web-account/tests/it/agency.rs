//! Cash at an agency through the pages: the payer's voucher, the agent's page, the staff's, and the way back of the money.

use contracts::crowdfunding::ProjectId;
use http::StatusCode;
use jiff::SignedDuration;
use kernel::{AccountId, Actor, Currency, Money, Role};
use ledger::{AccountCode, AccountKey};
use payments::{ProviderName, Rail};
use platform::Bus;
use test_kit::Page;
use web_account::{AgencyState, CheckoutState};

use crate::{
    browser::{Browser, Site},
    checkout::{affiliate_of, fields, papers, split, token},
    stage::{Funding, draft},
    support::route,
};

const AGENT: &str = "agent@example.org";

struct Agency {
    funding: Funding,
    site: Site,
    project_id: ProjectId,
}

impl Agency {
    async fn new() -> Self {
        let funding = Funding::routed(vec![route(Rail::Cash, ProviderName::Agency, &["TG"], &[Currency::Xof])]).await;
        let project_id = funding.online(&draft()).await;
        let (crowdfunding, payments) = (funding.funding.clone(), funding.payments.clone());
        let checkout = CheckoutState {
            crowdfunding: crowdfunding.clone(),
            affiliate: affiliate_of(&funding),
            payments: payments.clone(),
            bus: Bus::start(&funding.db),
            papers: papers(&funding),
        };
        let site = Site::and_with(|identity| {
            let agency = AgencyState { identity: identity.clone(), crowdfunding, payments };
            web_account::checkout(checkout).merge(web_account::agency(agency))
        });
        Self { site: site.await, funding, project_id }
    }

    /// An agent at the counter, with this cap.
    async fn agent(&self, cap: i64) -> (Browser<'_>, AccountId) {
        let browser = self.site.signed_in(AGENT, &[Role::Agent]).await;
        let system = Actor::system("test");
        let id = self.site.identity.find_account_by_email(&system, AGENT).await.unwrap().unwrap();
        self.funding.payments.set_agent_cap(&system, id, Money::new(cap, Currency::Xof)).await.unwrap();
        (browser, id)
    }

    /// Somebody who chose to pay in cash: the address of the payment, and its page.
    async fn voucher(&self, payer: &Browser<'_>, amount: &str) -> (String, Page) {
        let view = self.funding.funding.project(&self.funding.creator, self.project_id).await.unwrap();
        let form = format!("/projets/{}/contribuer", view.slug);
        let page = payer.get(&form).await;
        let made = payer.post(&form, &token(&page), &fields(&page, &[("amount", amount), ("name", "Kossi")])).await;
        let payment = made.location().to_owned();
        let (path, key) = split(&payment);
        let means = payer.get(&payment).await;
        let chosen = payer.post(path, &token(&means), &[("cle", key), ("country", "TG"), ("rail", "cash")]).await;
        assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.text);
        let page = payer.get(&payment).await;
        (payment, page)
    }

    async fn held(&self, id: AccountId) -> i64 {
        let float = AccountKey::of(AccountCode::AgentFloat, id.as_uuid(), Currency::Xof).unwrap();
        -self.funding.ledger.balance(&float).await.unwrap().posted.amount_minor
    }
}

fn code(page: &Page) -> String {
    page.texts("main [data-voucher-code]").pop().unwrap()
}

#[tokio::test]
async fn an_agent_takes_cash_by_the_short_code_and_the_payer_is_thanked() {
    let agency = Agency::new().await;
    let payer = agency.site.browser();
    let (payment, page) = agency.voucher(&payer, "12 500").await;
    assert!(page.shows("Payez en espèces dans une agence") && page.shows("12 500 FCFA"), "{}", page.text);
    assert!(page.has("main [data-voucher-picture] svg") && page.shows("Le bon attend un agent"));
    assert!(page.has("griot-live-fragment[src*='/direct?cle=']"), "the page hears of it");

    let (agent, id) = agency.agent(50_000).await;
    let counter = agent.get("/agence").await;
    assert!(counter.has("griot-vouchers[data-key][data-csrf]") && counter.has("input[type=file][capture]"));
    assert!(counter.headers["permissions-policy"].to_str().unwrap().contains("camera=(self)"));
    let shown = agent.post("/agence/bon", &token(&counter), &[("bon", &code(&page).to_lowercase())]).await;
    assert!(
        shown.shows("12 500 FCFA")
            && shown.shows(&agency.funding.funding.project(&agency.funding.creator, agency.project_id).await.unwrap().title)
    );
    let bon = shown.attribute("main form input[name=bon]", "value").unwrap();
    let taken = agent.post("/agence/encaisser", &token(&shown), &[("bon", &bon)]).await;
    assert_eq!((taken.status, taken.location()), (StatusCode::SEE_OTHER, "/agence"));
    let after = agent.get("/agence").await;
    assert!(after.shows("C’est encaissé") && after.shows("37 500 FCFA"), "{}", after.text);

    agency.funding.settle().await;
    assert!(payer.get(&payment).await.shows("Merci"));
    assert_eq!(agency.held(id).await, 12_500);
    let again = agent.post("/agence/bon", &token(&after), &[("bon", &code(&page))]).await;
    assert!(again.shows("déjà encaissé") && !again.has("form[action$='/encaisser']"));
}

#[tokio::test]
async fn an_agent_is_told_why_a_voucher_takes_no_cash() {
    let agency = Agency::new().await;
    let payer = agency.site.browser();
    let (payment, page) = agency.voucher(&payer, "5 000").await;
    let (dear_payment, dear) = agency.voucher(&payer, "9 000").await;
    let (agent, id) = agency.agent(8_000).await;
    let counter = agent.get("/agence").await;
    let look = async |code: &str| agent.post("/agence/bon", &token(&counter), &[("bon", code)]).await;
    let over = look(&code(&dear)).await;
    assert!(over.shows("Déposez d’abord") && !over.has("form[action$='/encaisser']"), "{}", over.text);
    for wrong in ["ZZZZ ZZZZ", "GV1.AAAA", ""] {
        let refused = look(wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(refused.has(".field-error"));
    }
    let (path, key) = split(&payment);
    let other = payer.post(&format!("{path}/autre-moyen"), &token(&page), &[("cle", key)]).await;
    assert_eq!((other.status, other.location()), (StatusCode::SEE_OTHER, &*payment));
    let again = payer.get(&payment).await;
    assert!(again.shows("Vous avez renoncé au bon") && again.has("main input[name=rail][value=cash]"));
    let gone = payer.post(&format!("{path}/annuler"), &token(&again), &[("cle", key)]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    let taken = agent.post("/agence/encaisser", &token(&counter), &[("bon", &code(&page))]).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(taken.shows("Rendez les espèces"));
    assert_eq!(agency.held(id).await, 0);
    assert_eq!(payer.get(&dear_payment).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_counter_is_for_agents_and_the_caps_for_who_looks_after_payments() {
    let agency = Agency::new().await;
    let (agent, id) = agency.agent(8_000).await;
    let viewer = agency.site.signed_in("viewer@example.org", &[Role::Viewer]).await;
    let stranger = agency.site.browser();
    let one = format!("/admin/agences/{id}");
    for path in ["/agence", "/admin/agences", &*one] {
        assert_ne!(stranger.get(path).await.status, StatusCode::OK, "{path}");
        assert_eq!(viewer.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let counter = agent.get("/agence").await;
    for (path, typed) in
        [("/plafond", vec![("cap", "1")]), ("/depot", vec![("amount", "1"), ("reference", "A"), ("reason", "Dépôt")])]
    {
        let refused = agent.post(&format!("{one}{path}"), &token(&counter), &typed).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(agent.get(&one).await.status, StatusCode::FORBIDDEN);
    let page = viewer.get("/compte/profil").await;
    for path in ["/agence/bon", "/agence/encaisser"] {
        let refused = viewer.post(path, &token(&page), &[("bon", "ZZZZ ZZZZ")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn the_staff_sets_a_cap_and_books_a_deposit() {
    let agency = Agency::new().await;
    let (agent, id) = agency.agent(8_000).await;
    let payer = agency.site.browser();
    let (_, page) = agency.voucher(&payer, "5 000").await;
    let counter = agent.get("/agence").await;
    agent.post("/agence/encaisser", &token(&counter), &[("bon", &code(&page))]).await;
    let admin = agency.site.signed_in("admin@example.org", &[Role::Admin]).await;
    let list = admin.get("/admin/agences").await;
    assert!(list.shows("Afi Kodjo") && list.shows("5 000 FCFA") && list.shows("3 000 FCFA"), "{}", list.text);

    let one = format!("/admin/agences/{id}");
    let form = admin.get(&one).await;
    let post = async |below: &str, typed: &[(&str, &str)]| admin.post(&format!("{one}{below}"), &token(&form), typed).await;
    assert_eq!(post("/plafond", &[("currency", "XOF"), ("cap", "20 000")]).await.status, StatusCode::SEE_OTHER);
    for (cap, why) in [("4 999", "détient déjà"), ("-1", ""), ("beaucoup", "")] {
        let refused = post("/plafond", &[("currency", "XOF"), ("cap", cap)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{cap}");
        assert!(refused.shows(why) && refused.attribute("input[name=cap]", "value").as_deref() == Some(cap));
    }
    let deposit = form.attribute("main input[name=id]", "value").unwrap();
    let slip = [("id", &*deposit), ("currency", "XOF"), ("amount", "2 000"), ("reference", "BOA-77"), ("reason", "Lundi")];
    for _ in 0..2 {
        assert_eq!(post("/depot", &slip).await.status, StatusCode::SEE_OTHER, "sent twice, booked once");
    }
    assert_eq!(agency.held(id).await, 3_000);
    let refused = post("/depot", &[("currency", "XOF"), ("amount", "3 001"), ("reference", "BOA-78"), ("reason", "Mardi")]).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.shows("plus que ce que l’agent détient"));
    let seen = admin.get(&one).await;
    assert!(seen.shows("BOA-77") && seen.shows("17 000 FCFA") && seen.shows("5 000 FCFA"), "{}", seen.text);
    assert_eq!(admin.get(&format!("/admin/agences/{}", AccountId::generate())).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn cash_goes_back_to_the_wallet_that_its_payer_names() {
    let agency = Agency::new().await;
    let payer = agency.site.browser();
    let (payment, page) = agency.voucher(&payer, "5 000").await;
    let (agent, _) = agency.agent(8_000).await;
    let counter = agent.get("/agence").await;
    agent.post("/agence/encaisser", &token(&counter), &[("bon", &code(&page))]).await;
    agency.funding.settle().await;
    let (path, key) = split(&payment);
    let receipt = payer.get(&payment).await;
    payer.post(&format!("{path}/annuler"), &token(&receipt), &[("cle", key)]).await;
    agency.funding.pass_often(2, SignedDuration::from_mins(1)).await;
    let kept = payer.get(&payment).await;
    assert!(
        kept.shows("Votre remboursement vous attend") && kept.has("main input[name=wallet][value='TG:mixx']"),
        "{}",
        kept.text
    );

    let claim = async |key: &str, wallet: &str, phone: &str| {
        let typed = [("cle", key), ("wallet", wallet), ("phone", phone)];
        payer.post(&format!("{path}/remboursement"), &token(&kept), &typed).await
    };
    assert_eq!(claim("x", "TG:mixx", "90 12 34 56").await.status, StatusCode::NOT_FOUND);
    for (wallet, phone) in [("", "90 12 34 56"), ("TG:mixx", "12"), ("TG:card", "90 12 34 56"), ("TG:cash", "90 12 34 56")] {
        let refused = claim(key, wallet, phone).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wallet} {phone}");
        assert_eq!(refused.attribute("main input[name=phone]", "value").as_deref(), Some(phone));
    }
    assert_eq!(claim(key, "TG:mixx", "90 12 34 56").await.status, StatusCode::SEE_OTHER);
    agency.funding.settle().await;
    assert!(payer.get(&payment).await.shows("remboursement est en route"));
    agency.funding.pass_often(4, SignedDuration::from_mins(2)).await;
    let back = payer.get(&payment).await;
    assert!(back.shows("Vous êtes remboursé") && !back.has("main input[name=wallet]"), "{}", back.text);
}
