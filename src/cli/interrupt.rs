//! Owns Ctrl-C: the run is asked to stop, and where it cannot (a page that hangs, a read that
//! blocks) the process ends all the same.

use super::Interrupted;
use anyhow::Context;
use dechaff::sink::Staging;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

/// How long the run may take to stop by itself.
const PATIENCE: Duration = Duration::from_millis(400);

/// How long removing unfinished output may take beyond that.
const REMOVAL: Duration = Duration::from_millis(300);

/// Time between two looks whether it was asked to stop.
const LOOK: Duration = Duration::from_millis(20);

/// Sets `stop` on SIGINT and SIGTERM, and sees to it that the process ends. SIGHUP is left as it is,
/// since `nohup` has it ignored.
pub(super) fn guard(stop: Arc<AtomicBool>, staging: Option<Staging>) -> anyhow::Result<()> {
    for signal in [SIGINT, SIGTERM] {
        flag::register(signal, Arc::clone(&stop)).context("cannot listen to Ctrl-C")?;
    }
    // It ends with the process at the latest.
    std::thread::spawn(move || {
        while !stop.load(Ordering::Relaxed) {
            std::thread::sleep(LOOK);
        }
        std::thread::sleep(PATIENCE);
        end(staging);
    });
    Ok(())
}

/// Gives up the output, but for what another run can go on with, and ends the process, unless the output was finished already: then the run
/// is about to end by itself.
fn end(staging: Option<Staging>) {
    let (sender, receiver) = channel();
    let is_resumable = staging.as_ref().is_some_and(Staging::is_resumable);
    std::thread::spawn(move || {
        let unfinished = staging.is_none_or(|staging| staging.give_up());
        let _ = sender.send(unfinished);
    });
    // Unfinished output that could not be removed in time has a name that says so.
    if receiver.recv_timeout(REMOVAL).unwrap_or(true) {
        super::say_error(&Interrupted { is_resumable }.to_string());
        std::process::exit(130);
    }
}
