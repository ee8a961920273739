//! Owns Ctrl-C: the run is asked to stop, and where it cannot (a page that hangs, a read that
//! blocks) the process ends all the same.

use super::Interrupted;
use anyhow::Context;
use dechaff::sink::Staging;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

/// How long the run may take to stop by itself.
const PATIENCE: Duration = Duration::from_millis(400);

/// How long removing unfinished output may take beyond that.
const REMOVAL: Duration = Duration::from_millis(300);

/// Sets `stop` on SIGINT, SIGTERM and SIGHUP, and sees to it that the process ends.
pub(super) fn guard(stop: Arc<AtomicBool>, staging: Option<Staging>) -> anyhow::Result<()> {
    ctrlc::set_handler(move || {
        if stop.swap(true, Ordering::Relaxed) {
            return;
        }
        let staging = staging.clone();
        std::thread::spawn(move || {
            std::thread::sleep(PATIENCE);
            end(staging);
        });
    })
    .context("cannot listen to Ctrl-C")
}

/// Gives up the output and ends the process, unless the output was finished already: then the run
/// is about to end by itself.
fn end(staging: Option<Staging>) {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let unfinished = staging.is_none_or(|staging| staging.abandon());
        let _ = sender.send(unfinished);
    });
    // Unfinished output that could not be removed in time has a name that says so.
    if receiver.recv_timeout(REMOVAL).unwrap_or(true) {
        super::say_error(&Interrupted.to_string());
        std::process::exit(130);
    }
}
