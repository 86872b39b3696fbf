//! A name server on a UDP port of the test's own, with state: the wire format of RFC 1035, answers as a recursive server gives them
//! (an alias with what it leads to), and the ways in which real ones fail.

use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use hickory_proto::{
    op::{Message, ResponseCode},
    rr::{
        Name, RData, Record, RecordType,
        rdata::{A, AAAA, CNAME, TXT},
    },
};
use tokio::net::UdpSocket;

/// How long what it says may be kept: not at all.
const TTL: u32 = 0;

/// What a name server does instead of answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing: packets are lost.
    Silence,
    /// It says that it cannot say: SERVFAIL.
    Failure,
    /// It does not serve us: REFUSED.
    Refusal,
}

#[derive(Debug, Default)]
struct World {
    records: BTreeMap<String, Vec<RData>>,
    troubles: BTreeMap<String, Trouble>,
    asked: Vec<String>,
}

/// A running name server; it ends with the test's runtime.
#[derive(Debug, Clone)]
pub struct DnsServer {
    address: SocketAddr,
    world: Arc<Mutex<World>>,
}

impl DnsServer {
    /// Starts it on a free port; it knows no name.
    #[expect(clippy::expect_used, reason = "a test without its name server cannot go on")]
    pub async fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
        let server = Self { address: socket.local_addr().expect("an address"), world: Arc::default() };
        tokio::spawn(serve(socket, server.clone()));
        server
    }

    /// Where it is asked.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The texts of a name, instead of those it had; of each, strings of a record.
    pub fn texts(&self, name: &str, texts: &[&[&str]]) {
        let data = |strings: &&[&str]| RData::TXT(TXT::new(strings.iter().map(|text| (*text).to_owned()).collect()));
        self.set(name, RecordType::TXT, texts.iter().map(data).collect());
    }

    /// The addresses of a name, instead of those it had.
    pub fn addresses(&self, name: &str, addresses: &[&str]) {
        let parsed = || addresses.iter().filter_map(|text| text.parse::<IpAddr>().ok());
        let four = parsed().filter_map(|address| match address {
            IpAddr::V4(address) => Some(RData::A(A(address))),
            IpAddr::V6(_) => None,
        });
        let six = parsed().filter_map(|address| match address {
            IpAddr::V6(address) => Some(RData::AAAA(AAAA(address))),
            IpAddr::V4(_) => None,
        });
        self.set(name, RecordType::A, four.collect());
        self.set(name, RecordType::AAAA, six.collect());
    }

    /// A name is another name for this one.
    #[expect(clippy::expect_used, reason = "a test that writes no name cannot go on")]
    pub fn alias(&self, name: &str, target: &str) {
        let target = Name::from_ascii(format!("{target}.")).expect("a name");
        self.set(name, RecordType::CNAME, vec![RData::CNAME(CNAME(target))]);
    }

    /// A name is not there any more.
    pub fn forget(&self, name: &str) {
        self.world().records.remove(name);
    }

    /// What goes wrong when a name is asked for; nothing again without.
    pub fn trouble(&self, name: &str, trouble: Option<Trouble>) {
        let mut world = self.world();
        match trouble {
            Some(trouble) => drop(world.troubles.insert(name.to_owned(), trouble)),
            None => drop(world.troubles.remove(name)),
        }
    }

    /// The names it was asked for, each packet one.
    pub fn asked(&self) -> Vec<String> {
        self.world().asked.clone()
    }

    fn set(&self, name: &str, kind: RecordType, data: Vec<RData>) {
        let mut world = self.world();
        let records = world.records.entry(name.to_owned()).or_default();
        records.retain(|one| one.record_type() != kind);
        records.extend(data);
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What it says to a packet; nothing to what is none, and where it is silent.
    fn answer(&self, packet: &[u8]) -> Option<Vec<u8>> {
        let asked = Message::from_vec(packet).ok()?;
        let query = asked.queries.first()?.clone();
        let name = query.name().to_ascii().to_lowercase();
        let name = name.trim_end_matches('.').to_owned();
        let mut world = self.world();
        world.asked.push(name.clone());
        let mut answer = Message::response(asked.metadata.id, asked.metadata.op_code);
        answer.metadata.recursion_desired = true;
        answer.metadata.recursion_available = true;
        answer.add_query(query.clone());
        match world.troubles.get(&name) {
            Some(Trouble::Silence) => return None,
            Some(Trouble::Failure) => answer.metadata.response_code = ResponseCode::ServFail,
            Some(Trouble::Refusal) => answer.metadata.response_code = ResponseCode::Refused,
            None => world.fill(&mut answer, &name, query.query_type()),
        }
        answer.to_vec().ok()
    }
}

impl World {
    /// The records of a name, through its aliases; NXDOMAIN where the last one is not there.
    fn fill(&self, answer: &mut Message, name: &str, kind: RecordType) {
        let mut name = name.to_owned();
        for _ in 0..8 {
            let Some(records) = self.records.get(&name) else {
                answer.metadata.response_code = ResponseCode::NXDomain;
                return;
            };
            let Ok(owner) = Name::from_ascii(format!("{name}.")) else { return };
            let fitting = records.iter().filter(|data| data.record_type() == kind || matches!(data, RData::CNAME(_)));
            let mut next = None;
            for data in fitting {
                answer.add_answer(Record::from_rdata(owner.clone(), TTL, data.clone()));
                if let (RData::CNAME(alias), true) = (data, kind != RecordType::CNAME) {
                    next = Some(alias.0.to_ascii().trim_end_matches('.').to_lowercase());
                }
            }
            match next {
                Some(alias) => name = alias,
                None => return,
            }
        }
    }
}

async fn serve(socket: UdpSocket, server: DnsServer) {
    let mut packet = [0; 4096];
    while let Ok((length, from)) = socket.recv_from(&mut packet).await {
        if let Some(answer) = packet.get(..length).and_then(|bytes| server.answer(bytes)) {
            // Who does not listen any more is not told.
            let _gone = socket.send_to(&answer, from).await;
        }
    }
}
