//! Owns what the name of an output means: where rows go, in which format, and how they are
//! compressed.

use super::SinkError;
use crate::text::named_enum;
use std::path::{Path, PathBuf};

named_enum! {
    /// How records are written.
    #[derive(Default)]
    Format {
        /// A JSON object a line.
        #[default]
        Jsonl = "jsonl",
        /// A table of columns.
        Parquet = "parquet",
        /// A text file a document, and `metadata.jsonl` with everything else.
        Txt = "txt",
    }
}

named_enum! {
    /// How output is compressed: lines by members or frames, one a unit; Parquet page by page.
    #[derive(Default)]
    Compress {
        /// Not at all.
        #[default]
        None = "none",
        /// gzip, level 6.
        Gzip = "gzip",
        /// zstd, level 3.
        Zstd = "zstd",
    }
}

/// Where records go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Standard output.
    Stdout,
    /// One file.
    File(PathBuf),
    /// A folder.
    Folder(PathBuf),
}

/// Where records go, and as what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Where.
    pub target: Target,
    /// As what.
    pub format: Format,
    /// How it is compressed.
    pub compress: Compress,
}

/// What names of files end in, and what that says.
const FILES: [(&str, Format, Option<Compress>); 7] = [
    (".jsonl", Format::Jsonl, Some(Compress::None)),
    (".ndjson", Format::Jsonl, Some(Compress::None)),
    (".jsonl.gz", Format::Jsonl, Some(Compress::Gzip)),
    (".ndjson.gz", Format::Jsonl, Some(Compress::Gzip)),
    (".jsonl.zst", Format::Jsonl, Some(Compress::Zstd)),
    (".ndjson.zst", Format::Jsonl, Some(Compress::Zstd)),
    (".parquet", Format::Parquet, None),
];

impl Output {
    /// What `name` means: `-` is standard output; a name that ends as files of rows do is a file; all
    /// else is a folder. `format` and `compress` are what was asked for besides; without that, the
    /// name decides, then it is JSONL as it is, or Parquet with zstd.
    ///
    /// # Errors
    /// Where output like that cannot go there.
    pub fn new(
        name: &Path,
        format: Option<Format>,
        compress: Option<Compress>,
    ) -> Result<Self, SinkError> {
        let refused = |what: String| Err(SinkError::Refused(what));
        let shown = name.display();
        let file = name.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase());
        let ending = FILES.iter().find(|(ending, ..)| {
            !name.is_dir() && file.as_deref().is_some_and(|file| file.ends_with(ending))
        });
        let is_stdout = name.as_os_str() == "-";
        if format == Some(Format::Txt) && (is_stdout || ending.is_some()) {
            return refused(format!(
                "text output is a file a document: name a folder, not {shown}"
            ));
        }
        if format == Some(Format::Txt)
            && compress.is_some_and(|compress| compress != Compress::None)
        {
            return refused("text files are not compressed; leave `--compress` out".to_owned());
        }
        let Some((ending, of_name, packed)) = ending else {
            let format = format.unwrap_or_default();
            if is_stdout && format == Format::Parquet {
                return refused(
                    "Parquet is not written to standard output; name a file".to_owned(),
                );
            }
            let target = if is_stdout { Target::Stdout } else { Target::Folder(name.to_owned()) };
            return Ok(Self { target, format, compress: compress.unwrap_or(usual(format)) });
        };
        if let Some(format) = format.filter(|format| format != of_name) {
            return refused(format!(
                "{shown} ends in `{ending}`, and `--output-format` says {format}; give it another \
                 name, or leave the flag out"
            ));
        }
        if let (Some(asked), Some(packed)) = (compress, packed)
            && asked != *packed
        {
            return refused(format!(
                "{shown} ends in `{ending}`, and `--compress` says {asked}; name it `.jsonl`, \
                 `.jsonl.gz` or `.jsonl.zst`, or leave the flag out"
            ));
        }
        let compress = packed.or(compress).unwrap_or(usual(*of_name));
        Ok(Self { target: Target::File(name.to_owned()), format: *of_name, compress })
    }

    /// What the name of the first list of a folder of such output is.
    pub fn first_name(&self) -> String {
        match self.format {
            Format::Txt => super::list::METADATA.to_owned(),
            _ => super::list::part_name(0, ending(self.format, self.compress)),
        }
    }
}

fn usual(format: Format) -> Compress {
    if format == Format::Parquet { Compress::Zstd } else { Compress::None }
}

/// What names of parts end in.
pub(super) fn ending(format: Format, compress: Compress) -> &'static str {
    match (format, compress) {
        (Format::Parquet, _) => "parquet",
        (_, Compress::None) => "jsonl",
        (_, Compress::Gzip) => "jsonl.gz",
        (_, Compress::Zstd) => "jsonl.zst",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_it_is() {
        let new = |name: &str, format, compress| Output::new(Path::new(name), format, compress);
        let file = |name: &str, format, compress| Output {
            target: Target::File(name.into()),
            format,
            compress,
        };
        for (name, format, compress) in [
            ("a.jsonl", Format::Jsonl, Compress::None),
            ("a.JSONL.gz", Format::Jsonl, Compress::Gzip),
            ("a.ndjson.zst", Format::Jsonl, Compress::Zstd),
            ("a.parquet", Format::Parquet, Compress::Zstd),
        ] {
            assert_eq!(new(name, None, None).unwrap(), file(name, format, compress));
        }
        let parquet = new("a.parquet", Some(Format::Parquet), Some(Compress::Gzip)).unwrap();
        assert_eq!(parquet.compress, Compress::Gzip);
        let folder = new("a", Some(Format::Parquet), None).unwrap();
        assert_eq!((folder.target, folder.compress), (Target::Folder("a".into()), Compress::Zstd));
        let folder = new("a", None, Some(Compress::Gzip)).unwrap();
        assert_eq!(
            (folder.format, folder.first_name().as_str()),
            (Format::Jsonl, "part-00000.jsonl.gz")
        );
        for (name, format, compress) in [
            ("a.jsonl", Some(Format::Parquet), None),
            ("a.parquet", Some(Format::Jsonl), None),
            ("a.jsonl", None, Some(Compress::Zstd)),
            ("a.jsonl.gz", None, Some(Compress::None)),
            ("a.jsonl", Some(Format::Txt), None),
            ("a", Some(Format::Txt), Some(Compress::Gzip)),
            ("-", Some(Format::Parquet), None),
        ] {
            let error = new(name, format, compress).unwrap_err();
            assert!(matches!(error, SinkError::Refused(_)), "{name}: {error}");
        }
    }
}
