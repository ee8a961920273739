//! Owns the rows of other tools: the same names and nesting, filled from our records. What such a row
//! has and we do not know is null, and the column's sentence says why.

use super::{COLUMNS, Cell, Column, columns, string, strings};
use crate::document::host_of;
use crate::text::named_enum;

named_enum! {
    /// Whose rows are written.
    #[derive(Default)]
    Schema {
        /// Our own: everything that is known.
        #[default]
        Native = "native",
        /// The columns of the FineWeb data set.
        FineWeb = "fineweb",
        /// The documents of the Dolma toolkit.
        Dolma = "dolma",
        /// The JSON output of Trafilatura.
        Trafilatura = "trafilatura",
    }
}

impl Schema {
    /// Its columns, in order.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Schema::Native => COLUMNS,
            Schema::FineWeb => FINEWEB,
            Schema::Dolma => DOLMA,
            Schema::Trafilatura => TRAFILATURA,
        }
    }
}

static FINEWEB: &[Column] = columns! {
    "text" String "The clean text; empty where nothing is left."
        |r, _| Cell::Str(&r.text);
    "id" String "The document's id."
        |r, _| Cell::Str(&r.id);
    "dump" String "Null: documents do not say which crawl they are of."
        |_, _| Cell::Null;
    "url" String "Canonical address of the page."
        |r, _| string(&r.metadata.url);
    "date" String "When the page was fetched, ISO 8601; null where the input does not say."
        |r, _| string(&r.crawled);
    "file_path" String "The file that the document was in, as it was named."
        |r, _| Cell::Str(&r.origin.file);
    "language" String "ISO 639-1 code, or ISO 639-3 where there is none."
        |r, _| string(&r.metadata.language);
    "language_score" Float "Confidence of `language`, 0 to 1; null where it was only declared."
        |r, _| r.metadata.language_score.map_or(Cell::Null, Cell::Float);
    "token_count" Integer "Null: which tokenizer counts is the model's to say."
        |_, _| Cell::Null;
};

static DOLMA: &[Column] = columns! {
    "id" String "The document's id."
        |r, _| Cell::Str(&r.id);
    "text" String "The clean text; empty where nothing is left."
        |r, _| Cell::Str(&r.text);
    "source" String "The file that the document was in, as it was named."
        |r, _| Cell::Str(&r.origin.file);
    "added" String "Null: rows do not depend on when they are made."
        |_, _| Cell::Null;
    "created" String "When the page was published, ISO 8601, with the precision that it gives."
        |r, _| string(&r.metadata.date_published);
    "metadata" Rest "All other columns of the native schema."
        |r, s| Cell::Rest(r, s);
};

static TRAFILATURA: &[Column] = columns! {
    "title" String "Headline, without the site's name."
        |r, _| string(&r.metadata.title);
    "author" String "Persons, `; ` between them."
        |r, _| joined(&r.metadata.authors, "; ");
    "hostname" String "Host of the page's address, without `www.`."
        |r, _| r.metadata.url.as_deref().and_then(host_of).map_or(Cell::Null, Cell::Text);
    "date" String "The day of publication, `YYYY-MM-DD`; less where the page gives less."
        |r, _| r.metadata.date_published.as_deref().map_or(Cell::Null, |date| Cell::Str(day(date)));
    "fingerprint" String "Null: it is a hash that only Trafilatura computes."
        |_, _| Cell::Null;
    "id" String "The document's id."
        |r, _| Cell::Str(&r.id);
    "license" String "Null: licences are not looked for."
        |_, _| Cell::Null;
    "comments" String "Null: comments are no part of the text, and are cut."
        |_, _| Cell::Null;
    "raw_text" String "Null: it would be `text` again, without line breaks."
        |_, _| Cell::Null;
    "text" String "The clean text; empty where nothing is left."
        |r, _| Cell::Str(&r.text);
    "language" String "ISO 639-1 code, or ISO 639-3 where there is none."
        |r, _| string(&r.metadata.language);
    "image" String "Address of the picture that the publisher shows with it."
        |r, _| string(&r.metadata.image);
    "pagetype" String "What the publisher says that it is."
        |r, _| string(&r.metadata.page_type);
    "filedate" String "Null: rows do not depend on when they are made."
        |_, _| Cell::Null;
    "source" String "Canonical address of the page."
        |r, _| string(&r.metadata.url);
    "source-hostname" String "The publication."
        |r, _| string(&r.metadata.site_name);
    "excerpt" String "Summary by the publisher."
        |r, _| string(&r.metadata.description);
    "categories" String "Null: they are among `tags`."
        |_, _| Cell::Null;
    "tags" String "Keywords by the publisher, `;` between them."
        |r, _| joined(&r.metadata.tags, ";");
};

fn joined<'a>(list: &'a [String], between: &str) -> Cell<'a> {
    match strings(list) {
        Cell::Strs(list) if !list.is_empty() => Cell::Text(list.join(between)),
        _ => Cell::Null,
    }
}

/// The day of a date in ISO 8601, without the time.
fn day(date: &str) -> &str {
    date.split('T').next().unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Origin, Record, Status};
    use crate::sink::schema::{Stamp, write_row};
    use serde_json::{Value, json};

    fn row(record: &Record, schema: Schema) -> Value {
        let mut line = Vec::new();
        write_row(record, &Stamp::default(), schema.columns(), &mut line);
        serde_json::from_slice(&line).unwrap()
    }

    #[test]
    fn rows_have_the_names_and_the_nesting_of_other_tools() {
        let origin = Origin { file: "a.jsonl".to_owned(), ..Origin::default() };
        let mut record = Record::failed("7".into(), origin, Status::Ok, String::new());
        record.text = "A crane fell.".to_owned();
        record.metadata.url = Some("https://www.harbour.example/1".to_owned());
        record.metadata.authors = vec!["A. Crane".to_owned(), "B. Pier".to_owned()];
        record.metadata.tags = vec!["ships".to_owned(), "cranes".to_owned()];
        record.metadata.date_published = Some("2024-05-06T07:08:09Z".to_owned());
        record.metadata.page_type = Some("article".to_owned());
        record.crawled = Some("2024-05-07".to_owned());

        let fineweb = row(&record, Schema::FineWeb);
        assert_eq!(fineweb["file_path"], "a.jsonl");
        assert_eq!(fineweb["date"], "2024-05-07");
        assert_eq!(fineweb["token_count"], Value::Null);

        let dolma = row(&record, Schema::Dolma);
        let names: Vec<_> = dolma.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, ["id", "text", "source", "added", "created", "metadata"]);
        assert_eq!(dolma["created"], "2024-05-06T07:08:09Z");
        assert_eq!(dolma["metadata"]["authors"], json!(["A. Crane", "B. Pier"]));
        assert_eq!(dolma["metadata"]["status"], "ok");
        assert_eq!(dolma["metadata"].get("text"), None);

        let trafilatura = row(&record, Schema::Trafilatura);
        assert_eq!(trafilatura["author"], "A. Crane; B. Pier");
        assert_eq!(trafilatura["pagetype"], "article");
        assert_eq!(trafilatura["tags"], "ships;cranes");
        assert_eq!(trafilatura["date"], "2024-05-06");
        assert_eq!(trafilatura["hostname"], "harbour.example");
        assert_eq!(trafilatura["source"], "https://www.harbour.example/1");
    }
}
