//! CSV: one line per transfer.

use std::io::{Result, Write};

use super::Exported;

const HEAD: &str = "journal_seq,journal_id,kind,cause_kind,cause_id,event_at,posted_at,line,transfer,debit,credit,amount,currency,\
                    resolves_journal_id,resolves_line\n";

pub(super) fn head(out: &mut impl Write) -> Result<()> {
    out.write_all(HEAD.as_bytes())
}

/// No field needs quotes: words, ids, instants, numbers.
pub(super) fn journal(out: &mut impl Write, journal: &Exported) -> Result<()> {
    for line in &journal.lines {
        let (resolved, place) = line.resolves.map_or_else(Default::default, |(id, line)| (id.to_string(), line.to_string()));
        writeln!(
            out,
            "{},{},{},{},{},{},{},{},{},{},{},{},{},{resolved},{place}",
            journal.seq,
            journal.id,
            journal.kind,
            journal.cause_kind,
            journal.cause_id,
            journal.event_at,
            journal.posted_at,
            line.line,
            line.kind,
            line.debit,
            line.credit,
            line.amount.to_decimal_string(),
            line.amount.currency.code(),
        )?;
    }
    Ok(())
}
