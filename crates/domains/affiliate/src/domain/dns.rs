//! Asking name servers. Every question ends in time, and an answer that did not come is not one that says no.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use futures::future::join;
use hickory_resolver::{
    TokioResolver,
    config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig},
    net::{DnsError, NetError, runtime::TokioRuntimeProvider},
    proto::{
        op::ResponseCode,
        rr::{RData, RecordType},
    },
};

use super::model::{Answer, Heard, proof_name};

/// The longest wait for one packet.
const PACKET: Duration = Duration::from_secs(2);
/// How often a question is sent again.
const AGAIN: usize = 1;
/// The longest wait for one question, whatever it takes.
const QUESTION: Duration = Duration::from_secs(6);

/// Asks a name server. Nothing is kept of answers: who just set a record wants to be looked at.
pub(super) struct Dns {
    resolver: Option<TokioResolver>,
}

impl Dns {
    /// At this name server; at those of the machine, if none is named.
    pub(super) fn at(name_server: Option<SocketAddr>) -> Self {
        let resolver = resolver(name_server);
        if let Err(error) = &resolver {
            tracing::error!(%error, "no name server can be asked; nothing is known of domains");
        }
        Self { resolver: resolver.ok() }
    }

    /// All that is to be known about a host.
    pub(super) async fn ask(&self, host: &str, link_host: &str) -> Heard {
        let ((texts, aliases), (addresses, ours)) =
            join(join(self.texts(&proof_name(host)), self.aliases(host)), join(self.addresses(host), self.addresses(link_host)))
                .await;
        Heard { texts, aliases, addresses, ours }
    }

    async fn texts(&self, name: &str) -> Answer<String> {
        self.records(name, RecordType::TXT, |data| match data {
            // A record is a row of strings of at most 255 bytes, read as one (RFC 7208, 3.3).
            RData::TXT(text) => Some(String::from_utf8_lossy(&text.txt_data.concat()).into_owned()),
            _ => None,
        })
        .await
    }

    async fn aliases(&self, name: &str) -> Answer<String> {
        self.records(name, RecordType::CNAME, |data| match data {
            RData::CNAME(alias) => Some(alias.0.to_ascii().trim_end_matches('.').to_owned()),
            _ => None,
        })
        .await
    }

    async fn addresses(&self, name: &str) -> Answer<IpAddr> {
        let four = self.records(name, RecordType::A, |data| match data {
            RData::A(address) => Some(IpAddr::V4(address.0)),
            _ => None,
        });
        let six = self.records(name, RecordType::AAAA, |data| match data {
            RData::AAAA(address) => Some(IpAddr::V6(address.0)),
            _ => None,
        });
        match join(four, six).await {
            (Answer::Unknown, _) | (_, Answer::Unknown) => Answer::Unknown,
            (Answer::Found(four), Answer::Found(six)) => Answer::Found([four, six].concat()),
            (Answer::Found(some), Answer::Nothing) | (Answer::Nothing, Answer::Found(some)) => Answer::Found(some),
            (Answer::Nothing, Answer::Nothing) => Answer::Nothing,
        }
    }

    async fn records<T>(&self, name: &str, kind: RecordType, read: fn(&RData) -> Option<T>) -> Answer<T> {
        let Some(resolver) = &self.resolver else { return Answer::Unknown };
        // The dot at the end: the name as it stands, without the suffixes of this machine.
        let asked = tokio::time::timeout(QUESTION, resolver.lookup(format!("{name}."), kind)).await;
        match asked {
            Ok(Ok(found)) => {
                let found: Vec<T> = found.answers().iter().filter_map(|record| read(&record.data)).collect();
                if found.is_empty() { Answer::Nothing } else { Answer::Found(found) }
            }
            Ok(Err(NetError::Dns(DnsError::NoRecordsFound(none))))
                if matches!(none.response_code, ResponseCode::NoError | ResponseCode::NXDomain) =>
            {
                Answer::Nothing
            }
            Ok(Err(error)) => {
                tracing::debug!(%error, name, %kind, "name servers did not say");
                Answer::Unknown
            }
            Err(_late) => Answer::Unknown,
        }
    }
}

fn resolver(name_server: Option<SocketAddr>) -> Result<TokioResolver, NetError> {
    let mut builder = match name_server {
        Some(address) => {
            let (mut udp, mut tcp) = (ConnectionConfig::udp(), ConnectionConfig::tcp());
            (udp.port, tcp.port) = (address.port(), address.port());
            let server = NameServerConfig::new(address.ip(), true, vec![udp, tcp]);
            let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
            TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
        }
        None => TokioResolver::builder_tokio()?,
    };
    let options = builder.options_mut();
    (options.timeout, options.attempts, options.cache_size) = (PACKET, AGAIN, 0);
    options.use_hosts_file = ResolveHosts::Never;
    options.try_tcp_on_error = false;
    builder.build()
}
