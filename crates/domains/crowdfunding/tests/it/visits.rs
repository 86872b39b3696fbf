//! Visits of a project's page: who counts, by which way, and what the dashboard makes of it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use contracts::crowdfunding::ProjectId;
use crowdfunding::{Arrival, CrowdfundingError, Funnel, MakePledge, Source, VisitRange};
use jiff::SignedDuration;
use kernel::{Actor, Locale, Role};
use payments::Rail;
use paysim::Button;

use crate::stage::{Funding, command, draft, francs, member, visitor};

const PHONE: &str = "Mozilla/5.0 (Linux; Android 10; K) Chrome/124.0.0.0 Mobile Safari/537.36";
const DAY: SignedDuration = SignedDuration::from_hours(24);

fn from(source: Source) -> Arrival {
    Arrival { source, agent: PHONE.into(), is_reading: true }
}

fn at(last: u8) -> Actor {
    Actor { address: Some(IpAddr::V4(Ipv4Addr::new(41, 207, 0, last))), ..Actor::anonymous(Locale::Fr) }
}

impl Funding {
    async fn visit(&self, who: &Actor, id: ProjectId, arrival: &Arrival) -> Source {
        let view = self.funding.project(&self.creator, id).await.unwrap();
        self.funding.count_visit(who, &view, arrival).await.unwrap()
    }

    /// The rows themselves: by source.
    async fn counted(&self) -> Vec<(String, i64)> {
        self.funding.settle_visits().await.unwrap();
        sqlx::query_as("SELECT source, sum(visits)::bigint FROM crowdfunding.visit_days GROUP BY 1 ORDER BY 1")
            .fetch_all(self.db.pool())
            .await
            .unwrap()
    }
}

fn rows(expected: &[(&str, i64)]) -> Vec<(String, i64)> {
    expected.iter().map(|(source, visits)| ((*source).to_owned(), *visits)).collect()
}

fn funnel(visits: i64, begun: i64, paid: i64, amount: i64) -> Funnel {
    Funnel { visits, begun, paid, amount: francs(amount) }
}

#[tokio::test]
async fn a_visitor_counts_once_a_day_by_the_way_they_came_first() {
    let stage = Funding::new().await;
    let (project, other) = (stage.online(&draft()).await, stage.online(&draft()).await);
    for source in [Source::Whatsapp, Source::Direct, Source::Search] {
        stage.visit(&at(1), project, &from(source)).await;
    }
    stage.visit(&at(2), project, &from(Source::Search)).await;
    assert_eq!(stage.counted().await, rows(&[("search", 1), ("whatsapp", 1)]));
    // Written already: neither a reload nor another process counts them again.
    stage.visit(&at(1), project, &from(Source::Facebook)).await;
    assert_eq!(stage.counted().await, rows(&[("search", 1), ("whatsapp", 1)]));
    stage.visit(&at(1), other, &from(Source::Direct)).await;
    stage.pass(DAY).await;
    stage.visit(&at(1), project, &from(Source::Facebook)).await;
    assert_eq!(stage.counted().await, rows(&[("direct", 1), ("facebook", 1), ("search", 1), ("whatsapp", 1)]));
}

#[tokio::test]
async fn robots_prefetches_the_creator_and_drafts_are_not_counted() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    let robot = Arrival { agent: "Googlebot/2.1".into(), ..from(Source::Direct) };
    let ahead = Arrival { is_reading: false, ..from(Source::Direct) };
    for nobody in [robot, ahead, Arrival { agent: String::new(), ..from(Source::Direct) }] {
        stage.visit(&at(1), project, &nobody).await;
    }
    stage.visit(&stage.creator, project, &from(Source::Direct)).await;
    let idea = stage.funding.create_project(&stage.creator, &draft()).await.unwrap();
    stage.visit(&at(1), idea, &from(Source::Direct)).await;
    assert_eq!(stage.counted().await, rows(&[]));
    let reader = member(stage.account().await, Role::Viewer);
    stage.visit(&reader, project, &from(Source::Direct)).await;
    assert_eq!(stage.counted().await, rows(&[("direct", 1)]));
}

#[tokio::test]
async fn one_address_makes_no_crowd_and_an_account_is_one_from_everywhere() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    for version in 0..500 {
        let arrival = Arrival { agent: format!("Mozilla/5.0 ({version})"), ..from(Source::Direct) };
        stage.visit(&at(1), project, &arrival).await;
    }
    let [(_, visits)] = stage.counted().await[..] else { panic!("one way") };
    assert!((20..=32).contains(&visits), "{visits}");
    // The addresses of one IPv6 subscriber are one place.
    for host in 1..50 {
        let who = Actor { address: Some(Ipv6Addr::new(0x2001, 0xdb8, 1, 2, 0, 0, 0, host).into()), ..visitor() };
        stage.visit(&who, project, &from(Source::Search)).await;
    }
    let reader = member(stage.account().await, Role::Viewer);
    for last in 10..20 {
        stage.visit(&Actor { address: at(last).address, ..reader.clone() }, project, &from(Source::Film)).await;
    }
    assert_eq!(stage.counted().await[1..], rows(&[("film", 1), ("search", 1)]));
}

#[tokio::test]
async fn a_day_names_a_hundred_sites_and_the_others_are_one() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    let site = |number: u16| from(Source::of_host(&format!("site-{number}.example.com")));
    let who = |number: u16| Actor { address: Some(Ipv4Addr::from(u32::from(number) + 1_000_000).into()), ..visitor() };
    for number in 0..60 {
        stage.visit(&who(number), project, &site(number)).await;
    }
    stage.funding.settle_visits().await.unwrap();
    for number in 60..200 {
        stage.visit(&who(number), project, &site(number)).await;
    }
    // One that is named already, one that has a word of its own.
    stage.visit(&who(300), project, &site(3)).await;
    stage.visit(&who(301), project, &from(Source::Whatsapp)).await;
    let counted = stage.counted().await;
    let of = |source: &str| counted.iter().find(|(word, _)| word == source).map(|(_, visits)| *visits);
    assert_eq!(counted.iter().filter(|(word, _)| word.starts_with("site:")).count(), 100);
    assert_eq!((of("other"), of("site:site-3.example.com"), of("whatsapp")), (Some(100), Some(2), Some(1)));
}

#[tokio::test]
async fn who_comes_back_from_another_page_of_ours_came_as_before() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    assert_eq!(stage.visit(&at(1), project, &from(Source::Whatsapp)).await, Source::Whatsapp);
    assert_eq!(stage.visit(&at(1), project, &from(Source::Inside)).await, Source::Whatsapp, "in memory");
    stage.funding.settle_visits().await.unwrap();
    assert_eq!(stage.visit(&at(1), project, &from(Source::Inside)).await, Source::Whatsapp, "in the database");
    assert_eq!(stage.visit(&at(2), project, &from(Source::Inside)).await, Source::Inside);
}

#[tokio::test]
async fn nobody_is_kept_once_a_day_is_over() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    stage.visit(&at(1), project, &from(Source::Direct)).await;
    stage.funding.settle_visits().await.unwrap();
    assert_eq!(stage.scalar("SELECT count(*) FROM crowdfunding.visitors").await, 1);
    stage.pass(DAY * 2).await;
    stage.pass(SignedDuration::from_mins(11)).await;
    assert_eq!(stage.scalar("SELECT count(*) FROM crowdfunding.visitors").await, 0);
    assert_eq!(stage.counted().await, rows(&[("direct", 1)]), "the count stays");
}

#[tokio::test]
async fn the_dashboard_is_exact_to_the_rows_by_day_by_source_and_by_rail() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    for last in 1..=2 {
        stage.visit(&at(last), project, &from(Source::Whatsapp)).await;
    }
    let by_way = |source: Option<Source>, amount| MakePledge { source, ..command(project, None, amount) };
    let first = stage.funding.pledge(&visitor(), &by_way(Some(Source::Whatsapp), 3000)).await.unwrap();
    // Refused once, then paid: one pledge by this rail.
    for button in [Button::Refuse, Button::Accept] {
        stage.start(&first, Rail::Mixx, "TG", "90 12 34 56").await;
        stage.press(button);
        stage.settle().await;
        stage.pass(SignedDuration::from_mins(1)).await;
    }
    stage.pass(DAY * 10).await;
    stage.visit(&at(3), project, &from(Source::of_host("www.example.org"))).await;
    stage.funding.pledge(&visitor(), &by_way(None, 500)).await.unwrap();
    stage.funding.settle_visits().await.unwrap();

    let view = async |range| stage.funding.visits_of(&stage.creator, project, range).await.unwrap();
    let all = view(VisitRange::All).await;
    assert_eq!(all.total, funnel(3, 2, 1, 3000));
    let days: Vec<_> = all.by_day.iter().map(|(_, day)| day.clone()).collect();
    assert_eq!(days, [funnel(2, 1, 1, 3000), funnel(1, 1, 0, 0)]);
    let site = Source::parse("site:example.org");
    let sources =
        [(Some(Source::Whatsapp), funnel(2, 1, 1, 3000)), (site.clone(), funnel(1, 0, 0, 0)), (None, funnel(0, 1, 0, 0))];
    assert_eq!(all.by_source, sources);
    let rails: Vec<_> = all.by_rail.iter().map(|line| (line.rail, line.begun, line.paid, line.amount)).collect();
    assert_eq!(rails, [(Rail::Mixx, 1, 1, francs(3000))]);

    assert_eq!(view(VisitRange::Month).await.total, all.total);
    let week = view(VisitRange::Week).await;
    assert_eq!((week.total, week.by_day.len(), week.by_rail.len()), (funnel(1, 1, 0, 0), 1, 0));
    assert_eq!(week.by_source, [(site, funnel(1, 0, 0, 0)), (None, funnel(0, 1, 0, 0))]);
    let table = stage.funding.export_visits(&stage.creator, project, VisitRange::All).await.unwrap();
    let lines: Vec<_> = table.lines().map(|line| line.split_once(',').unwrap().1).collect();
    let expected =
        ["source,visits,pledges,paid,amount,currency", "whatsapp,2,1,1,3000,XOF", "site:example.org,1,0,0,0,XOF", ",0,1,0,0,XOF"];
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn only_the_creator_and_the_staff_see_who_visits_and_only_once_it_is_online() {
    let stage = Funding::new().await;
    let (project, idea) = (stage.online(&draft()).await, stage.funding.create_project(&stage.creator, &draft()).await.unwrap());
    let staff = member(stage.account().await, Role::Moderator);
    let stranger = member(stage.account().await, Role::Director);
    for insider in [&stage.creator, &staff] {
        stage.funding.visits_of(insider, project, VisitRange::All).await.unwrap();
        let early = stage.funding.visits_of(insider, idea, VisitRange::All).await;
        assert!(matches!(early, Err(CrowdfundingError::WrongState)));
    }
    for outsider in [&stranger, &visitor()] {
        for id in [project, idea] {
            let seen = stage.funding.visits_of(outsider, id, VisitRange::All).await;
            assert!(matches!(seen, Err(CrowdfundingError::NotFound)));
            let taken = stage.funding.export_visits(outsider, id, VisitRange::All).await;
            assert!(matches!(taken, Err(CrowdfundingError::NotFound)));
        }
    }
}
