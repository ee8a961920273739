//! The fuzz targets over their seeds, and over a fixed number of changes of each: what a fuzzer does
//! for hours, every build does for seconds. A finding becomes a seed.

#![allow(clippy::unwrap_used, reason = "a test ends where its world breaks")]

#[path = "../fuzz/targets.rs"]
mod targets;

use std::fs;
use std::panic::catch_unwind;

/// Changes of each seed.
const CHANGES: u64 = 120;

/// Pieces that break things, put in anywhere.
const PIECES: &[&[u8]] = &[
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"<",
    b">",
    b"</",
    b"<!--",
    b"]]>",
    b"&#x110000;",
    b"\"",
    b"'",
    b"{",
    b"}",
    b"[[[[",
    b"\\ud800",
    b"\r\n\r\n",
    b"\n",
    b"99999999999999999999",
    b"-1",
    b"WARC/1.0\r\n",
    b"\x1f\x8b",
    b"\x28\xb5\x2f\xfd",
    b"PAR1",
    b"\xe2\x80\xae",
    b"\xe2\x80\x8b",
];

/// Numbers that are the same on every run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }

    /// `seed` with one to four changes.
    fn change(&mut self, seed: &[u8], others: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = seed.to_vec();
        for _ in 0..=self.below(4) {
            let (at, len) = (self.below(bytes.len()), self.below(40));
            let end = (at + len).min(bytes.len());
            match self.below(5) {
                0 if !bytes.is_empty() => bytes[at] ^= 1 << self.below(8),
                1 => drop(bytes.drain(at..end)),
                2 => {
                    let part = bytes[at..end].to_vec();
                    bytes.splice(at..at, part);
                }
                3 => {
                    let other = &others[self.below(others.len())];
                    let from = self.below(other.len());
                    bytes.truncate(at);
                    bytes.extend(&other[from..]);
                }
                _ => {
                    let piece = PIECES[self.below(PIECES.len())].iter().copied();
                    bytes.splice(at..at, piece);
                }
            }
        }
        bytes
    }
}

fn holds(target: &str, run: fn(&[u8])) {
    let folder = format!("{}/fuzz/seeds/{target}", env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    let seeds: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for (seed, path) in seeds.iter().zip(&paths) {
        run(seed);
        for number in 0..CHANGES {
            let bytes = numbers.change(seed, &seeds);
            let held = catch_unwind(|| run(&bytes));
            assert!(
                held.is_ok(),
                "{path:?}, change {number}: {:?}",
                String::from_utf8_lossy(&bytes)
            );
        }
    }
}

macro_rules! targets {
    ($($target:ident)+) => {
        $(#[test]
        fn $target() {
            holds(stringify!($target), targets::$target);
        })+
    };
}

targets! { html text jsonl warc parquet selectors config templates }
