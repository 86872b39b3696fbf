//! Codes of partners from a table.

use affiliate::{CodeDraft, ImportMode, ImportReport, ProgramState, ReportSale};
use kernel::{AppError as _, PageRequest};

use crate::trade::{Trade, dirham};

fn errors(report: &ImportReport) -> Vec<(u64, &str, &str)> {
    report.errors.iter().map(|wrong| (wrong.line, wrong.error.field.as_ref(), wrong.error.code)).collect()
}

fn table(rows: &[String]) -> Vec<u8> {
    format!("code;partner;from;until\n{}\n", rows.join("\n")).into_bytes()
}

#[tokio::test]
async fn a_table_of_codes_is_tried_kept_once_and_credits_orders_that_used_them() {
    let (trade, partner) = Trade::linked().await;
    let slug = trade.affiliate.partnership(&partner.actor, partner.id).await.unwrap().influencer_slug;
    let file = table(&[format!("afi10;{slug};2026-01-01;"), format!("VIP;{};;2040-01-31", partner.id)]);
    let import = async |mode| trade.affiliate.import_codes(&trade.owner, partner.program_id, &file, mode).await.unwrap();
    let codes = async || trade.affiliate.codes(&trade.owner, partner.id).await.unwrap().len();
    let tried = import(ImportMode::DryRun).await;
    assert_eq!((tried.rows, tried.created, tried.unchanged, tried.kept, codes().await), (2, 2, 0, false, 0), "{tried:?}");
    let kept = import(ImportMode::Keep).await;
    assert_eq!((kept.created, kept.unchanged, kept.kept, codes().await), (2, 0, true, 2));
    let again = import(ImportMode::Keep).await;
    assert_eq!((again.created, again.unchanged, again.kept, codes().await), (0, 2, true, 2));
    let sale = ReportSale {
        order_id: "1".into(),
        customer: None,
        amount: dirham(10_000),
        lines: vec![],
        clicks: vec![],
        codes: vec!["AFI 10".into()],
        occurred_at: None,
    };
    trade.affiliate.report_sale(&trade.owner, partner.program_id, &sale).await.unwrap();
    let earned = trade.affiliate.commissions(&partner.actor, partner.id, &PageRequest::first()).await.unwrap().items;
    assert_eq!(earned.len(), 1, "the code is the partner's");
}

#[tokio::test]
async fn nothing_of_a_table_is_kept_when_a_code_is_taken_or_its_partner_unknown() {
    let (trade, partner) = Trade::linked().await;
    let slug = trade.affiliate.partnership(&partner.actor, partner.id).await.unwrap().influencer_slug;
    let known = CodeDraft { code: "OLD".into(), ends_at: None };
    trade.affiliate.create_code(&trade.owner, partner.id, &known).await.unwrap();
    let rows = [
        format!("NEW;{slug};;"),
        format!("OLD;{slug};;2040-01-31"),
        "OTHER;nobody;;".to_owned(),
        format!("LATE;{slug};2026-02-01;2026-01-01"),
        format!("NEW;{slug};;2040-01-31"),
        format!("OLD;{slug};;"),
    ];
    let report = trade.affiliate.import_codes(&trade.owner, partner.program_id, &table(&rows), ImportMode::Keep).await.unwrap();
    let expected = [
        (3, "code", "affiliate-code-taken"),
        (4, "partner", "affiliate-partner-unknown"),
        (5, "until", "affiliate-code-order"),
        (6, "code", "affiliate-code-taken"),
    ];
    assert_eq!(errors(&report), expected, "the last row says what is known, and is right");
    assert_eq!((report.kept, report.created, report.errors_count), (false, 0, 4));
    assert_eq!(trade.affiliate.codes(&trade.owner, partner.id).await.unwrap().len(), 1);
    // 199 more fit, one too many does not.
    let rows: Vec<_> = (0..200).map(|number| format!("CODE{number};{slug};;")).collect();
    let report = trade.affiliate.import_codes(&trade.owner, partner.program_id, &table(&rows), ImportMode::Keep).await.unwrap();
    assert_eq!(errors(&report), [(201, "partner", "affiliate-too-many-codes")]);
}

#[tokio::test]
async fn only_those_who_manage_a_merchant_bring_codes_and_only_while_they_can_earn() {
    let (trade, partner) = Trade::linked().await;
    let file = table(&[format!("NEW;{};;", partner.id)]);
    let stranger = trade.stranger().await;
    let import =
        async |who: &kernel::Actor| trade.affiliate.import_codes(who, partner.program_id, &file, ImportMode::DryRun).await;
    for who in [&stranger, &partner.actor] {
        assert_eq!(import(who).await.unwrap_err().code(), "affiliate-not-found");
    }
    assert!(import(&trade.member).await.is_err());
    assert_eq!(import(&trade.owner).await.unwrap().created, 1);
    trade.affiliate.set_program_state(&trade.owner, partner.program_id, ProgramState::Closed).await.unwrap();
    assert_eq!(import(&trade.owner).await.unwrap_err().code(), "affiliate-wrong-state");
}
