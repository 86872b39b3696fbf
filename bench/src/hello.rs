//! The baseline of the benches: axum answering with as little as a handler can.
//!
//! `/hello` is a JSON constant; `/file` reads one file and sends it, without asking who wants it.
#![allow(clippy::print_stdout, reason = "tells the bench where it listens")]

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::{Json, Router, body::Body, http::StatusCode, routing::get};
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Result<()> {
    let file = std::env::args_os().nth(1).map(PathBuf::from).map(Arc::new);
    let router = Router::new().route("/hello", get(hello)).route("/file", get(move || send(file.clone())));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.context("binding a port")?;
    println!("{}", listener.local_addr()?.port());
    axum::serve(listener, router).await.context("serving")
}

async fn hello() -> Json<Value> {
    Json(json!({ "hello": "world" }))
}

async fn send(file: Option<Arc<PathBuf>>) -> Result<Body, StatusCode> {
    let path = file.ok_or(StatusCode::NOT_FOUND)?;
    tokio::fs::read(path.as_path()).await.map(Body::from).map_err(|_unreadable| StatusCode::NOT_FOUND)
}
