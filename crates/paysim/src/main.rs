//! The simulators as a program: `paysim --help`.

use std::{io::Write, process::ExitCode, time::Duration};

use clap::{Parser, ValueEnum};
use paysim::{Auto, Chaos, Config, MtnCurrencies, Provider, Running};
use tracing_subscriber::EnvFilter;

/// Simulators of payment providers, on the wire as they are. Nothing real is paid.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// The port on 127.0.0.1; 0 takes any that is free.
    #[arg(long, env = "PAYSIM_PORT", default_value_t = 8_090)]
    port: u16,
    /// The same seed gives the same fate to the same references.
    #[arg(long, env = "PAYSIM_SEED", default_value_t = 0)]
    seed: u64,
    /// How much goes wrong; single rates are set by PUT /control/chaos.
    #[arg(long, env = "PAYSIM_CHAOS", value_enum, default_value = "none")]
    chaos: Preset,
    /// Accept by itself after so many seconds; without it a person presses.
    #[arg(long, env = "PAYSIM_ACCEPT_AFTER_S")]
    accept_after_s: Option<u64>,
    /// Take EUR only at MTN `MoMo`, as its sandbox does.
    #[arg(long)]
    mtn_sandbox_currency: bool,
    /// Where a provider's events go: stripe=http://localhost:8080/hooks/stripe. May be given several times.
    #[arg(long, value_parser = callback)]
    callback: Vec<(Provider, String)>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Preset {
    None,
    All,
}

fn callback(text: &str) -> Result<(Provider, String), String> {
    let (slug, url) = text.split_once('=').ok_or("write provider=address")?;
    let provider = Provider::by_slug(slug).ok_or_else(|| format!("no provider is called {slug}"))?;
    Ok((provider, url.to_owned()))
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let options = Options::parse();
    let config = Config {
        seed: options.seed,
        chaos: match options.chaos {
            Preset::None => Chaos::none(),
            Preset::All => Chaos::all(),
        },
        port: options.port,
        auto: options.accept_after_s.map_or(Auto::Person, |seconds| Auto::Accept { after: Duration::from_secs(seconds) }),
        auto_deliver: true,
        mtn_currencies: if options.mtn_sandbox_currency { MtnCurrencies::Sandbox } else { MtnCurrencies::Both },
    };
    match Running::start(config).await {
        Ok(running) => {
            for (provider, url) in &options.callback {
                running.set_callback_url(*provider, url);
            }
            serve(running).await
        }
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "paysim does not start");
            ExitCode::FAILURE
        }
    }
}

/// Says where it listens, and waits for the signal to end.
async fn serve(running: Running) -> ExitCode {
    let text = format!("paysim listens on {}\nNothing real is paid here.\n", running.url());
    if let Err(error) = std::io::stdout().write_all(text.as_bytes()) {
        tracing::debug!(%error, "nobody reads the output");
    }
    let ended = tokio::signal::ctrl_c().await;
    running.stop().await;
    if ended.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
