//! At most N streams per viewer, exactly.

use kernel::{Actor, Locale};
use playback::{Device, OpenPlayback, PlaybackConfig, PlaybackError, RevokedBy};

use crate::support::Cinema;

fn on(cinema: &Cinema, key: Option<&str>, label: &str, guest: Option<&str>) -> OpenPlayback {
    let device = Device::try_new(key.map(Into::into), label, guest.map(Into::into)).unwrap();
    OpenPlayback { device, ..cinema.command() }
}

#[tokio::test]
async fn a_third_stream_is_refused_and_the_refusal_names_the_devices() {
    let cinema = Cinema::new().await;
    let actor = cinema.person().await;
    let phone = cinema.playback.open(&actor, on(&cinema, Some("a"), "Chrome · Android", None)).await.unwrap();
    cinema.playback.open(&actor, on(&cinema, Some("b"), "Firefox · Linux", None)).await.unwrap();
    let refused = cinema.playback.open(&actor, on(&cinema, Some("c"), "Safari", None)).await.unwrap_err();
    let PlaybackError::Busy(taken) = refused else { panic!("{refused}") };
    let devices: Vec<_> = taken.active.iter().map(|stream| stream.device.as_str()).collect();
    assert_eq!((taken.limit, devices), (2, vec!["Chrome · Android", "Firefox · Linux"]));
    assert_eq!(cinema.playback.active(&actor).await.unwrap(), taken.active);

    cinema.playback.stop(&actor, None, phone.playback_id).await.unwrap();
    cinema.playback.open(&actor, on(&cinema, Some("c"), "Safari", None)).await.unwrap();
    let told = cinema.playback.heartbeat(&phone.token, None).await.unwrap_err();
    assert!(matches!(told, PlaybackError::Revoked(RevokedBy::Stopped)));
}

#[tokio::test]
async fn of_fifty_streams_opened_at_once_exactly_two_get_a_place() {
    let cinema = Cinema::new().await;
    let (other, _bus) = cinema.another_process().await;
    let actor = cinema.person().await;
    let opening = (0..50).map(|n| {
        let (playback, command) = (if n % 2 == 0 { &cinema.playback } else { &other }, cinema.command());
        playback.open(&actor, command)
    });
    let results = futures::future::join_all(opening).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 2);
    assert_eq!(results.iter().filter(|result| matches!(result, Err(PlaybackError::Busy(_)))).count(), 48);
}

#[tokio::test]
async fn one_player_opening_again_takes_its_own_place_over() {
    let cinema = Cinema::new().await;
    let actor = cinema.person().await;
    let mut last = cinema.playback.open(&actor, on(&cinema, Some("tab"), "", None)).await.unwrap();
    for _ in 0..5 {
        let next = cinema.playback.open(&actor, on(&cinema, Some("tab"), "", None)).await.unwrap();
        assert!(matches!(cinema.playback.authorise(&last.token), Err(PlaybackError::Revoked(RevokedBy::Replaced))));
        last = next;
    }
    assert_eq!(cinema.playback.active(&actor).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_place_is_free_after_the_end_or_when_no_sign_of_life_came() {
    let cinema = Cinema::new().await;
    let actor = cinema.person().await;
    let (ended, silent) = (cinema.open(&actor).await, cinema.open(&actor).await);
    cinema.playback.end(&ended.token, None).await.unwrap();
    let third = cinema.open(&actor).await;
    assert!(cinema.playback.open(&actor, cinema.command()).await.is_err());
    cinema.wait(40);
    cinema.fetch(&third, 0).await;
    cinema.playback.settle().await.unwrap();
    cinema.wait(10);
    // Silent for 50 s against a lease of 45 s; the third was served 10 s ago.
    let fourth = cinema.open(&actor).await;
    assert!(cinema.playback.open(&actor, cinema.command()).await.is_err());
    let late = cinema.playback.heartbeat(&silent.token, None).await.unwrap_err();
    assert!(matches!(late, PlaybackError::Revoked(RevokedBy::Limit)));
    assert!(cinema.playback.heartbeat(&fourth.token, None).await.is_ok());
}

#[tokio::test]
async fn a_stream_that_comes_back_finds_its_place_if_nobody_took_it() {
    let cinema = Cinema::new().await;
    let actor = cinema.person().await;
    let opened = cinema.open(&actor).await;
    cinema.wait(600);
    assert!(cinema.playback.active(&actor).await.unwrap().is_empty());
    cinema.playback.heartbeat(&opened.token, None).await.unwrap();
    assert_eq!(cinema.playback.active(&actor).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_stream_that_goes_on_fetching_without_a_place_is_cut_at_the_next_settlement() {
    let cinema = Cinema::new().await;
    let actor = cinema.person().await;
    let sleeper = cinema.open(&actor).await;
    cinema.wait(60);
    cinema.open(&actor).await;
    cinema.open(&actor).await;
    cinema.fetch(&sleeper, 0).await;
    cinema.playback.settle().await.unwrap();
    assert!(matches!(cinema.playback.authorise(&sleeper.token), Err(PlaybackError::Revoked(RevokedBy::Limit))));
}

#[tokio::test]
async fn a_stream_that_goes_on_after_its_end_is_cut_when_others_took_its_place() {
    let cinema = Cinema::new().await;
    let actor = cinema.person().await;
    let (fetching, beating) = (cinema.open(&actor).await, cinema.open(&actor).await);
    for ended in [&fetching, &beating] {
        cinema.playback.end(&ended.token, None).await.unwrap();
        cinema.open(&actor).await;
    }
    cinema.wait(6);
    cinema.fetch(&fetching, 0).await;
    cinema.playback.settle().await.unwrap();
    assert!(matches!(cinema.playback.authorise(&fetching.token), Err(PlaybackError::Revoked(RevokedBy::Limit))));
    let told = cinema.playback.heartbeat(&beating.token, None).await.unwrap_err();
    assert!(matches!(told, PlaybackError::Revoked(RevokedBy::Limit)));
}

#[tokio::test]
async fn a_stream_that_goes_on_after_its_end_holds_a_place_however_often_it_ends() {
    let cinema = Cinema::new().await;
    let actor = cinema.person().await;
    let opened = cinema.open(&actor).await;
    cinema.playback.end(&opened.token, None).await.unwrap();
    cinema.fetch(&opened, 0).await;
    cinema.playback.settle().await.unwrap();
    assert!(cinema.playback.active(&actor).await.unwrap().is_empty(), "what was on its way at the end takes no place");
    for index in 1..4 {
        cinema.wait(6);
        cinema.fetch(&opened, index).await;
        cinema.playback.end(&opened.token, None).await.unwrap();
        assert_eq!(cinema.playback.active(&actor).await.unwrap().len(), 1);
    }
    cinema.wait(46);
    cinema.playback.end(&opened.token, None).await.unwrap();
    assert!(cinema.playback.active(&actor).await.unwrap().is_empty(), "closing again is no use of it");
}

#[tokio::test]
async fn nobody_stops_the_stream_of_somebody_else() {
    let cinema = Cinema::new().await;
    let opened = cinema.open(&cinema.person().await).await;
    for stranger in [cinema.person().await, Actor::anonymous(Locale::Fr)] {
        let refused = cinema.playback.stop(&stranger, None, opened.playback_id).await;
        assert!(matches!(refused, Err(PlaybackError::NotFound)));
    }
    assert!(cinema.playback.authorise(&opened.token).is_ok());
}

#[tokio::test]
async fn visitors_are_told_apart_by_cookie_and_bounded_by_address() {
    let config = PlaybackConfig { streams_per_guest: 1, guest_streams_per_address: 3, ..PlaybackConfig::default() };
    let cinema = Cinema::with(config).await;
    let visitor = Actor { address: Some([41, 207, 0, 1].into()), ..Actor::anonymous(Locale::Fr) };
    let open = |guest: &'static str| cinema.playback.open(&visitor, on(&cinema, None, "", Some(guest)));
    let first = open("a").await.unwrap();
    assert!(matches!(open("a").await, Err(PlaybackError::Busy(taken)) if taken.active.len() == 1));
    open("b").await.unwrap();
    open("c").await.unwrap();
    assert!(matches!(open("d").await, Err(PlaybackError::Busy(taken)) if taken.active.is_empty()));
    cinema.playback.stop(&visitor, Some("a"), first.playback_id).await.unwrap();
    open("d").await.unwrap();
}
