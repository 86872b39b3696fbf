use super::*;

const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const OURS: &str = "liens.griot.example";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn a_host_is_read_as_dns_knows_it() {
    let ours = ["griot.example".to_owned(), "liens.griot.test-platform.org".to_owned()];
    let long = format!("{}.ma", vec!["a".repeat(61); 4].join("."));
    for (typed, read) in [
        ("go.marque.ma", Ok("go.marque.ma")),
        ("  Go.Marque.MA. ", Ok("go.marque.ma")),
        ("marque.ma", Ok("marque.ma")),
        ("été.épices.ma", Ok("xn--t-9fab.xn--pices-9ra.ma")),
        ("ＧＯ.marque.ma", Ok("go.marque.ma")),
        ("go。marque.ma", Ok("go.marque.ma")),
        ("متجر.المغرب", Ok("xn--pgbep1f.xn--mgbc0a9azcg")),
        ("moi.github.io", Ok("moi.github.io")),
        ("", Err("affiliate-domain-form")),
        ("marque", Err("affiliate-domain-form")),
        ("localhost", Err("affiliate-domain-form")),
        ("go.localhost", Err("affiliate-domain-form")),
        ("go.internal", Err("affiliate-domain-form")),
        ("https://go.marque.ma", Err("affiliate-domain-form")),
        ("go.marque.ma/promo", Err("affiliate-domain-form")),
        ("go.marque.ma:443", Err("affiliate-domain-form")),
        ("moi@go.marque.ma", Err("affiliate-domain-form")),
        ("go.mar que.ma", Err("affiliate-domain-form")),
        ("go%2emarque.ma", Err("affiliate-domain-form")),
        ("*.marque.ma", Err("affiliate-domain-form")),
        ("_dmarc.marque.ma", Err("affiliate-domain-form")),
        ("-go.marque.ma", Err("affiliate-domain-form")),
        ("go-.marque.ma", Err("affiliate-domain-form")),
        ("go..marque.ma", Err("affiliate-domain-form")),
        (".marque.ma", Err("affiliate-domain-form")),
        ("192.0.2.1", Err("affiliate-domain-form")),
        ("0x7f.1", Err("affiliate-domain-form")),
        ("[2001:db8::1]", Err("affiliate-domain-form")),
        ("2001:db8::1", Err("affiliate-domain-form")),
        (long.as_str(), Err("affiliate-domain-form")),
        ("co.uk", Err("affiliate-domain-suffix")),
        ("co.ma", Err("affiliate-domain-suffix")),
        ("github.io", Err("affiliate-domain-suffix")),
        ("griot.example", Err("affiliate-domain-ours")),
        ("GO.Griot.example.", Err("affiliate-domain-ours")),
        ("liens.griot.test-platform.org", Err("affiliate-domain-ours")),
        ("autregriot.example", Ok("autregriot.example")),
    ] {
        assert_eq!(read_host(typed, &ours), read.map(str::to_owned), "{typed}");
    }
}

fn heard() -> Heard {
    Heard {
        texts: Answer::Found(vec!["v=spf1 -all".into(), proof(TOKEN)]),
        aliases: Answer::Nothing,
        addresses: Answer::Found(vec!["192.0.2.1".parse().unwrap()]),
        ours: Answer::Found(vec!["192.0.2.1".parse().unwrap(), "2001:db8::1".parse().unwrap()]),
    }
}

#[test]
fn both_the_token_and_the_way_must_be_there_and_silence_says_nothing() {
    use DomainProblem as P;
    let found = |addresses: &[&str]| Answer::Found(addresses.iter().map(|text| text.parse().unwrap()).collect());
    let alias = |name: &str| Answer::Found(vec![name.to_owned()]);
    for (said, verdict) in [
        (heard(), Verdict::Proved),
        (Heard { addresses: found(&["192.0.2.1", "2001:db8::1"]), ..heard() }, Verdict::Proved),
        (
            Heard { aliases: alias("Liens.Griot.example"), addresses: Answer::Unknown, ours: Answer::Unknown, ..heard() },
            Verdict::Proved,
        ),
        (Heard { aliases: alias("autre.example"), ..heard() }, Verdict::Proved),
        (Heard { texts: Answer::Nothing, ..heard() }, Verdict::Refuted(P::NoTxt)),
        (Heard { texts: Answer::Nothing, addresses: Answer::Unknown, ..heard() }, Verdict::Refuted(P::NoTxt)),
        (
            Heard { texts: Answer::Found(vec![format!("griot-domain={}", "f".repeat(32))]), ..heard() },
            Verdict::Refuted(P::OtherTxt),
        ),
        (Heard { texts: Answer::Found(vec![TOKEN.into()]), ..heard() }, Verdict::Refuted(P::OtherTxt)),
        (Heard { texts: Answer::Unknown, ..heard() }, Verdict::Unknown),
        (Heard { texts: Answer::Unknown, addresses: found(&["198.51.100.9"]), ..heard() }, Verdict::Refuted(P::Elsewhere)),
        (Heard { addresses: found(&["192.0.2.1", "198.51.100.9"]), ..heard() }, Verdict::Refuted(P::Elsewhere)),
        (Heard { addresses: Answer::Nothing, ..heard() }, Verdict::Refuted(P::Nowhere)),
        (Heard { addresses: Answer::Unknown, ..heard() }, Verdict::Unknown),
        (Heard { ours: Answer::Unknown, ..heard() }, Verdict::Unknown),
        (Heard { ours: Answer::Nothing, ..heard() }, Verdict::Unknown),
    ] {
        assert_eq!(judge(&said, TOKEN, OURS), verdict, "{said:?}");
    }
}

#[test]
fn what_was_proved_is_lost_after_days_of_certainty_alone() {
    let week = DAILY * 7;
    let verified = Standing { state: DomainState::Verified, failing_since: None, created_at: at("2026-01-01T00:00:00Z") };
    let gone = Verdict::Refuted(DomainProblem::NoTxt);
    let first = next(&verified, gone, at("2026-11-01T00:00:00Z"), week);
    assert_eq!((first.state, first.failing_since), (DomainState::Failing, Some(at("2026-11-01T00:00:00Z"))));
    let failing = Standing { state: first.state, failing_since: first.failing_since, ..verified };
    let silent = next(&failing, Verdict::Unknown, at("2026-12-01T00:00:00Z"), week);
    assert_eq!((silent.state, silent.check_at), (DomainState::Failing, Some(at("2026-12-01T01:00:00Z"))));
    let nearly = next(&failing, gone, at("2026-11-07T12:00:00Z"), week);
    assert_eq!((nearly.state, nearly.check_at), (DomainState::Failing, Some(at("2026-11-08T00:00:00Z"))));
    let over = next(&failing, gone, at("2026-11-08T00:00:00Z"), week);
    assert_eq!((over.state, over.failing_since, over.check_at), (DomainState::Lost, None, None));
    let back = next(&failing, Verdict::Proved, at("2026-11-07T12:00:00Z"), week);
    assert_eq!((back.state, back.failing_since, back.problem), (DomainState::Verified, None, None));
    let unknown = next(&verified, Verdict::Unknown, at("2026-11-01T00:00:00Z"), week);
    assert_eq!((unknown.state, unknown.problem), (DomainState::Verified, Some(DomainProblem::NoAnswer)));
}

#[test]
fn who_waits_is_looked_at_less_and_less() {
    let waiting = Standing { state: DomainState::Waiting, failing_since: None, created_at: at("2026-11-01T00:00:00Z") };
    for (now, check_at) in [
        ("2026-11-01T00:00:00Z", Some("2026-11-01T00:05:00Z")),
        ("2026-11-01T01:00:00Z", Some("2026-11-01T02:00:00Z")),
        ("2026-11-04T00:00:00Z", Some("2026-11-05T00:00:00Z")),
        ("2026-12-01T00:00:00Z", None),
    ] {
        for verdict in [Verdict::Unknown, Verdict::Refuted(DomainProblem::NoTxt)] {
            let then = next(&waiting, verdict, at(now), DAILY);
            assert_eq!((then.state, then.check_at), (DomainState::Waiting, check_at.map(at)), "{now}");
        }
    }
}
