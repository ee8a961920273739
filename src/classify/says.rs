//! Owns what a page says that it is: by its address, its `og:type` and its JSON-LD.

use crate::page::Page;

/// What a page says that it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Says {
    /// `og:type` article.
    pub og_article: bool,
    /// `og:type` website.
    pub og_website: bool,
    /// `og:type` product.
    pub og_product: bool,
    /// JSON-LD of an article.
    pub json_article: bool,
    /// JSON-LD of a product.
    pub json_product: bool,
    /// Steps of the address's path; -1 where there is none.
    pub path_steps: f32,
    /// Hyphens and underscores of the last step.
    pub path_hyphens: f32,
    /// Digits of the path.
    pub path_digits: f32,
}

impl Says {
    /// What a page says, which came from that address.
    pub fn new(page: &Page, url: Option<&str>) -> Self {
        let og = page.head.meta("og:type").next().unwrap_or_default().to_ascii_lowercase();
        let json = |what: &str| page.head.json_ld.iter().any(|json| json.contains(what));
        let canonical = page.head.links.iter().find(|link| link.rel == "canonical");
        let url = url.or(canonical.map(|link| link.href.as_str()));
        let url = url.or_else(|| page.head.meta("og:url").next()).unwrap_or_default();
        let rest = url.split_once("//").map_or(url, |(_, rest)| rest);
        let rest = rest.split('#').next().unwrap_or_default();
        let rest = rest.split('?').next().unwrap_or_default();
        let steps = rest.split('/').skip(1).filter(|step| !step.is_empty());
        let digits = rest.bytes().filter(u8::is_ascii_digit).count();
        let last = steps.clone().last().unwrap_or_default();
        Self {
            og_article: og == "article",
            og_website: og == "website",
            og_product: og.contains("product"),
            json_article: json("Article\"") || json("BlogPosting"),
            json_product: json("\"Product\""),
            path_steps: if url.is_empty() { -1.0 } else { steps.count() as f32 },
            path_hyphens: last.matches(['-', '_']).count() as f32,
            path_digits: digits as f32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{html, selectors::Hosts};

    #[test]
    fn an_address_tells_its_shape() {
        let page = html::page("<p>text", None, &Hosts::default(), Default::default());
        let says = Says::new(&page, Some("https://a.example/2024/05/crane-falls-onto-rails?x=1#y"));
        assert_eq!((says.path_steps, says.path_hyphens, says.path_digits), (3.0, 3.0, 6.0));
        assert_eq!(Says::new(&page, None).path_steps, -1.0);
    }
}
