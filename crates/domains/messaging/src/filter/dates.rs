//! Digits that are something else than a telephone number by their form: dates, times, years, decimals, addresses of machines.

use super::run::Group;

/// Marks the groups that are.
pub(super) fn take(groups: &mut [Group]) {
    let mut from = 0;
    while from < groups.len() {
        let sign = groups.get(from + 1).filter(|next| !next.gap.wide).and_then(|next| next.gap.sign);
        let same = |group: &&Group| group.gap.sign == sign && !group.gap.wide;
        let length = 1 + groups[from + 1..].iter().take_while(same).count();
        let Some(sign) = sign else {
            from += 1;
            continue;
        };
        let taken = taken(&groups[from..from + length], sign);
        groups[from..from + taken].iter_mut().for_each(|group| group.taken = true);
        from += taken.max(length - 1).max(1);
    }
}

/// How many of these groups, which one sign holds together, are something else.
fn taken(groups: &[Group], sign: char) -> usize {
    if groups.iter().any(|group| group.spelled) {
        return 0;
    }
    let numbers: Vec<u32> = groups.iter().map(|group| group.digits.parse().unwrap_or(u32::MAX)).collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.digits.len()).collect();
    match sign {
        '/' | '-' | '.' | ' ' if is_date(&numbers, &lengths, sign) => 3,
        '-' | '/' | ' ' | ',' if is_years(&numbers, &lengths) => numbers.len(),
        ':' if is_time(&numbers, &lengths) => numbers.len(),
        '.' if is_machine(&numbers, &lengths) => 4,
        // 12,50 and 6.1256: one sign, and no third group behind it.
        '.' | ',' if numbers.len() == 2 && lengths[1] != 3 && lengths[0] <= 3 => 2,
        _ => 0,
    }
}

/// Day, month and year in either order; the year of two digits only where a sign stands between, and nothing follows.
fn is_date(numbers: &[u32], lengths: &[usize], sign: char) -> bool {
    let (&[a, b, c, ..], &[a_length, _, c_length, ..]) = (numbers, lengths) else { return false };
    if numbers.len() != 3 && sign != ' ' {
        return false;
    }
    let day_and_month = |one: u32, other: u32| (1..=31).contains(&one) && (1..=31).contains(&other) && one.min(other) <= 12;
    let is_year = |year: u32, length: usize| length == 4 && (1900..2100).contains(&year);
    let long = (is_year(c, c_length) && day_and_month(a, b)) || (is_year(a, a_length) && day_and_month(b, c));
    long || (sign != ' ' && lengths == [2, 2, 2] && day_and_month(a, b))
}

fn is_years(numbers: &[u32], lengths: &[usize]) -> bool {
    numbers.len() >= 2 && numbers.iter().zip(lengths).all(|(year, length)| *length == 4 && (1900..2100).contains(year))
}

fn is_time(numbers: &[u32], lengths: &[usize]) -> bool {
    let rest =
        numbers.len() <= 3 && numbers[1..].iter().all(|number| *number < 60) && lengths[1..].iter().all(|length| *length == 2);
    rest && numbers.len() >= 2 && numbers[0] < 24
}

/// Four numbers below 256 that are not all of two digits, nor grouped as in Dakar: 77.123.45.67.
fn is_machine(numbers: &[u32], lengths: &[usize]) -> bool {
    let dakar = lengths == [2, 3, 2, 2] && (70..=78).contains(&numbers[0]);
    !dakar && numbers.len() == 4 && numbers.iter().all(|number| *number < 256) && lengths.iter().any(|length| *length != 2)
}

/// Whether eight digits in a row are a day: 20261125, 25112026.
pub(super) fn is_compact_date(digits: &str) -> bool {
    let part = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    let day = |day: u32, month: u32| (1..=31).contains(&day) && (1..=12).contains(&month);
    let year = |year: u32| (1950..2050).contains(&year);
    digits.len() == 8 && ((year(part(0, 4)) && day(part(6, 8), part(4, 6))) || (year(part(4, 8)) && day(part(0, 2), part(2, 4))))
}
