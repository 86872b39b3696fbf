//! The tables of texts with and without personal data, and what holds for any text.

use proptest::prelude::*;

use super::{Kind, MASK, find, screen};

const WITH: &str = include_str!("../../tests/data/personal_data.tsv");
const WITHOUT: &str = include_str!("../../tests/data/no_personal_data.tsv");

fn lines(table: &str) -> impl Iterator<Item = &str> {
    table.lines().filter(|line| !line.is_empty() && !line.starts_with("# "))
}

/// A text with its findings between brackets.
fn marked(text: &str) -> String {
    let mut marked = text.to_owned();
    for finding in find(text).into_iter().rev() {
        marked.insert(finding.range.end, '⟧');
        marked.insert(finding.range.start, '⟦');
    }
    marked
}

fn kinds(text: &str) -> String {
    find(text).iter().map(|finding| finding.kind.as_str()).collect::<Vec<_>>().join(",")
}

#[test]
fn every_text_with_personal_data_is_found_exactly() {
    let mut wrong = Vec::new();
    for line in lines(WITH) {
        let (kind, wanted) = line.split_once('\t').unwrap();
        let text = wanted.replace(['⟦', '⟧'], "");
        if marked(&text) != wanted || kinds(&text) != kind {
            wrong.push(format!("{kind}\t{wanted}\n  is {}\t{}", kinds(&text), marked(&text)));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(lines(WITH).count() >= 60);
}

#[test]
fn no_text_without_personal_data_is_touched() {
    let wrong: Vec<String> = lines(WITHOUT).filter(|text| screen(text).text != *text).map(marked).collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(lines(WITHOUT).count() >= 60);
}

#[test]
fn a_screened_text_says_what_it_lost_and_keeps_the_rest() {
    let screened = screen("Tel 90 12 34 56, mail kossi@exemple.tg, encore 91 23 45 67 !");
    assert_eq!(screened.text, format!("Tel {MASK}, mail {MASK}, encore {MASK} !"));
    assert_eq!(screened.kinds, [Kind::Phone, Kind::Email]);
    assert_eq!(screened.findings.len(), 3);
}

const PHRASES: [&str; 8] =
    ["Appelle le ", "mon numéro : ", "Call me at ", "whatsapp ", "Tel. ", "my phone is ", "joins-moi au ", "contact "];
const BETWEEN: [&str; 10] = [" ", ".", "-", "/", "_", " - ", "", "  ", " . ", "\n"];
const UNITS_FR: [&str; 20] = [
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze",
    "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
];
const TENS_FR: [&str; 10] =
    ["", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt"];
const UNITS_EN: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS_EN: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

fn in_french(pair: usize) -> String {
    let (tens, unit) = (pair / 10, pair % 10);
    match tens {
        0 => UNITS_FR[pair].to_owned(),
        1 => UNITS_FR[pair].to_owned(),
        7 | 9 => format!("{}-{}", TENS_FR[tens], UNITS_FR[10 + unit]),
        _ if unit == 0 => TENS_FR[tens].to_owned(),
        _ if unit == 1 && tens < 7 => format!("{} et un", TENS_FR[tens]),
        _ => format!("{}-{}", TENS_FR[tens], UNITS_FR[unit]),
    }
}

fn in_english(pair: usize) -> String {
    let (tens, unit) = (pair / 10, pair % 10);
    match tens {
        0 | 1 => UNITS_EN[pair].to_owned(),
        _ if unit == 0 => TENS_EN[tens].to_owned(),
        _ => format!("{} {}", TENS_EN[tens], UNITS_EN[unit]),
    }
}

/// Two digits in one of the ways in which people write them.
fn written(pair: &str, way: usize) -> String {
    let value: usize = pair.parse().unwrap();
    let zero = if pair.starts_with('0') { value < 10 } else { false };
    let other = |zero: char| pair.bytes().map(|digit| char::from_u32(zero as u32 + u32::from(digit - b'0')).unwrap()).collect();
    match way {
        0 => pair.to_owned(),
        1 if zero => format!("zéro {}", in_french(value)),
        1 => in_french(value),
        2 if zero => format!("zero {}", in_english(value)),
        2 => in_english(value),
        3 => other('０'),
        4 => other('٠'),
        _ => pair.bytes().map(|digit| UNITS_EN[usize::from(digit - b'0')]).collect::<Vec<_>>().join(" "),
    }
}

/// A number of one of our countries, in pairs; of nine digits the first stands alone, after a zero.
fn number() -> impl Strategy<Value = Vec<String>> {
    let togo = (prop::sample::select(vec!["90", "91", "70", "79", "99", "22", "23"]), "[0-9]{6}")
        .prop_map(|(start, rest)| format!("{start}{rest}"));
    let ten = (prop::sample::select(vec!["0197", "0166", "0707", "0505", "0612", "0677", "0142"]), "[0-9]{6}");
    let ten = ten.prop_map(|(start, rest)| format!("{start}{rest}"));
    let benin = (prop::sample::select(vec!["97", "66", "95"]), "[0-9]{6}").prop_map(|(start, rest)| format!("{start}{rest}"));
    prop_oneof![togo, ten, benin]
        .prop_map(|digits| digits.as_bytes().chunks(2).map(|pair| String::from_utf8(pair.to_vec()).unwrap()).collect())
}

/// Pieces that texts with and without personal data are made of.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{1,5}",
        prop::sample::select(vec![
            " ",
            "-",
            ".",
            "+",
            "@",
            "(",
            ")",
            "/",
            "•",
            "•••",
            ":",
            "\n",
            "arobase",
            " point ",
            "gmail",
            "com",
            "wa.me",
            "t.me/",
            "zéro ",
            "double ",
            "neuf",
            "quatre-vingt",
            "insta : ",
            "FR76",
            "commande ",
            "tel ",
            "k o s s i ",
            "O",
            "l",
            "\u{200b}",
            "９",
            "é",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,3}",
    ]
}

proptest! {
    #[test]
    fn findings_are_pieces_of_the_text_in_order_and_nothing_is_left(pieces in prop::collection::vec(piece(), 0..30)) {
        let text: String = pieces.concat();
        let mut last = 0;
        for finding in find(&text) {
            prop_assert!(last <= finding.range.start && finding.range.start < finding.range.end);
            prop_assert!(text.get(finding.range.clone()).is_some());
            last = finding.range.end;
        }
        let screened = screen(&text);
        prop_assert_eq!(find(&screened.text), vec![], "{} left {}", text, screened.text);
        prop_assert_eq!(screen(&screened.text).text, screened.text);
    }

    #[test]
    fn any_text_can_be_screened(text in "\\PC{0,200}") {
        screen(&text);
    }

    #[test]
    fn a_number_that_is_announced_is_found_however_it_is_written(
        pairs in number(),
        ways in prop::collection::vec(0_usize..6, 5),
        between in prop::sample::select(BETWEEN.to_vec()),
        phrase in prop::sample::select(PHRASES.to_vec()),
    ) {
        let words = ways.iter().take(pairs.len()).any(|way| [1, 2, 5].contains(way));
        // Nobody reads words without a blank between them; nor can one tell 20 and 2 from 22 then.
        let between = if words { ", " } else { between };
        let told: Vec<String> = pairs.iter().zip(&ways).map(|(pair, way)| written(pair, *way)).collect();
        let text = format!("{phrase}{} merci", told.join(between));
        let screened = screen(&text);
        prop_assert_eq!(&screened.kinds, &[Kind::Phone], "{}", text);
        prop_assert_eq!(screened.text, format!("{phrase}{MASK} merci"), "{}", text);
    }

    #[test]
    fn a_price_is_never_touched(amount in 1_u64..2_000_000_000, blank in prop::sample::select(vec![" ", "\u{202f}", ".", "\u{a0}", ""]),
                                unit in prop::sample::select(vec!["FCFA", "F", "DH", "€", "XOF", "MAD", "euros", "francs"])) {
        let digits = amount.to_string();
        let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
        let text = format!("Le prix est de {} {unit} par mois.", groups.join(blank));
        prop_assert_eq!(screen(&text).text, text);
    }

    #[test]
    fn a_day_and_an_hour_are_never_touched(day in 1_u32..=31, month in 1_u32..=12, year in 1990_u32..2050, hour in 0_u32..24, minute in 0_u32..60,
                                           sign in prop::sample::select(vec!["/", "-", "."])) {
        let texts = [
            format!("Le {day:02}{sign}{month:02}{sign}{year} à {hour:02}:{minute:02}"),
            format!("Le {day:02}{sign}{month:02}{sign}{year} à {hour:02}h{minute:02}"),
            format!("{year}{sign}{month:02}{sign}{day:02} {hour:02}:{minute:02}:00"),
            format!("Du {day:02}{sign}{month:02} au {day:02}{sign}{month:02}{sign}{year}"),
        ];
        for text in texts {
            prop_assert_eq!(screen(&text).text, text);
        }
    }

    #[test]
    fn the_number_of_an_order_is_never_touched(number in "[0-9]{6,14}", what in prop::sample::select(vec![
        "Commande n° ", "Votre commande ", "Order ", "order number: ", "Facture : ", "ref ", "Suivi du colis ", "CMD-", "#", "FA-2026-",
    ])) {
        let text = format!("{what}{number} est en route");
        prop_assert_eq!(screen(&text).text, text);
    }

    #[test]
    fn an_account_is_found_by_its_check_digits_and_nothing_else_is_one(account in "[0-9]{24}", wrong in 1_u32..97, blanks: bool) {
        let bban: u128 = account.parse().unwrap();
        // MA is 2210 behind the account, then two zeros: ISO 13616.
        let check = 98 - ((bban % 97) * 1_000_000 + 221_000) % 97;
        let iban = |check: u128| {
            let plain = format!("MA{check:02}{account}");
            let groups: Vec<&str> = plain.as_bytes().chunks(4).map(|group| std::str::from_utf8(group).unwrap()).collect();
            if blanks { groups.join(" ") } else { plain.clone() }
        };
        let found = find(&format!("Voici : {}", iban(check)));
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(found[0].kind, Kind::Iban);
        let other = (check + u128::from(wrong)) % 97;
        prop_assume!(other != check % 97);
        let none = find(&format!("Voici : {}", iban(other))).iter().all(|finding| finding.kind != Kind::Iban);
        prop_assert!(none);
    }
}
