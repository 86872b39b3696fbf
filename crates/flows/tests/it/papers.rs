//! Receipts, certificates and statements over whole campaigns.

use contracts::crowdfunding::ProjectId;
use crowdfunding::PledgeView;
use flows::{AccountRef, FlowsError, Held, Line, Papers, Statements};
use jiff::SignedDuration;
use kernel::{Actor, AppError as _, Currency, ErrorKind, Locale, Money, PageRequest, Role};
use ledger::LineState;
use payments::{Destination, Rail};

use crate::{
    World,
    stage::{draft, member, visitor},
};

const MONTH: SignedDuration = SignedDuration::from_hours(24 * 30);

impl World {
    fn papers(&self) -> Papers {
        let url = "https://griot.example".parse().unwrap();
        Papers::new(self.funding.funding.clone(), self.funding.payments.clone(), url, "Karangou")
    }

    fn statements(&self) -> Statements {
        let funding = &self.funding;
        Statements { ledger: funding.ledger.clone(), crowdfunding: funding.funding.clone(), payments: funding.payments.clone() }
    }

    async fn paid_pledge(&self, project_id: ProjectId, amount: i64) -> PledgeView {
        let pledge = self.funding.promise(project_id, amount).await;
        self.funding.start(&pledge, Rail::Mixx, "TG", "90 12 34 56").await;
        self.funding.press(paysim::Button::Accept);
        self.settle().await;
        pledge
    }

    async fn lines(&self, account: AccountRef) -> Vec<Line> {
        let first = PageRequest::new(Some(100), None);
        self.statements().lines(&self.funding.creator, account, &first).await.unwrap().items
    }
}

/// What poppler reads in a PDF.
pub(crate) fn text(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paper.pdf");
    std::fs::write(&path, pdf).unwrap();
    let read = std::process::Command::new("pdftotext").arg("-layout").arg(&path).arg("-").output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    String::from_utf8(read.stdout).unwrap().replace('\u{a0}', " ")
}

fn is_missing<T>(asked: Result<T, FlowsError>) -> bool {
    asked.is_err_and(|error| error.kind() == ErrorKind::NotFound)
}

#[tokio::test]
async fn a_receipt_tells_what_was_paid_and_a_certificate_waits_for_success() {
    let world = World::new().await;
    let papers = world.papers();
    let project_id = world.funding.online(&draft()).await;
    let pledge = world.funding.promise(project_id, 100_000).await;
    assert!(is_missing(papers.receipt(&visitor(), pledge.id, &pledge.key).await), "nothing was paid");
    let pledge = world.paid_pledge(project_id, 100_000).await;
    world.pass(SignedDuration::from_secs(30)).await;
    let receipt = papers.receipt(&visitor(), pledge.id, &pledge.key).await.unwrap();
    assert_eq!(receipt.file_name, format!("recu-{}.pdf", pledge.id));
    let said = text(&receipt.pdf);
    for words in
        ["Reçu de contribution", "100 000 FCFA", "La pirogue d’Ayélé", "Kossi", "Mixx by Yas", "Preuve publique", "1 sur 1"]
    {
        assert!(said.contains(words), "{words} is not in {said}");
    }
    let english = papers.receipt(&Actor::anonymous(Locale::En), pledge.id, &pledge.key).await.unwrap();
    assert!(text(&english.pdf).contains("Receipt of contribution") && english.file_name.starts_with("receipt-"));
    assert!(is_missing(papers.receipt(&visitor(), pledge.id, "another key").await));
    assert!(is_missing(papers.certificate(&visitor(), pledge.id, &pledge.key).await), "the campaign is not over");

    world.pass(MONTH).await;
    world.pass(SignedDuration::from_mins(2)).await;
    let certificate = papers.certificate(&visitor(), pledge.id, &pledge.key).await.unwrap();
    let said = text(&certificate.pdf);
    assert!(
        said.contains("Certificat de contribution") && said.contains("Kossi") && said.contains("La pirogue d’Ayélé"),
        "{said}"
    );
    assert!(!said.contains("cle="), "whoever is shown a certificate is not given the key of the payment");
}

#[tokio::test]
async fn no_certificate_is_given_for_a_campaign_that_failed_and_its_receipt_says_that_it_went_back() {
    let world = World::new().await;
    let project_id = world.funding.online(&draft()).await;
    let pledge = world.paid_pledge(project_id, 500).await;
    world.pass(MONTH).await;
    for _ in 0..6 {
        world.pass(SignedDuration::from_mins(2)).await;
    }
    let papers = world.papers();
    assert!(is_missing(papers.certificate(&visitor(), pledge.id, &pledge.key).await));
    let said = text(&papers.receipt(&visitor(), pledge.id, &pledge.key).await.unwrap().pdf);
    assert!(said.contains("Remboursée"), "{said}");
}

#[tokio::test]
async fn each_line_of_a_statement_tells_what_caused_it_and_they_sum_to_the_balance() {
    let world = World::new().await;
    let project_id = world.funding.online(&draft()).await;
    let (first, taken_back) = (world.paid_pledge(project_id, 100_000).await, world.paid_pledge(project_id, 700).await);
    world.funding.funding.cancel_pledge(&visitor(), taken_back.id, &taken_back.key).await.unwrap();
    world.pass(MONTH).await;
    let wallet = Destination { rail: Rail::Mixx, country: "TG".into(), party: Some("+22890123456".into()) };
    world.funding.funding.pay_out(&world.funding.creator, project_id, wallet).await.unwrap();
    for _ in 0..4 {
        world.pass(SignedDuration::from_mins(2)).await;
    }

    let held = world.statements().accounts(&world.funding.creator).await.unwrap();
    assert_eq!(held.iter().map(|held| held.account.held).collect::<Vec<_>>(), [Held::Earnings, Held::Escrow]);
    assert_eq!(held[1].project.as_deref(), Some("La pirogue d’Ayélé"));
    for held in &held {
        let posted = world.lines(held.account).await.into_iter().filter(|line| line.state == LineState::Posted);
        let sum: i64 = posted.map(|line| line.amount.amount_minor).sum();
        assert_eq!(Money::new(sum, Currency::Xof), held.balance.posted, "{held:?}");
    }
    let escrow = world.lines(held[1].account).await;
    let told: Vec<_> = escrow.iter().map(|line| (line.kind.as_str(), line.amount.amount_minor)).collect();
    let expected = [("pledge-taken-back", -700), ("payment-received", 700), ("payment-received", 100_000)];
    assert!(told.ends_with(&expected), "{told:?}");
    let received = escrow.last().unwrap();
    assert_eq!((received.about.pledge, received.about.rail), (Some(first.id), Some(Rail::Mixx)));
    assert!(escrow.iter().all(|line| line.about.project.as_ref().is_some_and(|project| project.id == project_id)), "{escrow:?}");
    let earned = world.lines(held[0].account).await;
    assert!(earned.iter().any(|line| line.kind == "payment-sent" && line.about.rail == Some(Rail::Mixx)), "{earned:?}");
    assert!(earned.iter().all(|line| line.about.project.is_some()), "{earned:?}");

    let table = world.statements().table(&world.funding.creator, held[1].account).await.unwrap();
    assert_eq!(table.lines().count(), escrow.len() + 1);
}

#[tokio::test]
async fn nobody_else_reads_a_statement_but_the_staff_of_payments() {
    let world = World::new().await;
    let project_id = world.funding.online(&draft()).await;
    world.paid_pledge(project_id, 700).await;
    let statements = world.statements();
    let escrow = AccountRef { held: Held::Escrow, owner: project_id.as_uuid(), currency: Currency::Xof };
    let creator = world.funding.creator.account_id().unwrap();
    let earnings = AccountRef { held: Held::Earnings, owner: creator.as_uuid(), currency: Currency::Xof };
    let stranger = member(world.funding.account().await, Role::Director);
    let first = PageRequest::first();
    for nobody in [&stranger, &visitor()] {
        for account in [escrow, earnings] {
            assert!(is_missing(statements.lines(nobody, account, &first).await));
            assert!(is_missing(statements.account(nobody, account).await));
            assert!(is_missing(statements.table(nobody, account).await));
        }
    }
    assert!(statements.accounts(&stranger).await.unwrap().is_empty());
    assert!(statements.accounts(&visitor()).await.is_err());
    let staff = member(world.funding.account().await, Role::Admin);
    assert_eq!(statements.lines(&staff, escrow, &first).await.unwrap().items.len(), 1);
    assert!(is_missing(statements.account(&staff, earnings).await), "it was never used");
}
