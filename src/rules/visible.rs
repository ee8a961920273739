//! Owns which characters of a line a reader sees.

/// Which characters of a line show nothing and change nothing of what is shown.
pub(super) struct Invisible<'a> {
    line: &'a str,
    right_to_left: bool,
}

impl<'a> Invisible<'a> {
    pub(super) fn new(line: &'a str) -> Self {
        let right_to_left = !line.is_ascii() && line.chars().any(is_right_to_left);
        Self { line, right_to_left }
    }

    /// Whether there is any.
    pub(super) fn any(&self) -> bool {
        let plain = self.line.bytes().all(|b| matches!(b, b' '..=b'~' | b'\t'));
        !plain && self.line.char_indices().any(|(at, c)| self.is(at, c))
    }

    /// Whether the character `c` at `at` is one.
    pub(super) fn is(&self, at: usize, c: char) -> bool {
        match c {
            // Nearly all there is.
            ' '..='~' | '\t' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{5ff}' => false,
            '\u{ad}'
            | '\u{200b}'
            | '\u{2060}'..='\u{2064}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' => true,
            '\u{200c}' | '\u{200d}' => !joins(self.line, at, c),
            '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => !self.right_to_left,
            c => c.is_control(),
        }
    }
}

/// Whether a joiner stands where it is spelling: between characters outside of ASCII, at least one
/// of them of a script that joins, or an emoji.
fn joins(line: &str, at: usize, c: char) -> bool {
    let before = line[..at].chars().next_back();
    let after = line[at + c.len_utf8()..].chars().next();
    let shaped = |c: char| {
        matches!(c, '\u{600}'..='\u{1cff}' | '\u{a840}'..='\u{abff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe0f}'
            | '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
    };
    before.is_some_and(shaped) && (after.is_some_and(shaped) || c == '\u{200d}')
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
        && c != '\u{61c}'
        && c != '\u{feff}'
}
