//! People look at dashboards.

use std::time::{Duration, Instant};

use affiliate::{Affiliate, FigureBy, FigurePeriod, FigureScope, PeriodForm};
use anyhow::{Context as _, Result};
use contracts::affiliate::ProgramId;
use futures::future::try_join_all;
use kernel::{AccountId, Actor, Clock as _, Locale, Role, SignedIn, SystemClock};
use uuid::Uuid;

use super::fill::Stage;

/// How long a dashboard took.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    pub(super) looks: u64,
    pub(super) p50_ms: f64,
    pub(super) p95_ms: f64,
}

fn id(group: u16, number: u64) -> Uuid {
    Uuid::from_u128((0x0190_0000_0000_7000_u128 << 64) | (u128::from(group) << 48) | u128::from(number))
}

fn person(account_id: AccountId, role: Role) -> Actor {
    Actor::signed_in(SignedIn { account_id, session_id: None, permissions: role.permissions() }, Locale::Fr)
}

/// The last ninety days, as a merchant of Morocco has them.
fn period() -> Result<FigurePeriod> {
    let now = SystemClock.now();
    let from = now - Duration::from_hours(24 * 89);
    let day = |at: jiff::Timestamp| at.strftime("%Y-%m-%d").to_string();
    Ok(FigurePeriod::read(&PeriodForm { from: day(from), to: day(now), zone: "Africa/Casablanca".into() }, now)?)
}

/// One load of a dashboard: an influencer's, a merchant's, or the platform's.
async fn look(affiliate: &Affiliate, period: &FigurePeriod, turn: u64) -> Result<()> {
    let staff = person(AccountId::from_uuid(id(0x9000, 0)), Role::Admin);
    let (actor, scope, tables) = match turn % 20 {
        0 => (staff, FigureScope::Platform, [FigureBy::Program, FigureBy::Country]),
        1..=9 => {
            let program = ProgramId::from_uuid(id(0x8001, turn * 7 % 200));
            (staff, FigureScope::Program(program), [FigureBy::Partner, FigureBy::Link])
        }
        _ => {
            let account = AccountId::from_uuid(id(0x8004, turn * 13 % 4000));
            (person(account, Role::Viewer), FigureScope::Mine, [FigureBy::Link, FigureBy::Country])
        }
    };
    affiliate.figures(&actor, scope, period).await?;
    for by in tables {
        affiliate.figure_table(&actor, scope, period, by).await?;
    }
    Ok(())
}

/// So many people look at dashboards for so long, each at the next when the last one is there.
pub(super) async fn run(stage: &Stage, callers: u32, seconds: u64) -> Result<Times> {
    let (begin, time) = (Instant::now(), Duration::from_secs(seconds));
    let callers = (0..u64::from(callers)).map(|caller| {
        let affiliate = stage.affiliate.clone();
        tokio::spawn(async move {
            let (period, mut times, mut turn) = (period()?, Vec::new(), caller * 101);
            while begin.elapsed() < time {
                let since = Instant::now();
                look(&affiliate, &period, turn).await?;
                times.push(since.elapsed());
                turn += 1;
            }
            Ok::<_, anyhow::Error>(times)
        })
    });
    let mut times = Vec::new();
    for caller in try_join_all(callers).await? {
        times.extend(caller?);
    }
    times.sort_unstable();
    let at = |permille: usize| times.get(times.len() * permille / 1000).map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0);
    Ok(Times { looks: times.len() as u64, p50_ms: at(500), p95_ms: at(950) })
}

/// The days of one merchant counted from the rows: the middle of three.
pub(super) async fn raw_ms(stage: &Stage) -> Result<f64> {
    let mut times = Vec::new();
    for number in [3, 50, 150] {
        let since = Instant::now();
        sqlx::query(
            "SELECT date_trunc('day', c.at, 'Africa/Casablanca') AS day, count(*) FROM affiliate.clicks c
             JOIN affiliate.partnerships s ON s.id = c.partnership_id WHERE s.program_id = $1 AND c.fault IS NULL GROUP BY 1",
        )
        .bind(id(0x8001, number))
        .fetch_all(stage.db.pool())
        .await?;
        times.push(since.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    times.get(1).copied().context("three times")
}
