//! What a page does again and again: headers of one make, letters with a name below each.

use super::{BTreeSet, Candidate, Evidence, HashMap, Row, Rows, Sign};

/// Headers of one make are a pattern from so many on.
const OFTEN: usize = 3;

/// Marks the candidates whose header is made like those of two others.
pub(super) fn mark(rows: &Rows<'_>, candidates: &mut [Candidate]) {
    let makes: Vec<Vec<u8>> = candidates.iter().map(|candidate| make(rows, candidate)).collect();
    let mut bodies: HashMap<&[u8], BTreeSet<usize>> = HashMap::new();
    let full = |candidate: &Candidate| !candidate.evidence.contains(&Evidence::ThinBody);
    for (make, candidate) in makes.iter().zip(candidates.iter()).filter(|(_, candidate)| full(candidate)) {
        bodies.entry(make).or_default().insert(candidate.body);
    }
    let mut whole: HashMap<&[u8], BTreeSet<usize>> = HashMap::new();
    for (make, candidate) in makes.iter().zip(candidates.iter()) {
        whole.entry(make).or_default().insert(candidate.body);
    }
    for (make, candidate) in makes.iter().zip(candidates.iter_mut()) {
        let with_body = bodies.get(make.as_slice()).map_or(0, BTreeSet::len);
        // Lists of teasers have one make as well, but hardly any text below each.
        let mostly_full = with_body * 3 >= whole[make.as_slice()].len() * 2;
        if with_body >= OFTEN && mostly_full && candidate.has_plain_anchor() {
            candidate.evidence.insert(Evidence::Pattern);
        }
    }
}

/// The kinds of the rows of a header, pictures left out.
fn make(rows: &Rows<'_>, candidate: &Candidate) -> Vec<u8> {
    let above = candidate.start.checked_sub(1).and_then(|at| rows.rows[at].hint);
    let above = above.filter(|hint| *hint == Evidence::Separator).map(|hint| b'A' + hint as u8);
    let kinds =
        (candidate.start..candidate.body).filter_map(|at| kind(&rows.rows[at], Some(at) == candidate.title));
    above.into_iter().chain(kinds).collect()
}

fn kind(row: &Row, title: bool) -> Option<u8> {
    match (row.line.sign, row.hint) {
        _ if title => Some(b'T'),
        (Sign::Stamp(_), _) => Some(b'd'),
        (_, Some(Evidence::Caption)) => None,
        (_, Some(hint)) => Some(b'A' + hint as u8),
        (Sign::Bullet, _) => Some(b'b'),
        (Sign::Text, _) => Some(b't'),
        _ => None,
    }
}

/// Bodies that follow a name, as in letters without headlines: `CAPS TOPIC: text` below name and town of the letter
/// above. Only where a page does it several times.
pub(super) fn sign_offs(rows: &Rows<'_>) -> Vec<Candidate> {
    let found: Vec<usize> = (1..rows.len()).filter(|&at| follows_sign_off(rows, at)).collect();
    if found.len() + 1 < OFTEN {
        return Vec::new();
    }
    let evidence: BTreeSet<Evidence> = [Evidence::SignOff, Evidence::Pattern, Evidence::Dateline].into();
    found
        .into_iter()
        .map(|at| Candidate { start: at, title: None, body: at, evidence: evidence.clone() })
        .collect()
}

fn follows_sign_off(rows: &Rows<'_>, at: usize) -> bool {
    const SIGN_OFF_ROWS: usize = 3;
    let row = &rows.rows[at];
    let names = rows.rows[..at].iter().rev().take(SIGN_OFF_ROWS).take_while(|row| is_name(row)).count();
    let signed = names > 0 && at > names && rows.rows[at - names - 1].is_prose();
    row.is_prose() && row.line.look.dateline() > 0 && signed
}

fn is_name(row: &Row) -> bool {
    row.line.sign == Sign::Text && row.line.look.is_name_like() && !row.is_prose()
}
