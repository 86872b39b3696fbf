//! The gallery without database: `cargo run -p web-kit --example gallery -- 4321`, then `/_ui`.

use std::{error::Error, net::Ipv4Addr, sync::Arc};

use axum::{Router, routing::get};
use kernel::{SeededRng, SystemClock};
use web_kit::{Sessions, WebKit, WebKitConfig};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port: u16 = std::env::args().nth(1).map_or(Ok(4321), |text| text.parse())?;
    let config = WebKitConfig::at(format!("http://localhost:{port}").parse()?);
    // A seeded source is no secret; nothing here is one.
    let kit = WebKit::new(Sessions::nobody(), [7; 32], Arc::new(SystemClock), Arc::new(SeededRng::new(1)), config);
    let home = get(|| async { axum::response::Redirect::to("/_ui") });
    let app = kit.wrap(Router::new().route("/", home).merge(web_kit::router()));
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    Ok(axum::serve(listener, app).await?)
}
