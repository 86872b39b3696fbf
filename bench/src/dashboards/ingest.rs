//! Clicks through the real recorder, with counting beside it.

use std::time::{Duration, Instant};

use affiliate::Follow;
use anyhow::Result;
use futures::future::try_join_all;
use kernel::{Clock as _, SystemClock};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::fill::Stage;

/// How many follow links at once.
const VISITORS: u64 = 256;
/// How often it is looked how long clicks wait.
const LOOK: Duration = Duration::from_millis(200);
const PHONE: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/124.0.0.0 Mobile Safari/537.36";

/// What came of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ingested {
    pub(super) per_second: f64,
    /// How old the oldest click was that waited to be counted, at worst.
    pub(super) lag_s: f64,
}

/// Follows links so often, at random.
pub(super) async fn run(stage: &Stage, clicks: u64) -> Result<Ingested> {
    println!("{clicks} clicks through the recorder …");
    stage.run("CHECKPOINT").await?;
    let (stop, counted) = (CancellationToken::new(), CancellationToken::new());
    let counting = tokio::spawn({
        let (affiliate, stop) = (stage.affiliate.clone(), stop.clone());
        async move { affiliate.run(stop).await }
    });
    let looking = tokio::spawn(lag(stage.db.pool().clone(), counted.clone()));
    let since = Instant::now();
    let visitors = (0..VISITORS).map(|visitor| {
        let affiliate = stage.affiliate.clone();
        tokio::spawn(async move {
            for turn in 0..clicks / VISITORS {
                // Spread over the links without chance: the same both times.
                let link = (visitor * 7_919 + turn * 104_729) % 20_000;
                let follow = Follow {
                    key: format!("k{link:06}"),
                    agent: PHONE.into(),
                    is_reading: true,
                    country: Some("MA".into()),
                    ..Follow::default()
                };
                affiliate.follow(&follow).await?;
            }
            Ok::<_, affiliate::AffiliateError>(())
        })
    });
    for done in try_join_all(visitors).await? {
        done?;
    }
    let seconds = since.elapsed().as_secs_f64();
    // The rest is waited for too.
    while stage.number("SELECT count(*) FROM affiliate.uncounted").await? > 0 {
        tokio::time::sleep(LOOK).await;
    }
    counted.cancel();
    let lag_s = looking.await??;
    stop.cancel();
    counting.await?;
    Ok(Ingested { per_second: crate::http::count(clicks / VISITORS * VISITORS) / seconds, lag_s })
}

/// How old the oldest click is that waits, at worst: its id carries when it was.
async fn lag(pool: sqlx::PgPool, stop: CancellationToken) -> Result<f64> {
    let mut worst = Duration::ZERO;
    while !stop.is_cancelled() {
        let oldest: Option<Uuid> =
            sqlx::query_scalar("SELECT clicks[1] FROM affiliate.uncounted ORDER BY id LIMIT 1").fetch_optional(&pool).await?;
        let at = oldest.and_then(|id| id.get_timestamp()).map(|at| Duration::new(at.to_unix().0, at.to_unix().1));
        let now = Duration::from_millis(u64::try_from(SystemClock.now().as_millisecond())?);
        let age = at.map_or(Duration::ZERO, |at| now.saturating_sub(at));
        worst = worst.max(age);
        tokio::time::sleep(LOOK).await;
    }
    Ok(worst.as_secs_f64())
}
