//! Where to send what was chosen: asked on the receipt, answered without an account.

use crowdfunding::TierAsks;
use http::StatusCode;
use paysim::Button;

use crate::{
    checkout::{Till, fields, split, token},
    stage::{Funding, draft, tier},
};

/// A till whose one tier asks for an address and a size, and a payment for it that is paid.
async fn paid(till: &Till) -> String {
    let browser = till.site.browser();
    let form = till.form().await;
    let page = browser.get(&form).await;
    let chosen = page.attribute("main input[name=tier]:not([value=''])", "value").unwrap();
    let made = browser.post(&form, &token(&page), &fields(&page, &[("tier", &chosen), ("name", "Kossi")])).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    let payment = made.location().to_owned();
    till.start(&browser, &payment, "mixx").await;
    till.funding.press(Button::Accept);
    till.funding.settle().await;
    payment
}

async fn asking() -> Till {
    let mut poster = tier(5_000, None);
    poster.asks = TierAsks { address: true, question: Some("Quelle <taille> ?".into()) };
    let mut project = draft();
    project.tiers = vec![poster];
    Till::of(Funding::new().await, &project).await
}

#[tokio::test]
async fn a_backer_without_account_says_where_to_send_it_and_changes_and_erases_it() {
    let till = asking().await;
    let browser = till.site.browser();
    let payment = paid(&till).await;
    let (path, key) = split(&payment);
    let form = payment.replace('?', "/livraison?");
    let receipt = browser.get(&payment).await;
    assert!(receipt.has("[data-delivery] a[href*='/livraison?cle=']") && receipt.shows("Il manque où envoyer"));
    let page = browser.get(&form).await;
    assert_eq!((page.status, page.headers["cache-control"].to_str().unwrap()), (StatusCode::OK, "no-store"));
    assert!(page.shows("Quelle <taille> ?") && !page.text.contains("<taille>"));
    assert_eq!(page.attribute("main select[name=country] option[selected]", "value").as_deref(), Some("TG"), "as the project");

    let good = [
        ("cle", key),
        ("name", "Ama <b>Kodjo</b>"),
        ("line1", "Maison bleue"),
        ("line2", ""),
        ("city", "Kpalimé"),
        ("postal_code", ""),
        ("country", "TG"),
        ("phone", "90 12 34 56"),
        ("answer", "L"),
    ];
    for (field, value) in
        [("name", ""), ("line1", " "), ("city", ""), ("country", "XX"), ("postal_code", "<1>"), ("phone", "12"), ("answer", "")]
    {
        let mut typed = good;
        typed.iter_mut().filter(|(name, _)| *name == field).for_each(|pair| pair.1 = value);
        let refused = browser.post(&format!("{path}/livraison"), &token(&page), &typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(refused.has(&format!("#error-{field}")), "{field}: {}", refused.text);
        let kept = if field == "line2" { "answer" } else { "line2" };
        assert!(refused.has(&format!("main input[name={kept}]")), "what was typed is kept");
    }
    let saved = browser.post(&format!("{path}/livraison"), &token(&page), &good).await;
    assert_eq!((saved.status, saved.location()), (StatusCode::SEE_OTHER, &*payment), "{}", saved.text);
    assert!(browser.get(&payment).await.shows("Votre réponse pour la livraison est notée"));
    let again = browser.get(&form.replace("/paiement", "/en/paiement")).await;
    assert_eq!(again.attribute("main input[name=name]", "value").as_deref(), Some("Ama <b>Kodjo</b>"));
    assert_eq!(again.attribute("main input[name=phone]", "value").as_deref(), Some("+22890123456"));
    assert!(again.shows("Receive your reward") && !again.text.contains("<b>Kodjo"));
    let erased = browser.post(&format!("{path}/livraison/effacer"), &token(&again), &[("cle", key)]).await;
    assert_eq!(erased.status, StatusCode::SEE_OTHER);
    assert_eq!(till.funding.scalar("SELECT count(*) FROM crowdfunding.deliveries").await, 0);
}

#[tokio::test]
async fn without_the_key_or_before_it_is_paid_there_is_nothing_to_answer() {
    let till = asking().await;
    let browser = till.site.browser();
    let promised = till.promise(&browser, "6 000").await;
    assert_eq!(browser.get(&promised.replace('?', "/livraison?")).await.status, StatusCode::NOT_FOUND, "not paid, and a gift");
    let payment = paid(&till).await;
    let (path, _) = split(&payment);
    assert_eq!(browser.get(&format!("{path}/livraison?cle=x")).await.status, StatusCode::NOT_FOUND);
    let page = browser.get(&payment).await;
    for below in ["/livraison", "/livraison/effacer"] {
        let refused = browser.post(&format!("{path}{below}"), &token(&page), &[("cle", "x"), ("name", "Ama")]).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{below}");
    }
    till.funding.execute("UPDATE crowdfunding.projects SET deliveries_closed_at = now()").await;
    let closed = browser.get(&payment.replace('?', "/livraison?")).await;
    assert!(closed.shows("les réponses ne changent plus") && !closed.has("main input[name=name]"));
    let (_, key) = split(&payment);
    let answer = [
        ("cle", key),
        ("name", "Ama"),
        ("line1", "Ici"),
        ("city", "Lomé"),
        ("country", "TG"),
        ("phone", "90123456"),
        ("answer", "L"),
    ];
    let late = browser.post(&format!("{path}/livraison"), &token(&page), &answer).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
}
