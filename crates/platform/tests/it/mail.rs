//! Mail on a real SMTP server (aiosmtpd, started by the test).

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use platform::{
    Mail, OutgoingMail, Secrets,
    jobs::{Registry, run_due},
    mail::{AddressKey, MailConfig, MailError, Returns},
};
use test_kit::TestDb;

use crate::support::{SYSTEM, history, jobs_left};

/// An SMTP server that writes each mail to a file and answers as the recipient's name says.
struct SmtpServer {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl SmtpServer {
    fn start() -> Self {
        let python = std::env::var("GRIOT_TEST_PYTHON").expect("GRIOT_TEST_PYTHON: a Python with aiosmtpd; bin/test sets it");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e/servers/smtp_sink.py");
        let folder = tempfile::tempdir().unwrap();
        let mut child =
            Command::new(python).arg(script).arg(folder.path()).stdout(Stdio::piped()).spawn().expect("the SMTP server");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().strip_prefix("port ").expect("the port of the SMTP server").parse().unwrap();
        Self { child, port, folder }
    }

    fn received(&self) -> Vec<String> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
    }

    fn mail(&self, test: &TestDb) -> Mail {
        self.mail_with(test, None).unwrap()
    }

    fn mail_with(&self, test: &TestDb, returns: Option<&str>) -> Result<Mail, MailError> {
        let config = MailConfig {
            host: "127.0.0.1".into(),
            port: self.port,
            from: "Karangou <bonjour@karangou.example>".into(),
            returns: returns.map(str::to_owned),
            ..MailConfig::default()
        };
        Mail::try_smtp(&config, test.db(), &Secrets::from_master([7; 32]))
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn letter(to: &str) -> OutgoingMail {
    OutgoingMail {
        to: to.into(),
        subject: "Vérifiez votre adresse".into(),
        text: "Bonjour Awa, voici le lien.".into(),
        html: "<p>Bonjour Awa, voici le <b>lien</b>.</p>".into(),
        unsubscribe: None,
    }
}

async fn send(test: &TestDb, mail: &Mail, to: &str) {
    let mut tx = test.db().begin(&SYSTEM).await.unwrap();
    mail.send_in(&mut tx, letter(to)).await.unwrap();
    tx.commit().await.unwrap();
    deliver(test, mail).await;
}

async fn deliver(test: &TestDb, mail: &Mail) {
    let mut registry = Registry::new();
    mail.register(&mut registry);
    run_due(&test.db(), &registry).await.unwrap();
}

#[tokio::test]
async fn a_mail_arrives_with_a_text_and_a_page() {
    let (test, server) = (TestDb::new().await, SmtpServer::start());
    send(&test, &server.mail(&test), "awa@example.org").await;
    let received = server.received();
    assert_eq!(received.len(), 1);
    for part in [
        "X-Rcpt: awa@example.org",
        "X-Mail: bonjour@karangou.example",
        "From: Karangou <bonjour@karangou.example>",
        "multipart/alternative",
        "text/plain",
        "voici le lien",
        "text/html",
        "=?utf-8?",
        "Date: ",
        "Message-ID: <",
        "@karangou.example>",
        "Auto-Submitted: auto-generated",
    ] {
        assert!(received[0].contains(part), "{part} in {}", received[0]);
    }
    assert_eq!(jobs_left(&test.db()).await, 0);
}

#[tokio::test]
async fn a_letter_that_may_be_refused_says_where_one_request_does_it() {
    let (test, server) = (TestDb::new().await, SmtpServer::start());
    let mail = server.mail(&test);
    send(&test, &mail, "awa@example.org").await;
    assert!(!server.received()[0].contains("List-Unsubscribe"));
    let address = "https://karangou.example/hooks/letters/fr/refuse/abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz";
    let mut tx = test.db().begin(&SYSTEM).await.unwrap();
    mail.send_in(&mut tx, letter("kofi@example.org").refused_at(address)).await.unwrap();
    tx.commit().await.unwrap();
    deliver(&test, &mail).await;
    let received = server.received().remove(1);
    assert!(received.contains(&format!("List-Unsubscribe: <{address}>")), "in one piece: {received}");
    assert!(received.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
}

#[tokio::test]
async fn a_refusal_for_good_is_not_repeated_and_one_for_now_is() {
    let (test, server) = (TestDb::new().await, SmtpServer::start());
    send(&test, &server.mail(&test), "refused@example.org").await;
    assert_eq!(history(&test.db()).await, [("failed".to_owned(), 1)]);
    let error: String = sqlx::query_scalar("SELECT error FROM platform.job_runs").fetch_one(test.db().pool()).await.unwrap();
    assert_eq!(error, "the mail server answered 550", "no address");
    send(&test, &server.mail(&test), "busy@example.org").await;
    assert_eq!(history(&test.db()).await[1], ("retried".to_owned(), 1));
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_letter_that_comes_back_is_known_by_its_envelope_and_by_its_id() {
    let (test, server) = (TestDb::new().await, SmtpServer::start());
    let returns = Returns::new(&Secrets::from_master([7; 32]));
    let mail = server.mail_with(&test, Some("retours@karangou.example")).unwrap();
    send(&test, &mail, "Awa@example.org").await;
    let received = server.received().remove(0);
    let line = |name: &str| received.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name}")).to_owned();
    let sender = line("X-Mail: ");
    assert!(sender.starts_with("X-Mail: retours+") && sender.ends_with("@karangou.example"), "{sender}");
    assert_eq!(line("X-Rcpt: "), "X-Rcpt: Awa@example.org");
    assert_eq!(line("From: "), "From: Karangou <bonjour@karangou.example>", "who answers writes to us");
    let (by_envelope, by_id) = (returns.find(&sender).unwrap(), returns.find(&line("Message-ID: ")).unwrap());
    assert_eq!((by_envelope.address, by_envelope), (AddressKey::of("awa@example.org"), by_id));
    for wrong in ["a-name-of-nineteen-a@karangou.example", "retours+x@karangou.example", "karangou.example", ""] {
        assert!(server.mail_with(&test, Some(wrong)).is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn a_refusal_for_good_is_told_without_naming_the_address() {
    let (test, server) = (TestDb::new().await, SmtpServer::start());
    send(&test, &server.mail(&test), "refused@example.org").await;
    send(&test, &server.mail(&test), "busy@example.org").await;
    let sql = "SELECT payload FROM platform.outbox WHERE topic = 'platform.mail-refused.v1'";
    let told: Vec<serde_json::Value> = sqlx::query_scalar(sql).fetch_all(test.db().pool()).await.unwrap();
    let [refused] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(refused["status"], "5.1.1");
    assert_eq!(refused["address_key"], hex::encode(AddressKey::of("refused@example.org").as_bytes()));
    assert!(!refused.to_string().contains("example.org"));
}

#[tokio::test]
async fn a_server_that_is_away_is_tried_again() {
    let (test, server) = (TestDb::new().await, SmtpServer::start());
    let mail = server.mail(&test);
    drop(server);
    send(&test, &mail, "awa@example.org").await;
    assert_eq!(history(&test.db()).await, [("retried".to_owned(), 1)]);
}

#[tokio::test]
async fn an_address_cannot_smuggle_headers_or_recipients() {
    let (test, server) = (TestDb::new().await, SmtpServer::start());
    for address in ["awa@example.org\r\nBcc: eve@example.org", "awa@example.org, eve@example.org", "no address"] {
        send(&test, &server.mail(&test), address).await;
    }
    assert!(server.received().is_empty());
    assert_eq!(history(&test.db()).await, vec![("failed".to_owned(), 1); 3]);
}

#[tokio::test]
async fn a_mail_of_the_demo_is_kept_and_found_by_its_recipient() {
    let test = TestDb::new().await;
    let mail = Mail::mailbox(test.db());
    for to in ["Awa@example.org", "kofi@example.org"] {
        send(&test, &mail, to).await;
    }
    assert_eq!(mail.list_mailbox(None, 10).await.unwrap().len(), 2);
    let mails = mail.list_mailbox(Some("awa@example.org"), 10).await.unwrap();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].subject, "Vérifiez votre adresse");
}
