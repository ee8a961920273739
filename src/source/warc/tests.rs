//! Tests of WARC reading.
