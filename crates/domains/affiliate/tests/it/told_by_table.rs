//! Conversions from a table.

use affiliate::{ImportMode, ImportReport};
use kernel::{AppError as _, PageRequest};

use crate::trade::{Trade, dirham};

const HEADER: &str = "kind;order_id;refund_id;amount;currency;customer;clicks;codes;occurred_at\n";

fn table(rows: &[&str]) -> Vec<u8> {
    format!("{HEADER}{}\n", rows.join("\n")).into_bytes()
}

fn errors(report: &ImportReport) -> Vec<(u64, &str, &str)> {
    report.errors.iter().map(|wrong| (wrong.line, wrong.error.field.as_ref(), wrong.error.code)).collect()
}

#[tokio::test]
async fn a_table_is_tried_kept_once_and_changes_nothing_the_second_time() {
    let (trade, partner) = Trade::linked().await;
    trade
        .affiliate
        .create_code(&trade.owner, partner.id, &affiliate::CodeDraft { code: "AFI10".into(), ends_at: None })
        .await
        .unwrap();
    let file = table(&[
        "sale;1001;;1 000,00;MAD;c-1;;AFI10;2026-11-22T10:00:00Z",
        "sale;1002;;500;MAD;;;;2026-11-22T10:00:00Z",
        "refund;1001;r-1;250;MAD;;;;2026-11-22T10:00:00Z",
        "lead;l-1;;;;c-2;;;2026-11-22T10:00:00Z",
    ]);
    let import = async |mode| trade.affiliate.import_conversions(&trade.owner, partner.program_id, &file, mode).await.unwrap();
    let conversions =
        async || trade.affiliate.conversions(&trade.owner, partner.program_id, &PageRequest::first()).await.unwrap().items.len();
    let tried = import(ImportMode::DryRun).await;
    assert_eq!((tried.rows, tried.created, tried.unchanged, tried.kept, conversions().await), (4, 4, 0, false, 0), "{tried:?}");
    let kept = import(ImportMode::Keep).await;
    assert_eq!((kept.created, kept.unchanged, kept.kept, conversions().await), (4, 0, true, 3));
    let owed = async || {
        let found = trade.affiliate.commissions(&partner.actor, partner.id, &PageRequest::first()).await.unwrap();
        found.items.iter().map(|one| one.owed.amount_minor).sum::<i64>()
    };
    assert_eq!(owed().await, 7500, "ten percent of what was not given back");
    let again = import(ImportMode::Keep).await;
    assert_eq!((again.created, again.unchanged, again.kept, owed().await), (0, 4, true, 7500));
}

#[tokio::test]
async fn nothing_of_a_table_is_kept_when_a_row_is_wrong_by_itself_or_beside_what_is_known() {
    let (trade, partner) = Trade::linked().await;
    let import = async |rows: &[&str]| {
        trade.affiliate.import_conversions(&trade.owner, partner.program_id, &table(rows), ImportMode::Keep).await.unwrap()
    };
    let report = import(&["sale;1;;10;MAD;;;;2026-11-22", "sale;2;;dix;MAD;;;;2026-11-22", "lead;;;;;;;;2020-01-01"]).await;
    assert_eq!(errors(&report), [(3, "amount", "field-amount-malformed")], "what can be read is looked at next");
    let report = import(&["sale;1;;10;MAD;;;;2026-11-22", "lead;;;;;;;;2020-01-01"]).await;
    assert_eq!(errors(&report), [(3, "event_id", "affiliate-external-id"), (3, "occurred_at", "affiliate-occurred-at")]);
    let report =
        import(&["sale;1;;10;MAD;;;;2026-11-22", "sale;1;;11;MAD;;;;2026-11-22", "refund;1;r;12;MAD;;;;2026-11-22"]).await;
    assert_eq!(errors(&report), [(3, "order_id", "affiliate-told-otherwise"), (4, "amount", "affiliate-refund-too-large")]);
    assert_eq!((report.kept, report.errors_count), (false, 2));
    let found = trade.affiliate.conversions(&trade.owner, partner.program_id, &PageRequest::first()).await.unwrap();
    assert_eq!(found.items, []);
    assert_eq!(import(&["sale;1;;10;MAD;;;;2026-11-22"]).await.created, 1);
    let found = trade.affiliate.conversions(&trade.owner, partner.program_id, &PageRequest::first()).await.unwrap();
    assert_eq!(found.items[0].amount, dirham(1000));
}

#[tokio::test]
async fn only_those_who_report_to_a_program_bring_tables() {
    let (trade, partner) = Trade::linked().await;
    let file = table(&["sale;1;;10;MAD;;;;2026-11-22"]);
    let stranger = trade.stranger().await;
    for who in [&stranger, &partner.actor] {
        let refused = trade.affiliate.import_conversions(who, partner.program_id, &file, ImportMode::DryRun).await.unwrap_err();
        assert_eq!(refused.code(), "affiliate-not-found");
    }
    assert!(trade.affiliate.import_conversions(&trade.member, partner.program_id, &file, ImportMode::DryRun).await.is_err());
}
