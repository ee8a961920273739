//! What holds for every page, tried on pages that nobody would write.

#![allow(clippy::unwrap_used)]

use dechaff::document::Content;
use dechaff::{Cleaner, Config, Document, Examined, Kind, Removed, render};
use proptest::prelude::*;
use std::sync::LazyLock;

static CLEANER: LazyLock<Cleaner> =
    LazyLock::new(|| Cleaner::new(Config { removed: Removed::Text, ..Config::default() }).unwrap());

/// Pieces of HTML that go together badly.
const PIECES: &[&str] = &[
    "<p>",
    "</p>",
    "<div class='a b' id=x>",
    "</div>",
    "<b>",
    "</b>",
    "<a href=/x>",
    "</a>",
    "<i><b>",
    "</i>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<ul>",
    "<li>",
    "</ul>",
    "<pre>",
    "</pre>",
    "<br>",
    "<hr>",
    "<h2>",
    "</h2>",
    "<nav>",
    "</nav>",
    "<article>",
    "</article>",
    "<main>",
    "<span hidden>",
    "</span>",
    "<form>",
    "<button>",
    "<select><option>",
    "<svg><p>",
    "</svg>",
    "<template>",
    "</template>",
    "<math><mi>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<title>",
    "</title>",
    "<textarea>",
    "</textarea>",
    "<noscript>",
    "<frameset>",
    "<dl><dt>",
    "<dd>",
    "<figure><figcaption>",
    "<blockquote>",
    "&amp;",
    "&#0;",
    "&nbsp;",
    "<",
    ">",
    "\0",
    "\r\n",
    "\n\n",
    " ",
    "\t",
    "\u{200b}",
    "\u{202e}",
    "é",
    "漢字",
    "🚒",
    "15",
    "1 day ago",
    "Share",
    "Read more: A title",
    "The harbour was closed on Monday after a crane fell onto the rails, the city said. ",
    "Recommended Stories",
    "list of 3 items- list 1 of 3One",
    "- list 2 of 3Two",
    "By Jane Doe",
    "6 Jan 2026",
];

fn soup(max: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..max).prop_map(|pieces| pieces.concat())
}

fn examine(kind: Kind, text: &str) -> (Document, Examined) {
    let doc = Document::new("soup", kind, text);
    let examined = CLEANER.examine(&doc).unwrap();
    (doc, examined)
}

/// What must hold whatever the page is.
fn holds(doc: &Document, examined: &Examined) -> Result<(), TestCaseError> {
    let text = &examined.page.text;
    let removed = examined.cuts.removed();
    let kept = examined.cuts.kept(text.len());
    let mut spans: Vec<_> = removed.iter().map(|cut| cut.span).chain(kept).collect();
    spans.sort();
    let mut at = 0;
    for span in spans {
        prop_assert_eq!(span.start, at, "kept and cut spans partition the text");
        prop_assert!(text.is_char_boundary(span.end) && !span.is_empty());
        at = span.end;
    }
    prop_assert_eq!(at, text.len());

    let record = CLEANER.clean(doc);
    prop_assert_eq!(render::rebuild(&record.text, &record.removed), Ok(text.clone()));
    prop_assert_eq!(&CLEANER.clean(doc), &record, "the same document gives the same record");
    prop_assert_eq!(record.text.trim_end(), record.text.as_str(), "no white space at the end");
    prop_assert!(
        !record.text.contains("\n\n\n")
            || record.text.contains("\n\n\n") == text.contains("\n\n\n")
    );

    let mut last = 0;
    for block in &examined.page.blocks {
        prop_assert!(block.span.start >= last && !block.span.is_empty(), "blocks are disjoint");
        let between = &text[last..block.span.start];
        prop_assert!(between.trim().is_empty(), "{between:?} is in no block");
        last = block.span.end;
    }
    for (index, element) in examined.page.elements.iter().enumerate() {
        prop_assert!(element.parent.is_none_or(|parent| parent < index));
        prop_assert!(element.end > index && element.blocks.0 <= element.blocks.1);
        prop_assert!(element.blocks.1 <= examined.page.blocks.len());
        prop_assert!(
            text.get(element.text.range()).is_some(),
            "text of an element lies in the page"
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn html_soup(html in soup(60)) {
        let (doc, examined) = examine(Kind::Html, &html);
        holds(&doc, &examined)?;
    }

    #[test]
    fn text_soup(text in soup(40)) {
        let (doc, examined) = examine(Kind::Text, &text);
        prop_assert_eq!(&examined.page.text, &text, "plain text is laid out as it is");
        holds(&doc, &examined)?;
    }

    #[test]
    fn any_string(text in "\\PC{0,200}") {
        for kind in [Kind::Html, Kind::Text] {
            let (doc, examined) = examine(kind, &text);
            holds(&doc, &examined)?;
        }
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for kind in [Kind::Html, Kind::Text] {
            let doc = Document { content: Content::Bytes(bytes.clone()), ..Document::new("bytes", kind, "") };
            if let Ok(examined) = CLEANER.examine(&doc) {
                holds(&doc, &examined)?;
            }
            prop_assert_eq!(CLEANER.clean(&doc).id, "bytes");
        }
    }
}

#[test]
fn over_its_budget_a_document_keeps_what_was_read_and_says_so() {
    let limits = dechaff::Limits { work: 4_000, ..Default::default() };
    let config = Config { removed: Removed::Text, limits, ..Config::default() };
    let cleaner = Cleaner::new(config).unwrap();
    let pages = [
        (
            Kind::Html,
            "<p>The harbour was closed after a crane fell onto the rails.</p>".repeat(9_000),
        ),
        (Kind::Text, "The harbour was closed after a crane fell.\nShare\n".repeat(9_000)),
    ];
    for (kind, content) in pages {
        let record = cleaner.clean(&Document::new("1", kind, content.as_str()));
        assert_eq!(record.status, dechaff::Status::OverBudget, "{kind:?}");
        assert_eq!(record.notes[0], dechaff::Note::OverBudget);
        assert!(record.error.as_ref().unwrap().contains("--doc-budget"));
        assert!(record.text.contains("The harbour was closed"));
        if kind == Kind::Text {
            assert_eq!(record.text, content, "no line is looked at");
        }
    }
}
