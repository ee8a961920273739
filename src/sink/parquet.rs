//! Owns Parquet output: records as columns, a unit as a row group, and the footer that makes a file
//! of row groups.
//!
//! A unit is encoded as a small file of one row group. Its pages go into the part as they are; what
//! the small file's footer says of them is kept, and the part's own footer is made from that, with
//! the offsets moved to where the pages lie now.

use super::encode::{GZIP_LEVEL, ZSTD_LEVEL};
use super::schema::{Cell, Column, Stamp, Type, rest};
use super::{Compress, SinkError};
use crate::document::{Record, Removal};
use arrow_array::builder::{
    Float64Builder, Int64Builder, ListBuilder, StringBuilder, StructBuilder,
};
use arrow_array::{ArrayRef, RecordBatch, StructArray};
use arrow_schema::{DataType, Field, Fields};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::{
    ParquetMetaData, ParquetMetaDataReader, ParquetMetaDataWriter, RowGroupMetaData,
};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use std::io::{self, Write};
use std::sync::Arc;

/// What a file begins and ends with.
pub(super) const MAGIC: &[u8] = b"PAR1";

/// Row groups that a file may have: readers count them with 16 bits.
pub(super) const MOST_GROUPS: usize = i16::MAX as usize;

/// A unit's pages, and what a footer says of them if they were a file of their own.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) bytes: Vec<u8>,
    pub(super) footer: Vec<u8>,
}

/// A footer of one unit, and how far its pages lie behind where it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Footer {
    pub(super) shift: u64,
    pub(super) thrift: Vec<u8>,
}

/// The table that records make.
#[derive(Clone, Debug)]
pub(super) struct Table {
    columns: &'static [Column],
    compress: Compress,
}

impl Table {
    pub(super) fn new(columns: &'static [Column], compress: Compress) -> Self {
        Self { columns, compress }
    }

    /// Records as a row group.
    pub(super) fn group(&self, records: &[Record], stamp: &Stamp) -> io::Result<Group> {
        let fields: Fields = self.columns.iter().map(field).collect();
        let schema = Arc::new(arrow_schema::Schema::new(fields));
        let properties = self.properties().map_err(other)?;
        let mut writer = ArrowWriter::try_new(Vec::new(), Arc::clone(&schema), Some(properties))
            .map_err(other)?;
        if !records.is_empty() {
            let arrays = self.columns.iter().map(|column| array(column, records, stamp)).collect();
            let batch = RecordBatch::try_new(schema, arrays).map_err(io::Error::other)?;
            writer.write(&batch).map_err(other)?;
        }
        let file = writer.into_inner().map_err(other)?;
        split(&file).ok_or_else(|| io::Error::other("a row group without a footer"))
    }

    fn properties(&self) -> Result<WriterProperties, ParquetError> {
        let compression = match self.compress {
            Compress::None => Compression::UNCOMPRESSED,
            Compress::Gzip => Compression::GZIP(GzipLevel::try_new(GZIP_LEVEL)?),
            Compress::Zstd => Compression::ZSTD(ZstdLevel::try_new(ZSTD_LEVEL)?),
        };
        // Indexes of pages would stand between row groups and footer, for pages that are few.
        Ok(WriterProperties::builder()
            .set_compression(compression)
            .set_created_by(format!("dechaff version {}", env!("CARGO_PKG_VERSION")))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .build())
    }

    /// Writes the footer of a file that holds these row groups behind its [`MAGIC`].
    pub(super) fn finish(&self, footers: &[Footer], out: &mut impl Write) -> io::Result<()> {
        let empty = self.group(&[], &Stamp::default())?;
        let metadata = ParquetMetaDataReader::decode_metadata(&empty.footer).map_err(other)?;
        let mut groups = Vec::with_capacity(footers.len());
        for footer in footers {
            let of_unit: ParquetMetaData =
                ParquetMetaDataReader::decode_metadata(&footer.thrift).map_err(other)?;
            for group in of_unit.row_groups() {
                groups.push(moved(group, footer.shift as i64, groups.len()).map_err(other)?);
            }
        }
        let metadata = metadata.into_builder().set_row_groups(groups).build();
        // The crate's writer has a buffer of its own, and would swallow what goes wrong with its rest.
        let mut footer = Vec::new();
        ParquetMetaDataWriter::new(&mut footer, &metadata).finish().map_err(other)?;
        out.write_all(&footer)
    }
}

fn other(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}

/// Pages and footer of a file.
fn split(file: &[u8]) -> Option<Group> {
    let end = file.len().checked_sub(8)?;
    let length = u32::from_le_bytes(file.get(end..end + 4)?.try_into().ok()?);
    let start = end.checked_sub(length as usize)?;
    let bytes = file.get(MAGIC.len()..start)?.to_vec();
    Some(Group { bytes, footer: file.get(start..end)?.to_vec() })
}

/// A row group whose pages lie `by` bytes further on.
fn moved(
    group: &RowGroupMetaData,
    by: i64,
    ordinal: usize,
) -> Result<RowGroupMetaData, ParquetError> {
    let columns = group.columns().iter().map(|column| {
        let (data, dictionary) = (column.data_page_offset(), column.dictionary_page_offset());
        let builder = column.clone().into_builder().set_data_page_offset(data + by);
        builder.set_dictionary_page_offset(dictionary.map(|offset| offset + by)).build()
    });
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    let mut builder = group.clone().into_builder().set_column_metadata(columns);
    if let Some(offset) = group.file_offset() {
        builder = builder.set_file_offset(offset + by);
    }
    builder.set_ordinal(i32::from(i16::try_from(ordinal).unwrap_or(i16::MAX))).build()
}

/// Why a file takes no more row groups.
pub(super) fn is_full() -> SinkError {
    SinkError::Refused(format!(
        "one Parquet file cannot hold more than {MOST_GROUPS} row groups, which this output would \
         have; name a folder, which gets a file every 256 MB"
    ))
}

fn field(column: &Column) -> Field {
    Field::new(column.name, data_type(column.kind), true)
}

fn data_type(kind: Type) -> DataType {
    match kind {
        // An object may have any field: it is kept as it is written.
        Type::String | Type::Object => DataType::Utf8,
        Type::Integer => DataType::Int64,
        Type::Float => DataType::Float64,
        Type::Strings => DataType::List(Arc::new(element(DataType::Utf8))),
        Type::Removals => DataType::List(Arc::new(element(DataType::Struct(edit())))),
        Type::Rest => DataType::Struct(rest().map(field).collect()),
    }
}

fn element(kind: DataType) -> Field {
    Field::new("element", kind, true)
}

/// The fields of a removal.
fn edit() -> Fields {
    let field = |name, kind| Field::new(name, kind, true);
    Fields::from(vec![
        field("out_start", DataType::Int64),
        field("out_end", DataType::Int64),
        field("original", DataType::Utf8),
        field("cause", DataType::Utf8),
    ])
}

/// A column of records.
fn array(column: &Column, records: &[Record], stamp: &Stamp) -> ArrayRef {
    let cells = records.iter().map(|record| (column.cell)(record, stamp));
    match column.kind {
        Type::String | Type::Object => Arc::new({
            let mut builder = StringBuilder::new();
            for cell in cells {
                match cell {
                    Cell::Str(text) | Cell::Object(text) => builder.append_value(text),
                    Cell::Text(text) => builder.append_value(text),
                    _ => builder.append_null(),
                }
            }
            builder.finish()
        }),
        Type::Integer => Arc::new({
            let mut builder = Int64Builder::new();
            cells.for_each(|cell| builder.append_option(integer(&cell)));
            builder.finish()
        }),
        Type::Float => Arc::new({
            let mut builder = Float64Builder::new();
            cells.for_each(|cell| match cell {
                Cell::Float(number) => builder.append_value(number),
                _ => builder.append_null(),
            });
            builder.finish()
        }),
        Type::Strings => Arc::new({
            let mut builder =
                ListBuilder::new(StringBuilder::new()).with_field(element(DataType::Utf8));
            for cell in cells {
                let Cell::Strs(list) = cell else {
                    builder.append_null();
                    continue;
                };
                list.iter().for_each(|text| builder.values().append_value(text));
                builder.append(true);
            }
            builder.finish()
        }),
        Type::Removals => removals(cells),
        Type::Rest => Arc::new(StructArray::new(
            rest().map(field).collect(),
            rest().map(|column| array(column, records, stamp)).collect(),
            None,
        )),
    }
}

fn integer(cell: &Cell<'_>) -> Option<i64> {
    match cell {
        Cell::Int(number) => i64::try_from(*number).ok(),
        _ => None,
    }
}

fn removals<'a>(cells: impl Iterator<Item = Cell<'a>>) -> ArrayRef {
    let edits = StructBuilder::from_fields(edit(), 0);
    let mut builder = ListBuilder::new(edits).with_field(element(DataType::Struct(edit())));
    for cell in cells {
        let Cell::Removals(list) = cell else {
            builder.append_null();
            continue;
        };
        for removal in list {
            append(builder.values(), removal);
        }
        builder.append(true);
    }
    Arc::new(builder.finish())
}

fn append(edits: &mut StructBuilder, removal: &Removal) {
    for (n, number) in [removal.out_start, removal.out_end].into_iter().enumerate() {
        if let Some(builder) = edits.field_builder::<Int64Builder>(n) {
            builder.append_value(number as i64);
        }
    }
    let texts = [removal.original.as_deref(), Some(removal.cause.as_str())];
    for (n, text) in texts.into_iter().enumerate() {
        if let Some(builder) = edits.field_builder::<StringBuilder>(n + 2) {
            builder.append_option(text);
        }
    }
    edits.append(true);
}
