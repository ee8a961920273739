#![no_main]

#[path = "../targets.rs"]
#[allow(dead_code)]
mod targets;

use std::sync::Once;

/// The crate that reads Parquet panics at damaged files, which is caught; the hook of libfuzzer would
/// end the process before that.
static WITHOUT_HOOK: Once = Once::new();

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    WITHOUT_HOOK.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    targets::parquet(bytes);
});
