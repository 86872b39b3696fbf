//! The checkout through its router, against simulated providers: money moves as far as it would for a payer.

use std::time::Duration;

use axum::Router;
use contracts::crowdfunding::ProjectId;
use flows::Papers;
use http::StatusCode;
use jiff::SignedDuration;
use kernel::Currency;
use payments::{ProviderName, Rail};
use paysim::Button;
use platform::Bus;
use test_kit::Page;
use tokio::time::timeout;
use web_account::CheckoutState;

use crate::{
    browser::{Browser, Site},
    stage::{Funding, draft, tier},
    support::route,
};

pub(crate) struct Till {
    pub(crate) funding: Funding,
    pub(crate) site: Site,
    project_id: ProjectId,
}

impl Till {
    async fn new() -> Self {
        let mut project = draft();
        project.tiers = vec![tier(5_000, Some(1)), tier(20_000, None)];
        Self::of(Funding::new().await, &project).await
    }

    pub(crate) async fn of(funding: Funding, project: &crowdfunding::ProjectDraft) -> Self {
        let project_id = funding.online(project).await;
        let state = CheckoutState {
            crowdfunding: funding.funding.clone(),
            affiliate: affiliate_of(&funding),
            payments: funding.payments.clone(),
            bus: Bus::start(&funding.db),
            papers: papers(&funding),
        };
        let checkout: Router = web_account::checkout(state);
        Self { site: Site::and(checkout).await, funding, project_id }
    }

    pub(crate) async fn form(&self) -> String {
        let view = self.funding.funding.project(&self.funding.creator, self.project_id).await.unwrap();
        format!("/projets/{}/contribuer", view.slug)
    }

    /// Promises so much, and gives the page of its payment.
    pub(crate) async fn promise(&self, browser: &Browser<'_>, amount: &str) -> String {
        let form = self.form().await;
        let page = browser.get(&form).await;
        let made = browser.post(&form, &token(&page), &fields(&page, &[("amount", amount), ("name", "Kossi")])).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
        made.location().to_owned()
    }

    /// Pays by a wallet of Togo, as far as the phone.
    pub(crate) async fn start(&self, browser: &Browser<'_>, payment: &str, rail: &str) -> Page {
        let page = browser.get(payment).await;
        let (path, key) = split(payment);
        let typed = [("cle", key), ("country", "TG"), ("rail", rail), ("phone", "90 12 34 56")];
        browser.post(path, &token(&page), &typed).await
    }
}

pub(crate) fn affiliate_of(funding: &Funding) -> affiliate::Affiliate {
    let secrets = platform::Secrets::from_master([7; 32]);
    let bus = Bus::start(&funding.db);
    affiliate::Affiliate::start(funding.db.clone(), &bus, funding.ledger.clone(), funding.payments.clone(), &secrets)
}

pub(crate) fn papers(funding: &Funding) -> Papers {
    let public_url = "https://griot.example".parse().unwrap();
    Papers::new(funding.funding.clone(), funding.payments.clone(), public_url, "Karangou")
}

pub(crate) fn token(page: &Page) -> String {
    page.attribute("main input[name=_csrf]", "value").unwrap()
}

/// The hidden fields of the page's form, and what is typed.
pub(crate) fn fields<'f>(page: &Page, typed: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let hidden = ["id", "secret"].map(|name| (name, page.attribute(&format!("main input[name={name}]"), "value").unwrap()));
    let hidden = hidden.map(|(name, value)| (name, &*value.leak()));
    hidden.into_iter().chain(typed.iter().copied()).collect()
}

pub(crate) fn split(payment: &str) -> (&str, &str) {
    payment.split_once("?cle=").unwrap()
}

#[tokio::test]
async fn a_visitor_gives_by_phone_and_sees_the_receipt_with_no_account() {
    let till = Till::new().await;
    let browser = till.site.browser();
    let payment = till.promise(&browser, "12 500").await;

    let means = browser.get(&payment).await;
    assert!(means.shows("12 500 FCFA") && means.shows("Simulation"));
    assert_eq!(means.texts("main input[name=rail]").len(), 3, "Mixx, Flooz, card");
    assert_eq!(means.headers["cache-control"], "no-store");

    let started = till.start(&browser, &payment, "mixx").await;
    assert_eq!((started.status, started.location()), (StatusCode::SEE_OTHER, &*payment));
    let waiting = browser.get(&payment).await;
    assert!(waiting.shows("Confirmez sur votre téléphone") && waiting.has("griot-live-fragment[src*='/direct?cle=']"));
    assert!(waiting.attribute("main a[target=_blank]", "href").unwrap().starts_with(till.funding.sim.url().as_str()));
    assert!(!waiting.has("[data-final]"));

    till.funding.press(Button::Accept);
    till.funding.settle().await;
    let receipt = browser.get(&payment.replace('?', "/etat?")).await;
    assert!(receipt.shows("Merci") && receipt.shows("Le paiement est confirmé") && receipt.has("[data-final]"));
    assert_eq!(till.funding.raised(till.project_id).await, 12_500);
}

#[tokio::test]
async fn a_pledge_remembers_by_which_way_its_backer_came() {
    let till = Till::new().await;
    let browser = till.site.browser();
    let form = till.form().await;
    for (asked, sent, stored) in [
        ("?src=whatsapp", None, Some("whatsapp")),
        ("?src=site%3Aexample.org", None, Some("site:example.org")),
        ("?src=nonsense", None, Some("direct")),
        ("", None, Some("direct")),
        ("", Some("site:<script>"), None),
        ("", Some(""), None),
    ] {
        let page = browser.get(&format!("{form}{asked}")).await;
        let src = page.attribute("main input[name=src]", "value").unwrap();
        let typed = [("amount", "1 000"), ("src", sent.unwrap_or(&src))];
        let made = browser.post(&form, &token(&page), &fields(&page, &typed)).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{asked}: {}", made.text);
        let kept: Option<String> =
            sqlx::query_scalar("SELECT source FROM crowdfunding.pledges ORDER BY created_at DESC, id DESC LIMIT 1")
                .fetch_one(till.funding.db.pool())
                .await
                .unwrap();
        assert_eq!(kept.as_deref(), stored, "{asked}");
    }
    let refused = browser.post(&form, &token(&browser.get(&form).await), &[("amount", "x"), ("src", "qr")]).await;
    assert_eq!(refused.attribute("main input[name=src]", "value").as_deref(), Some("qr"), "kept with what was typed");
}

#[tokio::test]
async fn a_receipt_is_kept_as_pdf_and_its_proof_holds() {
    let till = Till::new().await;
    let browser = till.site.browser();
    let payment = till.promise(&browser, "12 500").await;
    let below = |name: &str| payment.replace('?', &format!("/{name}?"));
    for name in ["recu.pdf", "certificat.pdf", "preuve.json"] {
        assert_eq!(browser.get(&below(name)).await.status, StatusCode::NOT_FOUND, "{name} of what is not paid");
    }
    till.start(&browser, &payment, "mixx").await;
    till.funding.press(Button::Accept);
    till.funding.settle().await;
    let paid = browser.get(&payment).await;
    assert!(paid.has("[data-papers] a[href*='/recu.pdf?cle=']") && paid.has("[data-proof-soon]"));
    assert!(!paid.has("a[href*='/certificat.pdf']"), "the campaign is not over");

    till.funding.pass(SignedDuration::from_secs(10)).await;
    let proven = browser.get(&payment).await;
    assert!(proven.has("[data-proof] a[href*='/preuve.json?cle=']") && proven.shows("12 500 FCFA"));
    let receipt = browser.get(&below("recu.pdf")).await;
    assert_eq!((receipt.status, &receipt.headers["content-type"]), (StatusCode::OK, &"application/pdf".parse().unwrap()));
    assert_eq!(receipt.headers["cache-control"], "no-store");
    assert!(receipt.text.starts_with("%PDF-1.7"));
    let proof = browser.get(&below("preuve.json")).await;
    let proof = crowdfunding::Crowdfunding::read_proof(&proof.text).unwrap();
    assert_eq!(till.funding.funding.check_proof(&proof).await.unwrap(), None);
    for name in ["recu.pdf", "certificat.pdf", "preuve.json"] {
        let (path, _) = split(&payment);
        assert_eq!(browser.get(&format!("{path}/{name}?cle=another")).await.status, StatusCode::NOT_FOUND, "{name}");
    }
}

#[tokio::test]
async fn who_waits_hears_of_everything_until_the_receipt_is_whole_and_until_a_refund_arrived() {
    let till = Till::new().await;
    let browser = till.site.browser();
    let payment = till.promise(&browser, "12 500").await;
    till.start(&browser, &payment, "mixx").await;
    let stream = payment.replace('?', "/direct?");
    let listen = || timeout(Duration::from_secs(60), browser.get(&stream));
    // The stream ends by itself with what is final: not with the payment, but once the pledge has booked it.
    let (told, ()) = tokio::join!(listen(), async {
        till.funding.press(Button::Accept);
        till.funding.settle().await;
    });
    let last = last_event(&told.unwrap().text);
    assert!(last.contains("data-final") && last.contains("/nouvelles?contribution="), "{last}");
    let (path, key) = split(&payment);
    let page = browser.get(&payment).await;
    browser.post(&format!("{path}/annuler"), &token(&page), &[("cle", key)]).await;
    let (told, ()) = tokio::join!(listen(), till.funding.pass_often(4, SignedDuration::from_mins(2)));
    assert!(last_event(&told.unwrap().text).contains("remboursé"));
}

/// The last fragment of a stream that has ended.
fn last_event(stream: &str) -> String {
    stream.rsplit("\n\n").find(|event| event.contains("data:")).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn the_same_form_sent_twice_is_one_pledge_and_another_amount_is_another() {
    let till = Till::new().await;
    let browser = till.site.browser();
    let form = till.form().await;
    let page = browser.get(&form).await;
    let send = async |amount| browser.post(&form, &token(&page), &fields(&page, &[("amount", amount)])).await;
    let (first, second) = (send("5 000").await, send("5 000").await);
    assert_eq!(first.location(), second.location());
    assert!(first.location().starts_with("/paiement/"));

    let other = send("6 000").await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(other.shows("une nouvelle contribution"));
    let again = browser.post(&form, &token(&other), &fields(&other, &[("amount", "6 000")])).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_ne!(again.location(), first.location());
}

#[tokio::test]
async fn what_cannot_be_read_comes_back_with_what_was_typed() {
    let till = Till::new().await;
    let browser = till.site.browser();
    let form = till.form().await;
    let page = browser.get(&form).await;
    let view = till.funding.funding.project(&till.funding.creator, till.project_id).await.unwrap();
    let dear = view.tiers.iter().find(|tier| tier.amount.amount_minor == 20_000).unwrap().id.to_string();
    for typed in [
        vec![("amount", "12,50")],
        vec![("amount", "-500")],
        vec![("amount", "99999999999999999999")],
        vec![("amount", "")],
        vec![("amount", "100"), ("tier", &dear)],
        vec![("amount", "500"), ("email", "nobody")],
    ] {
        let refused =
            browser.post(&form, &token(&page), &fields(&page, &[typed.clone(), vec![("name", "<b>Kossi</b>")]].concat())).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:?}");
        assert!(refused.has(".field-error"), "{typed:?}");
        assert_eq!(refused.attribute("main input[name=name]", "value").as_deref(), Some("<b>Kossi</b>"));
    }
    assert_eq!(till.funding.scalar("SELECT count(*) FROM crowdfunding.pledges").await, 0);
}

#[tokio::test]
async fn the_last_of_a_tier_goes_to_whoever_sends_first() {
    let till = Till::new().await;
    let browser = till.site.browser();
    let form = till.form().await;
    let (first, second) = (browser.get(&form).await, browser.get(&form).await);
    let scarce = first.texts("main input[name=tier]").len();
    assert_eq!(scarce, 3, "a gift and two tiers");
    let tier = first.attribute("main input[name=tier]:not([value=''])", "value").unwrap();
    let send = async |page: &Page| browser.post(&form, &token(page), &fields(page, &[("tier", &*tier)])).await;
    assert_eq!(send(&first).await.status, StatusCode::SEE_OTHER);
    let late = send(&second).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!late.has(&format!("main input[name=tier][value='{tier}']")), "no longer offered");
}

#[tokio::test]
async fn without_its_key_a_payment_is_nowhere() {
    let till = Till::new().await;
    let browser = till.site.browser();
    let payment = till.promise(&browser, "5 000").await;
    let (path, key) = split(&payment);
    let mut wrong = key.to_owned();
    wrong.replace_range(0..1, if key.starts_with('A') { "B" } else { "A" });
    for address in [
        path.to_owned(),
        format!("{path}?cle={wrong}"),
        format!("{path}/etat?cle={wrong}"),
        format!("{path}/direct?cle={wrong}"),
        format!("{path}/formulaire?cle={wrong}"),
    ] {
        assert_eq!(browser.get(&address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    let page = browser.get(&payment).await;
    for (below, fields) in [("", vec![("rail", "mixx"), ("country", "TG")]), ("/annuler", vec![])] {
        let fields = [fields, vec![("cle", &*wrong)]].concat();
        let refused = browser.post(&format!("{path}{below}"), &token(&page), &fields).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{below}");
    }
}

#[tokio::test]
async fn a_refusal_on_the_phone_says_why_and_lets_choose_again() {
    let till = Till::new().await;
    let browser = till.site.browser();
    let payment = till.promise(&browser, "5 000").await;
    let page = browser.get(&payment).await;
    let (path, key) = split(&payment);
    for (rail, phone) in [("", "90 12 34 56"), ("mixx", ""), ("mixx", "12"), ("mtn_momo", "90 12 34 56")] {
        let typed = [("cle", key), ("country", "TG"), ("rail", rail), ("phone", phone)];
        let refused = browser.post(path, &token(&page), &typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{rail} {phone}");
    }
    till.start(&browser, &payment, "mixx").await;
    till.funding.press(Button::Refuse);
    till.funding.pass_often(3, SignedDuration::from_mins(2)).await;
    let again = browser.get(&payment).await;
    assert!(again.shows("Rien n'a été débité") && again.has("main input[name=rail]"), "{}", again.text);

    till.start(&browser, &payment, "flooz").await;
    till.funding.press(Button::Accept);
    till.funding.settle().await;
    assert!(browser.get(&payment).await.shows("Merci"));
    assert_eq!(till.funding.raised(till.project_id).await, 5_000);
}

#[tokio::test]
async fn a_backer_takes_back_what_was_paid_and_sees_it_return() {
    let till = Till::new().await;
    let browser = till.site.browser();
    let payment = till.promise(&browser, "5 000").await;
    till.start(&browser, &payment, "mixx").await;
    till.funding.press(Button::Accept);
    till.funding.settle().await;
    let page = browser.get(&payment).await;
    let (path, key) = split(&payment);
    let gone = browser.post(&format!("{path}/annuler"), &token(&page), &[("cle", key)]).await;
    assert_eq!((gone.status, gone.location()), (StatusCode::SEE_OTHER, &*payment));
    assert!(browser.get(&payment).await.shows("remboursement est en route"));
    till.funding.pass_often(4, SignedDuration::from_mins(2)).await;
    assert!(browser.get(&payment).await.shows("Vous êtes remboursé"));
    assert_eq!(till.funding.raised(till.project_id).await, 0);
}

#[tokio::test]
async fn a_moroccan_card_is_handed_over_by_a_form_that_may_go_to_its_provider_alone() {
    let mut project = draft();
    (project.currency, project.country) = (Currency::Mad, "MA".into());
    let routes = vec![route(Rail::Card, ProviderName::Cmi, &["MA"], &[Currency::Mad])];
    let till = Till::of(Funding::routed(routes).await, &project).await;
    let browser = till.site.browser();
    let payment = till.promise(&browser, "250,50").await;
    let page = browser.get(&payment).await;
    let (path, key) = split(&payment);
    browser.post(path, &token(&page), &[("cle", key), ("country", "MA"), ("rail", "card")]).await;
    let waiting = browser.get(&payment).await;
    let hand_over = waiting.attribute("main a[href*='/formulaire']", "href").unwrap();
    let hand_over = hand_over.split_once("/paiement").unwrap().1;
    let form = browser.get(&format!("/paiement{hand_over}")).await;
    let action = form.attribute("main form", "action").unwrap();
    let host = url::Url::parse(&action).unwrap().origin().ascii_serialization();
    assert!(form.headers["content-security-policy"].to_str().unwrap().contains(&format!("form-action 'self' {host};")));
    assert_eq!(form.attribute("main form input[name=amount]", "value").as_deref(), Some("250.50"));
    assert!(!form.has("main form input[name=_csrf]"), "our token is nobody else's business");
}

#[tokio::test]
async fn a_promise_is_kept_and_says_that_nothing_is_charged() {
    let till = Till::of(Funding::on_success(paysim::Chaos::none(), 1).await, &draft()).await;
    let browser = till.site.browser();
    let payment = till.promise(&browser, "5 000").await;
    let page = browser.get(&payment).await;
    assert!(page.shows("Rien n'est débité aujourd'hui") && page.shows("Promettre"));
    till.start(&browser, &payment, "mixx").await;
    till.funding.settle().await;
    let kept = browser.get(&payment).await;
    assert!(kept.shows("Votre promesse est enregistrée") && kept.shows("une demande arrivera sur votre téléphone"));
    assert!(till.funding.sim.transactions().is_empty());
    let (path, key) = split(&payment);
    browser.post(&format!("{path}/annuler"), &token(&kept), &[("cle", key)]).await;
    assert!(browser.get(&payment).await.shows("a été annulée"));
}

#[tokio::test]
async fn a_payer_is_told_what_paypal_charges_in_euros() {
    let paypal =
        payments::Route { charged_in: Some(Currency::Eur), ..route(Rail::Paypal, ProviderName::Paypal, &[], &[Currency::Xof]) };
    let till = Till::of(Funding::routed(vec![paypal]).await, &draft()).await;
    let browser = till.site.browser();
    let payment = till.promise(&browser, "10 000").await;
    assert!(browser.get(&payment).await.shows("15,25\u{a0}€ (1 € = 655,957 FCFA, BCEAO)"));
    till.start(&browser, &payment, "paypal").await;
    till.funding.press(Button::Accept);
    till.funding.settle().await;
    let receipt = browser.get(&payment).await;
    assert!(receipt.shows("Débité") && receipt.shows("15,25\u{a0}€"), "{}", receipt.text);
}
