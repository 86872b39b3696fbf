//! The bank: files of transfers in, statements out.

use paysim::{BankRefusal, Chaos, Config, Running};

const OWN: &str = "FR7630006000011234567890189";

async fn bank(chaos: Chaos) -> Running {
    Running::start(Config { chaos, auto_deliver: false, ..Config::default() }).await.unwrap()
}

/// A file of two transfers, of 10.00 and of 20.50.
fn file(message: &str) -> String {
    let transfer = |id: &str, amount: &str| {
        format!(
            "<CdtTrfTxInf><PmtId><EndToEndId>{id}</EndToEndId></PmtId><Amt><InstdAmt Ccy=\"EUR\">{amount}</InstdAmt></Amt>\
             <Cdtr><Nm>Afi &amp; Co</Nm></Cdtr><CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct></CdtTrfTxInf>"
        )
    };
    let sums = "<NbOfTxs>2</NbOfTxs><CtrlSum>30.50</CtrlSum>";
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\"><CstmrCdtTrfInitn><GrpHdr><MsgId>{message}</MsgId>{sums}</GrpHdr>\
         <PmtInf>{sums}<ReqdExctnDt><Dt>2026-11-23</Dt></ReqdExctnDt><DbtrAcct><Id><IBAN>{OWN}</IBAN></Id><Ccy>EUR</Ccy></DbtrAcct>{}{}</PmtInf>\
         </CstmrCdtTrfInitn></Document>",
        transfer("one", "10.00"),
        transfer("two", "20.50"),
    )
}

fn count(text: &str, what: &str) -> usize {
    text.matches(what).count()
}

#[tokio::test]
async fn a_file_is_executed_once_and_stands_on_the_statement() {
    let sim = bank(Chaos::none()).await;
    assert_eq!(sim.bank_statement(OWN), None);
    assert_eq!(sim.bank_take(&file("m1")), Ok(2));
    assert_eq!(sim.bank_take(&file("m1")), Err(BankRefusal::SentBefore("m1".into())));
    let statement = sim.bank_statement(OWN).unwrap();
    assert_eq!((count(&statement, "<Ntry>"), count(&statement, "<CdtDbtInd>DBIT")), (2, 2));
    assert!(statement.contains("<EndToEndId>two</EndToEndId>") && statement.contains("<Amt Ccy=\"EUR\">20.50</Amt>"));
    // What is there less what was paid.
    assert!(statement.contains(">9999969.50</Amt>"), "{statement}");
    sim.bank_return("one").unwrap();
    assert!(sim.bank_return("one").is_err() && sim.bank_return("nobody").is_err());
    let statement = sim.bank_statement(OWN).unwrap();
    assert_eq!((count(&statement, "<Ntry>"), count(&statement, "<Cd>AC04</Cd>")), (3, 1));
}

#[tokio::test]
async fn what_is_no_file_or_does_not_add_up_is_refused() {
    let sim = bank(Chaos::none()).await;
    for (from, to) in [("<NbOfTxs>2", "<NbOfTxs>3"), ("30.50", "30.51"), ("20.50<", "20.49<")] {
        assert_eq!(sim.bank_take(&file("m").replace(from, to)), Err(BankRefusal::Sums), "{to}");
    }
    for (from, to) in [
        (">one<", ">123456789012345678901234567890123456<"),
        ("pain.001.001.09", "pain.001.001.03"),
        ("10.00<", "-10.00<"),
        ("Ccy=\"EUR\"", "Ccy=\"USD\""),
    ] {
        let refused = sim.bank_take(&file("m").replace(from, to));
        assert!(matches!(refused, Err(BankRefusal::Unreadable(_))), "{to}: {refused:?}");
    }
    assert!(sim.bank_statement(OWN).is_none());
}

#[tokio::test]
async fn each_thing_that_goes_wrong_shows_on_the_statement() {
    for (chaos, entries, returns, amount) in [
        (Chaos { bank_missing: 100, ..Chaos::none() }, None, 0, ""),
        (Chaos { bank_duplicate: 100, ..Chaos::none() }, Some(4), 0, "20.50"),
        (Chaos { bank_returned: 100, ..Chaos::none() }, Some(4), 2, "20.50"),
        (Chaos { bank_wrong_amount: 100, ..Chaos::none() }, Some(2), 0, "20.49"),
    ] {
        let sim = bank(chaos).await;
        sim.bank_take(&file("m")).unwrap();
        let statement = sim.bank_statement(OWN);
        assert_eq!(statement.as_ref().map(|text| count(text, "<Ntry>")), entries, "{chaos:?}");
        let statement = statement.unwrap_or_default();
        assert_eq!(count(&statement, "<RtrInf>"), returns, "{chaos:?}");
        assert!(statement.contains(amount), "{chaos:?}");
    }
}

#[tokio::test]
async fn a_person_sends_a_file_and_sends_a_transfer_back() {
    let sim = bank(Chaos::none()).await;
    let client = reqwest::Client::new();
    let at = |path: &str| sim.url().join(path).unwrap();
    let taken = client.post(at("bank/orders")).body(file("m")).send().await.unwrap();
    assert_eq!(taken.text().await.unwrap(), "{\"transfers\":2}");
    assert_eq!(client.post(at("bank/orders")).body("no").send().await.unwrap().status(), 422);
    let page = client.get(at("bank")).send().await.unwrap().text().await.unwrap();
    assert!(page.contains(OWN) && page.contains("Afi &amp; Co") && page.contains("/bank/returns/two"), "{page}");
    assert_eq!(client.post(at("bank/returns/two")).send().await.unwrap().status(), 200);
    assert_eq!(client.post(at("bank/returns/two")).send().await.unwrap().status(), 404);
    let statement = client.get(at(&format!("bank/statements/{OWN}"))).send().await.unwrap();
    assert!(statement.status() == 200 && statement.text().await.unwrap().contains("<RtrInf>"));
    assert_eq!(client.get(at("bank/statements/none")).send().await.unwrap().status(), 404);
}
