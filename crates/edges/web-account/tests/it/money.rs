//! `/admin/paiements`: what does not come to zero, what a person decides, statements, and bank transfers.

use contracts::payments::{DisbursementId, Purpose};
use http::StatusCode;
use jiff::SignedDuration;
use kernel::{AccountId, Actor, Currency, Money, Role};
use ledger::{AccountCode, AccountKey, Cause, Journal, JournalId, JournalKind};
use payments::{BankDetails, Destination, DisbursementKind, IntentState, NewDisbursement, Rail};
use paysim::{Button, Chaos, Provider};
use uuid::Uuid;

use crate::{
    browser::{Browser, Site},
    checkout::token,
    support::{MINUTE, MTN, OWN_EUR, Stage, latest},
};

const ADMIN: &str = "admin@example.org";
const MONEY: &str = "/admin/paiements";
const TRANSFERS: &str = "/admin/paiements/virements";

/// The pages of payments and what they look after.
struct Till {
    stage: Stage,
    site: Site,
}

impl Till {
    async fn with(chaos: Chaos) -> Self {
        let stage = Stage::with(chaos, 1).await;
        let site = Site::and(web_account::money(stage.payments.clone())).await;
        Self { stage, site }
    }

    async fn new() -> Self {
        Self::with(Chaos::none()).await
    }

    /// An administrator, whom the database of payments knows too.
    async fn admin(&self) -> Browser<'_> {
        let browser = self.site.signed_in(ADMIN, &[Role::Admin]).await;
        let id: AccountId = self.site.identity.find_account_by_email(&Actor::system("test"), ADMIN).await.unwrap().unwrap();
        sqlx::query(
            "INSERT INTO identity.account (id, email, display_name, locale, created_at, updated_at)
             VALUES ($1, $2, 'Afi', 'fr', now(), now())",
        )
        .bind(id.as_uuid())
        .bind(ADMIN)
        .execute(self.stage.db.pool())
        .await
        .unwrap();
        browser
    }

    /// A payment by a wallet of MTN whose payer pressed yes.
    async fn paid(&self) -> crate::support::Intent {
        let intent = self.stage.intent(5_000).await;
        self.stage.pay(&intent, Rail::MtnMomo, "BJ", MTN).await.unwrap();
        self.stage.sim.press(&self.stage.sim.transactions()[0].id, Button::Accept).unwrap();
        self.stage.settle().await;
        intent
    }

    /// A payout in euros that waits for a transfer.
    async fn payout(&self, cents: i64) -> DisbursementId {
        let stage = &self.stage;
        let amount = Money::new(cents, Currency::Eur);
        let debit = AccountKey::of(AccountCode::Payable, Uuid::now_v7(), Currency::Eur).unwrap();
        let clearing = AccountKey::of_provider(AccountCode::Clearing, "stripe", Currency::Eur).unwrap();
        let cause = Cause { kind: "test", id: Uuid::now_v7() };
        let journal = Journal::new(JournalId::generate(), JournalKind("test-owed"), cause, stage.now());
        stage.ledger.post(journal.moving(clearing, debit.clone(), amount)).await.unwrap();
        let details = BankDetails { holder: "Afi Kodjo".into(), account: "BE68539007547034".into(), bic: String::new() };
        let new = NewDisbursement {
            id: DisbursementId::generate(),
            kind: DisbursementKind::Payout,
            purpose: Purpose { kind: "project".into(), id: Uuid::now_v7() },
            amount,
            debit,
            collected_by: None,
            destination: Destination::bank(&details).unwrap(),
        };
        let mut tx = stage.db.begin(&Actor::system("test")).await.unwrap();
        stage.payments.open_disbursement_in(&mut tx, &new).await.unwrap();
        tx.commit().await.unwrap();
        stage.settle().await;
        new.id
    }
}

#[tokio::test]
async fn only_who_looks_after_payments_sees_them() {
    let till = Till::new().await;
    let stranger = till.site.browser();
    for path in [MONEY, TRANSFERS] {
        assert_eq!(stranger.get(path).await.status, StatusCode::SEE_OTHER, "{path}");
    }
    let gone = Uuid::now_v7();
    let moderator = till.site.signed_in("mod@example.org", &[Role::Moderator]).await;
    let (batch, file) = (format!("{TRANSFERS}/{gone}"), format!("{TRANSFERS}/{gone}/fichier"));
    for path in [MONEY, TRANSFERS, &batch, &file] {
        assert_eq!(moderator.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let form = token(&moderator.get("/compte/profil").await);
    let id = gone.to_string();
    for (path, typed) in [
        (format!("{MONEY}/ecarts/{gone}"), vec![("remedy", "suspense"), ("reason", "Selon le relevé")]),
        (format!("{MONEY}/essais/{gone}"), vec![("decision", "return")]),
        (TRANSFERS.to_owned(), vec![("id", id.as_str()), ("currency", "EUR")]),
        (format!("{TRANSFERS}/essais/{gone}"), vec![("decision", "return"), ("reason", "Selon le relevé")]),
    ] {
        assert_eq!(moderator.post(&path, &form, &typed).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let admin = till.admin().await;
    let page = admin.get(MONEY).await;
    assert!(page.shows("Tous les comptes de passage sont à zéro.") && page.shows("Aucun écart n'est ouvert."), "{}", page.text);
    assert!(page.shows("Rien n'attend de décision.") && page.has(&format!("a[href='{TRANSFERS}']")));
    for path in [&batch, &file] {
        assert_eq!(admin.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(admin.get("/en/admin/paiements").await.shows("Bank transfers"));
}

#[tokio::test]
async fn a_statement_is_imported_and_what_is_missing_is_closed_with_a_reason() {
    let till = Till::new().await;
    till.paid().await;
    let admin = till.admin().await;
    let page = admin.get(MONEY).await;
    assert!(page.shows("5 000 FCFA") && page.shows("MTN"), "booked, not settled: {}", page.text);
    for (provider, text, why) in [
        ("", "", "Ce champ est nécessaire"),
        ("mtn-momo", "no,statement\n", "n’a pas les colonnes attendues"),
        ("agency", "x", "relevé"),
    ] {
        let refused = admin.post_file(&format!("{MONEY}/releve"), &token(&page), &[("provider", provider)], text).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{provider}");
        assert!(refused.shows(why), "{provider}: {}", refused.text);
    }
    till.stage.pass_often(4, SignedDuration::from_hours(25)).await;
    let page = admin.get(MONEY).await;
    assert!(page.shows("Comptabilisé chez nous, pas réglé par le prestataire"), "{}", page.text);
    let action = page.attribute("#ecarts form", "action").unwrap();
    let unreasoned = admin.post(&action, &token(&page), &[("remedy", "adjustment"), ("reason", "x")]).await;
    assert_eq!(unreasoned.status, StatusCode::UNPROCESSABLE_ENTITY);
    let statement = till.stage.sim.statement(Provider::MtnMomo);
    let imported = admin.post_file(&format!("{MONEY}/releve"), &token(&page), &[("provider", "mtn-momo")], &statement).await;
    assert_eq!((imported.status, imported.location()), (StatusCode::SEE_OTHER, "/admin/paiements#ecarts"), "{}", imported.text);
    let page = admin.get(MONEY).await;
    assert!(page.shows("Le relevé est importé.") && page.shows("Tous les comptes de passage sont à zéro."), "{}", page.text);
    let closed = admin.post(&action, &token(&page), &[("remedy", "adjustment"), ("reason", "Jamais réglé")]).await;
    assert_eq!(closed.status, StatusCode::UNPROCESSABLE_ENTITY, "the line explained it");
}

#[tokio::test]
async fn a_break_is_closed_and_another_amount_goes_back() {
    let till = Till::with(Chaos { partial: 100, ..Chaos::none() }).await;
    let intent = till.paid().await;
    assert_eq!(till.stage.state(&intent).await, IntentState::Conflicted);
    let attempt = latest(&till.stage.view(&intent).await).id;
    let admin = till.admin().await;
    let page = admin.get(MONEY).await;
    assert!(page.shows("Autre montant que demandé") && page.shows("2 500 FCFA"), "{}", page.text);
    let decide = format!("{MONEY}/essais/{attempt}");
    let unreasoned = admin.post(&decide, &token(&page), &[("decision", "close"), ("reason", "")]).await;
    assert_eq!(unreasoned.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(admin.post(&decide, &token(&page), &[("decision", "pray")]).await.status, StatusCode::NOT_FOUND);
    let returned = admin.post(&decide, &token(&page), &[("decision", "return")]).await;
    assert_eq!((returned.status, returned.location()), (StatusCode::SEE_OTHER, "/admin/paiements#decisions"));
    assert_eq!(till.stage.state(&intent).await, IntentState::Cancelled);
    assert!(admin.get(MONEY).await.shows("Rien n'attend de décision."));

    let nobody = "line_id,settled_at,kind,provider_reference,merchant_reference,amount,fee,currency\nx-1,2026-11-21T10:00:00Z,collect,77,,1500,0,XOF\n";
    admin.post_file(&format!("{MONEY}/releve"), &token(&page), &[("provider", "paygate")], nobody).await;
    let page = admin.get(MONEY).await;
    assert!(page.shows("Réglé par le prestataire, inconnu chez nous") && page.shows("x-1"), "{}", page.text);
    let action = page.attribute("#ecarts form", "action").unwrap();
    let closed = admin.post(&action, &token(&page), &[("remedy", "suspense"), ("reason", "On cherche à qui")]).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text);
    assert!(admin.get(MONEY).await.shows("Aucun écart n'est ouvert."));
    till.stage.holds().await;
}

#[tokio::test]
async fn payouts_by_transfer_leave_in_a_batch_whose_file_the_bank_takes() {
    let till = Till::new().await;
    let id = till.payout(90_000).await;
    let admin = till.admin().await;
    let page = admin.get(TRANSFERS).await;
    assert!(page.shows("900,00 €") && page.shows("BE68 … 7034") && !page.text.contains("BE68539007547034"), "{}", page.text);
    let wanted = page.attribute("#attente form input[name=id]", "value").unwrap();
    let wrong = admin.post(TRANSFERS, &token(&page), &[("id", &wanted), ("currency", "USD")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let batch = format!("{TRANSFERS}/{wanted}");
    for _ in 0..2 {
        let made = admin.post(TRANSFERS, &token(&page), &[("id", &wanted), ("currency", "EUR")]).await;
        assert_eq!((made.status, made.location()), (StatusCode::SEE_OTHER, batch.as_str()), "sent twice, one batch");
    }
    assert!(admin.get(&batch).await.shows("Le lot est prêt."));
    let other = AccountId::generate().to_string();
    let empty = admin.post(TRANSFERS, &token(&page), &[("id", &other), ("currency", "EUR")]).await;
    assert!(
        empty.status == StatusCode::UNPROCESSABLE_ENTITY && empty.shows("Rien n’attend dans cette monnaie"),
        "{}",
        empty.text
    );
    let other = admin.post(TRANSFERS, &token(&page), &[("id", &wanted), ("currency", "XOF")]).await;
    assert!(other.status == StatusCode::UNPROCESSABLE_ENTITY && other.shows("dans une autre monnaie"));

    let page = admin.get(&batch).await;
    assert!(page.shows("Remis à la banque") && page.shows("BE68 … 7034"), "{}", page.text);
    let file = admin.get(&format!("{batch}/fichier")).await;
    assert_eq!(file.headers["content-type"], "application/xml");
    assert!(file.headers["content-disposition"].to_str().unwrap().starts_with("attachment; filename=\"griot-EUR-"));
    assert_eq!(file.headers["cache-control"], "no-store");
    assert_eq!(admin.get(&format!("{batch}/fichier")).await.text, file.text);
    assert_eq!(till.stage.sim.bank_take(&file.text), Ok(1));
    let statement = till.stage.sim.bank_statement(OWN_EUR).unwrap();
    let imported = admin.post_file(&format!("{MONEY}/releve"), &token(&page), &[("provider", "bank")], &statement).await;
    assert_eq!(imported.status, StatusCode::SEE_OTHER, "{}", imported.text);
    assert_eq!(till.stage.payments.find_disbursement(id).await.unwrap().unwrap().state.as_str(), "succeeded");
    let page = admin.get(&batch).await;
    assert!(page.shows("Payé") && !page.has(&format!("form[action^='{TRANSFERS}/essais']")), "{}", page.text);
    assert!(admin.get(&format!("/en{batch}")).await.shows("Paid"));
    till.stage.holds().await;
}

#[tokio::test]
async fn a_person_says_what_became_of_a_transfer() {
    let till = Till::new().await;
    let (first, second) = (till.payout(100).await, till.payout(200).await);
    let admin = till.admin().await;
    let page = admin.get(TRANSFERS).await;
    let back = page.attribute(&format!("form[action^='{TRANSFERS}/essais']"), "action").unwrap();
    let typed = [("decision", "return"), ("reason", "Compte d’un autre")];
    let unreasoned = admin.post(&back, &token(&page), &[("decision", "return"), ("reason", "")]).await;
    assert!(unreasoned.status == StatusCode::UNPROCESSABLE_ENTITY && unreasoned.shows("Virements bancaires"));
    let returned = admin.post(&back, &token(&page), &typed).await;
    assert_eq!((returned.status, returned.location()), (StatusCode::SEE_OTHER, TRANSFERS));
    assert_eq!(admin.post(&back, &token(&page), &typed).await.status, StatusCode::UNPROCESSABLE_ENTITY, "once");
    assert_eq!(admin.post(&back, &token(&page), &[("decision", "pray")]).await.status, StatusCode::NOT_FOUND);

    let wanted = page.attribute("#attente form input[name=id]", "value").unwrap();
    admin.post(TRANSFERS, &token(&page), &[("id", &wanted), ("currency", "EUR")]).await;
    let batch = admin.get(&format!("{TRANSFERS}/{wanted}")).await;
    let said = batch.attribute(&format!("form[action^='{TRANSFERS}/essais']"), "action").unwrap();
    let typed = |reason| [("decision", "confirm"), ("reason", reason), ("lot", wanted.as_str())];
    let unreasoned = admin.post(&said, &token(&batch), &typed("")).await;
    assert!(unreasoned.status == StatusCode::UNPROCESSABLE_ENTITY && unreasoned.shows("Virements du lot"), "{}", unreasoned.text);
    let confirmed = admin.post(&said, &token(&batch), &typed("Vu sur le site de la banque")).await;
    assert_eq!(confirmed.location(), format!("{TRANSFERS}/{wanted}"));
    let state = async |id| till.stage.payments.find_disbursement(id).await.unwrap().unwrap().state.as_str();
    assert_eq!((state(first).await, state(second).await), ("requires_action", "succeeded"));
    till.stage.pass(MINUTE).await;
    till.stage.holds().await;
}
