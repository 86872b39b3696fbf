//! Where the providers send their callbacks: a server that hands them on as they come.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    sync::{Arc, OnceLock},
};

use http_body_util::{BodyExt as _, Full};
use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use payments::{Payments, ProviderName, provider::RawCallback};
use tokio::{net::TcpListener, task::JoinHandle};
use url::Url;

pub(crate) struct Hooks {
    pub(crate) url: Url,
    payments: Arc<OnceLock<Payments>>,
    task: JoinHandle<()>,
}

impl Hooks {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        let payments = Arc::new(OnceLock::new());
        let task = tokio::spawn(accept(listener, Arc::clone(&payments)));
        Self { url, payments, task }
    }

    pub(crate) fn serve(&self, payments: Payments) {
        assert!(self.payments.set(payments).is_ok());
    }
}

impl Drop for Hooks {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, payments: Arc<OnceLock<Payments>>) {
    loop {
        let (stream, _peer) = listener.accept().await.unwrap();
        let payments = Arc::clone(&payments);
        let service = service_fn(move |request| answer(payments.get().cloned(), request));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn answer(payments: Option<Payments>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (status, text) = match receive(payments, request).await {
        Some(text) => (StatusCode::OK, text),
        None => (StatusCode::INTERNAL_SERVER_ERROR, ""),
    };
    let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = status;
    Ok(response)
}

async fn receive(payments: Option<Payments>, request: Request<Incoming>) -> Option<&'static str> {
    let provider = ProviderName::parse(request.uri().path().rsplit('/').next()?)?;
    let headers: BTreeMap<String, String> =
        request.headers().iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned())).collect();
    let (method, query) = (request.method().to_string(), request.uri().query().map(str::to_owned));
    let body = request.into_body().collect().await.ok()?.to_bytes();
    payments?.receive(provider, RawCallback { method, query, headers, body }, None).await.ok()
}
