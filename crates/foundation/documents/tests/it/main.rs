//! Documents as their readers get them: read back by poppler's own tools.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

use std::process::Command;

use documents::{Certificate, DocumentError, Documents, Fact, Link, Party, Proof, Receipt, Statement};
use kernel::Locale;

fn link() -> Link {
    Link { text: "Le retrouver en ligne".into(), url: "https://griot.example/paiement/0190?cle=abc".into() }
}

fn receipt() -> Receipt {
    Receipt {
        locale: Locale::Fr,
        issuer: "Karangou".into(),
        title: "Reçu de contribution".into(),
        headline: "5\u{202f}000\u{a0}F\u{202f}CFA".into(),
        subject: "La pirogue d’Ayélé".into(),
        facts: vec![Fact::new("Référence", "0190-77"), Fact::new("Nom", "Kɔssi Ɖoɖo")],
        notes: vec!["Ceci n’est pas un reçu fiscal.".into()],
        proof: Some(Proof {
            title: "Preuve".into(),
            text: "Cette contribution est comptée dans le total publié.".into(),
            facts: vec![Fact::new("Racine", "ab".repeat(32))],
        }),
        link: link(),
    }
}

fn certificate(name: &str) -> Certificate {
    Certificate {
        locale: Locale::En,
        issuer: "Karangou".into(),
        title: "Certificate".into(),
        before: "To".into(),
        name: name.into(),
        after: "who helped to make".into(),
        subject: "La pirogue d’Ayélé".into(),
        by: "by Afi".into(),
        facts: vec![Fact::new("Date", "22 November 2026")],
        link: link(),
    }
}

/// So many days of commissions between two sides.
fn statement(days: usize) -> Statement {
    let party = |title: &str, name: &str| Party {
        title: title.into(),
        name: name.into(),
        lines: vec!["12, rue des Palmiers".into(), "ICE 001561191000066".into()],
    };
    let row = |day: usize| vec![format!("jour {day}"), "2".into(), "10,00\u{a0}DH".into()];
    Statement {
        locale: Locale::Fr,
        issuer: "ShareYourSales".into(),
        title: "Relevé n° 7".into(),
        subject: "novembre 2026".into(),
        parties: [party("Partenaire", "Afi Mensah"), party("Annonceur", "Thés de l’Atlas SARL")],
        facts: vec![Fact::new("Établi le", "2 décembre 2026")],
        head: vec!["Jour".into(), "Commissions".into(), "Montant".into()],
        rows: (1..=days).map(row).collect(),
        total: vec!["Total".into(), String::new(), "300,00\u{a0}DH".into()],
        headline: "300,00\u{a0}DH".into(),
        rules_title: "Ce que disent les règles fiscales".into(),
        rules: vec![Fact::new("Retenue à la source", "30\u{a0}% au-dessus du seuil")],
        notes: vec!["Aucun comptable n’a relu cette règle.".into()],
        link: link(),
    }
}

/// What poppler reads: the text, and what it knows of the file.
fn read(pdf: &[u8]) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("document.pdf");
    std::fs::write(&path, pdf).unwrap();
    let said = |program: &mut Command| {
        let output = program.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let text = said(Command::new("pdftotext").args(["-layout"]).arg(&path).arg("-"));
    (text, said(Command::new("pdfinfo").arg(&path)))
}

#[tokio::test]
async fn a_receipt_says_what_it_was_given_on_one_tagged_page() {
    let pdf = Documents::new().receipt(&receipt()).await.unwrap();
    let (text, info) = read(&pdf);
    for words in
        ["Karangou", "Reçu de contribution", "5 000 F CFA", "La pirogue d’Ayélé", "Kɔssi Ɖoɖo", "pas un reçu fiscal", "Preuve"]
    {
        assert!(text.replace('\u{a0}', " ").contains(words), "{words} is not in {text}");
    }
    let joined: String = text.split_whitespace().collect();
    assert!(joined.replace('\u{200b}', "").contains(&"ab".repeat(32)), "the root is whole, though it is broken: {text}");
    for line in ["Tagged:          yes", "Pages:           1", "Title:           Reçu de contribution · La pirogue d’Ayélé"]
    {
        assert!(info.contains(line), "{line} is not in {info}");
    }
}

#[tokio::test]
async fn a_certificate_is_one_wide_page_whatever_the_name_is() {
    let documents = Documents::new();
    let long = "Association des amis du cinéma de Lomé, de Kpalimé et de toutes les villes du fleuve, pour tous les films";
    for name in ["Kossi", "فاطمة الزهراء", long, "#set page(width: 1pt)", "*b* _i_ $x$ @ref <label> \\ `raw` //"] {
        let pdf = documents.certificate(&certificate(name)).await.unwrap();
        let (text, info) = read(&pdf);
        assert!(info.contains("Pages:           1") && info.contains("841.89 x 595.2"), "{name}: {info}");
        if name.is_ascii() {
            assert!(text.contains(name), "{name} is not in {text}");
        }
    }
}

#[tokio::test]
async fn a_statement_names_both_sides_and_every_line_and_goes_on_over_pages() {
    let documents = Documents::new();
    let (text, info) = read(&documents.statement(&statement(31)).await.unwrap());
    for words in
        ["ShareYourSales", "Relevé n° 7", "novembre 2026", "Afi Mensah", "Thés de l’Atlas SARL", "ICE 001561191000066", "jour 31"]
    {
        assert!(text.replace('\u{a0}', " ").contains(words), "{words} is not in {text}");
    }
    for line in ["Tagged:          yes", "Title:           Relevé n° 7 · novembre 2026"] {
        assert!(info.contains(line), "{line} is not in {info}");
    }
    let (text, info) = read(&documents.statement(&statement(120)).await.unwrap());
    assert!(text.contains("jour 120") && !info.contains("Pages:           1\n"), "{info}");
    let crooked = Statement { total: vec!["Total".into()], ..statement(1) };
    assert!(matches!(documents.statement(&crooked).await, Err(DocumentError::Bug(_))));
    assert!(matches!(documents.statement(&statement(401)).await, Err(DocumentError::TooLong)));
}

#[tokio::test]
async fn the_same_input_gives_the_same_bytes() {
    let documents = Documents::new();
    let (first, second) = tokio::join!(async { documents.receipt(&receipt()).await.unwrap() }, async {
        Documents::new().receipt(&receipt()).await.unwrap()
    });
    assert_eq!(first, second);
    assert!(first.len() < 120_000, "{} bytes are heavy on a bad line", first.len());
}

#[tokio::test]
async fn what_is_longer_than_a_page_should_hold_is_refused() {
    let documents = Documents::new();
    let long = Receipt { subject: "x".repeat(2001), ..receipt() };
    assert!(matches!(documents.receipt(&long).await, Err(DocumentError::TooLong)));
    let many = Receipt { facts: vec![Fact::new("a", "b"); 61], ..receipt() };
    assert!(matches!(documents.receipt(&many).await, Err(DocumentError::TooLong)));
    let far = Link { url: format!("https://griot.example/{}", "x".repeat(3000)), ..link() };
    assert!(matches!(documents.receipt(&Receipt { link: far, ..receipt() }).await, Err(DocumentError::TooLong)));
    assert!(matches!(documents.certificate(&certificate(&"x".repeat(2001))).await, Err(DocumentError::TooLong)));
}
