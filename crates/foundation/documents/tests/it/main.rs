//! Documents as their readers get them: read back by poppler's own tools.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

use std::process::Command;

use documents::{Certificate, DocumentError, Documents, Fact, Link, Proof, Receipt};
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
