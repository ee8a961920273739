//! Lines of a ticker: the weather, the prices of stocks. They go at the article's margins or beside other
//! chaff; shapes such as `DAX 15,234.10 +0.4%` only from three on in a row.
//!
//! ```text
//! = The harbour was closed on Monday after a crane fell onto the rails, the city said.
//! = Partly cloudy with a chance of falling cranes, the pilot said on the radio.
//! = HARBOUR FUND 12.40 +1.2%
//! = HERRING 3.10 -0.4%
//! = ROPE 8.00 +0.1%
//! = So the table in the office stood on Monday, and by the evening it stood no more.
//! = It was 20°C at noon, and the tar ran down from the roofs of the harbour's sheds.
//! = Nobody was hurt, and the ships that were waiting have left for other harbours since.
//! - DAX 15,234.10 +0.4%
//! - Nikkei 38,100.00 -1.2%
//! - FTSE 7,700.12 +0.1%
//! - Partly cloudy
//! - Feels like 20°C
//! ```

use super::Marks;
use super::line::{Line, Lines};
use crate::lang::Phrase;

/// Fewest prices in a row.
const FEWEST_PRICES: usize = 3;

/// Most bytes of a line with a price.
const LONGEST_PRICE: usize = 48;

pub(super) fn mark(lines: &Lines<'_>, marks: &mut Marks<'_>) {
    lines.cut_in_margin(Phrase::Ticker, |_| true, marks);
    let mut from = 0;
    while let Some(run) = lines.run(from, is_price) {
        from = run.end;
        let prices = || lines.lines[run.clone()].iter().filter(|line| !line.is_blank());
        if prices().count() >= FEWEST_PRICES && lines.is_outside(run.start) {
            prices().for_each(|line| marks.line(line));
        }
    }
}

/// Whether the line is a name, a price and its change: `DAX 15,234.10 +0.4%`.
fn is_price(line: &Line<'_>) -> bool {
    let text = &line.text;
    if line.is_protected() || text.len() > LONGEST_PRICE || !text.ends_with(['%', ')']) {
        return false;
    }
    let is_number = |word: &&str| {
        word.bytes().any(|b| b.is_ascii_digit())
            && word.chars().all(|c| c.is_ascii_digit() || "+-−–.,%()$€£¥▲▼".contains(c))
    };
    let words = || text.split_whitespace();
    let changes =
        words().any(|word| word.starts_with(['+', '-', '−', '▲', '▼', '(']) && is_number(&word));
    let named = words().next().is_some_and(|word| word.starts_with(char::is_uppercase));
    named && changes && words().filter(is_number).count() >= 2
}
