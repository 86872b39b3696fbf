//! Cells of tables that spreadsheets open (RFC 4180).

/// A cell of text that somebody wrote. What a spreadsheet would take for a formula is kept from being one (OWASP, CSV injection).
pub fn text(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn a_cell_is_one_cell_and_no_formula() {
        for (written, cell) in [
            ("Kossi", "\"Kossi\""),
            ("Kossi, \"le grand\"", "\"Kossi, \"\"le grand\"\"\""),
            ("=HYPERLINK(1)", "\"'=HYPERLINK(1)\""),
            ("-2", "\"'-2\""),
            ("a\r\nb", "\"a\r\nb\""),
        ] {
            assert_eq!(text(written), cell);
        }
    }
}
