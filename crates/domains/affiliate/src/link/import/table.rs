//! Reading a table of codes. Pure.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kernel::FieldError;

use crate::{
    AffiliateError, folded_code,
    table::{self, Limits},
};

/// The columns, by the names of the header, in any order.
const COLUMNS: [&str; 4] = ["code", "partner", "from", "until"];
const LIMITS: Limits = Limits { rows: 1_000, bytes: 1024 * 1024 };

type Line = table::Line<4>;

/// What a row tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CodeRow {
    /// As it is compared.
    pub(super) code: String,
    /// The end of the address of their page, or the id of the partnership.
    pub(super) partner: String,
    pub(super) from: Option<Timestamp>,
    pub(super) until: Option<Timestamp>,
}

/// The rows of a file.
pub(super) fn read(file: &[u8]) -> Result<Vec<Line>, AffiliateError> {
    table::read(file, COLUMNS, LIMITS)
}

/// What a row tells, or each cell that is wrong, by the name of its column.
pub(super) fn row(line: &Line) -> Result<CodeRow, Vec<FieldError>> {
    let Some([code, partner, from, until]) = &line.cells else {
        return Err(vec![FieldError::new("row", "affiliate-table-cells")]);
    };
    let mut wrong = Vec::new();
    let folded = folded_code(code);
    if folded.is_none() {
        wrong.push(FieldError::new("code", "affiliate-code-form"));
    }
    if partner.is_empty() {
        wrong.push(FieldError::new("partner", "field-required"));
    }
    let mut instant = |field: &'static str, text: &str, end: DayEnd| match (text.is_empty(), instant(text, end)) {
        (true, _) => None,
        (false, Some(at)) => Some(at),
        (false, None) => {
            wrong.push(FieldError::new(field, "affiliate-table-instant"));
            None
        }
    };
    let (from, until) = (instant("from", from, DayEnd::Begins), instant("until", until, DayEnd::Ends));
    match folded {
        Some(code) if wrong.is_empty() => Ok(CodeRow { code, partner: partner.to_ascii_lowercase(), from, until }),
        _ => Err(wrong),
    }
}

/// Which end of a day is meant.
#[derive(Debug, Clone, Copy)]
enum DayEnd {
    Begins,
    /// The last day counts as a whole.
    Ends,
}

/// `2026-11-22T10:30:00Z`, or a day of UTC.
fn instant(text: &str, end: DayEnd) -> Option<Timestamp> {
    let day = || {
        let day = text.parse::<Date>().ok()?;
        let day = if matches!(end, DayEnd::Ends) { day.tomorrow().ok()? } else { day };
        day.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    };
    text.parse().ok().or_else(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Result<CodeRow, Vec<FieldError>>> {
        read(format!("code;partner;from;until\n{text}\n").as_bytes()).unwrap().iter().map(row).collect()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_row_names_a_code_its_partner_and_whole_days() {
        let read = rows("afi 10;Aicha;2026-11-01;2026-11-30\nVIP;aicha;;2026-12-01T08:00:00Z");
        let first = CodeRow {
            code: "AFI10".into(),
            partner: "aicha".into(),
            from: Some(at("2026-11-01T00:00:00Z")),
            until: Some(at("2026-12-01T00:00:00Z")),
        };
        assert_eq!(read[0], Ok(first));
        let second = CodeRow { code: "VIP".into(), partner: "aicha".into(), from: None, until: Some(at("2026-12-01T08:00:00Z")) };
        assert_eq!(read[1], Ok(second));
    }

    #[test]
    fn each_wrong_cell_is_named_by_its_column() {
        for (text, expected) in [
            ("é;aicha;;", vec![("code", "affiliate-code-form")]),
            (
                ";;hier;demain",
                vec![
                    ("code", "affiliate-code-form"),
                    ("partner", "field-required"),
                    ("from", "affiliate-table-instant"),
                    ("until", "affiliate-table-instant"),
                ],
            ),
            ("AFI10;aicha", vec![("row", "affiliate-table-cells")]),
        ] {
            let read = rows(text).remove(0).unwrap_err();
            let found: Vec<_> = read.iter().map(|error| (error.field.as_ref(), error.code)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
