use proptest::prelude::*;

use super::*;

/// From the registry of SWIFT, banks' own pages and, of Morocco, the research notes.
const GOOD: [(&str, &str); 15] = [
    ("CI93 CI00 8011 1301 1342 9120 0589", "CI"),
    ("TG53TG0090604310346500400070", "TG"),
    ("BJ66BJ0610100100144390000769", "BJ"),
    ("SN08SN0100152000048500003035", "SN"),
    ("BF42BF0840101300463574000390", "BF"),
    ("ML13ML0160120102600100668497", "ML"),
    ("NE58NE0380100100130305000268", "NE"),
    ("CI05A00060174100178530011852", "CI"),
    ("FR76 3000 6000 0112 3456 7890 189", "FR"),
    ("fr14 2004 1010 0505 0001 3M02 606", "FR"),
    ("MC58 1122 2000 0101 2345 6789 030", "MC"),
    ("DE89370400440532013000", "DE"),
    ("BE68 5390 0754 7034", "BE"),
    ("MA64 0115 1900 0001 2050 0053 4921", "MA"),
    ("011 519 0000012050005349 21", "MA"),
];

#[test]
fn numbers_are_read_as_people_write_them() {
    for (typed, country) in GOOD {
        let number = AccountNumber::parse(typed).unwrap_or_else(|error| panic!("{typed}: {error}"));
        assert_eq!(number.country(), country, "{typed}");
        assert_eq!(AccountNumber::parse(number.as_str()).as_ref(), Ok(&number), "{typed}");
    }
}

#[test]
fn a_rib_and_its_iban_are_one_account() {
    for (rib, iban) in [
        ("011519000001205000534921", "MA64011519000001205000534921"),
        ("CI008 01113 011342912005 89", "CI93CI0080111301134291200589"),
        ("TG009-06043-103465004000-70", "TG53TG0090604310346500400070"),
    ] {
        assert_eq!(AccountNumber::parse(rib).unwrap().as_str(), iban);
    }
}

#[test]
fn what_is_wrong_is_said() {
    for (typed, why) in [
        ("", NoAccount::Characters),
        ("FR76*", NoAccount::Characters),
        ("é", NoAccount::Characters),
        ("US12345678901234", NoAccount::Country),
        ("12345678", NoAccount::Country),
        ("FR7630006000011234567890", NoAccount::Length(27)),
        ("TG53TG00906043103465004000", NoAccount::Length(28)),
        ("FR7630006000011234567890188", NoAccount::Key),
        ("DE89370400440532013001", NoAccount::Key),
        ("011519000001205000534922", NoAccount::Key),
        ("CI0080111301134291200588", NoAccount::Key),
        // The IBAN's own check holds and the key of the RIB does not.
        ("MA91011519000001205000534920", NoAccount::Key),
    ] {
        assert_eq!(AccountNumber::parse(typed), Err(why), "{typed}");
    }
}

#[test]
fn an_account_takes_the_currency_of_its_zone_and_shows_its_ends_only() {
    for (typed, currency) in [(GOOD[0].0, Currency::Xof), (GOOD[8].0, Currency::Eur), (GOOD[13].0, Currency::Mad)] {
        let number = AccountNumber::parse(typed).unwrap();
        for other in Currency::ALL {
            assert_eq!(number.takes(other), other == currency, "{typed} {other:?}");
        }
        assert!(countries_of(currency).any(|country| country == number.country()));
    }
    assert_eq!(AccountNumber::parse(GOOD[0].0).unwrap().masked(), "CI93 … 0589");
}

#[test]
fn bics_have_eight_or_eleven_characters() {
    assert_eq!(bic("bnpa frpp").as_deref(), Some("BNPAFRPP"));
    assert_eq!(bic("ORBKCIABXXX").as_deref(), Some("ORBKCIABXXX"));
    for bad in ["", "BNPAFRP", "BNPAFRPPX", "BNP1FRPP", "BNPAFRPP-XX", "BNPAFRPPXXXX"] {
        assert_eq!(bic(bad), None, "{bad}");
    }
}

proptest! {
    /// One digit that is mistyped is always found.
    #[test]
    fn no_single_slip_passes(which in 0..GOOD.len(), at in 4_usize..20, digit in 0_u8..10) {
        let good = AccountNumber::parse(GOOD[which].0).unwrap();
        let mut slip = good.as_str().as_bytes().to_vec();
        let at = at.min(slip.len() - 1);
        prop_assume!(slip[at].is_ascii_digit() && slip[at] != b'0' + digit);
        slip[at] = b'0' + digit;
        let slip = String::from_utf8(slip).unwrap();
        prop_assert_eq!(AccountNumber::parse(&slip), Err(NoAccount::Key));
    }

    #[test]
    fn nothing_typed_breaks_it(typed in ".{0,60}") {
        let _read = AccountNumber::parse(&typed);
    }
}
