//! Reading a table of products. Pure.

use kernel::{Currency, Locale, Money};

use crate::{
    AffiliateError,
    product::ProductDraft,
    table::{self, Limits},
};

/// The columns, by the names of the header.
pub(crate) const COLUMNS: [&str; 8] =
    ["sku", "title", "description", "category", "currency", "price", "stock_note", "landing_url"];
const ROWS_MAX: usize = 5_000;
const BYTES_MAX: usize = 2 * 1024 * 1024;

/// A row, in the order of [`COLUMNS`].
pub(super) type Line = table::Line<8>;

/// The rows of a file.
pub(super) fn read(file: &[u8]) -> Result<Vec<Line>, AffiliateError> {
    table::read(file, COLUMNS, Limits { rows: ROWS_MAX, bytes: BYTES_MAX })
}

/// What the row's product is called.
pub(super) fn sku(line: &Line) -> &str {
    line.cells.as_ref().map(|[sku, ..]| sku.as_str()).unwrap_or_default()
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
