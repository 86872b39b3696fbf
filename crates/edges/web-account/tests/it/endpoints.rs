//! Webhooks on their pages: made with their key shown, tried, read, written anew, switched, deleted; and what others are told.

use contracts::identity::OrganisationId;
use http::StatusCode;
use identity::{CreateOrganisation, OrganisationKind};
use kernel::{Actor, Role};
use test_kit::Page;

use crate::browser::{Browser, Site};

const OWN: &str = "/compte/webhooks";
const URL: &str = "https://hooks.example.org/caisse?cle=1";

async fn created(browser: &Browser<'_>, page: &str) -> (String, Page) {
    let made = browser.submit(page, &[("kind", "signed"), ("name", "Caisse"), ("url", URL), ("events", "sale.created")]).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    (made.attribute("main a.btn-primary", "href").unwrap(), made)
}

#[tokio::test]
async fn an_endpoint_is_made_its_key_is_shown_and_every_word_of_the_picker_is_there() {
    let site = Site::new().await;
    let browser = site.signed_in("afi@example.org", &[Role::Viewer]).await;
    let picker = browser.get(OWN).await;
    assert_eq!(picker.texts("#f-events code").len(), flows::WEBHOOK_EVENTS.len());
    assert!(!picker.text.contains("webhooks-event-"), "each type of event has its words");
    assert!(!browser.get("/en/compte/webhooks").await.text.contains("webhooks-event-"));
    let refused = browser.submit(OWN, &[("kind", "postback"), ("name", ""), ("url", "https://t.example/?a={klick}")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.has("#error-name") && refused.has("#error-url") && refused.has("#f-events .field-error"));
    assert!(refused.has("input[name=kind][value=postback][checked]"), "what was chosen stays");
    let (page, made) = created(&browser, OWN).await;
    let secret = made.texts("[data-secret]").remove(0);
    assert!(secret.starts_with("whsec_"));
    let one = browser.get(&page).await;
    assert!(one.shows("Caisse") && one.shows(URL) && !one.text.contains(&secret), "shown once");
    let shown = browser.submit_from(&page, &format!("{page}/cle"), &[]).await;
    assert_eq!(shown.texts("[data-secret]"), std::slice::from_ref(&secret));
    let rotated = browser.submit_from(&page, &format!("{page}/renouvellement"), &[]).await;
    assert_ne!(rotated.texts("[data-secret]"), [secret]);
    assert!(browser.get(&page).await.shows("L’ancienne clé signe jusqu’au"));
}

#[tokio::test]
async fn an_endpoint_is_tried_its_log_is_read_and_it_is_written_switched_and_deleted() {
    let site = Site::new().await;
    let browser = site.signed_in("afi@example.org", &[Role::Viewer]).await;
    let (page, _) = created(&browser, OWN).await;
    let tried = browser.submit_from(&page, &format!("{page}/essai"), &[("event", "commission.earned")]).await;
    let delivery = tried.location().to_owned();
    let sent = browser.get(&delivery).await;
    assert!(
        sent.shows("Commission gagnée") && sent.text.contains("commission.earned") && sent.shows("En route"),
        "{}",
        sent.text
    );
    assert!(browser.get(&format!("{page}?etat=pending")).await.has(&format!("a[href='{delivery}']")));
    assert!(!browser.get(&format!("{page}?etat=failed")).await.has(&format!("a[href='{delivery}']")));
    let again = browser.submit_from(&delivery, &format!("{delivery}/renvoi"), &[]).await;
    assert_eq!(again.location(), delivery);
    let saved = browser.submit(&page, &[("name", "Entrepôt"), ("url", URL), ("all", "true")]).await;
    assert_eq!(saved.location(), page);
    assert!(browser.get(&page).await.has("input[name=all][checked]"));
    browser.submit_from(&page, &format!("{page}/etat"), &[("act", "off")]).await;
    let off = browser.get(&page).await;
    assert!(off.shows("Désactivé") && !off.has("select[name=event]"));
    assert!(browser.get(&delivery).await.shows("Retenu"), "what was on its way is held");
    browser.submit_from(&page, &format!("{page}/etat"), &[("act", "on")]).await;
    browser.submit_from(&page, &format!("{page}/renvois"), &[]).await;
    assert!(browser.get(&delivery).await.shows("En route"));
    assert_eq!(browser.submit_from(&page, &format!("{page}/suppression"), &[]).await.location(), OWN);
    assert_eq!(browser.get(&page).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_endpoints_of_an_organisation_are_its_members_to_see_and_its_owners_to_decide() {
    let site = Site::new().await;
    let owner = site.signed_in("owner@example.org", &[Role::Viewer]).await;
    let member = site.signed_in("member@example.org", &[Role::Viewer]).await;
    let stranger = site.signed_in("stranger@example.org", &[Role::Admin]).await;
    let id = organisation(&site, &owner).await;
    let list = format!("/compte/organisations/{id}/webhooks");
    assert!(owner.get(&format!("/compte/organisations/{id}")).await.has(&format!("a[href='{list}']")));
    let (page, _) = created(&owner, &list).await;
    let seen = member.get(&list).await;
    assert!(seen.shows("Caisse") && !seen.has("#nouveau"), "a member looks");
    assert_eq!(member.get(&page).await.status, StatusCode::OK);
    let token = member.get("/compte/profil").await.attribute("input[name=_csrf]", "value").unwrap();
    let theirs = stranger.get("/compte/profil").await.attribute("input[name=_csrf]", "value").unwrap();
    for path in ["/cle", "/renouvellement", "/etat", "/suppression", "/essai", "/renvois", ""] {
        let (path, fields) = (format!("{page}{path}"), [("act", "off"), ("event", "sale.created"), ("name", "X"), ("url", URL)]);
        assert_eq!(member.post(&path, &token, &fields).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(stranger.post(&path, &theirs, &fields).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in [&list, &page] {
        assert_eq!(stranger.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(!stranger.get(OWN).await.has(&format!("a[href='{page}']")));
}

/// A merchant of the owner's, with the member in it.
async fn organisation(site: &Site, owner: &Browser<'_>) -> OrganisationId {
    let session = site.identity.authenticate_session(&owner.cookie("griot_session"), None).await.unwrap().unwrap();
    let actor = Actor::signed_in(session.signed_in, kernel::Locale::Fr);
    let cmd = CreateOrganisation { name: "Souk".into(), kind: OrganisationKind::Merchant };
    let id = site.identity.create_organisation(&actor, cmd).await.unwrap();
    let member = "SELECT id FROM identity.account WHERE email = 'member@example.org'";
    site.db.script(format!("INSERT INTO identity.organisation_member VALUES ('{id}', ({member}), 'member', now())")).await;
    id
}
