//! What is observed. One test: logs and metrics are installed once per process.

use platform::{
    jobs::{Enqueue, Registry, run_due},
    telemetry::{QueryCount, Telemetry, TelemetryConfig},
};
use test_kit::TestDb;
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{method, path},
};

use crate::support::{Note, enqueue, until};

async fn collector() -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST")).and(path("/v1/traces")).respond_with(ResponseTemplate::new(200)).mount(&server).await;
    server
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statements_are_counted_jobs_measured_and_spans_sent_to_the_collector() {
    let (test, collector) = (TestDb::new().await, collector().await);
    let config = TelemetryConfig {
        // Counting does not depend on what is logged.
        filter: "error".into(),
        otlp_endpoint: Some(format!("{}/v1/traces", collector.uri())),
        ..TelemetryConfig::default()
    };
    let telemetry = Telemetry::start(&config).unwrap();
    let db = test.db();

    let count = QueryCount::new();
    let asked = count.scope(async {
        for _ in 0..3 {
            db.ping().await.unwrap();
        }
    });
    tokio::join!(asked, async { db.ping().await.unwrap() });
    assert_eq!(count.get(), 3, "those of others do not count");

    let mut registry = Registry::new();
    registry.job({
        let db = db.clone();
        move |_job: Note, _run| {
            let db = db.clone();
            async move {
                db.ping().await?;
                Ok(db.ping().await?)
            }
        }
    });
    enqueue(&db, &Note { number: 1 }, Enqueue::default()).await;
    run_due(&db, &registry).await.unwrap();
    let queries: i32 = sqlx::query_scalar("SELECT queries FROM platform.job_runs").fetch_one(db.pool()).await.unwrap();
    assert_eq!(queries, 2);
    let metrics = telemetry.prometheus.render();
    assert!(metrics.contains(r#"griot_jobs_total{job="test.note",outcome="done"} 1"#), "{metrics}");

    tokio::task::spawn_blocking(move || telemetry.stop()).await.unwrap();
    until("the span of the job arrived", async || {
        let requests = collector.received_requests().await.unwrap();
        requests.iter().any(|request| request.body.windows(9).any(|bytes| bytes == b"test.note"))
    })
    .await;
}
