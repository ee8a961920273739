//! Owns the way of rows into files: they are cut into units, units are encoded, appended to parts,
//! and brought to the disk, and the journal says how far.
//!
//! A unit is a run of consecutive rows. It ends where its rows say so, never where a clock or the
//! number of threads does: so what a run writes does not depend on whether it was interrupted. A
//! unit is whole when its bytes are on the disk, and then a line of the journal; what stands in a
//! part behind the last whole unit is cut off when another run goes on.

use super::encode::{Encoders, Encoding, Rows};
use super::journal::{
    Checkpoint, Entry, InputFile, Inputs, Journal, MOST_NAMED, Settings, State, hex,
};
use super::list::{METADATA, part_name};
use super::manifest::Manifest;
use super::parquet::{self, Footer};
use super::part::Part;
use super::staging::{Staging, sync_folder};
use super::txt::Txt;
use super::{Format, Item, Row, SinkError, Stamp};
use serde_json::Value;
use std::collections::VecDeque;
use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Bytes of a part behind which a new one begins. A part is larger by what is left of its last unit.
const PART: u64 = 256_000_000;

/// Rows of a unit, at most.
const UNIT_ROWS: u64 = 1_024;

/// Bytes of rows behind which a unit ends.
const UNIT_BYTES: u64 = 4 << 20;

/// Bytes of documents behind which a unit ends: what is lost by a crash is work, not only rows.
const UNIT_INPUT: u64 = 32 << 20;

/// Time between two checkpoints, at least and at most, and how many times that which the last one
/// took, so that slow disks do not slow the run. It decides how much is done again after a crash, and
/// no byte of the output.
const BETWEEN: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(30);
const SHARE: u32 = 10;

/// Rows that become a unit.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) rows: Rows,
    count: u64,
    bytes: u64,
    input: u64,
    inputs: Vec<InputFile>,
    last: (String, u64),
}

impl Unit {
    pub(super) fn new(format: Format) -> Self {
        let rows = match format {
            Format::Jsonl => Rows::Lines(Vec::new()),
            Format::Parquet | Format::Txt => Rows::Records(Vec::new()),
        };
        Self { rows, count: 0, bytes: 0, input: 0, inputs: Vec::new(), last: Default::default() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Adds a row; true where the unit ends with it.
    pub(super) fn add(&mut self, item: Item) -> Result<bool, SinkError> {
        self.count += 1;
        self.bytes += item.row.size();
        self.input += item.bytes;
        self.inputs.extend(item.started);
        self.last = item.place;
        match (&mut self.rows, item.row) {
            (Rows::Lines(lines), Row::Line(line)) => lines.extend_from_slice(&line),
            (Rows::Records(records), Row::Record { record, .. }) => records.push(*record),
            _ => return Err(SinkError::Refused("a row of another format".to_owned())),
        }
        let Self { count, bytes, input, .. } = *self;
        Ok(count >= UNIT_ROWS || bytes >= UNIT_BYTES || input >= UNIT_INPUT)
    }
}

/// What is known of a unit that is being encoded.
#[derive(Debug)]
struct Mark {
    rows: u64,
    inputs: Vec<InputFile>,
    last: (String, u64),
    tally: Value,
    stamp: Arc<Stamp>,
}

/// What a run goes on with.
#[derive(Debug)]
pub struct Resumed {
    /// Documents that have their rows.
    pub documents: u64,
    /// File and offset of the last of them.
    pub last: (String, u64),
    /// What was counted.
    pub tally: Value,
    pub(super) inputs: Inputs,
}

impl Resumed {
    /// The file of input that was begun next, the first time that is asked the first of all.
    pub fn next_input(&mut self) -> Option<InputFile> {
        self.inputs.next()
    }
}

/// Files on their way.
#[derive(Debug)]
pub(super) struct Units {
    staging: Staging,
    encoding: Encoding,
    /// Names of parts end so.
    ending: &'static str,
    /// Whether all goes into one part.
    is_single: bool,
    unit: Unit,
    encoders: Encoders,
    marks: VecDeque<Mark>,
    txt: Option<Txt>,
    part: Part,
    /// What is written, of which `journal` may not yet say the last.
    written: Checkpoint,
    is_synced: bool,
    synced: Instant,
    between: Duration,
    journal: Journal,
    settings: Settings,
    /// Whether something could not be written.
    is_broken: bool,
    /// What the journal said.
    found: State,
    /// Rows of parts that are finished.
    rows: Vec<u64>,
}

impl Units {
    /// Opens the journal of a staging, and goes on where it ends.
    pub(super) fn open(
        staging: Staging,
        encoding: Encoding,
        is_single: bool,
        mut settings: Settings,
        workers: usize,
    ) -> Result<Self, SinkError> {
        let (mut journal, mut found) = Journal::open(&staging.journal())?;
        if found.last.is_some() || found.finished {
            staging.set_begun();
            if let Some(was) = &found.settings {
                // What decides the rows may be known only later.
                was.check(&settings.same, staging.path())?;
            }
        } else {
            // An earlier run that had written nothing may have been told to replace what is there.
            settings.overwrite |= found.settings.is_some_and(|was| was.overwrite);
            if !settings.overwrite {
                staging.check_free().inspect_err(|_| _ = staging.give_up())?;
            }
            drop(journal);
            staging.clear()?;
            (journal, found) = Journal::open(&staging.journal())?;
        }
        let data = staging.data();
        if !found.finished {
            fs::create_dir_all(&data).map_err(SinkError::io(&data))?;
        }
        let path = staging.path();
        let encoders = Encoders::start(encoding, workers).map_err(SinkError::io(path))?;
        let ending = super::ending(encoding.format, encoding.compress);
        let written = found.last.clone().unwrap_or_default();
        let part = if found.finished {
            Part::closed(&staging.journal())?
        } else {
            Part::open(
                &staging,
                &encoding,
                &data.join(Self::name(&encoding, ending, written.part)),
                &found,
            )?
        };
        let txt = (encoding.format == Format::Txt && !found.finished)
            .then(|| Txt::open(data.clone(), encoding.schema, &staging.open_part()))
            .transpose()?;
        let rows = found.rows.clone();
        Ok(Self {
            unit: Unit::new(encoding.format),
            staging,
            encoding,
            ending,
            is_single,
            encoders,
            marks: VecDeque::new(),
            txt,
            part,
            written,
            is_synced: true,
            synced: Instant::now(),
            between: BETWEEN,
            journal,
            settings,
            is_broken: false,
            found,
            rows,
        })
    }

    /// The name of a part.
    fn name(encoding: &Encoding, ending: &str, number: usize) -> String {
        match encoding.format {
            Format::Txt => METADATA.to_owned(),
            Format::Jsonl | Format::Parquet => part_name(number, ending),
        }
    }

    /// What stands on the disk already, to be gone on with. Writes down how the run is set up where
    /// it is new.
    pub(super) fn begin(&mut self, config: (String, String)) -> Result<Option<Resumed>, SinkError> {
        if let Some(was) = &self.found.settings {
            was.check(std::slice::from_ref(&config), self.staging.path())?;
            let Some(last) = &self.found.last else { return Ok(None) };
            return Ok(Some(Resumed {
                documents: last.documents,
                last: last.last.clone(),
                tally: last.tally.clone(),
                inputs: self.journal.inputs()?,
            }));
        }
        self.settings.same.push(config);
        self.journal.append(&Entry::Settings(self.settings.clone()))?;
        sync_folder(self.staging.path())?;
        Ok(None)
    }

    /// Whether all is written, and only wants its real name.
    pub(super) fn is_finished(&self) -> bool {
        self.found.finished
    }

    /// Adds a row. `tally` is asked for what the run has counted up to this row, where a unit ends.
    pub(super) fn write(
        &mut self,
        item: Item,
        stamp: &Arc<Stamp>,
        tally: &mut dyn FnMut() -> Value,
    ) -> Result<(), SinkError> {
        if self.unit.add(item)? {
            self.seal(stamp, tally());
            while self.encoders.are_full() {
                self.settle()?;
            }
        }
        Ok(())
    }

    /// Ends the unit and gives it to be encoded.
    fn seal(&mut self, stamp: &Arc<Stamp>, tally: Value) {
        let unit = std::mem::replace(&mut self.unit, Unit::new(self.encoding.format));
        let Unit { rows, count, inputs, last, .. } = unit;
        self.marks.push_back(Mark { rows: count, inputs, last, tally, stamp: Arc::clone(stamp) });
        self.encoders.give(rows, Arc::clone(stamp));
    }

    /// Writes the unit that was sealed first; false where there is none. Behind an error nothing more
    /// may be written, or the journal would tell of a whole that has a hole.
    fn settle(&mut self) -> Result<bool, SinkError> {
        self.unless_broken(Self::settle_one)
    }

    /// Brings what is written to the disk, and says so in the journal; not behind an error.
    fn checkpoint(&mut self) -> Result<(), SinkError> {
        self.unless_broken(Self::sync)
    }

    fn unless_broken<T>(
        &mut self,
        step: impl FnOnce(&mut Self) -> Result<T, SinkError>,
    ) -> Result<T, SinkError> {
        if self.is_broken {
            return Err(SinkError::Abandoned);
        }
        let done = step(self);
        self.is_broken |= done.is_err();
        done
    }

    fn settle_one(&mut self) -> Result<bool, SinkError> {
        let (Some(encoded), Some(mark)) = (self.encoders.take(), self.marks.pop_front()) else {
            return Ok(false);
        };
        let mut encoded = encoded.map_err(SinkError::io(&self.part.path))?;
        if !self.is_single && self.part.bytes >= PART {
            self.checkpoint()?;
            self.close_part()?;
            self.written.part += 1;
            self.part = Part::create(&self.staging, &self.encoding)?;
        }
        if self.encoding.format == Format::Parquet
            && self.part.footers.len() >= parquet::MOST_GROUPS
        {
            return Err(parquet::is_full());
        }
        if let Some(txt) = &mut self.txt {
            encoded.bytes = txt.write(&encoded.records, &mark.stamp)?;
        }
        self.part.append(&encoded, mark.rows)?;
        let Checkpoint { units, documents, inputs, footers, .. } = &mut self.written;
        *units += 1;
        *documents += mark.rows;
        for input in &mark.inputs {
            self.found.input_files += 1;
            if self.found.inputs.len() < MOST_NAMED {
                self.found.inputs.push(input.clone());
            }
        }
        inputs.extend(mark.inputs);
        if let Some(Footer { shift, thrift }) = self.part.footers.last() {
            footers.push((*shift, hex(thrift)));
        }
        self.written.part_bytes = self.part.bytes;
        self.written.part_rows = self.part.rows;
        (self.written.last, self.written.tally) = (mark.last, mark.tally);
        self.is_synced = false;
        if self.synced.elapsed() >= self.between {
            self.checkpoint()?;
        }
        Ok(true)
    }

    fn sync(&mut self) -> Result<(), SinkError> {
        if self.is_synced {
            return Ok(());
        }
        let start = Instant::now();
        if let Some(txt) = &mut self.txt {
            txt.sync(&self.part.file)?;
        }
        self.part.sync()?;
        self.journal.append(&Entry::Done(Box::new(self.written.clone())))?;
        // A file that was removed would take all of it without a word.
        for path in [&self.part.path, &self.staging.journal()] {
            path.symlink_metadata().map_err(SinkError::io(path))?;
        }
        self.written.inputs.clear();
        self.written.footers.clear();
        self.is_synced = true;
        self.synced = Instant::now();
        self.between = (start.elapsed() * SHARE).clamp(BETWEEN, LONGEST);
        self.staging.set_begun();
        Ok(())
    }

    /// Gives the part its name.
    fn close_part(&mut self) -> Result<(), SinkError> {
        if self.encoding.format == Format::Parquet {
            self.part.finish(&self.encoding)?;
        }
        self.part.sync()?;
        let name = Self::name(&self.encoding, self.ending, self.written.part);
        let data = self.staging.data();
        fs::rename(&self.part.path, data.join(name)).map_err(SinkError::io(&self.part.path))?;
        self.rows.resize(self.written.part + 1, 0);
        self.rows[self.written.part] = self.part.rows;
        sync_folder(&data)?;
        sync_folder(self.staging.path())
    }

    /// Writes what is left, and gives everything its real name; `manifest` is asked where there is
    /// a folder.
    pub(super) fn finish(
        mut self,
        stamp: &Arc<Stamp>,
        tally: Value,
        manifest: impl FnOnce(Manifest) -> Value,
    ) -> Result<(), SinkError> {
        if !self.found.finished {
            // A file of no rows is a file all the same: an empty member, an empty frame.
            let is_empty = self.written.units == 0 && self.marks.is_empty();
            let packed = self.ending.ends_with("gz") || self.ending.ends_with("zst");
            if !self.unit.is_empty() || is_empty && packed {
                self.seal(stamp, tally);
            }
            while self.settle()? {}
            self.checkpoint()?;
            self.close_part()?;
            if !self.is_single || self.encoding.format == Format::Txt {
                self.write_manifest(manifest)?;
            }
            self.journal.append(&Entry::Finished)?;
        }
        self.staging.set_begun();
        self.commit()
    }

    /// Gives what is whole its real name.
    fn commit(mut self) -> Result<(), SinkError> {
        let overwrite = self.found.settings.as_ref().unwrap_or(&self.settings).overwrite;
        let clear = overwrite && !self.found.cleared;
        let staging = self.staging.clone();
        staging.commit(overwrite, clear, || {
            if clear { self.journal.append(&Entry::Cleared) } else { Ok(()) }
        })
    }

    fn write_manifest(&self, value: impl FnOnce(Manifest) -> Value) -> Result<(), SinkError> {
        let data = self.staging.data();
        let parts = self.rows.iter().enumerate().map(|(number, rows)| {
            let name = Self::name(&self.encoding, self.ending, number);
            let bytes =
                data.join(&name).metadata().map_err(SinkError::io(&data.join(&name)))?.len();
            Ok((name, *rows, bytes))
        });
        let manifest = Manifest {
            parts: parts.collect::<Result<_, SinkError>>()?,
            files: self.found.inputs.clone(),
            file_count: self.found.input_files,
        };
        super::manifest::write(&data, &value(manifest))
    }

    /// Ends without finishing: what is sealed is brought to the disk, so that another run goes on
    /// behind it.
    pub(super) fn suspend(mut self) {
        // Where that fails, less is done already.
        let _ = (|| {
            while self.settle()? {}
            self.checkpoint()
        })();
        self.staging.give_up();
    }
}
