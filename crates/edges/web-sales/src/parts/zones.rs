//! In which time zone a desk begins: that of its country, until another is chosen.

/// Where nothing is known of who looks; also the time of Lomé, Abidjan, Dakar, Bamako and Ouagadougou.
const OTHERWISE: &str = "UTC";
/// The staff looks at many countries at once.
pub(crate) const STAFF: &str = OTHERWISE;

/// The zone of a country; of one with several, that in which most people speak French; universal time of others.
pub(crate) fn of_country(code: &str) -> &'static str {
    match code {
        "BE" => "Europe/Brussels",
        "BF" => "Africa/Ouagadougou",
        "BI" => "Africa/Bujumbura",
        "BJ" => "Africa/Porto-Novo",
        "CA" => "America/Montreal",
        "CD" => "Africa/Kinshasa",
        "CF" => "Africa/Bangui",
        "CG" => "Africa/Brazzaville",
        "CH" => "Europe/Zurich",
        "CI" => "Africa/Abidjan",
        "CM" => "Africa/Douala",
        "DZ" => "Africa/Algiers",
        "ES" => "Europe/Madrid",
        "FR" => "Europe/Paris",
        "GA" => "Africa/Libreville",
        "GB" => "Europe/London",
        "GH" => "Africa/Accra",
        "GN" => "Africa/Conakry",
        "LU" => "Europe/Luxembourg",
        "MA" => "Africa/Casablanca",
        "ML" => "Africa/Bamako",
        "MR" => "Africa/Nouakchott",
        "NE" => "Africa/Niamey",
        "NG" => "Africa/Lagos",
        "RW" => "Africa/Kigali",
        "SN" => "Africa/Dakar",
        "TD" => "Africa/Ndjamena",
        "TG" => "Africa/Lome",
        "TN" => "Africa/Tunis",
        _ => OTHERWISE,
    }
}

#[cfg(test)]
mod tests {
    use affiliate::{FigurePeriod, PeriodForm};
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn every_country_begins_in_a_zone_whose_days_can_be_summed() {
        let now: Timestamp = "2026-11-22T23:30:00Z".parse().unwrap();
        for first in 'A'..='Z' {
            for second in 'A'..='Z' {
                let zone = of_country(&format!("{first}{second}"));
                let form = PeriodForm { zone: zone.into(), ..PeriodForm::default() };
                let period = FigurePeriod::read(&form, now).unwrap_or_else(|error| panic!("{zone}: {error:?}"));
                assert_eq!(period.zone_name(), zone);
            }
        }
        for (code, day) in
            [("MA", "2026-11-23"), ("FR", "2026-11-23"), ("TG", "2026-11-22"), ("SN", "2026-11-22"), ("XX", "2026-11-22")]
        {
            let form = PeriodForm { zone: of_country(code).into(), ..PeriodForm::default() };
            assert_eq!(FigurePeriod::read(&form, now).unwrap().to().to_string(), day, "{code}");
        }
    }
}
