//! How both sides say how papers name them, the mandate, statements and those that wait, the warning of a contract.

use axum::http::{StatusCode, header};
use contracts::affiliate::{PartnershipId, StatementId};

use crate::{
    profiles::member,
    site::{Person, Shop, Site},
};

const MINE: &str = "/influenceur/fiscalite";
const ICE: &str = "001561191000066";
/// The number of an invoice, the text of its mandate, and when that was accepted.
const INVOICE: &str = "7, 1, '2026-11-02T10:00:00Z'";
pub(crate) const NO_INVOICE: &str = "NULL, NULL, NULL";
const PARTY: [(&str, &str); 5] = [
    ("legal_name", "Aïcha <b>Benali</b>"),
    ("address", "12, rue des Palmiers, Rabat"),
    ("country", "MA"),
    ("ice", "001 561 191 0000 66"),
    ("tax_number", "1234567"),
];

/// A profile with a regime, and what is typed otherwise.
fn typed<'f>(regime: &'f str, other: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let mut fields = vec![("regime", regime)];
    fields.extend(PARTY.iter().filter(|(name, _)| other.iter().all(|(changed, _)| changed != name)));
    fields.extend_from_slice(other);
    fields
}

async fn partners(site: &Site) -> (Shop, Person, PartnershipId) {
    let shop = site.merchant("Souk").await;
    let program = site.program(&shop).await;
    let aicha = site.influencer("Aicha", 500).await;
    let id = site.partnership(&aicha, &shop, program).await;
    (shop, aicha, id)
}

/// A statement of December, as the night issued it; of 100 dirhams on one day.
pub(crate) async fn issued(site: &Site, shop: &Shop, partner: &Person, id: PartnershipId, mark: &str) -> StatementId {
    let (statement, account) = (StatementId::generate(), partner.actor.account_id().unwrap());
    let party = |name: &str| format!(r#"{{"legal_name": "{name}", "address": "Rue 4", "country": "MA", "ice": "{ICE}"}}"#);
    let rule = r#"[{"rule_id": "ma-individual", "kind": "withholding", "base": {"amount_minor": 10000, "currency": "MAD"}, "rate_bp": 1000,
        "amount": {"amount_minor": 1000, "currency": "MAD"}, "legal_ref": "CGI", "source": "Loi de finances 2023", "checked_on": "2026-08-21",
        "is_documented": false, "reviewer": null}]"#;
    let lines = r#"[{"day": "2026-10-06", "commissions": 2, "payable_minor": 11000, "reversed_minor": 1000}]"#;
    let (payer, payee) = (party("Souk SARL"), party("Aïcha Benali"));
    site.db
        .script(format!(
            "INSERT INTO affiliate.statements
                 (id, organisation_id, partnership_id, account_id, number, month, currency, total_minor, before_minor, merchant_name,
                  payer_country, influencer_name, payee_country, regime, payer, payee, lines, taxes, invoice_number, mandate_text,
                  mandated_at, issued_at)
             VALUES ('{statement}', '{}', '{id}', '{account}', 3, '2026-10-01', 'MAD', 10000, 0, 'Souk', 'MA', 'Aicha', 'MA',
                     'ma_individual', '{payer}', '{payee}', '{lines}', '{rule}', {mark}, '2026-11-01T02:37:00Z')",
            shop.id
        ))
        .await;
    statement
}

#[tokio::test]
async fn an_influencer_says_how_they_pay_tax_and_what_is_wrong_comes_back_on_its_field() {
    let site = Site::new().await;
    let aicha = site.influencer("Aicha", 500).await;
    let empty = site.get_as(&aicha, MINE).await;
    assert!(empty.shows("vos relevés attendent") && !empty.has("#mandat"));
    assert_eq!(empty.attribute("select[name=country] option[selected]", "value").unwrap(), "MA", "as the profile says");
    assert!(empty.has("nav a[href='/influenceur/fiscalite']") && empty.has("nav a[href='/influenceur/releves']"));

    for (regime, other, field, words) in [
        ("", vec![], "regime", "Choisissez votre régime fiscal"),
        ("ma_individual", vec![("ice", "001561191000065")], "ice", "sa clé ne correspond pas"),
        ("ma_individual", vec![("siren", "732829320")], "siren", "laissez ce champ vide"),
        ("ma_company", vec![("register_number", "123")], "register_court", "obligatoire"),
        ("fr_vat", vec![], "country", "ne va pas avec ce régime"),
    ] {
        let refused = site.post_as(&aicha, MINE, &typed(regime, &other)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(refused.has(&format!("#error-{field}")) && refused.shows(words), "{field}: {:?}", refused.texts(".field-error"));
        assert_eq!(refused.attribute("input[name=legal_name]", "value").unwrap(), "Aïcha <b>Benali</b>");
    }
    let english = site.post_as(&aicha, &format!("/en{MINE}"), &typed("ma_individual", &[("tax_number", "12")])).await;
    assert!(english.shows("An identifiant fiscal has 7 or 8 digits."));

    let saved = site.post_as(&aicha, MINE, &typed("ma_individual", &[])).await;
    assert_eq!((saved.status, saved.location()), (StatusCode::SEE_OTHER, MINE));
    let page = site.get_as(&aicha, MINE).await;
    assert_eq!(page.attribute("input[name=ice]", "value").unwrap(), ICE);
    assert!(page.has("option[value=ma_individual][selected]") && page.shows("Relu par aucun comptable"));

    let nobody = site.person("Nobody").await;
    let refused = site.post_as(&nobody, MINE, &typed("ma_individual", &[])).await;
    assert!(refused.status == StatusCode::CONFLICT && refused.shows("profil d’influenceur"));
}

#[tokio::test]
async fn a_mandate_is_given_by_a_tick_read_with_its_date_and_withdrawn() {
    let site = Site::new().await;
    let aicha = site.influencer("Aicha", 500).await;
    let mandate = format!("{MINE}/mandat");
    let early = site.post_as(&aicha, &mandate, &[("accept", "true"), ("text", "1")]).await;
    assert!(early.status.is_client_error() && early.shows("Dites d’abord comment vous payez"));
    site.post_as(&aicha, MINE, &typed("ma_auto_entrepreneur", &[])).await;
    let asked = site.get_as(&aicha, MINE).await;
    assert!(asked.shows("en mon nom et pour mon compte") && asked.has("input[name=accept]"));
    let unticked = site.post_as(&aicha, &mandate, &[("text", "1")]).await;
    assert!(unticked.status == StatusCode::UNPROCESSABLE_ENTITY && unticked.has("#error-accept"));
    assert_eq!(site.affiliate.invoice_mandate(&aicha.actor).await.unwrap(), None);

    let given = site.post_as(&aicha, &mandate, &[("accept", "true"), ("text", "1")]).await;
    assert_eq!((given.status, given.location()), (StatusCode::SEE_OTHER, "/influenceur/fiscalite#mandat"));
    assert!(site.get_as(&aicha, MINE).await.shows("Accepté le"));
    site.post_as(&aicha, &mandate, &[("do", "withdraw")]).await;
    assert_eq!(site.affiliate.invoice_mandate(&aicha.actor).await.unwrap(), None);
}

#[tokio::test]
async fn a_merchant_says_how_papers_name_it_and_its_members_only_look() {
    let site = Site::new().await;
    let shop = site.merchant("Souk").await;
    let path = format!("/marchand/{}/fiscalite", shop.id);
    let (stranger, looks) = (site.person("Stranger").await, member(&site, &shop, "member").await);
    assert_eq!(site.post_as(&stranger, &path, &PARTY).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.post_as(&looks, &path, &PARTY).await.status, StatusCode::FORBIDDEN);
    assert!(!site.get_as(&looks, &path).await.has("form button.primary, form .button-primary"));
    let refused = site.post_as(&shop.owner, &path, &PARTY[..3]).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.has("#error-ice") && refused.has("#error-tax_number"));
    assert_eq!(site.affiliate.merchant_tax_profile(&shop.owner.actor, shop.id).await.unwrap(), None);
    assert_eq!(site.post_as(&shop.owner, &path, &PARTY).await.location(), path);
    assert_eq!(site.get_as(&looks, &path).await.attribute("input[name=ice]", "value").unwrap(), ICE);
}

#[tokio::test]
async fn a_statement_is_read_and_kept_at_both_desks_and_nowhere_else() {
    let site = Site::new().await;
    let (shop, aicha, id) = partners(&site).await;
    let statement = issued(&site, &shop, &aicha, id, NO_INVOICE).await;
    let other = site.merchant("Atlas").await;
    let mine = format!("/influenceur/releves/{statement}");
    let theirs = format!("/marchand/{}/releves/{statement}", shop.id);
    for (person, path, with) in [(&aicha, &mine, "Souk"), (&shop.owner, &theirs, "Aicha")] {
        let list = site.get_as(person, path.rsplit_once('/').unwrap().0).await;
        assert!(
            list.has(&format!("a[href='{path}']")) && list.shows("octobre 2026") && list.shows(with) && list.shows("100,00 DH"),
            "{path}"
        );
        let page = site.get_as(person, path).await;
        for words in
            ["Relevé n° 3", "Souk SARL", "Aïcha Benali", ICE, "6 octobre 2026", "110,00 DH", "10,00 DH", "n’est pas une facture"]
        {
            assert!(page.shows(words), "{words}");
        }
        for words in
            ["Retenue à la source", "art. 15 bis", "De mémoire, à vérifier : Loi de finances 2023", "Relu par aucun comptable"]
        {
            assert!(page.shows(words), "{words}");
        }
        assert!(site.get_as(person, &format!("/en{path}")).await.shows("Reviewed by no accountant"));
        let table = site.get_as(person, &format!("{path}/releve.csv")).await;
        assert!(table.headers[header::CONTENT_DISPOSITION].to_str().unwrap().contains("releve-2026-10-3.csv"));
        let pdf = site.get_as(person, &format!("{path}/releve.pdf")).await;
        assert_eq!(
            (pdf.status, &pdf.headers[header::CONTENT_TYPE]),
            (StatusCode::OK, &header::HeaderValue::from_static("application/pdf"))
        );
    }
    let below_another = format!("/marchand/{}/releves/{statement}", other.id);
    for rest in ["", "/releve.pdf", "/releve.csv"] {
        for (person, path) in [
            (&shop.owner, &mine),
            (&other.owner, &mine),
            (&aicha, &theirs),
            (&other.owner, &theirs),
            (&other.owner, &below_another),
            (&shop.owner, &below_another),
        ] {
            assert_eq!(site.get_as(person, &format!("{path}{rest}")).await.status, StatusCode::NOT_FOUND, "{path}{rest}");
        }
    }
}

#[tokio::test]
async fn an_invoice_says_by_which_mandate_it_is_one() {
    let site = Site::new().await;
    let (shop, aicha, id) = partners(&site).await;
    let statement = issued(&site, &shop, &aicha, id, INVOICE).await;
    let page = site.get_as(&aicha, &format!("/influenceur/releves/{statement}")).await;
    for words in ["Facture n°", "-0007", "Autofacturation", "au nom et pour le compte de Aïcha Benali", "2 novembre 2026"] {
        assert!(page.shows(words), "{words}: {:?}", page.texts("h1"));
    }
    assert!(site.get_as(&aicha, "/influenceur/releves").await.shows("Facture"));
}

#[tokio::test]
async fn each_desk_says_what_waits_and_for_whom() {
    let site = Site::new().await;
    let (shop, aicha, id) = partners(&site).await;
    site.db.script(format!("INSERT INTO affiliate.statements_due VALUES ('{id}', '2026-10-01')")).await;
    let theirs = format!("/marchand/{}/releves", shop.id);
    let words = async |mine: &str, other: &str| {
        let page = site.get_as(&aicha, "/influenceur/releves").await;
        assert!(page.shows("octobre 2026") && page.shows(mine), "{mine}: {:?}", page.texts("#attente li"));
        let page = site.get_as(&shop.owner, &theirs).await;
        assert!(page.shows("octobre 2026") && page.shows(other), "{other}: {:?}", page.texts("#attente li"));
    };
    words("Attend votre fiscalité et celle de l’autre côté", "Attend votre fiscalité et celle de l’autre côté").await;
    site.post_as(&shop.owner, &format!("/marchand/{}/fiscalite", shop.id), &PARTY).await;
    words("Attend votre fiscalité", "Attend la fiscalité du partenaire").await;
    site.post_as(&aicha, MINE, &typed("ma_individual", &[])).await;
    words("Établi la nuit prochaine", "Établi la nuit prochaine").await;
}

#[tokio::test]
async fn both_sides_are_warned_of_a_written_contract_as_the_rule_says() {
    let site = Site::new().await;
    let (shop, aicha, id) = partners(&site).await;
    let pages =
        [(&aicha, format!("/influenceur/partenariats/{id}")), (&shop.owner, format!("/marchand/{}/partenaires/{id}", shop.id))];
    for (person, page) in &pages {
        assert!(!site.get_as(person, page).await.has("[data-contract]"), "{page}: no rule is about Morocco alone");
    }
    let french = [("country", "FR"), ("ice", ""), ("tax_number", ""), ("siren", "732 829 320")];
    let said = site.post_as(&aicha, MINE, &typed("fr_exempt", &french)).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER);
    for (person, page) in &pages {
        let shown = site.get_as(person, page).await;
        assert!(shown.has("[data-contract=other_currency]") && shown.shows("1 000,00 €"), "{page}");
    }
    // A rule in dirhams, near from its first centime on.
    site.db
        .script(
            "UPDATE affiliate.tax_rules SET currency = 'MAD', threshold_minor = 4000, warn_bp = 1 WHERE id = 'fr-contract'"
                .to_owned(),
        )
        .await;
    for (person, page) in &pages {
        let shown = site.get_as(person, page).await;
        assert!(shown.has("[data-contract=near]") && shown.shows("obligatoire à partir de 40,00 DH"), "{page}");
    }
}
