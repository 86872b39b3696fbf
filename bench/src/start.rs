//! `start`: how long until the server is ready on an existing cluster, and what it holds while idle.

use std::time::Duration;

use anyhow::{Context, Result};

use crate::figure::Figure;
use crate::server::{Server, data_with_a_film};

const BENCH: &str = "start";
const STARTS: usize = 5;
const SETTLE: Duration = Duration::from_secs(5);

/// Starts several times; the middle one counts.
pub(crate) async fn run() -> Result<()> {
    let data = data_with_a_film().await?;
    let mut ready_ms = Vec::new();
    let mut rss_mb = 0.0;
    for _ in 0..STARTS {
        let server = Server::start(data.path()).await?;
        ready_ms.push(server.ready_after.as_secs_f64() * 1000.0);
        tokio::time::sleep(SETTLE).await;
        rss_mb = f64::max(rss_mb, resident_mb(server.pid()?)?);
        server.stop().await?;
    }
    ready_ms.sort_by(f64::total_cmp);
    Figure::new(BENCH, "idle_rss_mb", rss_mb, "MB").print()?;
    Figure::new(BENCH, "ready_ms", ready_ms[STARTS / 2], "ms").print()
}

/// Memory of the process itself; PostgreSQL is another process.
fn resident_mb(pid: u32) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).context("reading /proc")?;
    resident(&status).context("no VmRSS in /proc")
}

fn resident(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resident_memory_is_read_from_proc() {
        assert_eq!(resident("Name:\tgriot\nVmRSS:\t   65536 kB\n"), Some(64.0));
        assert_eq!(resident("Name:\tgriot\n"), None);
    }
}
