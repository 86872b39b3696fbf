use kernel::SeededRng;

use super::*;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

const fn answered(status: u16) -> Outcome {
    Outcome::Answered { status, retry_after: None }
}

const NO_ANSWER: Outcome = Outcome::Failed(Failure::NoAnswer);
const PATIENCE: SignedDuration = SignedDuration::from_hours(120);

#[test]
fn pauses_are_those_of_the_specification_with_a_tenth_of_jitter() {
    let rng = SeededRng::new(5);
    let table_s = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
    for (attempt, pause_s) in (1..).zip(table_s) {
        let pauses: Vec<i64> = (0..50)
            .map(|_| match next(NO_ANSWER, attempt, at(0), &rng) {
                Next::Retry(time) => i64::try_from(time.duration_since(at(0)).as_millis()).unwrap(),
                other => panic!("{other:?}"),
            })
            .collect();
        let (least, most) = (*pauses.iter().min().unwrap(), *pauses.iter().max().unwrap());
        assert!(least >= pause_s * 1_000 && most < pause_s * 1_100 && least != most, "{attempt}: {least} to {most}");
    }
    assert_eq!(next(NO_ANSWER, 10, at(0), &rng), Next::GivenUp);
    assert_eq!(next(NO_ANSWER, i16::MAX, at(0), &rng), Next::GivenUp);
}

#[test]
fn only_2xx_is_delivered_and_410_is_the_end() {
    let rng = SeededRng::new(1);
    for status in [200, 201, 204, 299] {
        assert_eq!(next(answered(status), 1, at(0), &rng), Next::Delivered);
    }
    for status in [199, 301, 302, 304, 400, 404, 429, 500, 503] {
        assert!(matches!(next(answered(status), 1, at(0), &rng), Next::Retry(_)), "{status}");
    }
    assert_eq!(next(answered(410), 1, at(0), &rng), Next::GivenUp);
}

#[test]
fn a_receiver_may_ask_for_time_but_not_for_ever_nor_for_haste() {
    let rng = SeededRng::new(1);
    let pause_s = |wish_s, attempt| {
        let outcome = Outcome::Answered { status: 503, retry_after: Some(SignedDuration::from_secs(wish_s)) };
        match next(outcome, attempt, at(0), &rng) {
            Next::Retry(time) => time.duration_since(at(0)).as_secs(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(pause_s(3_600, 1), 3_600);
    assert_eq!(pause_s(9_999_999, 1), 86_400);
    assert!(pause_s(1, 3) >= 1_800);
}

#[test]
fn retry_after_is_seconds_or_a_date() {
    let seconds = |header| retry_after(header, at(0)).map(|wish| wish.as_secs());
    assert_eq!(seconds(" 120 "), Some(120));
    // 1800000000 is 2027-01-15T08:00:00Z.
    assert_eq!(seconds("Fri, 15 Jan 2027 08:01:00 GMT"), Some(60));
    assert_eq!(seconds("Fri, 15 Jan 2027 07:00:00 GMT"), Some(0), "over");
    for nonsense in ["", "soon", "-5", "1.5"] {
        assert_eq!(seconds(nonsense), None, "{nonsense}");
    }
}

#[test]
fn a_streak_counts_each_delivery_once_and_ends_with_a_success() {
    let start = Streak::default().after(answered(500), None, at(0));
    assert_eq!(start, Streak { since: Some(at(0)), deliveries: 1 });
    let again = start.after(NO_ANSWER, Some(at(0)), at(5));
    assert_eq!(again, start, "the same delivery");
    let other = again.after(NO_ANSWER, None, at(6));
    assert_eq!(other, Streak { since: Some(at(0)), deliveries: 2 });
    let well = other.after(answered(204), Some(at(5)), at(7));
    assert_eq!(well, Streak::default());
    let later = well.after(NO_ANSWER, Some(at(6)), at(8));
    assert_eq!(later, Streak { since: Some(at(8)), deliveries: 1 }, "what failed before the success counts anew");
}

#[test]
fn an_owner_is_warned_at_five_ten_and_fifteen_and_then_the_patience_ends() {
    let (mut streak, mut warned) = (Streak::default(), Vec::new());
    for delivery in 0..20 {
        let after = streak.after(NO_ANSWER, None, at(delivery));
        if let Verdict::Warn(count) = verdict(NO_ANSWER, streak, after, at(delivery), PATIENCE) {
            warned.push(count);
        }
        // The same delivery again says nothing new.
        let retried = after.after(NO_ANSWER, Some(at(delivery)), at(delivery));
        assert_eq!(verdict(NO_ANSWER, after, retried, at(delivery), PATIENCE), Verdict::Fine);
        streak = retried;
    }
    assert_eq!(warned, [5, 10, 15]);
    let span = PATIENCE.as_secs();
    assert_eq!(verdict(NO_ANSWER, streak, streak, at(span - 1), PATIENCE), Verdict::Fine);
    assert_eq!(verdict(NO_ANSWER, streak, streak, at(span), PATIENCE), Verdict::Disable(DisabledBy::Failing));
    assert_eq!(verdict(answered(410), streak, streak, at(30), PATIENCE), Verdict::Disable(DisabledBy::Gone));
    assert_eq!(verdict(answered(200), streak, Streak::default(), at(span), PATIENCE), Verdict::Fine);
}

#[test]
fn an_excerpt_is_short_clean_text() {
    assert_eq!(excerpt(b"ok\x00\x1b[31m\r\n\tred"), "ok[31m\n\tred");
    assert_eq!(excerpt(&[0xff; 2_000]).len(), 1_023, "whole letters: 341 times three bytes");
    assert_eq!(excerpt("é".repeat(2_000).as_bytes()).len(), 1_024);
}

#[test]
fn slow_is_trouble_even_when_it_goes_well() {
    assert!(!answered(200).is_trouble(Duration::from_secs(1)));
    assert!(answered(200).is_trouble(Duration::from_secs(4)));
    assert!(answered(500).is_trouble(Duration::ZERO) && NO_ANSWER.is_trouble(Duration::ZERO));
    assert!(Failure::ALL.into_iter().all(|failure| Failure::parse(failure.as_str()) == Some(failure)));
}
