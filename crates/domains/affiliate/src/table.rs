//! Tables as people send them: CSV (RFC 4180) with a header, from spreadsheets of any language. Pure.

use kernel::FieldError;

use crate::AffiliateError;

/// How much of a table is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) rows: usize,
    pub(crate) bytes: usize,
}

/// A row, in the order of the columns.
#[derive(Debug)]
pub(crate) struct Line<const N: usize> {
    /// The line of the file that it begins at.
    pub(crate) number: u64,
    /// None when it has more or fewer cells than the header.
    pub(crate) cells: Option<[String; N]>,
}

/// The rows of a file; blank ones are left out. Comma, semicolon or tab; UTF-8.
pub(crate) fn read<const N: usize>(file: &[u8], columns: [&str; N], limits: Limits) -> Result<Vec<Line<N>>, AffiliateError> {
    let too_large = || {
        wrong(
            FieldError::new("file", "affiliate-table-too-large").with("rows", limits.rows).with("mebibytes", limits.bytes >> 20),
        )
    };
    let misnamed = || wrong(FieldError::new("file", "affiliate-table-header").with("columns", columns.join(", ")));
    if file.len() > limits.bytes {
        return Err(too_large());
    }
    let text = std::str::from_utf8(file).map_err(|_not_utf8| AffiliateError::field("file", "affiliate-table-encoding"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(&text)).flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|_malformed| misnamed())?;
    let places = places(header, columns).ok_or_else(misnamed)?;
    let (mut lines, mut count) = (Vec::new(), LineCount { text: &text, at: 0, number: 1 });
    for record in reader.records() {
        let record = record.map_err(|_malformed| misnamed())?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if lines.len() == limits.rows {
            return Err(too_large());
        }
        let number = count.number_at(record.position().map_or(0, csv::Position::byte));
        let whole = record.len() == N;
        let cells = whole.then(|| places.map(|place| unguarded(record.get(place).unwrap_or_default().trim()).to_owned()));
        lines.push(Line { number, cells });
    }
    if lines.is_empty() { Err(AffiliateError::field("file", "affiliate-table-empty")) } else { Ok(lines) }
}

fn wrong(error: FieldError) -> AffiliateError {
    AffiliateError::Invalid(vec![error])
}

/// Counts the lines of a text, once from its beginning to its end.
struct LineCount<'t> {
    text: &'t str,
    at: usize,
    number: u64,
}

impl LineCount<'_> {
    /// The line of the row that is read from here on; the blank lines before it are not its own.
    fn number_at(&mut self, byte: u64) -> u64 {
        let from = usize::try_from(byte).unwrap_or(usize::MAX);
        for letter in self.text.bytes().skip(self.at) {
            if self.at >= from && letter != b'\n' {
                break;
            }
            self.at += 1;
            self.number += u64::from(letter == b'\n');
        }
        self.number
    }
}

/// What separates the cells: what stands between the names of the header. Spreadsheets write commas, semicolons or tabs.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    [b';', b'\t'].into_iter().find(|sign| header.contains(char::from(*sign))).unwrap_or(b',')
}

/// Where each column stands: each once, in any order, and no others.
fn places<const N: usize>(header: &csv::StringRecord, columns: [&str; N]) -> Option<[usize; N]> {
    let names: Vec<String> = header.iter().map(|name| name.trim().to_ascii_lowercase()).collect();
    let found = columns.map(|column| names.iter().position(|name| name == column));
    (names.len() == N && !found.contains(&None)).then(|| found.map(Option::unwrap_or_default))
}

/// The text as it was before it was kept from being a formula (see `kernel::csv`).
fn unguarded(cell: &str) -> &str {
    let guarded = cell.strip_prefix('\'');
    guarded.filter(|text| text.starts_with(['=', '+', '-', '@', '\t', '\r'])).unwrap_or(cell)
}
