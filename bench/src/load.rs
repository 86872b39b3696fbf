//! Load by wrk: bounded in time and connections, from this machine to this machine.

use std::io::Write as _;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use tokio::process::Command;

/// Two threads, one for each core of the machine the targets are for.
const THREADS: &str = "2";

/// What one run of load gave.
#[derive(Debug, Deserialize)]
pub(crate) struct Load {
    /// Answers a second.
    pub(crate) rps: f64,
    /// 95 of 100 answers came within this.
    pub(crate) p95_ms: f64,
    /// Connections that failed, timeouts, and answers other than 2xx.
    pub(crate) errors: u64,
}

/// What a run of redirects gave.
#[derive(Debug, Deserialize)]
pub(crate) struct Redirected {
    /// Answers a second.
    pub(crate) rps: f64,
    /// Half of the answers came within this.
    pub(crate) p50_ms: f64,
    /// 99 of 100 came within this.
    pub(crate) p99_ms: f64,
    /// Connections that failed, timeouts, and answers other than 2xx and 3xx.
    pub(crate) errors: u64,
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Redirects {
    /// The links of `sql/links.sql`, at random, as a phone asks.
    Links,
    /// An address that the same server has moved for good: everything but the click.
    Constant,
}

/// Asks for redirects for the given time.
pub(crate) async fn redirects(url: &str, what: Redirects, connections: u16, time: Duration) -> Result<Redirected> {
    let path = match what {
        Redirects::Links => r#"string.format("/l/k%06d", math.random(0, 99999))"#,
        Redirects::Constant => r#""/api""#,
    };
    let script = format!(
        r#"local agent = {{ ["User-Agent"] = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/124.0.0.0 Mobile Safari/537.36" }}
request = function() return wrk.format("GET", {path}, agent) end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('{{"rps":%f,"p50_ms":%f,"p99_ms":%f,"errors":%d}}\n', summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, e.connect + e.read + e.write + e.status + e.timeout))
end
"#
    );
    let line = wrk(url, &script, connections, time).await?;
    serde_json::from_str(&line).with_context(|| format!("reading {line}"))
}

/// Asks for the paths, in turn, for the given time.
pub(crate) async fn run(url: &str, paths: &[String], connections: u16, time: Duration) -> Result<Load> {
    let line = wrk(url, &lua(paths), connections, time).await?;
    serde_json::from_str(&line).with_context(|| format!("reading {line}"))
}

/// Runs wrk with a script; what its last line said.
async fn wrk(url: &str, lua: &str, connections: u16, time: Duration) -> Result<String> {
    let mut script = tempfile::Builder::new().suffix(".lua").tempfile()?;
    script.write_all(lua.as_bytes())?;
    let seconds = format!("{}s", time.as_secs());
    let mut command = Command::new("wrk");
    command.args(["--threads", THREADS, "--connections", &connections.to_string(), "--duration", &seconds]);
    let output = command.arg("--script").arg(script.path()).arg(url).output().await;
    let output = output.context("running wrk: apt-get install wrk")?;
    if !output.status.success() {
        bail!("wrk: {}", String::from_utf8_lossy(&output.stderr));
    }
    said(&String::from_utf8_lossy(&output.stdout))
}

fn said(output: &str) -> Result<String> {
    let line = output.lines().rev().find(|line| line.starts_with('{'));
    Ok(line.context("wrk said nothing that counts")?.to_owned())
}

/// A script that walks the paths and tells the figures as JSON.
fn lua(paths: &[String]) -> String {
    let listed: Vec<String> = paths.iter().map(|path| format!("{path:?}")).collect();
    format!(
        r#"local paths = {{ {} }}
local at = 0
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at], {{ ["Accept-Encoding"] = "gzip, br" }})
end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('{{"rps":%f,"p95_ms":%f,"errors":%d}}\n', summary.requests / summary.duration * 1e6,
    latency:percentile(95) / 1000, e.connect + e.read + e.write + e.status + e.timeout))
end
"#,
        listed.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_of_wrk_is_read() {
        let line = said("Running 1s test\n{\"rps\":10.500000,\"p95_ms\":3.25,\"errors\":2}\n").unwrap();
        let load: Load = serde_json::from_str(&line).unwrap();
        assert_eq!((load.rps, load.p95_ms, load.errors), (10.5, 3.25, 2));
        assert!(said("nothing").is_err());
    }

    #[test]
    fn the_script_names_every_path() {
        let script = lua(&["/films".to_owned(), "/films/film-1".to_owned()]);
        assert!(script.starts_with(r#"local paths = { "/films", "/films/film-1" }"#), "{script}");
    }
}
