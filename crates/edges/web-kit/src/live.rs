//! Live updates: a channel of the bus as server-sent events.

use std::{convert::Infallible, time::Duration};

use axum::response::{
    IntoResponse, Response,
    sse::{Event, KeepAlive, Sse},
};
use futures::{FutureExt as _, Stream, StreamExt as _, stream};
use http::{HeaderValue, header};
use maud::Markup;

/// Answers a stream of fragments as server-sent events of this name. Proxies are asked not to hold them back; a comment line
/// every 20 s keeps the connection. The stream ends when the visitor leaves.
pub fn fragments(event: &'static str, fragments: impl Stream<Item = Markup> + Send + 'static) -> Response {
    events(fragments.map(move |fragment| Event::default().event(event).data(one_line(&fragment.into_string()))))
}

/// Answers a stream of JSON values as server-sent events of this name.
pub fn values(event: &'static str, values: impl Stream<Item = serde_json::Value> + Send + 'static) -> Response {
    events(values.map(move |value| Event::default().event(event).data(value.to_string())))
}

/// The values up to the first that is the last one, which ends the stream at once: nothing more is waited for.
pub fn until<T>(values: impl Stream<Item = T>, is_last: impl Fn(&T) -> bool) -> impl Stream<Item = T> {
    values
        .flat_map(move |value| {
            let end = is_last(&value).then_some(None);
            stream::iter(std::iter::once(Some(value)).chain(end))
        })
        .take_while(|value| std::future::ready(value.is_some()))
        .filter_map(std::future::ready)
}

/// Once for everything that is told while it waits: what many do at once is read once for whoever looks.
pub fn gathered<T>(told: impl Stream<Item = T> + Unpin, wait: Duration) -> impl Stream<Item = ()> {
    stream::unfold(told, move |mut told| async move {
        told.next().await?;
        tokio::time::sleep(wait).await;
        while let Some(Some(_more)) = told.next().now_or_never() {}
        Some(((), told))
    })
}

fn events(stream: impl Stream<Item = Event> + Send + 'static) -> Response {
    let keep = KeepAlive::new().interval(Duration::from_secs(20));
    let mut response = Sse::new(stream.map(Ok::<_, Infallible>)).keep_alive(keep).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

/// A data line holds no line end (HTML standard, event streams).
fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_last_value_ends_the_stream_although_more_may_come() {
        let values = stream::iter([1, 2, 3]).chain(stream::pending());
        assert_eq!(until(values, |value| *value == 3).collect::<Vec<_>>().await, [1, 2, 3]);
        assert_eq!(until(stream::iter([1, 2, 3]), |value| *value == 1).collect::<Vec<_>>().await, [1]);
    }

    #[tokio::test]
    async fn a_hundred_pledges_at_once_are_told_once() {
        let (tell, told) = futures::channel::mpsc::unbounded();
        let mut ticks = Box::pin(gathered(told, Duration::ZERO));
        for _pledge in 0..100 {
            tell.unbounded_send(()).unwrap();
        }
        assert_eq!(ticks.next().await, Some(()));
        assert_eq!(ticks.next().now_or_never(), None, "nothing more was told");
        tell.unbounded_send(()).unwrap();
        assert_eq!(ticks.next().await, Some(()));
        drop(tell);
        assert_eq!(ticks.next().await, None);
    }
}
