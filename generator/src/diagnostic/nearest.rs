//! The word that was probably meant.
//!
//! In: a word, and those that there are. Out: the nearest, or none where all are far. It must not know what they name.

/// Returns the nearest of several words: one letter in four may be wrong.
pub fn nearest<'n>(word: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let most = (word.chars().count() / 4).max(1);
    names
        .filter(|name| word.len().abs_diff(name.len()) <= 4 * most)
        .map(|name| (distance(word, name), name))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many letters must be changed, or swapped with the next, to get from one word to the other; small and large
/// letters are equal.
fn distance(from: &str, to: &str) -> usize {
    let lower = |text: &str| text.chars().map(|c| c.to_ascii_lowercase()).collect::<Vec<_>>();
    let (from, to) = (lower(from), lower(to));
    let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX / 2);
    let mut above: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    let mut before = None;
    for (i, a) in from.iter().enumerate() {
        let mut next = vec![i + 1];
        let mut left = None;
        for (j, b) in to.iter().enumerate() {
            let changed = at(&row, j) + usize::from(a != b);
            let mut best = changed.min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            if before == Some(b) && left == Some(a) {
                best = best.min(at(&above, j.wrapping_sub(1)) + 1);
            }
            next.push(best);
            left = Some(b);
        }
        above = std::mem::replace(&mut row, next);
        before = Some(a);
    }
    row.last().copied().unwrap_or(0)
}
