//! Standard error as a screen to draw on, whether it is a terminal or not.

use indicatif::TermLike;
use std::io::{self, Write as _, stderr};

/// Columns of what is no terminal.
const COLUMNS: u16 = 80;
/// More are not used: lines are filled with spaces, and a terminal that is made as narrow as 60 columns breaks those that are longer.
const MOST: u16 = 57;
/// So many stay free: in the last one a terminal may go on to the next line, and Ctrl-C shows as `^C` behind the cursor.
const FREE: u16 = 3;

/// Standard error. Its cursor stays visible, so that nothing has to be restored, however the program ends.
#[derive(Debug)]
pub(super) struct Screen;

impl Screen {
    fn turn(steps: usize, letter: char) -> io::Result<()> {
        if steps == 0 { Ok(()) } else { write!(stderr(), "\x1b[{steps}{letter}") }
    }
}

impl TermLike for Screen {
    fn width(&self) -> u16 {
        let columns = terminal_size::terminal_size_of(stderr()).map_or(COLUMNS, |(width, _)| width.0);
        columns.saturating_sub(FREE).min(MOST)
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        Self::turn(n, 'A')
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        Self::turn(n, 'B')
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        Self::turn(n, 'C')
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        Self::turn(n, 'D')
    }

    fn write_line(&self, s: &str) -> io::Result<()> {
        writeln!(stderr(), "{s}")
    }

    fn write_str(&self, s: &str) -> io::Result<()> {
        write!(stderr(), "{s}")
    }

    fn clear_line(&self) -> io::Result<()> {
        write!(stderr(), "\r\x1b[2K")
    }

    fn flush(&self) -> io::Result<()> {
        stderr().flush()
    }
}
