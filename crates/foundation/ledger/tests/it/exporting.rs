//! Exports: everything is in them, and another program computes the balances that we have.

use std::collections::BTreeMap;

use beancount_parser::{BeancountFile, DirectiveContent};
use ledger::{ExportFormat, Transfer};

use crate::support::{Stage, clearing, francs, journal, payable, pending, revenue};

async fn exported(stage: &Stage, format: ExportFormat) -> (u64, String) {
    let mut out = Vec::new();
    let journals = stage.ledger.export(format, &mut out).await.unwrap();
    (journals, String::from_utf8(out).unwrap())
}

#[tokio::test]
async fn beancount_computes_the_balances_of_the_ledger() {
    let stage = Stage::new().await;
    let (escrow, creator) = (stage.filled(1000).await, payable());
    let split = journal().moving(escrow.clone(), creator.clone(), francs(920)).moving(escrow.clone(), revenue(), francs(80));
    stage.ledger.post(split).await.unwrap();
    let (sent, kept, let_go) = (
        journal().with(pending(&creator, &clearing(), 300)),
        journal().with(pending(&creator, &clearing(), 100)),
        journal().with(pending(&creator, &clearing(), 50)),
    );
    for reserved in [&sent, &kept, &let_go] {
        stage.ledger.post(reserved.clone()).await.unwrap();
    }
    let part = Transfer::Post { pending: sent.line(0), amount: Some(francs(200)) };
    stage.ledger.post(journal().with(part)).await.unwrap();
    stage.ledger.post(journal().with(Transfer::Void { pending: let_go.line(0) })).await.unwrap();

    let (journals, text) = exported(&stage, ExportFormat::Beancount).await;
    assert_eq!(journals, 7);
    let file: BeancountFile<i64> = text.parse().unwrap();
    let mut opened = Vec::new();
    let mut balances: BTreeMap<String, i64> = BTreeMap::new();
    for directive in &file.directives {
        match &directive.content {
            DirectiveContent::Open(open) => opened.push(open.account.to_string()),
            DirectiveContent::Transaction(moved) => {
                let amounts =
                    moved.postings.iter().map(|posting| (posting.account.to_string(), posting.amount.as_ref().unwrap().value));
                let amounts: Vec<_> = amounts.collect();
                assert_eq!(amounts.iter().map(|(_, amount)| amount).sum::<i64>(), 0, "every transaction balances");
                for (account, amount) in amounts {
                    assert!(opened.contains(&account), "{account}");
                    *balances.entry(account).or_default() += amount;
                }
            }
            _ => panic!("{directive:?}"),
        }
    }
    // Beancount's sign is the debit's.
    let of = |start: &str| balances.iter().filter(|(name, _)| name.starts_with(start)).map(|(_, sum)| -sum).sum::<i64>();
    assert_eq!(of("Liabilities:Escrow:XOF:U"), stage.posted(&escrow).await);
    assert_eq!(of("Liabilities:Payable:XOF:U"), stage.posted(&creator).await);
    assert_eq!(of("Income:PlatformRevenue:XOF"), stage.posted(&revenue()).await);
    assert_eq!(of("Assets:Clearing:XOF:Paygate"), stage.posted(&clearing()).await);
    assert_eq!(stage.posted(&creator).await, 720);
}

#[tokio::test]
async fn csv_has_every_transfer_and_what_it_resolves() {
    let stage = Stage::new().await;
    let from = stage.filled(100).await;
    let reserved = journal().with(pending(&from, &payable(), 40));
    stage.ledger.post(reserved.clone()).await.unwrap();
    stage.ledger.post(journal().with(Transfer::Void { pending: reserved.line(0) })).await.unwrap();
    let (journals, text) = exported(&stage, ExportFormat::Csv).await;
    assert_eq!(journals, 3);
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    assert!(rows.iter().all(|row| row.len() == 15), "{text}");
    let column = |name: &str| rows[0].iter().position(|head| *head == name).unwrap();
    let of = |name: &str| rows[1..].iter().map(|row| row[column(name)].to_owned()).collect::<Vec<_>>();
    assert_eq!(of("transfer"), ["single", "pending", "void"]);
    assert_eq!(of("amount"), ["100", "40", "40"]);
    assert_eq!(of("resolves_journal_id"), ["", "", &reserved.id.to_string()]);
    assert_eq!(of("debit")[0], "clearing:paygate:XOF");
}

#[tokio::test]
async fn an_empty_ledger_is_an_empty_file_with_a_head() {
    let stage = Stage::new().await;
    assert_eq!(exported(&stage, ExportFormat::Csv).await.1.lines().count(), 1);
    let (journals, text) = exported(&stage, ExportFormat::Beancount).await;
    assert_eq!((journals, text.lines().count()), (0, 1));
}
