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

/// Asks for the paths, in turn, for the given time.
pub(crate) async fn run(url: &str, paths: &[String], connections: u16, time: Duration) -> Result<Load> {
    let mut script = tempfile::Builder::new().suffix(".lua").tempfile()?;
    script.write_all(lua(paths).as_bytes())?;
    let seconds = format!("{}s", time.as_secs());
    let mut command = Command::new("wrk");
    command.args(["--threads", THREADS, "--connections", &connections.to_string(), "--duration", &seconds]);
    let output = command.arg("--script").arg(script.path()).arg(url).output().await;
    let output = output.context("running wrk: apt-get install wrk")?;
    if !output.status.success() {
        bail!("wrk: {}", String::from_utf8_lossy(&output.stderr));
    }
    parse(&String::from_utf8_lossy(&output.stdout))
}

fn parse(output: &str) -> Result<Load> {
    let line = output.lines().rev().find(|line| line.starts_with('{')).context("wrk said nothing that counts")?;
    serde_json::from_str(line).with_context(|| format!("reading {line}"))
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
        let load = parse("Running 1s test\n{\"rps\":10.500000,\"p95_ms\":3.25,\"errors\":2}\n").unwrap();
        assert_eq!((load.rps, load.p95_ms, load.errors), (10.5, 3.25, 2));
        assert!(parse("nothing").is_err());
    }

    #[test]
    fn the_script_names_every_path() {
        let script = lua(&["/films".to_owned(), "/films/film-1".to_owned()]);
        assert!(script.starts_with(r#"local paths = { "/films", "/films/film-1" }"#), "{script}");
    }
}
