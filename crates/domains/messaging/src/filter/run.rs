//! Runs: digits that stand together, with what stands between them.

use super::{
    cue,
    token::{Made, Token},
};

/// What stands between two groups of digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gap {
    /// The sign that tells, or a blank; none where nothing stands between.
    pub(super) sign: Option<char>,
    /// Whether it sets apart rather than holds together: a comma and a blank, a line end, several blanks.
    pub(super) wide: bool,
}

/// A group of digits.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) digits: String,
    pub(super) spelled: bool,
    /// Its token.
    pub(super) at: usize,
    /// What stands before it, within the run.
    pub(super) gap: Gap,
    /// Whether it is, or belongs to, a date, a time, a year, a decimal or an address of a machine.
    pub(super) taken: bool,
}

/// Groups of digits that may belong together.
#[derive(Debug, Clone, Default)]
pub(super) struct Run {
    pub(super) groups: Vec<Group>,
    /// Where a `+` stands before the first group, its token.
    pub(super) plus: Option<usize>,
}

/// What may stand between groups, besides blanks.
const SIGNS: &str = ".-/()_,;:*|'~=\"+<>[]{}\\^`";
/// The same in words.
const SIGN_WORDS: [&str; 14] = [
    "tiret", "dash", "hyphen", "point", "dot", "espace", "space", "virgule", "comma", "slash", "puis", "then", "ensuite",
    "followed",
];

/// The runs of a text.
pub(super) fn runs(tokens: &[Token]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut last: Option<usize> = None;
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.made == Made::Digits) {
        let gap = last.and_then(|last| gap(&tokens[last + 1..at]));
        let plus = plus_before(tokens, at);
        let group = |gap| Group { digits: token.text.clone(), spelled: token.spelled, at, gap, taken: false };
        match (gap, runs.last_mut()) {
            (Some(gap), Some(run)) if plus.is_none() => run.groups.push(group(gap)),
            _ => runs.push(Run { groups: vec![group(Gap { sign: None, wide: false })], plus }),
        }
        last = Some(at);
    }
    for run in &mut runs {
        super::dates::take(&mut run.groups);
    }
    runs
}

/// The `+` before the token here: a sign that no digit stands before, or the word.
fn plus_before(tokens: &[Token], at: usize) -> Option<usize> {
    let seen = tokens[..at].iter().rposition(|token| !token.is_blank() && !token.is_sign('('))?;
    // After what was masked, a sign goes on with it.
    let is_first = |at: usize| at == 0 || (tokens[at - 1].made != Made::Digits && !tokens[at - 1].is_sign('•'));
    let is_plus = tokens[seen].is_sign('+') && is_first(seen) || tokens[seen].is_word(&["plus"]) && tokens[at].spelled;
    // "90 + 12": a sum.
    let sum = tokens[seen + 1..at].iter().any(Token::is_blank)
        && tokens[..seen].iter().rev().find(|token| !token.is_blank()).is_some_and(|token| token.made == Made::Digits);
    (is_plus && !sum && at - seen <= 3).then_some(seen)
}

/// Whether a sign may stand inside a number: those people put there, and pictures, but none that means something of its own.
fn holds(token: &Token) -> bool {
    let sign = token.text.chars().next().unwrap_or(' ');
    SIGNS.contains(sign) || (!sign.is_ascii() && !cue::is_unit(token))
}

/// What stands between two groups; none when they do not belong together.
fn gap(between: &[Token]) -> Option<Gap> {
    if between.len() > 5 || between.iter().filter(|token| token.is_sign('•')).count() > 1 {
        return None;
    }
    let mut gap = Gap { sign: None, wide: false };
    for token in between {
        match token.made {
            Made::Space => {
                gap.wide |= token.text.len() > 1 || gap.sign.is_some_and(|sign| matches!(sign, ',' | ';' | '/'));
                gap.sign = gap.sign.or(Some(' '));
            }
            Made::Newline => gap = Gap { sign: gap.sign.or(Some('\n')), wide: true },
            Made::Sign if holds(token) => gap.sign = token.text.chars().next(),
            Made::Word if token.is_word(&SIGN_WORDS) => gap.sign = Some('-'),
            // "90 et 12": as a comma would.
            Made::Word if token.is_word(&["et", "and"]) => gap = Gap { sign: Some(','), wide: true },
            Made::Sign | Made::Word | Made::Digits => return None,
        }
    }
    Some(gap)
}

/// Where groups stand within a run: from the first to before the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Run {
    pub(super) fn of(&self, window: Window) -> &[Group] {
        &self.groups[window.from..window.to]
    }

    pub(super) fn digits(&self, window: Window) -> String {
        self.of(window).iter().map(|group| group.digits.as_str()).collect()
    }

    /// Groups of three after the first, with one sign between: how thousands are written.
    pub(super) fn is_in_thousands(&self, window: Window) -> bool {
        let groups = self.of(window);
        let [first, rest @ ..] = groups else { return false };
        let same = rest.iter().all(|group| group.digits.len() == 3 && group.gap == rest[0].gap && !group.spelled);
        !rest.is_empty() && same && first.digits.len() <= 3 && !first.digits.starts_with('0')
    }

    /// Thousands among other groups, or cut by the window: `75 000 / 95 000`.
    pub(super) fn has_thousands(&self, window: Window) -> bool {
        let cut = |at: usize| {
            let (before, here) = (self.groups.get(at.wrapping_sub(1)), self.groups.get(at));
            let goes_on = |here: &Group| here.digits.len() == 3 && matches!(here.gap.sign, Some(' ' | '.')) && !here.gap.wide;
            here.is_some_and(goes_on) && before.is_some_and(|before| before.digits.len() <= 3)
        };
        let round = self.of(window).iter().any(|group| group.digits == "000" && !group.spelled);
        round || (window.from > 0 && cut(window.from)) || cut(window.to)
    }

    /// Groups of two: how nobody writes an amount.
    pub(super) fn is_in_pairs(&self, window: Window) -> bool {
        let groups = self.of(window);
        groups.len() >= 3 && groups.iter().skip(1).all(|group| group.digits.len() == 2)
    }

    /// Four groups of four: how the number of a card is written.
    pub(super) fn is_a_card(&self) -> bool {
        self.groups.len() == 4 && self.groups.iter().all(|group| group.digits.len() == 4 && !group.spelled)
    }

    /// Groups that grow by the same small step: sizes, a count.
    pub(super) fn is_a_progression(&self, window: Window) -> bool {
        let numbers: Vec<i64> = self.of(window).iter().filter_map(|group| group.digits.parse().ok()).collect();
        let mut steps = numbers.windows(2).map(|pair| pair[1] - pair[0]);
        let first = steps.next();
        numbers.len() >= 4 && first.is_some_and(|step| (1..=10).contains(&step.abs()) && steps.all(|next| next == step))
    }

    /// Groups that commas or slashes set apart: a list.
    pub(super) fn is_a_list(&self, window: Window) -> bool {
        let gaps = || self.of(window).iter().skip(1).map(|group| group.gap);
        gaps().len() >= 1 && gaps().all(|gap| gap.wide && matches!(gap.sign, Some(',' | ';' | '/')))
    }

    /// Whether what stands after the digits makes them an amount, or what stands before them.
    pub(super) fn is_an_amount(&self, tokens: &[Token], window: Window) -> bool {
        let groups = self.of(window);
        let (Some(first), Some(last)) = (groups.first(), groups.last()) else { return false };
        let after = super::token::next_seen(tokens, last.at + 1).is_some_and(|at| cue::is_unit(&tokens[at]));
        let before = tokens[..first.at].iter().rev().find(|token| !token.is_blank()).is_some_and(cue::is_currency);
        after || (before && window.from == 0)
    }
}
