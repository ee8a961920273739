//! Owns what stands in a cell of a Parquet table: content, an id, or any value as JSON.

use crate::source::row::push_field;
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Decimal256Type, Float32Type, Float64Type};
use arrow_array::types::{Int8Type, Int16Type, Int32Type, Int64Type};
use arrow_array::types::{TimestampMicrosecondType, TimestampMillisecondType};
use arrow_array::types::{TimestampNanosecondType, TimestampSecondType};
use arrow_array::types::{UInt8Type, UInt16Type, UInt32Type, UInt64Type};
use arrow_array::{Array, ArrayRef, RecordBatch, StructArray};
use arrow_schema::{DataType, Field, Fields, TimeUnit};
use std::sync::Arc;

/// A cell that may be content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cell<'a> {
    Null,
    Text(&'a str),
    Bytes(&'a [u8]),
    Other,
}

/// Whether values of that type are content.
pub(super) fn is_content(kind: &DataType) -> bool {
    use DataType::*;
    match kind {
        Dictionary(_, values) => is_content(values),
        kind => matches!(
            kind,
            Null | Utf8
                | LargeUtf8
                | Utf8View
                | Binary
                | LargeBinary
                | BinaryView
                | FixedSizeBinary(_)
        ),
    }
}

/// The schema in which strings are views of the pages that they stand in, so that a value that a
/// dictionary repeats is held once.
pub(super) fn with_views(fields: &Fields) -> Fields {
    let viewed = fields.iter().map(|field| {
        let kind = match field.data_type() {
            DataType::Utf8 => DataType::Utf8View,
            DataType::Binary => DataType::BinaryView,
            // As deep as the schema, which is bounded.
            DataType::Struct(fields) => DataType::Struct(with_views(fields)),
            _ => return Arc::clone(field),
        };
        Arc::new(Field::clone(field).with_data_type(kind))
    });
    viewed.collect()
}

/// The column at that path: its name, or names that go down.
pub(super) fn column<'a>(batch: &'a RecordBatch, path: &[String]) -> Option<&'a ArrayRef> {
    let (first, rest) = path.split_first()?;
    let mut array = batch.column_by_name(first)?;
    for name in rest {
        array = array.as_struct_opt()?.column_by_name(name)?;
    }
    Some(array)
}

/// The type at that path.
pub(super) fn kind<'a>(fields: &'a Fields, path: &[String]) -> Option<&'a DataType> {
    let (first, rest) = path.split_first()?;
    let kind = fields.find(first)?.1.data_type();
    match (rest, kind) {
        ([], kind) => Some(kind),
        (rest, DataType::Struct(fields)) => self::kind(fields, rest),
        _ => None,
    }
}

/// What stands in a cell.
pub(super) fn cell(array: &dyn Array, row: usize) -> Cell<'_> {
    if array.is_null(row) {
        return Cell::Null;
    }
    match array.data_type() {
        DataType::Null => Cell::Null,
        DataType::Utf8 => Cell::Text(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => Cell::Text(array.as_string::<i64>().value(row)),
        DataType::Utf8View => Cell::Text(array.as_string_view().value(row)),
        DataType::Binary => Cell::Bytes(array.as_binary::<i32>().value(row)),
        DataType::LargeBinary => Cell::Bytes(array.as_binary::<i64>().value(row)),
        DataType::BinaryView => Cell::Bytes(array.as_binary_view().value(row)),
        DataType::FixedSizeBinary(_) => Cell::Bytes(array.as_fixed_size_binary().value(row)),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            match dictionary.normalized_keys().get(row) {
                Some(at) if *at < dictionary.values().len() => cell(dictionary.values(), *at),
                _ => Cell::Null,
            }
        }
        _ => Cell::Other,
    }
}

/// A cell as text: a string, bytes that are UTF-8, or a number; `None` where it is none of those.
pub(super) fn text(array: &dyn Array, row: usize) -> Option<String> {
    match cell(array, row) {
        Cell::Null => None,
        Cell::Text(text) => Some(text.to_owned()),
        Cell::Bytes(bytes) => std::str::from_utf8(bytes).ok().map(str::to_owned),
        Cell::Other => {
            let json = json(array, row);
            json.starts_with(|c: char| c == '-' || c.is_ascii_digit()).then_some(json)
        }
    }
}

macro_rules! number {
    ($array:expr, $row:expr, $($kind:ident $type:ty),+) => {
        match $array.data_type() {
            $(DataType::$kind => {
                Some(serde_json::Value::from($array.as_primitive::<$type>().value($row)).to_string())
            })+
            _ => None,
        }
    };
}

/// A cell as JSON. Times are ISO 8601, bytes that are no UTF-8 hexadecimal; types that JSON has
/// nothing for are null.
pub(super) fn json(array: &dyn Array, row: usize) -> String {
    let string = |text: &str| serde_json::Value::from(text).to_string();
    let number = number!(
        array, row, Int8 Int8Type, Int16 Int16Type, Int32 Int32Type, Int64 Int64Type,
        UInt8 UInt8Type, UInt16 UInt16Type, UInt32 UInt32Type, UInt64 UInt64Type,
        Float64 Float64Type
    );
    if array.is_null(row) {
        return "null".to_owned();
    }
    if let Some(number) = number {
        return number;
    }
    match cell(array, row) {
        Cell::Null => return "null".to_owned(),
        Cell::Text(text) => return string(text),
        Cell::Bytes(bytes) => {
            return match std::str::from_utf8(bytes) {
                Ok(text) => string(text),
                Err(_) => {
                    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                    string(&hex)
                }
            };
        }
        Cell::Other => {}
    }
    match array.data_type() {
        DataType::Boolean => array.as_boolean().value(row).to_string(),
        DataType::Float32 => {
            let value = array.as_primitive::<Float32Type>().value(row);
            if value.is_finite() { value.to_string() } else { "null".to_owned() }
        }
        DataType::Decimal128(..) => array.as_primitive::<Decimal128Type>().value_as_string(row),
        DataType::Decimal256(..) => array.as_primitive::<Decimal256Type>().value_as_string(row),
        DataType::Struct(_) => object(array.as_struct(), row),
        DataType::List(_) => list(array.as_list::<i32>().value(row).as_ref()),
        DataType::LargeList(_) => list(array.as_list::<i64>().value(row).as_ref()),
        DataType::FixedSizeList(..) => list(array.as_fixed_size_list().value(row).as_ref()),
        DataType::Map(..) => list(&array.as_map().value(row)),
        kind => time(array, row, kind).map_or("null".to_owned(), |time| string(&time)),
    }
}

// Both recurse as deep as the schema, which is bounded.
fn object(array: &StructArray, row: usize) -> String {
    let mut out = String::from("{");
    for (field, values) in array.fields().iter().zip(array.columns()) {
        push_field(&mut out, field.name(), &json(values, row));
    }
    out.push('}');
    out
}

fn list(values: &dyn Array) -> String {
    let values: Vec<_> = (0..values.len()).map(|row| json(values, row)).collect();
    format!("[{}]", values.join(","))
}

/// A date or a point in time in ISO 8601.
fn time(array: &dyn Array, row: usize, kind: &DataType) -> Option<String> {
    let nanos = |value: i64, unit: i128| i128::from(value).checked_mul(unit);
    let (nanos, zoned) = match kind {
        DataType::Date32 => {
            let days = array.as_primitive::<arrow_array::types::Date32Type>().value(row);
            let time = jiff::Timestamp::from_second(i64::from(days) * 86_400).ok()?.to_string();
            return time.split('T').next().map(str::to_owned);
        }
        DataType::Timestamp(unit, zone) => {
            let nanos = match unit {
                TimeUnit::Second => {
                    nanos(array.as_primitive::<TimestampSecondType>().value(row), 1_000_000_000)
                }
                TimeUnit::Millisecond => {
                    nanos(array.as_primitive::<TimestampMillisecondType>().value(row), 1_000_000)
                }
                TimeUnit::Microsecond => {
                    nanos(array.as_primitive::<TimestampMicrosecondType>().value(row), 1_000)
                }
                TimeUnit::Nanosecond => {
                    nanos(array.as_primitive::<TimestampNanosecondType>().value(row), 1)
                }
            };
            (nanos?, zone.is_some())
        }
        _ => return None,
    };
    let time = jiff::Timestamp::from_nanosecond(nanos).ok()?.to_string();
    Some(if zoned { time } else { time.trim_end_matches('Z').to_owned() })
}
