//! What speaks against the clicks of a day that earn. Pure.

use crate::fraud::{
    FraudPolicy, Signal,
    score::{Found, Score, weigh},
};

/// Of fewer clicks no share says anything.
const LEAST: i64 = 20;
/// More than one of so many clicks is of a robot.
const ROBOTS: i64 = 2;
/// More than one of so many clicks came from a data centre.
const DATA_CENTRES: i64 = 4;
/// More than one of so many visitors is behind the same address.
const SAME_ADDRESS: i64 = 5;
/// More than one of so many clicks that could earn came from the same address: most of the day is one visitor, whatever they call themselves.
const ONE_ADDRESS: i64 = 2;

/// What is known of the clicks of a partnership on a day (UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::fraud) struct DayFacts {
    /// All of them, whether they earn or not.
    pub(in crate::fraud) clicks: i64,
    /// Of them, of robots.
    pub(in crate::fraud) robots: i64,
    /// Of them, from data centres.
    pub(in crate::fraud) data_centres: i64,
    /// The visitors that are told apart, whether they earn or not.
    pub(in crate::fraud) visitors: i64,
    /// Of them, those behind the address that has the most.
    pub(in crate::fraud) same_address: i64,
    /// The clicks that could earn: by who can be told apart, and not out of a data centre.
    pub(in crate::fraud) visits: i64,
    /// Of them, those from the address that has the most.
    pub(in crate::fraud) of_one: i64,
    /// The most clicks from one address within an hour of the clock, on whichever links.
    pub(in crate::fraud) an_hour: i64,
}

pub(in crate::fraud) fn of_day(facts: &DayFacts, policy: &FraudPolicy) -> Score {
    let limits = &policy.limits;
    let share = |part: i64, whole: i64, of: i64| part.saturating_mul(of) > whole;
    let many = facts.clicks >= LEAST;
    let more_than_a_person = |clicks: i64| clicks > i64::from(limits.clicks_an_hour);
    let crowd = facts.same_address > i64::from(limits.customers_an_address);
    let rules = [
        (many && share(facts.robots, facts.clicks, ROBOTS), Signal::DayRobots, facts.robots, facts.clicks),
        (many && share(facts.data_centres, facts.clicks, DATA_CENTRES), Signal::DayDataCentres, facts.data_centres, facts.clicks),
        (
            crowd && share(facts.same_address, facts.visitors, SAME_ADDRESS),
            Signal::DayAddress,
            facts.same_address,
            facts.visitors,
        ),
        (more_than_a_person(facts.an_hour), Signal::DayVelocity, facts.an_hour, facts.clicks),
        (
            more_than_a_person(facts.of_one) && share(facts.of_one, facts.visits, ONE_ADDRESS),
            Signal::DayOneAddress,
            facts.of_one,
            facts.visits,
        ),
    ];
    let found = rules.into_iter().filter(|(holds, ..)| *holds);
    let found: Vec<Found> =
        found.map(|(_, signal, count, all)| (signal, vec![("count", count.to_string()), ("all", all.to_string())])).collect();
    weigh(policy, found)
}
