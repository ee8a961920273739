use super::*;
use crate::page::{BlockKind, Tag};
use crate::parse::selectors::HostSelectors;
use BlockKind::*;

fn parse(html: &str) -> Page {
    page(html, None, &Hosts::default(), Limits::default())
}

fn text(html: &str) -> String {
    parse(html).text
}

/// Blocks as kind and text.
fn blocks(html: &str) -> Vec<(BlockKind, String)> {
    let page = parse(html);
    page.blocks.iter().map(|block| (block.kind, page.block_text(block).to_owned())).collect()
}

#[test]
fn folds_white_space_as_browsers_do() {
    assert_eq!(
        text("<p>  one\n two&nbsp;<b> three</b>  </p>\n\n<p>four</p>"),
        "one two three\n\nfour"
    );
    assert_eq!(text("<div>a</div>b<div>c</div>"), "a\nb\nc");
    assert_eq!(text("<p>un<b>brok</b>en <i>x</i><i>y</i></p>"), "unbroken xy");
    assert_eq!(text("a<p></p><p> </p>b"), "a\n\nb");
}

#[test]
fn a_br_breaks_the_line_and_two_part_blocks() {
    assert_eq!(
        blocks("<div>one<br>two <br>\n<br> three<br></div><div>four</div>"),
        [
            (Paragraph, "one\ntwo".to_owned()),
            (Paragraph, "three".to_owned()),
            (Paragraph, "four".to_owned()),
        ]
    );
    assert_eq!(
        text("<div>one<br>two<br><br>three<br></div>four<br>five"),
        "one\ntwo\n\nthree\nfour\nfive"
    );
    assert_eq!(text("<div>one</div><br><br><div>two</div>"), "one\n\ntwo");
}

#[test]
fn preformatted_text_keeps_its_white_space() {
    let html = "<p>a</p><pre>\n  if x:\n\n\ty  =  1\n15\n</pre><p>b</p>";
    assert_eq!(text(html), "a\n\n  if x:\n\n\ty  =  1\n15\n\nb");
    assert_eq!(blocks(html)[1], (Code, "if x:\n\n\ty  =  1\n15".to_owned()));
    assert_eq!(text("<pre><span>a</span>\n<span> b</span></pre>"), "a\n b");
    assert_eq!(text("<pre>a<br>b</pre>"), "a\nb");
}

#[test]
fn a_row_of_a_table_is_a_line() {
    let html = "<table><caption>Goals</caption><tr><th>Team<th>For<th>Note\
                <tr><td>Harbour<td>11<td><tr><td>Mill<td><td>late</table>x";
    assert_eq!(text(html), "Goals\nTeam\tFor\tNote\nHarbour\t11\nMill\t\tlate\n\nx");
    assert_eq!(blocks(html)[0].0, Caption);
    assert_eq!(blocks(html)[5], (TableCell, "11".to_owned()));
    let boxes = "<table><tr><td><p>One.</p><p>Two.</p></td><td><div>Side</div></td></tr></table>";
    assert_eq!(text(boxes), "One.\n\nTwo.\n\nSide");
    assert_eq!(blocks(boxes)[0].0, Paragraph);
}

#[test]
fn lists_and_definitions_are_lines() {
    let html =
        "<p>a</p><ul><li>one<ul><li>deep</ul><li><p>two</p></ul><dl><dt>t<dd>d</dl><h2>h</h2>b";
    assert_eq!(text(html), "a\n\none\ndeep\n\ntwo\n\nt\nd\n\nh\n\nb");
    let kinds: Vec<_> = blocks(html).into_iter().map(|(kind, _)| kind).collect();
    let item = |depth| ListItem { depth };
    assert_eq!(
        kinds,
        [Paragraph, item(1), item(2), item(1), Term, Description, Heading(2), Paragraph]
    );
}

#[test]
fn quotes_and_captions_are_told_apart() {
    let html = "<blockquote><p>q</p></blockquote><figure><img alt='a boat at sea'><figcaption>c</figcaption></figure>";
    assert_eq!(blocks(html), [(Quote, "q".to_owned()), (Caption, "c".to_owned())]);
}

#[test]
fn an_image_is_text_only_where_it_stands_for_text() {
    assert_eq!(
        text("<p>Good <img class=emoji alt='👩‍🚒'> <img alt=T>he <img alt='A boat'></p>"),
        "Good 👩‍🚒 The"
    );
    assert_eq!(text("<p>if <img class='latex' alt='x^2 = y'> then</p>"), "if x^2 = y then");
}

#[test]
fn scripts_styles_and_pictures_are_no_text() {
    let html = "<script>var a = '<p>no</p>'</script><style>p{}</style><svg><title>t</title><text>s</text></svg>\
                <iframe>no</iframe><template><p>no</p></template><!-- no --><p>yes</p><video>no</video>";
    assert_eq!(text(html), "yes");
}

#[test]
fn a_shadow_root_that_the_page_declares_is_text() {
    assert_eq!(
        text("<div><template shadowrootmode=open><p>in</p></template></div><p>out</p>"),
        "in\n\nout"
    );
}

#[test]
fn hidden_text_is_a_block_of_its_own() {
    let page = parse(
        "<p>seen<span class='sr-only'>list 1 of 3</span> too</p><div style='display: none'>x</div>",
    );
    let found: Vec<_> = page.blocks.iter().map(|b| (page.block_text(b), b.hidden)).collect();
    assert_eq!(found, [("seen", false), ("list 1 of 3", true), ("too", false), ("x", true)]);
    assert_eq!(page.text, "seenlist 1 of 3 too\n\nx");
}

#[test]
fn counts_link_and_bold_characters() {
    let page = parse("<p>ab <a href=x>c <b>é</b></a> <a>f</a></p>");
    assert_eq!((page.blocks[0].link_chars, page.blocks[0].bold_chars), (Some(2), Some(1)));
}

#[test]
fn elements_are_subtrees_in_document_order() {
    let page = parse(
        "<div id=a class='x y'><p>one</p><p itemprop=articleBody>two</p></div><p role=note>three</p>",
    );
    let tags: Vec<_> = page.elements.iter().map(|e| (e.tag, e.depth, e.end, e.blocks)).collect();
    assert_eq!(
        tags,
        [
            (Tag::Body, 0, 5, (0, 3)),
            (Tag::Div, 1, 4, (0, 2)),
            (Tag::P, 2, 3, (0, 1)),
            (Tag::P, 2, 4, (1, 2)),
            (Tag::P, 1, 5, (2, 3)),
        ]
    );
    let div = &page.elements[1];
    assert_eq!(
        (page.attribute(div.attributes.id), page.attribute(div.attributes.class)),
        ("a", "x y")
    );
    assert_eq!(div.text.of(&page.text), "one\n\ntwo");
    assert_eq!(page.attribute(page.elements[3].attributes.itemprop), "articleBody");
    let path: Vec<_> = page.ancestors(page.blocks[1].element.unwrap()).map(|e| e.tag).collect();
    assert_eq!(path, [Tag::P, Tag::Div, Tag::Body]);
}

#[test]
fn reads_the_head_wherever_it_stands() {
    let page = parse(
        "<html lang=de-AT><title> A\n title </title><meta property='og:Title' content=' T '><meta name=x>\
         <base href=/b><script type='application/ld+json; charset=utf-8'>{}</script>\
         <body><link rel=canonical href=https://a.example/><meta itemprop=datePublished content=2026>",
    );
    assert_eq!(page.head.title.as_deref(), Some("A title"));
    assert_eq!(page.head.html_lang.as_deref(), Some("de-AT"));
    assert_eq!(page.head.meta("og:title").collect::<Vec<_>>(), ["T"]);
    assert_eq!(page.head.meta("datepublished").collect::<Vec<_>>(), ["2026"]);
    assert_eq!(
        (page.head.links[0].rel.as_str(), page.head.json_ld[0].as_str()),
        ("canonical", "{}")
    );
    assert_eq!(page.head.base.as_deref(), Some("/b"));
}

#[test]
fn selectors_mark_the_blocks_of_their_host() {
    let written =
        HostSelectors { drop: vec![".promo, p > i".to_owned()], keep: vec!["#story".to_owned()] };
    let hosts = Hosts::new(&[("harbour.example".to_owned(), written)].into()).unwrap();
    let html = "<div id=story><p>text <i>gone</i> more</p><p class=promo>buy <b>now</b></p></div><p>rest</p>";
    let marks = |host: Option<&str>, html: &str| {
        let page = page(html, host, &hosts, Limits::default());
        page.blocks.iter().map(|b| (page.block_text(b).to_owned(), b.selected)).collect::<Vec<_>>()
    };
    let found = marks(Some("news.harbour.example"), html);
    let wanted = [
        ("text", Some(Selected::Keep)),
        ("gone", Some(Selected::Drop)),
        ("more", Some(Selected::Keep)),
        ("buy now", Some(Selected::Drop)),
        ("rest", None),
    ];
    assert_eq!(found, wanted.map(|(text, mark)| (text.to_owned(), mark)));
    assert!(marks(Some("other.example"), html).iter().all(|(_, mark)| mark.is_none()));
    let canonical = format!("<link rel=canonical href=https://harbour.example/1>{html}");
    assert_eq!(marks(None, &canonical), found);
}

#[test]
fn depth_is_flattened_and_text_kept() {
    let deep = "<div>".repeat(5_000) + "text" + &"</div>".repeat(5_000) + "<p>end</p>";
    let page = parse(&deep);
    assert_eq!(page.text, "text\n\nend");
    assert_eq!(page.notes, [Note::DepthCapped]);
    assert!(page.elements.iter().all(|e| e.depth <= Limits::default().depth as usize));
    assert_eq!(page.elements.last().unwrap().tag, Tag::P);
}

#[test]
fn copies_of_formatting_elements_stay_within_bounds() {
    let formats: String = (0..400).map(|i| format!("<b id=b{i}>")).collect();
    let html = format!("<p>{formats}</p>") + &"<p>x</p>".repeat(20_000);
    let page = parse(&html);
    assert_eq!(page.notes, [Note::NodesCapped]);
    assert_eq!(page.text.matches('x').count(), 20_000);
    assert!(page.elements.len() < 1_000_000);
}

#[test]
fn a_page_of_nothing_but_elements_is_bounded() {
    let page = parse(&"<p>x".repeat(600_000));
    assert_eq!(page.notes, [Note::NodesCapped]);
    assert_eq!(page.text.matches('x').count(), 600_000);
    assert!(page.elements.len() <= MAX_NODES);
}

#[test]
fn broken_html_lays_out() {
    assert_eq!(text("<p>a<table>b<tr>c<td>d"), "abc\n\nd");
    assert_eq!(text("</p></div>x<p"), "x");
    assert_eq!(text("<frameset><frame></frameset>"), "");
    assert_eq!(text(""), "");
}

#[test]
fn plain_text_in_a_page_is_no_markup() {
    for text in ["", "if a < b and b <c then\n\n1 << 2 > 0", "R&D; AT&T", "a <b, c", "x <strong y"]
    {
        assert!(!is_markup(text), "{text}");
    }
    for html in [
        "<p>",
        "a<br/>b",
        "</div>",
        "<!DOCTYPE html>x",
        "fish &amp; chips",
        "&#8217;s",
        "<A HREF='x'>y",
    ] {
        assert!(is_markup(html), "{html}");
    }
}

#[test]
fn of_very_many_attributes_the_first_count_and_the_text_stays() {
    let attributes: String = (0..100_000).map(|i| format!(" a{i}=\"1\"")).collect();
    let html = format!(
        "<p>The crane fell.</p><div id=x{attributes} class=y>onto</div><p>Nobody was hurt.</p>"
    );
    let page = parse(&html);
    assert_eq!(page.notes, [Note::AttributesCapped]);
    assert_eq!(page.text, "The crane fell.\n\nonto\n\nNobody was hurt.");
    let div = page.elements.iter().find(|element| element.tag == Tag::Div).unwrap();
    assert_eq!(page.attribute(div.attributes.id), "x");
    assert_eq!(page.attribute(div.attributes.class), "");
}

#[test]
fn long_attributes_and_comments_do_not_end_the_page() {
    let json = "{\"name\": \"a crane fell\"}, ".repeat(50_000);
    let comment = "a crane fell ".repeat(15_000);
    let html = format!("<div data-x='{json}'><!-- {comment} --><p>Nobody was hurt.</p></div>");
    let page = parse(&html);
    assert_eq!((page.text.as_str(), page.notes.as_slice()), ("Nobody was hurt.", &[][..]));
}

#[test]
fn work_is_bounded_and_what_was_done_is_kept() {
    let html = "<p>A crane fell.</p>".repeat(10_000);
    let limits = Limits { work: 20_000, ..Limits::default() };
    let page = page(&html, None, &Hosts::default(), limits);
    assert_eq!(page.notes, [Note::OverBudget]);
    let kept = page.text.matches("A crane fell.").count();
    assert!((1_000..10_000).contains(&kept), "{kept}");
}
