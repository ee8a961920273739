//! Lines that other pages of the same host have, too, where `dechaff learn` has counted them.
//!
//! A line stands for its host if it is on 5 or more of the host's pages that were sampled, and on
//! every fifth. It goes where it stands before the first or behind the last paragraph that is the
//! page's own, and stands there on most other pages. In the examples, brackets say how many pages of
//! the host have a line, of how many, and where on them it stands.
//!
//! ```text
//! - The Harbour Post  [40/40 head]
//! - Read the tides  [38/40 head]
//! = News and Notices  [31/40 head]
//! = Crane falls onto the rails
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! = What we know so far  [12/40 body]
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! - All that is printed here belongs to the Harbour Post, and may not be copied by anyone.  [40/40 tail]
//! - Write to the Post  [38/40 tail]
//!
//! = Each Friday we answer a letter of a reader who has a question about the harbour.  [22/40 head]
//! = The pilot's letter was read aloud in the council, and nobody found a word to say to it.
//! = The council has written to the pilot since, and asked for the names of those on board.
//! = Read by Ana de la Cruz  [4/40 tail]
//! ```
//!
//! Within an article a line goes only in a run of three or more, each on ten pages and on two fifths
//! of all. One alone may be a heading that all articles of a kind have. Wherever it stands, the last line
//! before something short that is the page's own may be its label, and stays.
//!
//! ```text
//! = Soup is what a harbour lives on when the boats are late and the market is empty.
//! = Ingredients  [40/40 body]
//! = Two onions
//! = A pound of cod
//! = Method  [40/40 body]
//! = Cut the onions and let them turn soft in butter, which takes longer than you think.
//! = Add the cod and a ladle of water, and leave it alone until the bells have rung.
//! - Print this page  [39/40 body]
//! - Keep it for later  [38/40 body]
//! - Tell us how it went  [39/40 body]
//! = Tips of readers  [36/40 body]
//! = Saffron, if there is any
//! = Whoever has no cod may take what the net has brought, and nobody will complain of it.
//!
//! = The lamp of the pier is the brightest on this coast, and the one that is used the least.
//! = Pros  [30/40 body]
//! = Bright
//! = Cons  [30/40 body]
//! = Loud
//! = It was tried on three nights, on two of which there was fog and on one of which not.
//! = Sources  [25/40 tail]
//! = Annals of the lighthouse
//! ```
//!
//! On a page that is mostly short lines, such as a shop's or a reference, lines like these are its
//! labels: there a line must be on ten pages and on half of all, and within the text none goes. A
//! line with a number, or a value behind a colon, goes behind the text alone: that may be the page's
//! own.
//!
//! ```text
//! = Open 10 to 12  [30/40 head]
//! = Built of: oak  [20/40 head]
//! - Every gate of the harbour  [40/40 head]
//! = A page for pilots  [40/40 head]
//! = opens the gate
//! = Opens the gate for a ship and closes it again behind her, whatever the tide may be.
//! = Parameters  [40/40 body]
//! = ship
//! = tide
//! = Returns  [40/40 body]
//! = Nothing  [20/40 body]
//! = Raises  [40/40 body]
//! = Fog
//! = High water
//! = The gate that was opened, or none where there is no gate, or where it does not open.
//! = A guide to gates  [9/40 tail]
//! - All about the harbour  [40/40 tail]
//! ```

use super::Marks;
use super::line::{Line, Lines};
use crate::page::BlockKind;
use crate::template::{HostTemplates, Repeat};
use crate::text::Cause;

/// Lines of prose that a page has of its own before it is judged.
const FEWEST_OWN_PROSE: usize = 2;

/// Lines in a run that goes within an article.
const SHORTEST_RUN: usize = 3;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    let Some(host) = lines.host else { return };
    let told: Vec<_> =
        lines.lines.iter().filter(|line| !line.is_blank()).map(|l| Told::new(l, host)).collect();
    let own_prose = |told: &Told<'_>| told.standing.is_none() && told.line.is_prose();
    let places = || told.iter().enumerate().filter(|(_, told)| own_prose(told)).map(|(at, _)| at);
    let (Some(first), Some(last)) = (places().next(), places().next_back()) else { return };
    if places().count() < FEWEST_OWN_PROSE {
        return;
    }
    let between = told[first..=last].iter().filter(|told| told.standing.is_none());
    let is_article = places().count() * 2 >= between.count();
    let in_runs = in_runs(&told);
    for (at, Told { line, standing, .. }) in told.iter().enumerate() {
        let Some(repeat) = standing.filter(|_| !may_head(&told, at)) else { continue };
        let goes = match at {
            at if at < first => goes_before(line, repeat),
            at if at > last => goes_behind(repeat),
            _ => is_article && in_runs[at],
        };
        if goes && (is_article || repeat.is_on(10, 50)) {
            marks.line_for(line, Cause::Template { pages: repeat.pages, of: repeat.of });
        }
    }
}

/// A line that is not blank, with what its host says of it.
struct Told<'l> {
    line: &'l Line<'l>,
    /// How often it stands on pages of the host; `None` where it is the page's own.
    standing: Option<Repeat>,
}

impl<'l> Told<'l> {
    fn new(line: &'l Line<'l>, host: &HostTemplates) -> Self {
        let repeat = host.repeats(&line.text).filter(Repeat::is_standing);
        Self { line, standing: repeat.filter(|_| !line.is_protected()) }
    }

    fn is_heading(&self) -> bool {
        matches!(self.line.block.map(|block| block.kind), Some(BlockKind::Heading { .. }))
    }

    /// Whether it may be one of several lines of chaff within an article.
    fn may_run(&self) -> bool {
        let often = self.standing.is_some_and(|repeat| repeat.is_on(10, 40));
        often && !self.is_heading() && !self.line.is_prose() && !has_value(self.line)
    }
}

/// Whether a line may be the heading or the label of the next one, which is the page's own and
/// short. Nothing is the label of a heading.
fn may_head(told: &[Told<'_>], at: usize) -> bool {
    told.get(at + 1)
        .is_some_and(|next| next.standing.is_none() && !next.line.is_prose() && !next.is_heading())
}

/// Whether a line goes that stands before the page's own prose. Prose stays: a series may have a
/// sentence that it begins with.
fn goes_before(line: &Line<'_>, repeat: Repeat) -> bool {
    !line.is_prose() && !has_value(line) && repeat.body * 4 <= repeat.pages
}

/// Whether a line goes that stands behind the page's own prose.
fn goes_behind(repeat: Repeat) -> bool {
    repeat.body * 4 <= repeat.pages
}

/// For each line, whether it stands in a run of lines that may all be chaff within an article.
fn in_runs(told: &[Told<'_>]) -> Vec<bool> {
    let runs = told.chunk_by(|a, b| a.may_run() == b.may_run());
    runs.flat_map(|run| {
        let goes = run[0].may_run() && run.len() >= SHORTEST_RUN;
        std::iter::repeat_n(goes, run.len())
    })
    .collect()
}

/// Whether a line may say something of this page alone: a number, which is any number to those who
/// count lines, or a value behind a colon.
fn has_value(line: &Line<'_>) -> bool {
    let value = line.text.split_once([':', '：']).is_some_and(|(_, value)| !value.is_empty());
    value || line.text.contains(char::is_numeric)
}
