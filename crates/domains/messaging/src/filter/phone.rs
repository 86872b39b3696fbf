//! Telephone numbers among digits: what a numbering plan knows, as long as nothing says that it is something else.

use std::ops::Range;

use super::{
    cue::{self, Cue},
    dates::is_compact_date,
    plan::{Plan, plan},
    run::{Group, Run, Window, runs},
    token::{Made, Token},
};

/// The most digits of a number with all its codes.
const DIGITS_MAX: usize = 17;
/// The most groups in which several numbers are looked for without anything between.
const TILED_MAX: usize = 40;

/// Where telephone numbers stand; `tokens` has numbers in words as digits.
pub(super) fn find(tokens: &[Token], skip: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for run in runs(tokens) {
        let place = Place { tokens, run: &run };
        for window in place.numbers() {
            let groups = run.of(window);
            let (Some(first), Some(last)) = (groups.first(), groups.last()) else { continue };
            let first = run.plus.filter(|_| window.from == 0).unwrap_or(first.at);
            // "(+228) 90": what closes inside, opens inside.
            let first = first.checked_sub(1).filter(|at| tokens[*at].is_sign('(')).unwrap_or(first);
            let range = tokens[first].start..tokens[last.at].end;
            if !skip.iter().any(|skip| skip.contains(&range.start)) {
                found.push(range);
            }
        }
    }
    found
}

/// A run within its text.
struct Place<'a> {
    tokens: &'a [Token],
    run: &'a Run,
}

impl Place<'_> {
    /// The numbers of the run, in order.
    fn numbers(&self) -> Vec<Window> {
        let end = self.run.groups.len();
        let whole = Window { from: 0, to: end };
        let told = self.cue(whole) == Some(Cue::Phone) && self.plan(whole).is_some();
        if told && self.is_number(whole) {
            return vec![whole];
        }
        if self.run.is_a_card() && self.cue(whole) != Some(Cue::Phone) {
            return Vec::new();
        }
        if let Some(tiles) = (end <= TILED_MAX).then(|| self.tiles(0)).flatten().filter(|tiles| tiles.len() > 1) {
            return tiles;
        }
        let mut found = Vec::new();
        let mut from = 0;
        while from < end {
            let accepted = self.windows(from).filter(|window| self.is_number(*window) && self.stands_alone(*window));
            let best = accepted.max_by_key(|window| (self.plan(*window) == Some(Plan::Complete), window.to));
            from = best.map_or(from + 1, |window| window.to);
            found.extend(best);
        }
        found
    }

    /// The windows from here that are not too long, and in which nothing is a date or the like.
    fn windows(&self, from: usize) -> impl Iterator<Item = Window> {
        let groups = &self.run.groups;
        let mut digits = 0;
        let lengths = groups[from..].iter().take_while(|group| !group.taken).take_while(move |group| {
            digits += group.digits.len();
            digits <= DIGITS_MAX
        });
        (from + 1..=from + lengths.count()).map(move |to| Window { from, to })
    }

    /// The run from here as one number after the other.
    fn tiles(&self, from: usize) -> Option<Vec<Window>> {
        if from == self.run.groups.len() {
            return Some(Vec::new());
        }
        self.windows(from).filter(|window| self.plan(*window).is_some() && self.is_number(*window)).find_map(|window| {
            let rest = self.tiles(window.to)?;
            Some(std::iter::once(window).chain(rest).collect())
        })
    }

    fn plan(&self, window: Window) -> Option<Plan> {
        plan(&self.run.digits(window), self.run.plus.is_some() && window.from == 0)
    }

    fn cue(&self, window: Window) -> Option<Cue> {
        self.run.of(window).first().and_then(|first| cue::before(self.tokens, first.at))
    }

    /// Whether what stands here is a telephone number, whatever stands beside it.
    fn is_number(&self, window: Window) -> bool {
        let (run, groups, digits) = (self.run, self.run.of(window), self.run.digits(window));
        let cue = self.cue(window);
        let told = cue == Some(Cue::Phone);
        let spelled = groups.iter().any(|group| group.spelled);
        let pairs = run.is_in_pairs(window) || spelled;
        let zero = digits.starts_with('0');
        let amount = !pairs && !zero && run.is_an_amount(self.tokens, window);
        let thousands = run.is_in_thousands(window) && !told && (digits.ends_with("00") || self.has_words());
        match self.plan(window) {
            Some(Plan::Complete) if run.plus.is_some() && window.from == 0 => !amount,
            Some(Plan::Foreign) if run.plus.is_some() && window.from == 0 => !amount && !thousands && !run.has_thousands(window),
            Some(_) => {
                let reference = (cue == Some(Cue::Reference) && !pairs) || self.is_part_of_a_name(window);
                !reference && !amount && !thousands && (told || !self.is_something_else(window, &digits))
            }
            None => {
                let whole = window == Window { from: 0, to: run.groups.len() };
                told && whole
                    && (8..=15).contains(&digits.len())
                    && !amount
                    && !run.is_in_thousands(window)
                    && !self.is_part_of_a_name(window)
                    && !run.is_a_progression(window)
            }
        }
    }

    /// Whether the text says anything besides.
    fn has_words(&self) -> bool {
        self.tokens.iter().any(|token| token.made == Made::Word)
    }

    /// What digits may be that look like a number and that nothing announces: a day, sizes, a list, a range.
    fn is_something_else(&self, window: Window, digits: &str) -> bool {
        let (run, groups) = (self.run, self.run.of(window));
        let spelled = groups.iter().any(|group| group.spelled);
        let days = groups.iter().all(|group| group.digits.parse::<u32>().is_ok_and(|number| number <= 31));
        let list = run.is_a_list(window) && !spelled && (days || !digits.starts_with('0'));
        let prices = groups.len() == 2 && groups.iter().all(|group| group.digits.ends_with("00"));
        let one = groups.len() == 1 && (is_compact_date(digits) || digits.ends_with("00000"));
        let version = groups.len() == 2 && groups[1].gap.sign == Some(':');
        one || version
            || run.has_thousands(window)
            || list
            || prices
            || is_a_range(groups)
            || run.is_a_progression(window)
            || is_one_digit_again(digits)
    }

    /// Whether letters are glued to the digits: `CMD-90123456`, `FA-2026-90123456`, `90123456abc`, `n°90123456`.
    fn is_part_of_a_name(&self, window: Window) -> bool {
        let groups = &self.run.groups;
        let held = |at: &usize| groups[*at].gap.sign.is_some_and(|sign| !sign.is_whitespace()) && !groups[*at].gap.wide;
        let begin = window.from - (1..=window.from).rev().take(8).take_while(held).count();
        let (first, last) = (&groups[begin], &groups[window.to - 1]);
        if first.spelled || self.run.is_in_pairs(window) {
            return false;
        }
        let word = |at: Option<usize>| at.and_then(|at| self.tokens.get(at)).filter(|token| token.made == Made::Word);
        let is_name = |at: Option<usize>| word(at).is_some_and(|_| cue::before(self.tokens, first.at) != Some(Cue::Phone));
        let before = first.at.checked_sub(1);
        let signed = before.is_some_and(|at| ["-", "_", "#", "°", "."].iter().any(|sign| self.tokens[at].text == *sign));
        let seen = self.tokens[..first.at].iter().rev().find(|token| !token.is_blank());
        let hashed = seen.is_some_and(|token| token.is_sign('#') || token.is_sign('°'));
        let after = word(Some(last.at + 1)).is_some_and(|token| !token.is_word(&["ou", "et", "or", "and"]));
        is_name(before) || (signed && is_name(first.at.checked_sub(2))) || (hashed && !self.is_told(first.at)) || after
    }

    fn is_told(&self, at: usize) -> bool {
        cue::before(self.tokens, at) == Some(Cue::Phone)
    }

    /// Whether what stands beside this leaves it a number of its own: nothing, something set apart, or a few groups.
    fn stands_alone(&self, window: Window) -> bool {
        let groups = &self.run.groups;
        let taken = |at: usize| groups.get(at).is_none_or(|group| group.taken);
        let left = window.from == 0 || taken(window.from - 1) || groups[window.from].gap.wide;
        let right = window.to == groups.len() || taken(window.to) || groups[window.to].gap.wide;
        let (before, after) = (window.from, groups.len() - window.to);
        let plus = self.run.plus.is_some() && window.from == 0;
        let long = self.run.of(window).iter().any(|group| group.digits.len() > 1);
        (left && right) || window.to - window.from == 1 || plus || (long && before + after <= 3)
    }
}

/// Two numbers of as many digits with a hyphen or an arrow between, the second the larger: from one price to another.
fn is_a_range(groups: &[Group]) -> bool {
    let [low, high] = groups else { return false };
    low.digits.len() == high.digits.len() && !matches!(high.gap.sign, None | Some(' ' | '.' | '_')) && low.digits < high.digits
}

fn is_one_digit_again(digits: &str) -> bool {
    digits.bytes().all(|digit| digits.as_bytes().first() == Some(&digit))
}
