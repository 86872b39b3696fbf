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
