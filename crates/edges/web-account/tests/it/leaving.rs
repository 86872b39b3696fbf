//! Ending one's account by the pages, and taking one's data along.

use affiliate::{MerchantDraft, attribution::Policy};
use http::StatusCode;
use kernel::{Actor, Currency, Money, Role};
use ledger::{AccountCode, AccountKey, Cause, Journal, JournalId, JournalKind, Ledger};

use crate::{
    browser::{PASSWORD, Site},
    trade,
};

const PATH: &str = "/compte/suppression";

#[tokio::test]
async fn an_account_is_ended_with_the_e_mail_typed_out_and_kept_after_all() {
    let site = Site::new().await;
    let browser = site.signed_in("afi@example.org", &[Role::Viewer]).await;
    assert!(browser.get("/compte").await.has("a[href='/compte/suppression']"));
    let page = browser.get(PATH).await;
    assert!(page.shows("Pendant 14 jours") && page.shows("tapez afi@example.org") && !page.has("#f-code"));
    assert!(browser.get("/en/compte/suppression").await.shows("For 14 days, you may sign in again"));

    let typed = |email: &'static str, password: &'static str| [("confirmation", email), ("current_password", password)];
    let wrong = browser.submit(PATH, &typed("kossi@example.org", PASSWORD)).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.has("#error-confirmation"));
    let wrong = browser.submit(PATH, &typed("afi@example.org", "wrong")).await;
    assert!(wrong.has("#error-current_password") && !wrong.text.contains("value=\"wrong\""));
    let gone = browser.submit(PATH, &typed("afi@example.org", PASSWORD)).await;
    assert_eq!(gone.location(), "/connexion");
    assert!(!browser.has_cookie("griot_session"));
    assert!(browser.get("/connexion").await.shows("Un courriel vous dit jusqu'à quand vous pouvez revenir."));

    browser.submit("/connexion", &[("email", "afi@example.org"), ("password", PASSWORD)]).await;
    let hub = browser.get("/compte").await;
    assert!(hub.shows("Vos données seront effacées le"));
    assert!(!browser.get(PATH).await.has("#f-confirmation"), "it is asked for already");
    let kept = browser.submit_from("/compte", "/compte/suppression/annulation", &[]).await;
    assert_eq!(kept.location(), "/compte");
    assert!(!browser.get("/compte").await.shows("Vos données seront effacées le"));
    let nothing = browser.submit_from("/compte/profil", "/compte/suppression/annulation", &[]).await;
    assert_eq!(nothing.status, StatusCode::CONFLICT);
}

/// What is in an account of the ledger from now on.
async fn credited(site: &Site, code: AccountCode, owner: uuid::Uuid, amount: Money) {
    let clearing = AccountKey::of_provider(AccountCode::Clearing, "cmi", amount.currency).unwrap();
    let cause = Cause { kind: "test", id: owner };
    let journal = Journal::new(JournalId::generate(), JournalKind("test"), cause, site.db.db().now());
    let account = AccountKey::of(code, owner, amount.currency).unwrap();
    Ledger::start(site.db.db()).post(journal.moving(clearing, account, amount)).await.unwrap();
}

#[tokio::test]
async fn whoever_leaves_money_behind_is_told_before_and_where_to_ask_for_it() {
    let site = Site::new().await;
    let browser = site.signed_in("afi@example.org", &[Role::Viewer]).await;
    assert!(!browser.get(PATH).await.has("[data-left-behind]"), "nothing to tell");
    let id = site.identity.find_account_by_email(&Actor::system("test"), "afi@example.org").await.unwrap().unwrap();
    let (afi, merchant) = (trade::person(id), trade::organisation(&site.db.db(), "merchant").await);
    site.db.script(format!("INSERT INTO identity.organisation_member VALUES ('{merchant}', '{id}', 'owner', now())")).await;
    let draft = MerchantDraft { name: "Thés de l’Atlas".into(), country: "MA".into(), ..MerchantDraft::default() };
    site.affiliate.save_merchant(&afi, merchant, None, &draft).await.unwrap();
    let (program, terms) = (trade::draft(), trade::terms());
    site.affiliate.create_program(&afi, merchant, &program, &Policy::default(), &terms).await.unwrap();
    credited(&site, AccountCode::MerchantWallet, merchant.as_uuid(), Money::new(12_345, Currency::Mad)).await;
    credited(&site, AccountCode::Payable, id.as_uuid(), Money::new(1_500, Currency::Xof)).await;

    let page = browser.get(PATH).await;
    assert!(page.shows("plus personne ne pourra demander cet argent"));
    assert!(page.shows("En route, ou en attente d'une destination : 1 500 FCFA"));
    assert!(page.shows("Solde pour les commissions : 123,45 DH") && page.has(&format!("a[href='/marchand/{merchant}/solde']")));
    let wrong = browser.submit(PATH, &[("confirmation", "x"), ("current_password", "x")]).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.has("[data-left-behind]"));
    assert!(browser.get("/en/compte/suppression").await.shows("What you would leave behind"));
}

#[tokio::test]
async fn the_last_administrator_is_told_why_not() {
    let site = Site::new().await;
    let admin = site.signed_in("admin@example.org", &[Role::Admin]).await;
    let fields = [("confirmation", "admin@example.org"), ("current_password", PASSWORD)];
    let refused = admin.submit(PATH, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.shows("C'est le dernier compte d'administration."));
}

#[tokio::test]
async fn one_s_own_data_is_a_file() {
    let site = Site::new().await;
    let browser = site.signed_in("afi@example.org", &[Role::Viewer]).await;
    // The file holds the account, not the films and lists: the button says so.
    assert!(browser.get(PATH).await.shows("Télécharger les données du compte"));
    assert!(browser.get("/en/compte/suppression").await.shows("Download the account's data"));
    let file = browser.get("/compte/donnees").await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.headers["content-type"], "application/json");
    assert!(file.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert_eq!(file.headers["cache-control"], "no-store");
    let data: serde_json::Value = serde_json::from_str(&file.text).unwrap();
    assert_eq!(data["account"]["email"], "afi@example.org");
}

#[tokio::test]
async fn a_passkey_is_renamed() {
    let site = Site::new().await;
    let browser = site.signed_in("afi@example.org", &[Role::Viewer]).await;
    site.db
        .script(
            "INSERT INTO identity.passkey (id, account_id, credential_id, credential, name, created_at)
             SELECT gen_random_uuid(), id, 'x', '{}', 'Clé', now() FROM identity.account"
                .into(),
        )
        .await;
    let path = browser.get("/compte/securite").await.attribute("form[action$='/nom']", "action").unwrap();
    let wrong = browser.submit_from("/compte/securite", &path, &[("name", " ")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(browser.submit_from("/compte/securite", &path, &[("name", "<i>Mienne</i>")]).await.location(), "/compte/securite");
    let page = browser.get("/compte/securite").await;
    assert!(page.shows("<i>Mienne</i>") && !page.text.contains("<i>Mienne"));
    let other = site.signed_in("kossi@example.org", &[Role::Viewer]).await;
    assert_eq!(other.submit_from("/compte/profil", &path, &[("name", "Volée")]).await.status, StatusCode::NOT_FOUND);
}
