//! `griot ledger`: proving and sealing the accounts.

use std::time::Duration;

use ::ledger::{Finding, Ledger, Verified};
use anyhow::{Result, bail};

use super::say;
use crate::{
    boot::{Base, Migrations},
    cli::{LedgerCommand, Place},
    config::Config,
    services::{Mode, Services},
};

/// Pledges follow the ledger by an event: what differs for a moment is looked at again.
const LOOKS: u32 = 5;
const PAUSE: Duration = Duration::from_secs(2);

/// Runs one of the `ledger` commands.
pub(crate) async fn ledger(place: &Place, command: &LedgerCommand) -> Result<()> {
    let base = Base::start(Config::load(place)?, Migrations::Require).await?;
    let done = run(&base, command).await;
    base.stop().await;
    match done? {
        Some(text) => say(&text),
        None => Ok(()),
    }
}

/// What to say; none after an export, which is all there is on standard output.
async fn run(base: &Base, command: &LedgerCommand) -> Result<Option<String>> {
    let ledger = Ledger::start(base.db.clone());
    match command {
        LedgerCommand::Verify => {
            let mut verified = ledger.verify().await?;
            verified.findings.extend(of_contexts(base).await?);
            report(&verified).map(Some)
        }
        LedgerCommand::Checkpoint => Ok(Some(match ledger.checkpoint().await? {
            Some(made) => format!("Checkpoint {} over {} journals: {}", made.seq, made.journals, made.hash),
            None => "Nothing was posted since the last checkpoint.".into(),
        })),
        LedgerCommand::Export { format } => {
            let mut out = std::io::BufWriter::new(std::io::stdout());
            ledger.export(*format, &mut out).await?;
            std::io::Write::flush(&mut out)?;
            Ok(None)
        }
    }
}

/// What those find who keep accounts in the ledger: theirs, computed again from their own rows.
async fn of_contexts(base: &Base) -> Result<Vec<Finding>> {
    let services = Services::compose(base, Mode::Real)?;
    let mut findings = services.payments.verify().await?;
    let mut pledged = services.crowdfunding.verify().await?;
    for _ in 1..LOOKS {
        if pledged.is_empty() {
            break;
        }
        tokio::time::sleep(PAUSE).await;
        pledged = services.crowdfunding.verify().await?;
    }
    findings.append(&mut pledged);
    findings.extend(services.affiliate.verify().await?);
    Ok(findings)
}

fn report(verified: &Verified) -> Result<String> {
    let Verified { journals, transfers, checkpoints, last, findings } = verified;
    let read = format!("{journals} journals, {transfers} transfers, {checkpoints} checkpoints");
    if findings.is_empty() {
        let last = last.as_ref().map_or_else(String::new, |last| format!("\nLast checkpoint, {}: {}", last.seq, last.hash));
        return Ok(format!("{read}: everything holds.{last}"));
    }
    let lines: Vec<String> = findings.iter().map(|finding| format!("  {:?}: {}", finding.invariant, finding.what)).collect();
    bail!("the ledger does not hold ({read}):\n{}", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use ::ledger::{Finding, Invariant};

    use super::*;

    #[test]
    fn a_break_fails_the_command_and_is_named() {
        let mut verified = Verified { journals: 2, transfers: 3, checkpoints: 1, last: None, findings: Vec::new() };
        assert_eq!(report(&verified).unwrap(), "2 journals, 3 transfers, 1 checkpoints: everything holds.");
        verified.findings.push(Finding { invariant: Invariant::Balanced, what: "XOF: 5 debited".into() });
        let said = report(&verified).unwrap_err().to_string();
        assert!(said.contains("Balanced: XOF: 5 debited"), "{said}");
    }
}
