use kernel::Currency;

use super::*;
use crate::bank::payee::BankDetails;

const ID: Uuid = Uuid::from_u128(0x0194_0000_0000_7000_8000_0000_0000_0001);

fn own(currency: Currency, account: &str) -> OwnAccount {
    let account = crate::AccountNumber::parse(account).unwrap();
    OwnAccount { currency, holder: "Griot & Cie".into(), account, bic: Some("BNPAFRPP".into()), format: None }
}

fn order(currency: Currency, account: &str, amount_minor: i64) -> Order {
    let details =
        BankDetails {
            holder: "Éyram <Kodjo>, d’Almeida".replace(['<', '>'], ""), account: account.into(), bic: String::new()
        };
    let payee = Payee::read(&details, currency).unwrap();
    Order { id: ID, amount: Money::new(amount_minor, currency), payee, reason: "Griot 00000001".into() }
}

fn written(format: TransferFormat, from: &OwnAccount, orders: &[Order]) -> String {
    let total = Money::new(orders.iter().map(|order| order.amount.amount_minor).sum(), from.currency);
    let created_at = "2026-11-22T10:00:00.5Z".parse().unwrap();
    let execution_on = "2026-11-23".parse().unwrap();
    write(format, &Content { id: ID, created_at, execution_on, from, orders, total }).unwrap()
}

#[test]
fn a_file_of_transfers_in_euros_is_a_credit_transfer_of_the_euro_area() {
    let from = own(Currency::Eur, "FR7630006000011234567890189");
    let orders = [order(Currency::Eur, "DE89370400440532013000", 12_345), order(Currency::Eur, "BE68539007547034", 5)];
    let xml = written(TransferFormat::Pain001, &from, &orders);
    let document = roxmltree::Document::parse(&xml).unwrap();
    assert_eq!(document.root_element().tag_name().namespace(), Some("urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"));
    let texts = |tag: &str| -> Vec<String> {
        let nodes =
            document.descendants().filter(|node| node.has_tag_name(("urn:iso:std:iso:20022:tech:xsd:pain.001.001.09", tag)));
        nodes.filter_map(|node| node.text().map(|text| text.trim().to_owned())).collect()
    };
    assert_eq!((texts("NbOfTxs"), texts("CtrlSum")), (vec!["2".into(), "2".into()], vec!["123.50".into(), "123.50".into()]));
    assert_eq!(texts("Nm"), ["Griot & Cie", "Griot & Cie", "Eyram Kodjo, d'Almeida", "Eyram Kodjo, d'Almeida"]);
    assert_eq!(texts("IBAN")[..2], ["FR7630006000011234567890189", "DE89370400440532013000"]);
    assert_eq!(texts("InstdAmt"), ["123.45", "0.05"]);
    assert_eq!(texts("EndToEndId"), ["01940000000070008000000000000001"; 2]);
    assert_eq!((texts("ChrgBr"), texts("Cd")), (vec!["SLEV".into()], vec!["SEPA".into()]));
    assert_eq!(texts("CreDtTm"), ["2026-11-22T10:00:00Z"]);
}

#[test]
fn the_table_has_one_line_per_transfer_with_the_rib() {
    let from = own(Currency::Xof, "TG53TG0090604310346500400070");
    let csv = written(TransferFormat::Csv, &from, &[order(Currency::Xof, "CI93CI0080111301134291200589", 92_000)]);
    assert_eq!(
        csv,
        "end_to_end_id,holder,account,bic,amount,currency,execution_date,reason\r\n\
         01940000000070008000000000000001,\"Eyram Kodjo, d'Almeida\",CI0080111301134291200589,,92000,XOF,2026-11-23,Griot 00000001\r\n"
    );
    let xml = written(TransferFormat::Pain001, &from, &[order(Currency::Xof, "CI93CI0080111301134291200589", 92_000)]);
    assert!(
        xml.contains("<ChrgBr>DEBT</ChrgBr>") && !xml.contains("SEPA") && xml.contains("<InstdAmt Ccy=\"XOF\">92000</InstdAmt>")
    );
}
