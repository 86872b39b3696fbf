//! `ledger`: transfers a second through the public API, beside a plain implementation of the same transfer in the same run.
//!
//! Each round runs both, in turn, on one PostgreSQL that writes through to the disk (`fsync` and `synchronous_commit` on). A round
//! is one number of callers and one way of choosing accounts; each caller sends its next journal when the last was answered.

mod plain;

use std::{
    sync::{Arc, atomic::AtomicU64},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use futures::future::try_join_all;
use kernel::{Currency, Money};
use ledger::{AccountCode, AccountKey, Cause, Journal, JournalId, JournalKind, Ledger};
use platform::{
    Db,
    embedded_pg::{EmbeddedPg, Options},
};
use sqlx::Row as _;
use uuid::Uuid;

use self::plain::Plain;
use crate::figure::Figure;

const BENCH: &str = "ledger";
const ACCOUNTS: u32 = 10_000;
/// How often a round is run on each side, in turn; the middle one counts.
const TURNS: usize = 3;
const TURN: Duration = Duration::from_secs(5);
/// What every account holds at first.
const FUNDS: i64 = 1_000_000_000;

/// One round.
struct Round {
    metric: &'static str,
    callers: usize,
    zipf: bool,
}

const ROUNDS: [Round; 5] = [
    Round { metric: "transfers_1", callers: 1, zipf: false },
    Round { metric: "transfers_8", callers: 8, zipf: false },
    Round { metric: "transfers_64", callers: 64, zipf: false },
    Round { metric: "transfers_64_zipf", callers: 64, zipf: true },
    Round { metric: "transfers_256", callers: 256, zipf: false },
];

/// What one turn gave.
#[derive(Debug, Clone, Copy)]
struct Turn {
    per_second: f64,
    p50_ms: f64,
    p99_ms: f64,
}

/// The two sides on one database.
struct Sides {
    db: Db,
    ledger: Ledger,
    keys: Arc<Vec<AccountKey>>,
    plain: Plain,
}

/// Measures transfers a second, latency and bytes.
pub(crate) async fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut server = EmbeddedPg::start(Options::new(folder.path().join("postgres"))).await?;
    let sides = Sides::open(&server).await?;
    for round in ROUNDS {
        sides.measure(&round).await?;
    }
    Figure::new(BENCH, "bytes_per_transfer", sides.bytes_per_transfer().await?, "B").print()?;
    sides.db.pool().close().await;
    server.stop();
    Ok(())
}

impl Sides {
    async fn open(server: &EmbeddedPg) -> Result<Self> {
        server.ensure_database("griot").await?;
        // As many connections as a server has; the plain side uses them too.
        let db = Db::connect(server.connect_options("griot"), 48).await?;
        db.migrate().await?;
        let settings = sqlx::query("SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS sync");
        let row = settings.fetch_one(db.pool()).await?;
        let (fsync, sync): (String, String) = (row.get("fsync"), row.get("sync"));
        ensure!(fsync == "on" && sync == "on", "fsync {fsync}, synchronous_commit {sync}: nothing would be measured");
        let ledger = Ledger::start(db.clone());
        let plain = Plain::open(&db, ACCOUNTS, FUNDS).await?;
        let keys: Vec<_> = (0..ACCOUNTS).map(|_| payable()).collect::<Result<_>>()?;
        let sides = Self { db, ledger, keys: Arc::new(keys), plain };
        sides.fund().await?;
        Ok(sides)
    }

    /// Gives every account something to spend, above a floor of zero as in life.
    async fn fund(&self) -> Result<()> {
        let source = AccountKey::of_provider(AccountCode::Clearing, "bench", Currency::Xof)?;
        for keys in self.keys.chunks(100) {
            let journal = keys.iter().fold(new_journal(), |all, key| all.moving(source.clone(), key.clone(), francs(FUNDS)));
            self.ledger.post(journal).await?;
        }
        Ok(())
    }

    async fn measure(&self, round: &Round) -> Result<()> {
        let mut turns = Vec::with_capacity(TURNS);
        for _ in 0..TURNS {
            let ours = self.turn(round, Side::Ours).await?;
            let theirs = self.turn(round, Side::Plain).await?;
            turns.push((ours, theirs));
        }
        turns.sort_by(|(ours, theirs), (next, their_next)| {
            (ours.per_second / theirs.per_second).total_cmp(&(next.per_second / their_next.per_second))
        });
        let (ours, theirs) = turns.swap_remove(TURNS / 2);
        Figure::new(BENCH, round.metric, ours.per_second, "/s").beside(theirs.per_second).print()?;
        let name = |what: &str| round.metric.replacen("transfers", what, 1);
        Figure::new(BENCH, name("p50_ms"), ours.p50_ms, "ms").beside(theirs.p50_ms).print()?;
        Figure::new(BENCH, name("p99_ms"), ours.p99_ms, "ms").beside(theirs.p99_ms).print()
    }

    async fn turn(&self, round: &Round, side: Side) -> Result<Turn> {
        let begin = Instant::now();
        let callers = (0..round.callers).map(|number| {
            let picks = Picks::new(number, round.zipf);
            let (ledger, keys, plain) = (self.ledger.clone(), Arc::clone(&self.keys), self.plain.clone());
            tokio::spawn(async move {
                match side {
                    Side::Ours => call(begin, picks, |from, to| post(&ledger, &keys, from, to)).await,
                    Side::Plain => call(begin, picks, |from, to| plain.transfer(from, to)).await,
                }
            })
        });
        let mut times = Vec::new();
        for caller in try_join_all(callers).await? {
            times.extend(caller?);
        }
        let elapsed = begin.elapsed();
        times.sort_unstable();
        let at = |permille: usize| times.get(times.len() * permille / 1000).map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0);
        Ok(Turn { per_second: f64::from(u32::try_from(times.len())?) / elapsed.as_secs_f64(), p50_ms: at(500), p99_ms: at(990) })
    }

    async fn bytes_per_transfer(&self) -> Result<f64> {
        let row = sqlx::query(
            "SELECT (pg_total_relation_size('ledger.journals') + pg_total_relation_size('ledger.transfers'))::float8
                    / (SELECT count(*) FROM ledger.transfers) AS bytes",
        );
        Ok(row.fetch_one(self.db.pool()).await?.get("bytes"))
    }
}

#[derive(Clone, Copy)]
enum Side {
    Ours,
    Plain,
}

async fn call<F: Future<Output = Result<()>>>(
    begin: Instant,
    mut picks: Picks,
    transfer: impl Fn(usize, usize) -> F,
) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    while begin.elapsed() < TURN {
        let (from, to) = picks.next();
        let since = Instant::now();
        transfer(from, to).await?;
        times.push(since.elapsed());
    }
    Ok(times)
}

async fn post(ledger: &Ledger, keys: &[AccountKey], from: usize, to: usize) -> Result<()> {
    let key = |index: usize| keys.get(index).cloned().context("no such account");
    ledger.post(new_journal().moving(key(from)?, key(to)?, francs(1))).await?;
    Ok(())
}

fn new_journal() -> Journal {
    let cause = Cause { kind: "bench", id: Uuid::now_v7() };
    Journal::new(JournalId::generate(), JournalKind("bench-transfer"), cause, kernel::Clock::now(&kernel::SystemClock))
}

fn payable() -> Result<AccountKey> {
    Ok(AccountKey::of(AccountCode::Payable, Uuid::now_v7(), Currency::Xof)?)
}

const fn francs(amount: i64) -> Money {
    Money::new(amount, Currency::Xof)
}

/// Pairs of accounts, uniform or by Zipf's law with exponent 1: the first account in 7.5 % of all picks.
struct Picks {
    state: u64,
    zipf: bool,
}

static RUNS: AtomicU64 = AtomicU64::new(1);

impl Picks {
    fn new(number: usize, zipf: bool) -> Self {
        let run = RUNS.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Self { state: run.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ number as u64, zipf }
    }

    fn next(&mut self) -> (usize, usize) {
        let from = self.one();
        loop {
            let to = self.one();
            if to != from {
                return (from, to);
            }
        }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the number of accounts")]
    fn one(&mut self) -> usize {
        let uniform = self.uniform();
        let place = if self.zipf { f64::from(ACCOUNTS).powf(uniform) - 1.0 } else { uniform * f64::from(ACCOUNTS) };
        (place as usize).min(ACCOUNTS as usize - 1)
    }

    /// From 0 to 1 (xorshift64*).
    fn uniform(&mut self) -> f64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let high = self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32;
        u32::try_from(high).map_or(0.0, |high| f64::from(high) / (f64::from(u32::MAX) + 1.0))
    }
}
