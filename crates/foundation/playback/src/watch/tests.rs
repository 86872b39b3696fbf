use jiff::SignedDuration;
use proptest::prelude::*;

use super::*;

const START: Timestamp = Timestamp::constant(1_800_000_000, 0);

fn after(ms: u64) -> Timestamp {
    START + SignedDuration::from_millis(i64::try_from(ms).unwrap())
}

/// The 4-second segment of this index, served at this time.
fn segment(index: u64, at_ms: u64) -> WatchEvent {
    WatchEvent::Served { start_ms: index * 4000, end_ms: (index + 1) * 4000, bytes: 80_000, at: after(at_ms) }
}

fn beat(position_ms: u64, at_ms: u64) -> WatchEvent {
    WatchEvent::Beat { position_ms: Some(position_ms), at: after(at_ms) }
}

fn run(events: &[WatchEvent]) -> WatchState {
    let mut state = WatchState::default();
    for event in events {
        state.apply(event, &WatchRules::default());
    }
    state
}

#[test]
fn an_honest_viewer_is_credited_with_the_time_watched() {
    // A player that fills 20 s at once and then fetches every 4 s.
    let mut events: Vec<_> = (0..5).map(|index| segment(index, index * 200)).collect();
    events.extend((5..30).map(|index| segment(index, (index - 4) * 4000)));
    let state = run(&events);
    assert_eq!(state.credited_ms, 100_000);
    assert_eq!(state.segments, 30);
    assert_eq!(state.sent_bytes, 30 * 80_000);
}

#[test]
fn forged_pings_give_nothing() {
    let pings: Vec<_> = (0..1000).map(|n| beat(n * 10_000, n * 10_000)).collect();
    let state = run(&pings);
    assert_eq!((state.credited_ms, state.position_ms), (0, None));
    let mut after_one_segment = vec![segment(0, 0)];
    after_one_segment.extend((1..1000).map(|n| beat(n * 10_000, n * 10_000)));
    let state = run(&after_one_segment);
    assert_eq!((state.credited_ms, state.position_ms), (4000, Some(4000)));
}

#[test]
fn replays_of_one_segment_give_nothing_more() {
    let events: Vec<_> = (0..500).map(|n| segment(0, n * 4000)).collect();
    let state = run(&events);
    assert_eq!(state.credited_ms, 4000);
    assert_eq!(state.segments, 500);
}

#[test]
fn a_film_fetched_at_once_and_left_gives_at_most_the_buffer() {
    let mut events: Vec<_> = (0..1350).map(|index| segment(index, index)).collect();
    events.push(beat(5_400_000, 5_400_000));
    assert_eq!(run(&events).credited_ms, 1349 + 180_000);
}

#[test]
fn a_pause_is_not_watched() {
    let mut events: Vec<_> = (0..10).map(|index| segment(index, 0)).collect();
    // Two hours later the person comes back and watches on.
    events.extend((10..20).map(|index| segment(index, 7_200_000 + (index - 10) * 4000)));
    assert_eq!(run(&events).credited_ms, 40_000 + 36_000);
}

#[test]
fn events_of_two_processes_arriving_in_either_order_lose_nothing() {
    let in_order = run(&[segment(0, 0), segment(1, 1000), segment(2, 2000), beat(9000, 12_000)]);
    let swapped = run(&[segment(0, 0), segment(2, 2000), segment(1, 1000), beat(9000, 12_000)]);
    assert_eq!(in_order.credited_ms, 12_000);
    assert_eq!(swapped.credited_ms, in_order.credited_ms);
}

#[test]
fn the_position_of_a_player_without_our_script_is_reckoned_from_what_was_served() {
    let mut events: Vec<_> = (0..5).map(|index| segment(index, 0)).collect();
    events.push(segment(5, 4000));
    // 24 s served, 4 s of wall clock: the screen is at 4 s.
    assert_eq!(run(&events).position_ms, Some(4000));
}

#[test]
fn a_view_needs_ten_seconds_or_a_third_of_a_shorter_film() {
    let cases = [(5_400_000, 10_000), (55_000, 10_000), (30_000, 9_000), (5_300, 1_590), (0, 1)];
    for (duration_ms, expected) in cases {
        assert_eq!(WatchRules::default().view_threshold_ms(duration_ms), expected, "{duration_ms}");
    }
}

#[test]
fn a_film_is_finished_in_its_credits() {
    let cases = [
        (0, 5_400_000, false),
        (5_270_000, 5_400_000, false),
        (5_280_000, 5_400_000, true),
        (52_000, 55_000, false),
        (52_300, 55_000, true),
        (0, 0, false),
    ];
    for (position_ms, duration_ms, expected) in cases {
        assert_eq!(is_finished(position_ms, duration_ms), expected, "{position_ms} of {duration_ms}");
    }
}

fn any_event() -> impl Strategy<Value = WatchEvent> {
    let at = 0_u64..10_000_000;
    prop_oneof![
        (0_u64..1400, at.clone()).prop_map(|(index, at_ms)| segment(index, at_ms)),
        (0_u64..6_000_000, at.clone()).prop_map(|(position_ms, at_ms)| beat(position_ms, at_ms)),
        (any::<u32>(), at).prop_map(|(bytes, at_ms)| WatchEvent::Sent { bytes: bytes.into(), at: after(at_ms) }),
    ]
}

proptest! {
    #[test]
    fn credit_never_exceeds_what_was_served_nor_the_wall_clock(events in prop::collection::vec(any_event(), 0..200)) {
        let state = run(&events);
        let first = events.first().map(WatchEvent::at);
        let last = events.iter().map(WatchEvent::at).max();
        let wall_ms = first.zip(last).map_or(0, |(first, last)| u64::try_from(last.duration_since(first).as_millis()).unwrap());
        prop_assert!(state.credited_ms + state.allowance_ms <= state.served.served_ms());
        prop_assert!(state.credited_ms <= wall_ms);
        if let Some(position_ms) = state.position_ms {
            prop_assert_eq!(state.served.clamp(position_ms), Some(position_ms));
        }
    }

    #[test]
    fn pings_between_segments_never_add_credit_in_the_end(
        gaps in prop::collection::vec(0_u64..20_000, 1..80),
        pings in prop::collection::vec((0_usize..80, 0_u64..6_000_000), 0..80),
    ) {
        let mut at_ms = 0;
        let mut honest = Vec::new();
        for (index, gap) in gaps.iter().enumerate() {
            at_ms += gap;
            honest.push(segment(index as u64, at_ms));
        }
        let mut forged = Vec::new();
        for (index, event) in honest.iter().enumerate() {
            forged.push(*event);
            for (_, position_ms) in pings.iter().filter(|(after_segment, _)| *after_segment == index) {
                forged.push(WatchEvent::Beat { position_ms: Some(*position_ms), at: event.at() });
            }
        }
        prop_assert_eq!(run(&forged).credited_ms, run(&honest).credited_ms);
    }
}
