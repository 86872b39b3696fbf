//! Installing logs, traces and metrics, once per process.

use std::sync::Arc;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::{
    Resource, runtime,
    trace::{SdkTracerProvider, span_processor_with_async_runtime::BatchSpanProcessor},
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tracing_subscriber::{EnvFilter, Layer as _, Registry, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use super::CountQueries;

/// What is observed, and where it goes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TelemetryConfig {
    /// How log lines look.
    pub log: LogFormat,
    /// Which log lines there are, in the syntax of `RUST_LOG`: `info`, `griot=debug,info` …
    pub filter: String,
    /// The OTLP collector that spans are sent to (HTTP, protobuf), such as `http://127.0.0.1:4318/v1/traces`.
    pub otlp_endpoint: Option<String>,
    /// What reads `/metrics` sends as a bearer token. Without it only this machine reads them.
    #[serde(skip_serializing)]
    pub metrics_token: Option<SecretString>,
}

impl Default for TelemetryConfig {
    fn default() -> Self {
        Self { log: LogFormat::Json, filter: "info".into(), otlp_endpoint: None, metrics_token: None }
    }
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One JSON object a line, for machines.
    Json,
    /// Coloured lines, for a terminal.
    Pretty,
}

/// Why observation cannot start.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter has a mistake.
    #[error("telemetry.filter: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// The collector's address is not usable.
    #[error("telemetry.otlp_endpoint: {0}")]
    Otlp(#[from] opentelemetry_otlp::ExporterBuildError),
    /// Something is installed already.
    #[error("telemetry was started twice: {0}")]
    Twice(String),
}

/// The measurements of this process, in Prometheus' text format.
#[derive(Clone)]
pub struct Prometheus(PrometheusHandle);

impl std::fmt::Debug for Prometheus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Prometheus")
    }
}

impl Prometheus {
    /// Everything measured so far.
    pub fn render(&self) -> String {
        self.0.run_upkeep();
        self.0.render()
    }
}

/// What runs until the process ends.
#[derive(Debug, Clone)]
pub struct Telemetry {
    /// The measurements, for `/metrics`.
    pub prometheus: Prometheus,
    spans: Option<Arc<SdkTracerProvider>>,
}

/// Upper bounds of the buckets of every duration, in seconds.
const SECONDS: [f64; 12] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0];

/// Libraries that draw complain of every shape too small to be seen; a filter that names them hears them.
const QUIET: &str = "usvg=error,resvg=error,tiny_skia=error,tiny_skia_path=error";

impl Telemetry {
    /// Installs the subscriber and the recorder of this process.
    pub fn start(config: &TelemetryConfig) -> Result<Self, TelemetryError> {
        let filter = EnvFilter::try_new(format!("{QUIET},{}", config.filter))?;
        let spans = config.otlp_endpoint.as_deref().map(exporter).transpose()?;
        let lines = match config.log {
            LogFormat::Json => {
                tracing_subscriber::fmt::layer().json().flatten_event(true).with_current_span(true).with_span_list(false).boxed()
            }
            LogFormat::Pretty => tracing_subscriber::fmt::layer().compact().with_target(false).boxed(),
        };
        // Statements are counted whatever the filter says; only their log lines are filtered.
        let statements = EnvFilter::try_new("off,sqlx::query=debug")?;
        let traces = spans.as_ref().map(|provider| tracing_opentelemetry::layer().with_tracer(provider.tracer("griot")));
        Registry::default()
            .with(lines.with_filter(filter))
            .with(CountQueries.with_filter(statements))
            .with(traces.with_filter(EnvFilter::try_new("info")?))
            .try_init()
            .map_err(|error| TelemetryError::Twice(error.to_string()))?;
        let prometheus = PrometheusBuilder::new()
            .set_buckets(&SECONDS)
            .and_then(PrometheusBuilder::install_recorder)
            .map_err(|error| TelemetryError::Twice(error.to_string()))?;
        Ok(Self { prometheus: Prometheus(prometheus), spans: spans.map(Arc::new) })
    }

    /// Sends the spans that still wait.
    pub fn stop(&self) {
        if let Some(spans) = &self.spans
            && let Err(error) = spans.shutdown()
        {
            tracing::warn!(%error, "the last spans could not be sent");
        }
    }
}

fn exporter(endpoint: &str) -> Result<SdkTracerProvider, TelemetryError> {
    let exporter = SpanExporter::builder().with_http().with_endpoint(endpoint).build()?;
    let resource = Resource::builder().with_service_name("griot").build();
    // On the runtime: the exporter's HTTP client is asynchronous, and a thread of its own would have none.
    let batches = BatchSpanProcessor::builder(exporter, runtime::Tokio).build();
    Ok(SdkTracerProvider::builder().with_span_processor(batches).with_resource(resource).build())
}
