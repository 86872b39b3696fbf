//! Reading a table of products. Pure.

use kernel::{Currency, Locale, Money};

use crate::{AffiliateError, product::ProductDraft};

/// The columns, by the names of the header.
pub(crate) const COLUMNS: [&str; 8] =
    ["sku", "title", "description", "category", "currency", "price", "stock_note", "landing_url"];
const ROWS_MAX: usize = 5_000;
const BYTES_MAX: usize = 2 * 1024 * 1024;

/// A row, in the order of [`COLUMNS`].
#[derive(Debug)]
pub(super) struct Line {
    /// The line of the file that it begins at.
    pub(super) number: u64,
    /// None when it has more or fewer cells than the header.
    cells: Option<[String; 8]>,
}

impl Line {
    pub(super) fn sku(&self) -> &str {
        self.cells.as_ref().map(|[sku, ..]| sku.as_str()).unwrap_or_default()
    }
}

/// The rows of a file; blank ones are left out.
pub(super) fn read(file: &[u8]) -> Result<Vec<Line>, AffiliateError> {
    if file.len() > BYTES_MAX {
        return Err(AffiliateError::field("file", "affiliate-table-too-large"));
    }
    let text = std::str::from_utf8(file).map_err(|_not_utf8| AffiliateError::field("file", "affiliate-table-encoding"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(&text)).flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|_malformed| AffiliateError::field("file", "affiliate-table-header"))?;
    let places = places(header)?;
    let (mut lines, mut count) = (Vec::new(), LineCount { text: &text, at: 0, number: 1 });
    for record in reader.records() {
        let record = record.map_err(|_malformed| AffiliateError::field("file", "affiliate-table-header"))?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if lines.len() == ROWS_MAX {
            return Err(AffiliateError::field("file", "affiliate-table-too-large"));
        }
        let number = count.number_at(record.position().map_or(0, csv::Position::byte));
        let whole = record.len() == COLUMNS.len();
        let cells = whole.then(|| places.map(|place| unguarded(record.get(place).unwrap_or_default().trim()).to_owned()));
        lines.push(Line { number, cells });
    }
    if lines.is_empty() { Err(AffiliateError::field("file", "affiliate-table-empty")) } else { Ok(lines) }
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
fn places(header: &csv::StringRecord) -> Result<[usize; 8], AffiliateError> {
    let names: Vec<String> = header.iter().map(|name| name.trim().to_ascii_lowercase()).collect();
    let found = COLUMNS.map(|column| names.iter().position(|name| name == column));
    let wrong = || AffiliateError::field("file", "affiliate-table-header");
    if names.len() != COLUMNS.len() || found.contains(&None) {
        return Err(wrong());
    }
    Ok(found.map(Option::unwrap_or_default))
}

/// The text as it was before it was kept from being a formula (see `kernel::csv`).
fn unguarded(cell: &str) -> &str {
    let guarded = cell.strip_prefix('\'');
    guarded.filter(|text| text.starts_with(['=', '+', '-', '@', '\t', '\r'])).unwrap_or(cell)
}

/// The product of a row, or each cell that is wrong, by the name of its column.
pub(super) fn draft(locale: Locale, line: &Line) -> Result<ProductDraft, AffiliateError> {
    let Some([sku, title, description, category, currency, price, stock_note, landing_url]) = line.cells.clone() else {
        return Err(AffiliateError::field("row", "affiliate-table-cells"));
    };
    let known = Currency::parse(&currency.to_ascii_uppercase());
    // Without a known currency the rest of the row is still looked at.
    let read = Money::parse_in(locale, &price, known.unwrap_or(Currency::Eur));
    let draft = ProductDraft {
        title,
        description,
        category: category.to_ascii_lowercase(),
        currency: known.unwrap_or(Currency::Eur),
        price_minor: read.map_or(0, |money| money.amount_minor),
        sku: Some(sku),
        stock_note,
        landing_url,
        pictures: Vec::new(),
        variants: Vec::new(),
    };
    let checked = draft.checked();
    let mut wrong = Vec::new();
    if known.is_none() {
        wrong.push(kernel::FieldError::new("currency", "field-unknown-value").with("value", &currency));
    } else if let Err(error) = read {
        wrong.push(kernel::FieldError::new("price", error.code()));
    }
    match checked {
        Ok(draft) if wrong.is_empty() => Ok(draft),
        Ok(_) => Err(AffiliateError::Invalid(wrong)),
        Err(AffiliateError::Invalid(others)) => {
            wrong.extend(others);
            Err(AffiliateError::Invalid(wrong))
        }
        Err(other) => Err(other),
    }
}

#[cfg(test)]
mod tests {
    use kernel::AppError as _;

    use super::*;

    const HEADER: &str = "sku,title,description,category,currency,price,stock_note,landing_url\n";

    fn codes(error: &AffiliateError) -> Vec<(String, &'static str)> {
        error.fields().iter().map(|error| (error.field.clone().into_owned(), error.code)).collect()
    }

    #[test]
    fn commas_semicolons_and_tabs_are_told_apart_by_the_header() {
        for sign in [",", ";", "\t"] {
            let row = [
                "T-1",
                "Théière",
                "\"En \"\"cuivre\"\", et\nlourde\"",
                "home",
                "mad",
                "\"1 234,50\"",
                "'-3",
                "https://souk.ma/t",
            ];
            let file = format!("\u{feff}{}\r\n\r\n{}\r\n{}\r\n", COLUMNS.join(sign), row.join(sign), sign.repeat(7));
            let lines = read(file.as_bytes()).unwrap();
            assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [3], "{sign:?}");
            let draft = draft(Locale::Fr, &lines[0]).unwrap();
            assert_eq!((draft.price_minor, draft.currency), (123_450, Currency::Mad), "{sign:?}");
            assert_eq!((draft.description.as_str(), draft.stock_note.as_str()), ("En \"cuivre\", et\nlourde", "-3"));
        }
    }

    #[test]
    fn columns_are_taken_by_their_names_in_any_order() {
        let file = "landing_url;price;currency;category;description;title;sku;stock_note\nhttps://a.ma;5;XOF;home;;Tasse;S;\n";
        let lines = read(file.as_bytes()).unwrap();
        let draft = draft(Locale::Fr, &lines[0]).unwrap();
        assert_eq!((draft.title.as_str(), draft.price_minor, draft.landing_url.as_str()), ("Tasse", 5, "https://a.ma/"));
    }

    #[test]
    fn a_file_that_is_no_such_table_is_refused_as_a_whole() {
        let many = format!("{HEADER}{}", "a,ab,,home,MAD,1,,https://a.ma\n".repeat(ROWS_MAX + 1));
        for (file, code) in [
            (b"\xff\xfe".to_vec(), "affiliate-table-encoding"),
            (b"sku,title\na,b\n".to_vec(), "affiliate-table-header"),
            (HEADER.replace("price", "sku").into_bytes(), "affiliate-table-header"),
            (HEADER.as_bytes().to_vec(), "affiliate-table-empty"),
            (many.into_bytes(), "affiliate-table-too-large"),
            (vec![b' '; BYTES_MAX + 1], "affiliate-table-too-large"),
        ] {
            assert_eq!(codes(&read(&file).unwrap_err()), [("file".to_owned(), code)]);
        }
    }

    #[test]
    fn each_wrong_cell_is_named_by_its_column() {
        for (row, wrong) in [
            ("S,Tasse,,home,USD,5,,https://a.ma", vec![("currency", "field-unknown-value")]),
            ("S,Tasse,,home,XOF,\"5,5\",,https://a.ma", vec![("price", "field-amount-decimals")]),
            ("S,Tasse,,home,MAD,cinq,,https://a.ma", vec![("price", "field-amount-malformed")]),
            ("S,T,,home,MAD,-5,,https://a.ma", vec![("price", "field-amount-negative"), ("title", "affiliate-too-short")]),
            ("S,Tasse,,,MAD,5,,a.ma", vec![("category", "field-required"), ("landing_url", "affiliate-landing-url")]),
            ("S,Tasse,,home,MAD,5", vec![("row", "affiliate-table-cells")]),
        ] {
            let lines = read(format!("{HEADER}{row}\n").as_bytes()).unwrap();
            let wrong: Vec<_> = wrong.into_iter().map(|(field, code)| (field.to_owned(), code)).collect();
            assert_eq!(codes(&draft(Locale::Fr, &lines[0]).unwrap_err()), wrong, "{row}");
        }
    }
}
