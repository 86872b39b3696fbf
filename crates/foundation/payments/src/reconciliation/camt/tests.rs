use super::*;

fn own() -> Vec<OwnAccount> {
    let account = crate::AccountNumber::parse("FR7630006000011234567890189").unwrap();
    vec![OwnAccount { currency: Currency::Eur, holder: "Griot".into(), account, bic: None, format: None }]
}

/// A statement of an account of ours with these entries, opened at 1000.00.
fn statement(account: &str, closing: &str, entries: &str) -> String {
    let balance = |code: &str, amount: &str| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>"
        )
    };
    format!(
        "<?xml version=\"1.0\"?><Document xmlns=\"{NAMESPACE}\"><BkToCstmrStmt><Stmt><Id>S1</Id><Acct><Id>{account}</Id></Acct>{}{}{entries}</Stmt></BkToCstmrStmt></Document>",
        balance("OPBD", "1000.00"),
        balance("CLBD", closing),
    )
}

const OURS: &str = "<IBAN>FR7630006000011234567890189</IBAN>";

fn entry(amount: &str, way: &str, rest: &str) -> String {
    format!(
        "<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-23</Dt></BookgDt>{rest}</Ntry>"
    )
}

fn details(reference: &str, end_to_end: &str, rest: &str) -> String {
    format!(
        "<NtryDtls><TxDtls><Refs><AcctSvcrRef>{reference}</AcctSvcrRef><EndToEndId>{end_to_end}</EndToEndId></Refs>{rest}</TxDtls></NtryDtls>"
    )
}

fn code(text: &str) -> (&'static str, Vec<(&'static str, String)>) {
    match read(text, &own()) {
        Err(PaymentsError::Invalid(fields)) => (fields[0].code, fields[0].args.clone()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn debits_returns_and_credits_are_told_apart() {
    let returned = details("B-2", "e2e-1", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>");
    let entries = [
        entry("30.00", "DBIT", &details("B-1", "e2e-1", "")),
        entry("30.00", "CRDT", &returned),
        entry("12.50", "CRDT", &details("B-3", "NOTPROVIDED", "")),
        entry("5", "DBIT", "<AcctSvcrRef>B-4</AcctSvcrRef>"),
        entry("7", "CRDT", "<RvslInd>true</RvslInd>"),
        "<Ntry><Amt Ccy=\"EUR\">99</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts></Ntry>".to_owned(),
    ];
    let lines = read(&statement(OURS, "1014.50", &entries.concat()), &own()).unwrap();
    let read: Vec<_> = lines
        .iter()
        .map(|line| (line.line_id.as_str(), line.kind, line.amount.amount_minor, line.merchant_ref.as_str()))
        .collect();
    assert_eq!(
        read,
        [
            ("B-1", LineKind::Payout, 3_000, "e2e-1"),
            ("B-2", LineKind::Return, 3_000, "e2e-1"),
            ("B-3", LineKind::Collect, 1_250, ""),
            ("B-4", LineKind::Payout, 500, ""),
            ("S1/5", LineKind::Return, 700, ""),
        ]
    );
    assert_eq!(lines[1].detail, "AC04");
    assert_eq!(lines[0].settled_at.to_string(), "2026-11-23T00:00:00Z");
}

#[test]
fn an_entry_of_several_transfers_is_as_many_lines_and_must_add_up() {
    let one = |amount: &str, end_to_end: &str| {
        format!("<TxDtls><Refs><EndToEndId>{end_to_end}</EndToEndId></Refs><Amt Ccy=\"EUR\">{amount}</Amt></TxDtls>")
    };
    let several = |second: &str| {
        let inner = format!("<AcctSvcrRef>B-9</AcctSvcrRef><NtryDtls>{}{}</NtryDtls>", one("10", "a"), one(second, "b"));
        statement(OURS, "970.00", &entry("30", "DBIT", &inner))
    };
    let lines = read(&several("20"), &own()).unwrap();
    let read: Vec<_> =
        lines.iter().map(|line| (line.line_id.as_str(), line.amount.amount_minor, line.merchant_ref.as_str())).collect();
    assert_eq!(read, [("B-9/1", 1_000, "a"), ("B-9/2", 2_000, "b")]);
    assert_eq!(code(&several("19")), ("payments-statement-entry", vec![("line", "1".to_owned())]));
}

#[test]
fn what_is_no_whole_statement_of_ours_is_refused() {
    let good = entry("30.00", "DBIT", "");
    assert_eq!(read(&statement(OURS, "970.00", &good), &own()).unwrap().len(), 1);
    assert_eq!(code(&statement(OURS, "970.01", &good)).0, "payments-statement-balances");
    assert_eq!(code(&statement("<IBAN>DE89370400440532013000</IBAN>", "970.00", &good)).0, "payments-statement-account");
    assert_eq!(code(&statement(OURS, "970.00", &good).replace("camt.053.001.08", "camt.053.001.02")).0, "payments-statement-xml");
    assert_eq!(code("<Document").0, "payments-statement-xml");
    let bomb = "<!DOCTYPE a [<!ENTITY b \"b\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
    assert_eq!(code(bomb).0, "payments-statement-xml", "no entities");
    for bad in [
        entry("30.00", "SIDEWAYS", ""),
        entry("-30.00", "DBIT", ""),
        entry("0.00", "DBIT", ""),
        entry("30.001", "DBIT", ""),
        entry("30.00", "DBIT", "").replace("Ccy=\"EUR\"", "Ccy=\"USD\""),
        entry("30.00", "DBIT", "").replace("2026-11-23", "hier"),
    ] {
        assert_eq!(
            code(&statement(OURS, "970.00", &format!("{good}{bad}"))),
            ("payments-statement-entry", vec![("line", "2".to_owned())]),
            "{bad}"
        );
    }
}
