//! How both sides are named on papers, what partners earned month by month, and what the tax rules say of it.

use affiliate::{ContractState, MANDATE_TEXT, StatementLine, StatementView, TaxKind, TaxPartyDraft, TaxRegime};
use jiff::{SignedDuration, civil::date};
use kernel::{Actor, AppError as _, Currency, ErrorKind, PageRequest};

use crate::{
    books::refund,
    rivals::until_waiting,
    trade::{Partner, Trade, dirham, link},
};

const DAY: SignedDuration = SignedDuration::from_hours(24);
const ICE: &str = "001561191000066";

/// Somebody in Morocco.
fn moroccan(name: &str) -> TaxPartyDraft {
    TaxPartyDraft {
        legal_name: name.into(),
        address: "12, rue des Palmiers, Rabat".into(),
        country: "MA".into(),
        ice: "001561191 0000 66".into(),
        tax_number: "1234567".into(),
        ..TaxPartyDraft::default()
    }
}

/// Somebody in France.
fn french(name: &str) -> TaxPartyDraft {
    TaxPartyDraft {
        legal_name: name.into(),
        address: "3, rue des Lilas, Lille".into(),
        country: "FR".into(),
        siren: "732829320".into(),
        ..TaxPartyDraft::default()
    }
}

impl Trade {
    /// Both sides say how papers name them.
    async fn both_said(&self, partner: &Partner) {
        self.merchant_said().await;
        let afi = moroccan("Afi Mensah");
        self.affiliate.set_tax_profile(&partner.actor, TaxRegime::MaAutoEntrepreneur, &afi).await.unwrap();
    }

    async fn merchant_said(&self) {
        self.affiliate.set_merchant_tax_profile(&self.owner, self.merchant, &moroccan("Thés de l’Atlas SARL")).await.unwrap();
    }

    async fn nightly(&self) {
        self.affiliate.keep_statements(&Actor::system("test")).await.unwrap();
    }

    /// The newest statement of a partner.
    async fn newest(&self, partner: &Partner) -> StatementView {
        let page = self.affiliate.my_statements(&partner.actor, &PageRequest::first()).await.unwrap();
        self.affiliate.statement(&partner.actor, page.items[0].id).await.unwrap()
    }
}

/// So many days, the work of a day, and the statements.
async fn days(trade: &Trade, days: i32) {
    trade.minute().await;
    trade.pass(DAY * days);
    trade.minute().await;
    trade.nightly().await;
}

async fn given_back(trade: &Trade, partner: &Partner, id: &str, order_id: &str, amount_minor: i64) {
    trade.affiliate.report_refund(&trade.owner, partner.program_id, &refund(id, order_id, amount_minor)).await.unwrap();
}

#[tokio::test]
async fn statements_are_numbered_without_gaps_and_add_up_to_what_the_ledger_moved() {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(100_000_000)).await;
    let other = trade.influencer("Ama", "GH", 900).await;
    let other_id = trade.affiliate.ask(&other, partner.program_id, "").await.unwrap();
    trade.affiliate.answer(&trade.owner, other_id, affiliate::Answer::Accept(None), "").await.unwrap();
    trade.affiliate.create_link(&other, other_id, Some("ama-the"), None, &link()).await.unwrap();
    trade.both_said(&partner).await;
    trade.affiliate.set_tax_profile(&other, TaxRegime::Abroad, &abroad("Ama Boateng")).await.unwrap();

    // 22 November: 100 000 dirhams earn 10 000, payable on 6 December. Of them 1 000 are taken back on the 16th, after a payout.
    trade.sold(&partner, "1001", 10_000_000).await;
    trade.sold(&partner, "1002", 50_000).await;
    given_back(&trade, &partner, "r0", "1002", 0).await;
    let clicks = vec![trade.click("ama-the").await];
    let sale = affiliate::ReportSale { clicks, ..crate::books::sale("1003", 100_000) };
    trade.affiliate.report_sale(&trade.owner, partner.program_id, &sale).await.unwrap();
    days(&trade, 14).await;
    trade.pay_out(partner.id, dirham(1_000_000)).await;
    days(&trade, 10).await;
    given_back(&trade, &partner, "r1", "1001", 1_000_000).await;
    days(&trade, 20).await;
    // 5 January: nothing of November was payable in November; December has a statement for each.
    let page = PageRequest::first();
    let of_shop = trade.affiliate.merchant_statements(&trade.member, trade.merchant, &page).await.unwrap().items;
    let mut numbers: Vec<_> = of_shop.iter().map(|row| (row.number, row.month)).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [(1, date(2026, 12, 1)), (2, date(2026, 12, 1))]);
    let mine = trade.affiliate.statements(&partner.actor, partner.id, &page).await.unwrap().items;
    let statement = trade.affiliate.statement(&partner.actor, mine[0].id).await.unwrap();
    let line = |day, payable_minor, reversed_minor| StatementLine { day, commissions: 1, payable_minor, reversed_minor };
    assert_eq!(statement.lines, [line(date(2026, 12, 6), 1_000_000, 0), line(date(2026, 12, 16), 0, 100_000)]);
    let ice = statement.payee.ice.as_ref().map(affiliate::tax_identity::Ice::as_str);
    assert_eq!((statement.total, ice, statement.invoice), (dirham(900_000), Some(ICE), None));
    assert_eq!(
        (statement.payer.legal_name.as_str(), statement.merchant_name.as_str()),
        ("Thés de l’Atlas SARL", "Thés de l’Atlas")
    );
    let taxes: Vec<_> = statement.taxes.iter().map(|line| (line.rule_id.as_str(), line.kind)).collect();
    assert_eq!(taxes, [("ma-auto-entrepreneur-vat", TaxKind::NoVat)], "below 80 000 dirhams a year nothing is withheld");

    // A year begins anew, and another sale pays the debt first: the statement says what was earned.
    trade.sold(&partner, "1004", 100_000_000).await;
    days(&trade, 15).await;
    given_back(&trade, &partner, "r2", "1001", 1_000_000).await;
    days(&trade, 20).await;
    days(&trade, 1).await;
    let mine = trade.affiliate.statements(&partner.actor, partner.id, &page).await.unwrap().items;
    let totals: Vec<_> = mine.iter().map(|row| (row.number, row.month, row.total.amount_minor)).collect();
    assert_eq!(totals, [(3, date(2027, 1, 1), 9_900_000), (mine[1].number, date(2026, 12, 1), 900_000)]);
    let january = trade.affiliate.statement(&trade.member, mine[0].id).await.unwrap();
    assert_eq!(january.before, dirham(0));
    let withheld = january.taxes.iter().find(|line| line.kind == TaxKind::Withholding).unwrap();
    assert_eq!((withheld.base, withheld.amount), (dirham(1_900_000), Some(dirham(570_000))), "30 % of what is above 80 000");
    let books = trade.books(partner.id).await;
    assert_eq!(books.available + 1_000_000 - books.debt, 9_900_000 + 900_000, "nothing was deducted");
    let year = trade.affiliate.tax_year(&partner.actor, partner.id).await.unwrap();
    assert_eq!((year.year, year.total, year.taxes), (2027, dirham(9_900_000), january.taxes));
    let changed = sqlx::query("UPDATE affiliate.statements SET total_minor = 0").execute(trade.db.pool()).await;
    assert!(changed.unwrap_err().to_string().contains("only added to"));
    trade.verified().await;
}

#[tokio::test]
async fn what_is_taken_back_by_who_waited_until_it_was_payable_is_in_the_statement() {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(1_000_000)).await;
    trade.both_said(&partner).await;
    trade.sold(&partner, "1001", 100_000).await;
    trade.minute().await;
    trade.pass(DAY * 14 - SignedDuration::from_mins(3));
    // The refund begins before its commission is payable, and waits for whoever holds the order until it is.
    let mut hold = trade.db.begin(&Actor::system("test")).await.unwrap();
    sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended($1 || '1001', 0))")
        .bind(format!("affiliate:{}:", partner.program_id))
        .execute(hold.conn())
        .await
        .unwrap();
    let mature = async {
        until_waiting(&trade, 1).await;
        trade.pass(SignedDuration::from_mins(5));
        trade.minute().await;
        assert_eq!(trade.books(partner.id).await.available, 10_000);
        hold.commit().await.unwrap();
    };
    tokio::join!(given_back(&trade, &partner, "r1", "1001", 40_000), mature);
    assert_eq!(trade.books(partner.id).await.available, 6_000);
    days(&trade, 31).await;
    let statement = trade.newest(&partner).await;
    let line = StatementLine { day: date(2026, 12, 6), commissions: 1, payable_minor: 10_000, reversed_minor: 4_000 };
    assert_eq!((statement.lines, statement.total), (vec![line], dirham(6_000)));
}

#[tokio::test]
async fn what_an_older_program_wrote_is_judged_by_its_instants() {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(1_000_000)).await;
    trade.both_said(&partner).await;
    trade.sold(&partner, "1001", 100_000).await;
    trade.sold(&partner, "1002", 50_000).await;
    trade.pass(DAY);
    given_back(&trade, &partner, "r1", "1002", 20_000).await;
    days(&trade, 15).await;
    given_back(&trade, &partner, "r2", "1001", 40_000).await;
    sqlx::raw_sql("ALTER TABLE affiliate.commission_entries DISABLE TRIGGER USER; UPDATE affiliate.commission_entries SET of_payable = NULL")
        .execute(trade.db.pool())
        .await
        .unwrap();
    days(&trade, 31).await;
    assert_eq!(trade.newest(&partner).await.total, dirham(10_000 + 3_000 - 4_000));
}

#[tokio::test]
async fn statements_are_read_by_their_two_sides_alone() {
    let (trade, partner) = Trade::linked().await;
    trade.both_said(&partner).await;
    trade.deposit(dirham(1_000_000)).await;
    trade.sold(&partner, "1001", 100_000).await;
    days(&trade, 14).await;
    days(&trade, 30).await;
    let page = PageRequest::first();
    let mine = trade.affiliate.statements(&partner.actor, partner.id, &page).await.unwrap().items;
    let (stranger, other) = (trade.stranger().await, trade.influencer("Ama", "GH", 900).await);
    for who in [&stranger, &other] {
        let refused = [
            trade.affiliate.statements(who, partner.id, &page).await.err(),
            trade.affiliate.merchant_statements(who, trade.merchant, &page).await.err(),
            trade.affiliate.statement(who, mine[0].id).await.err(),
            trade.affiliate.tax_year(who, partner.id).await.err(),
            trade.affiliate.export_statement(who, mine[0].id).await.err(),
            trade.affiliate.waiting_statements(who, trade.merchant).await.err(),
            trade.affiliate.merchant_tax_profile(who, trade.merchant).await.err(),
            trade.affiliate.set_merchant_tax_profile(who, trade.merchant, &moroccan("Moi")).await.err(),
        ];
        assert!(refused.iter().all(|error| error.as_ref().is_some_and(|error| error.kind() == ErrorKind::NotFound)));
        assert!(trade.affiliate.my_statements(who, &page).await.unwrap().items.is_empty());
    }
    let looks = trade.affiliate.set_merchant_tax_profile(&trade.member, trade.merchant, &moroccan("Moi")).await.unwrap_err();
    assert_eq!(looks.kind(), ErrorKind::Forbidden);
    assert_eq!(trade.affiliate.statement(&trade.member, mine[0].id).await.unwrap().regime, TaxRegime::MaAutoEntrepreneur);
    let table = trade.affiliate.export_statement(&trade.member, mine[0].id).await.unwrap();
    let wanted = "statement,invoice,month,day,commissions,payable,reversed,net,currency\r\n1,,2026-12,2026-12-06,1,100.00,0.00,100.00,MAD\r\n";
    assert_eq!(table, wanted);
}

fn abroad(name: &str) -> TaxPartyDraft {
    TaxPartyDraft { legal_name: name.into(), address: "Rue 4, Lomé".into(), country: "TG".into(), ..TaxPartyDraft::default() }
}

#[tokio::test]
async fn a_statement_waits_until_both_sides_said_how_they_pay_tax_and_keeps_its_month() {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(10_000_000)).await;
    trade.sold(&partner, "1001", 100_000).await;
    days(&trade, 14).await;
    trade.sold(&partner, "1002", 200_000).await;
    days(&trade, 30).await;
    let page = PageRequest::first();
    let mine = || trade.affiliate.my_waiting_statements(&partner.actor);
    let waits = mine().await.unwrap();
    assert_eq!((waits.len(), waits[0].month, waits[0].lacks_payee, waits[0].lacks_payer), (1, date(2026, 12, 1), true, true));
    assert!(trade.affiliate.my_statements(&partner.actor, &page).await.unwrap().items.is_empty());

    trade.merchant_said().await;
    // Four months on, far beyond what one night looks back at.
    days(&trade, 130).await;
    let theirs = trade.affiliate.waiting_statements(&trade.member, trade.merchant).await.unwrap();
    let months: Vec<_> = theirs.iter().map(|row| (row.month, row.lacks_payee, row.lacks_payer)).collect();
    assert_eq!(months, [(date(2026, 12, 1), true, false), (date(2027, 1, 1), true, false)]);
    trade.affiliate.set_tax_profile(&partner.actor, TaxRegime::Abroad, &abroad("Afi Mensah")).await.unwrap();
    assert!(!mine().await.unwrap()[0].lacks_payee, "until the night");
    trade.nightly().await;
    trade.nightly().await;
    assert!(mine().await.unwrap().is_empty());
    let list = || async { trade.affiliate.my_statements(&partner.actor, &page).await.unwrap().items };
    let mut issued: Vec<_> = list().await.iter().map(|row| (row.number, row.month, row.total)).collect();
    issued.sort_unstable_by_key(|(number, ..)| *number);
    assert_eq!(
        issued,
        [(1, date(2026, 12, 1), dirham(10_000)), (2, date(2027, 1, 1), dirham(20_000))],
        "each with its own month"
    );

    // What is said later is not what it says.
    trade.affiliate.set_tax_profile(&partner.actor, TaxRegime::MaIndividual, &moroccan("Afi Mensah-Diallo")).await.unwrap();
    trade.nightly().await;
    let again = trade.newest(&partner).await;
    assert_eq!((again.payee.legal_name.as_str(), again.regime), ("Afi Mensah", TaxRegime::Abroad));
    assert_eq!(list().await.len(), 2);
}

#[tokio::test]
async fn two_processes_issue_each_statement_once_and_leave_no_gap() {
    let (trade, partner) = Trade::linked().await;
    trade.both_said(&partner).await;
    trade.deposit(dirham(10_000_000)).await;
    trade.sold(&partner, "1001", 100_000).await;
    trade.minute().await;
    trade.pass(DAY * 14);
    trade.minute().await;
    trade.sold(&partner, "1002", 100_000).await;
    trade.pass(DAY * 40);
    trade.minute().await;
    trade.pass(DAY * 30);
    let (elsewhere, system) = (trade.elsewhere().await, Actor::system("test"));
    let (here, there) = tokio::join!(trade.affiliate.keep_statements(&system), elsewhere.keep_statements(&system));
    here.unwrap();
    there.unwrap();
    trade.nightly().await;
    let page = trade.affiliate.merchant_statements(&trade.owner, trade.merchant, &PageRequest::first()).await.unwrap();
    let mut numbers: Vec<_> = page.items.iter().map(|row| (row.number, row.month)).collect();
    numbers.sort_unstable();
    let months: Vec<_> = numbers.iter().map(|(_, month)| *month).collect();
    assert_eq!(numbers.iter().map(|(number, _)| *number).collect::<Vec<_>>(), (1..=2).collect::<Vec<i32>>(), "{months:?}");
}

#[tokio::test]
async fn a_statement_is_an_invoice_by_a_mandate_where_no_vat_is_due_and_never_otherwise() {
    let (trade, partner) = Trade::linked().await;
    let affiliate = &trade.affiliate;
    trade.deposit(dirham(10_000_000)).await;
    let early = affiliate.accept_mandate(&partner.actor, MANDATE_TEXT).await.unwrap_err();
    assert_eq!(early.code(), "affiliate-no-tax-profile");
    trade.both_said(&partner).await;
    assert_eq!(affiliate.accept_mandate(&partner.actor, MANDATE_TEXT + 1).await.unwrap_err().code(), "affiliate-changed");
    trade.sold(&partner, "1001", 100_000).await;
    days(&trade, 14).await;
    days(&trade, 30).await;
    assert_eq!(trade.newest(&partner).await.invoice, None, "nobody gave a mandate");

    let given = affiliate.accept_mandate(&partner.actor, MANDATE_TEXT).await.unwrap();
    assert_eq!(affiliate.accept_mandate(&partner.actor, MANDATE_TEXT).await.unwrap(), given, "the same again");
    trade.sold(&partner, "1002", 100_000).await;
    days(&trade, 14).await;
    days(&trade, 31).await;
    let statement = trade.newest(&partner).await;
    let invoice = statement.invoice.unwrap();
    assert_eq!((invoice.number, invoice.mandate_text, invoice.mandated_at), (1, MANDATE_TEXT, given.accepted_at));
    assert_eq!(statement.number, 2, "the merchant's own series goes on");
    let reference = statement.reference().unwrap();
    assert!(reference.ends_with("-0001") && reference.len() == 13, "{reference}");

    // More taken back than earned is no invoice, and takes no number of theirs.
    given_back(&trade, &partner, "r1", "1002", 100_000).await;
    days(&trade, 31).await;
    let taken = trade.newest(&partner).await;
    assert_eq!((taken.total, taken.invoice), (dirham(-10_000), None));

    affiliate.withdraw_mandate(&partner.actor).await.unwrap();
    affiliate.withdraw_mandate(&partner.actor).await.unwrap();
    assert_eq!(affiliate.invoice_mandate(&partner.actor).await.unwrap(), None);
    trade.sold(&partner, "1003", 100_000).await;
    days(&trade, 14).await;
    days(&trade, 31).await;
    assert_eq!(trade.newest(&partner).await.invoice, None, "it was withdrawn");
    trade.verified().await;
}

#[tokio::test]
async fn a_contract_is_warned_of_by_the_rule_that_is_kept_and_in_no_other_currency() {
    let trade = Trade::new().await;
    let partner = trade.partner_in(trade.open_in(Currency::Eur).await).await;
    let year = || trade.affiliate.tax_year(&partner.actor, partner.id);
    assert!(year().await.unwrap().contracts.is_empty(), "nobody is known to be in France");
    trade.affiliate.set_merchant_tax_profile(&trade.owner, trade.merchant, &french("Thés de l’Atlas SAS")).await.unwrap();
    let contract = year().await.unwrap().contracts;
    assert_eq!((contract.len(), contract[0].state, contract[0].rule_id.as_str()), (1, ContractState::Far, "fr-contract-payer"));
    trade.affiliate.set_tax_profile(&partner.actor, TaxRegime::FrExempt, &french("Afi Mensah")).await.unwrap();
    let contract = year().await.unwrap().contracts;
    assert_eq!((contract[0].rule_id.as_str(), contract[0].threshold.amount_minor), ("fr-contract", 100_000));

    let other = trade.affiliate.tax_year(&trade.member, partner.id).await.unwrap();
    assert_eq!(other.contracts, contract, "the merchant reads the same");
    let (dirhams, in_dirhams) = Trade::linked().await;
    dirhams.affiliate.set_tax_profile(&in_dirhams.actor, TaxRegime::FrExempt, &french("Afi Mensah")).await.unwrap();
    let year = || async { dirhams.affiliate.tax_year(&in_dirhams.actor, in_dirhams.id).await.unwrap().contracts };
    assert_eq!(year().await[0].state, ContractState::OtherCurrency);

    // Another rule says it otherwise: of 100 dirhams, from 80 on it is near.
    let rule = "UPDATE affiliate.tax_rules SET currency = 'MAD', threshold_minor = 10000 WHERE id = 'fr-contract'";
    sqlx::query(rule).execute(dirhams.db.pool()).await.unwrap();
    dirhams.deposit(dirham(1_000_000)).await;
    for (order, sold, then) in [("1", 79_000, 1), ("2", 1_000, 1), ("3", 20_000, 12)] {
        dirhams.sold(&in_dirhams, order, sold).await;
        days(&dirhams, then).await;
    }
    for (state, total) in [(ContractState::Far, 7_900), (ContractState::Near, 8_000), (ContractState::Reached, 10_000)] {
        let contract = year().await;
        assert_eq!((contract[0].state, contract[0].total), (state, dirham(total)));
        days(&dirhams, 1).await;
    }
}

#[tokio::test]
async fn how_somebody_pays_tax_is_said_again_and_never_changed() {
    let (trade, partner) = Trade::linked().await;
    let (affiliate, who) = (&trade.affiliate, &partner.actor);
    assert_eq!(affiliate.tax_profile(who).await.unwrap(), None);
    let wrong = affiliate.set_tax_profile(who, TaxRegime::FrVat, &french("Afi")).await.unwrap_err();
    assert_eq!((wrong.fields()[0].field.as_ref(), wrong.fields()[0].code), ("vat_number", "field-required"));
    assert_eq!(affiliate.set_tax_profile(who, TaxRegime::FrExempt, &french("Afi")).await.unwrap(), 1);
    assert_eq!(affiliate.set_tax_profile(who, TaxRegime::MaIndividual, &moroccan("Afi")).await.unwrap(), 2);
    let now = affiliate.tax_profile(who).await.unwrap().unwrap();
    assert_eq!((now.version, now.regime, now.party.country.as_str()), (2, TaxRegime::MaIndividual, "MA"));
    let nobody = affiliate.set_tax_profile(&trade.owner, TaxRegime::Abroad, &abroad("Moi")).await.unwrap_err();
    assert_eq!(nobody.code(), "affiliate-no-profile");
    let changed = sqlx::query("UPDATE affiliate.tax_profiles SET regime = 'abroad'").execute(trade.db.pool()).await;
    assert!(changed.unwrap_err().to_string().contains("only added to"));
    let audited: i64 = sqlx::query_scalar("SELECT count(*) FROM platform.audit WHERE action = 'affiliate.tax-profile-set'")
        .fetch_one(trade.db.pool())
        .await
        .unwrap();
    assert_eq!(audited, 2);
}

#[tokio::test]
async fn every_rule_has_a_source_a_reviewer_or_none_and_its_words_in_both_languages() {
    let (trade, partner) = Trade::linked().await;
    let rules = trade.affiliate.tax_rules(&partner.actor).await.unwrap();
    assert!(rules.iter().all(|rule| !rule.source.is_empty() && rule.reviewer.is_none()), "no accountant looked at them yet");
    let regimes = |kind| rules.iter().filter(|rule| rule.kind == kind).flat_map(|rule| rule.regimes.clone()).count();
    assert_eq!(regimes(TaxKind::Contract), 7, "every regime once, so that nobody is told twice");
    for texts in [include_str!("../../../../../i18n/fr/affiliate.ftl"), include_str!("../../../../../i18n/en/affiliate.ftl")] {
        for rule in &rules {
            assert!(texts.contains(&format!("affiliate-tax-rule-{} = ", rule.id)), "{}", rule.id);
            assert_eq!(rule.warn_bp.is_some(), rule.kind == TaxKind::Contract, "{}", rule.id);
        }
    }
}
