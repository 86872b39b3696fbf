//! `griot figures`: whether what dashboards show is what the rows say.

use affiliate::FigureDifference;
use anyhow::{Result, bail};
use jiff::{ToSpan as _, Zoned, civil::Date};
use kernel::{Actor, Clock as _, SystemClock};

use super::say;
use crate::{
    boot::{Base, Migrations},
    cli::{FiguresCommand, Place},
    config::Config,
    services::{Mode, Services},
};

/// How many days are looked at, unless they are named.
const DAYS: i64 = 7;

/// Runs one of the `figures` commands.
pub(crate) async fn figures(place: &Place, command: &FiguresCommand) -> Result<()> {
    let base = Base::start(Config::load(place)?, Migrations::Require).await?;
    let done = run(&base, command).await;
    base.stop().await;
    say(&done?)
}

async fn run(base: &Base, command: &FiguresCommand) -> Result<String> {
    let FiguresCommand::Check { from, to } = command;
    let today = Zoned::new(SystemClock.now(), jiff::tz::TimeZone::UTC).date();
    let to = to.unwrap_or(today);
    let from = from.unwrap_or(to - (DAYS - 1).days());
    if from > to {
        bail!("{from} is after {to}");
    }
    let services = Services::compose(base, Mode::Real)?;
    let differences = services.affiliate.check_figures(&Actor::system("command-line"), from, to).await?;
    report(from, to, &differences)
}

fn report(from: Date, to: Date, differences: &[FigureDifference]) -> Result<String> {
    if differences.is_empty() {
        return Ok(format!("{from} to {to} (UTC): every figure is what the rows say."));
    }
    let lines: Vec<String> = differences.iter().map(line).collect();
    bail!("figures of {from} to {to} (UTC) are not what the rows say:\n{}", lines.join("\n"))
}

fn line(difference: &FigureDifference) -> String {
    match difference {
        FigureDifference::Conversion { conversion_id } => format!("  conversion {conversion_id} was counted otherwise"),
        FigureDifference::Sum { scope_id, dimension, is_day, at, value, kept, should_be } => {
            let unit = if *is_day { "day" } else { "hour" };
            format!("  {scope_id}, {dimension} {value}, {unit} of {at}: {kept}, the rows make {should_be}")
        }
        FigureDifference::Week { scope_id, dimension, week, value, kept, should_be } => {
            let of = format!("{dimension} {value}");
            format!("  {scope_id}, {}, week of {week}: {kept}, its days make {should_be}", of.trim_end())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_fails_the_command_and_is_named() {
        let day = jiff::civil::date(2026, 11, 22);
        assert_eq!(report(day, day, &[]).unwrap(), "2026-11-22 to 2026-11-22 (UTC): every figure is what the rows say.");
        let sum = FigureDifference::Sum {
            scope_id: uuid::Uuid::nil(),
            dimension: "country".into(),
            is_day: true,
            at: "2026-11-22T00:00:00Z".parse().unwrap(),
            value: "TG".into(),
            kept: "(1)".into(),
            should_be: "(2)".into(),
        };
        let said = report(day, day, &[sum]).unwrap_err().to_string();
        assert!(said.ends_with("country TG, day of 2026-11-22T00:00:00Z: (1), the rows make (2)"), "{said}");
        let week = FigureDifference::Week {
            scope_id: uuid::Uuid::nil(),
            dimension: "all".into(),
            week: jiff::civil::date(2026, 11, 16),
            value: String::new(),
            kept: "(1)".into(),
            should_be: "(2)".into(),
        };
        let said = report(day, day, &[week]).unwrap_err().to_string();
        assert!(said.ends_with("all, week of 2026-11-16: (1), its days make (2)"), "{said}");
    }
}
