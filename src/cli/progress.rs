//! How far a run is, told while it runs: as a bar, as lines for logs, or as events for programs.

use crate::config::ProgressShape;
use crate::run::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle, TermLike as _};
use std::fmt;
use std::io::{self, IsTerminal as _, Write as _, stderr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

mod figures;
mod screen;

pub use figures::{Figures, Stage};
use screen::Screen;

const DRAWS_A_SECOND: u8 = 10;
/// Columns of the bar; a space and words stand behind it.
const BAR: usize = 6;
/// Between two lines for logs.
const LINES_APART: Duration = Duration::from_secs(30);
/// Between two events.
const EVENTS_APART: Duration = Duration::from_secs(1);

/// How far a run is, and a thread that tells it.
pub struct Meter {
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    pages: AtomicU64,
    bytes: AtomicU64,
}

/// What changes seldom.
struct State {
    stage: Stage,
    /// Pages there are.
    of: u64,
    /// When the stage began.
    since: Instant,
    /// How long those before it took.
    spent: Vec<(Stage, Duration)>,
    telling: Telling,
}

/// What stands behind a bar.
type Words = Arc<Mutex<String>>;

/// In which form it is told.
enum Telling {
    Nothing,
    Bar(ProgressBar, Words),
    Lines,
    Events,
}

impl Telling {
    fn new(shape: ProgressShape) -> Self {
        match shape {
            ProgressShape::Auto if !stderr().is_terminal() => Self::Nothing,
            // It can go on to the next line, and no more.
            ProgressShape::Auto if std::env::var_os("TERM").is_some_and(|kind| kind == "dumb") => Self::Lines,
            ProgressShape::Auto | ProgressShape::Always => bar(),
            ProgressShape::Never => Self::Nothing,
            ProgressShape::Plain => Self::Lines,
            ProgressShape::Json => Self::Events,
        }
    }

    /// How long nothing is told while a stage lasts.
    fn pause(&self) -> Duration {
        match self {
            Self::Bar(..) => Duration::from_secs(1) / u32::from(DRAWS_A_SECOND),
            Self::Events => EVENTS_APART,
            Self::Lines | Self::Nothing => LINES_APART,
        }
    }

    fn tell(&self, figures: &Figures) {
        // Nobody is left to be told of a closed pipe.
        match self {
            Self::Nothing => {}
            Self::Bar(bar, words) => {
                let of = figures.of.max(1);
                let done = if figures.stage == Stage::Reading { figures.pages } else { of };
                let room = usize::from(Screen.width()).saturating_sub(BAR + 1);
                *words.lock().unwrap_or_else(PoisonError::into_inner) = figures.words_within(room);
                // All at once: each change that is made alone draws.
                bar.update(|state| {
                    state.set_len(of);
                    state.set_pos(done);
                });
            }
            Self::Lines => drop(writeln!(stderr(), "unspool: {}", figures.words())),
            Self::Events => drop(writeln!(io::stdout(), "{}", figures.event())),
        }
    }
}

/// Short, so that a terminal that is made as narrow as 60 columns does not break it into two lines, of which one would stay.
fn bar() -> Telling {
    let target = ProgressDrawTarget::term_like_with_hz(Box::new(Screen), DRAWS_A_SECOND);
    let bar = ProgressBar::with_draw_target(Some(1), target);
    let words = Words::default();
    let told = Arc::clone(&words);
    let tell = move |_: &ProgressState, out: &mut dyn fmt::Write| {
        // Writing to a string cannot fail.
        let _ = out.write_str(&told.lock().unwrap_or_else(PoisonError::into_inner));
    };
    let bar = match ProgressStyle::with_template(&format!("{{bar:{BAR}}} {{told}}")) {
        Ok(style) => bar.with_style(style.progress_chars("━╸ ").with_key("told", tell)),
        Err(_) => bar,
    };
    Telling::Bar(bar, words)
}

impl Meter {
    /// Begins to tell.
    pub fn new(shape: ProgressShape) -> Self {
        let telling = Telling::new(shape);
        let state = State { stage: Stage::Listing, of: 0, since: Instant::now(), spent: Vec::new(), telling };
        let shared = Shared {
            state: Mutex::new(state),
            changed: Condvar::new(),
            pages: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
        };
        let meter = Self { shared: Arc::new(shared) };
        let shared = Arc::clone(&meter.shared);
        thread::spawn(move || shared.tell());
        meter
    }

    /// How far it is now.
    pub fn figures(&self) -> Figures {
        self.shared.figures(&self.shared.lock())
    }

    /// The stages there were, the last one up to now, and how long each took.
    pub(super) fn spent(&self) -> Vec<(Stage, Duration)> {
        let state = self.shared.lock();
        state.spent.iter().copied().chain([(state.stage, state.since.elapsed())]).collect()
    }

    /// Takes note of how far the run is.
    pub fn show(&self, progress: Progress) {
        match progress {
            Progress::Read(bytes) => {
                self.shared.pages.fetch_add(1, Ordering::Relaxed);
                self.shared.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
            }
            Progress::Found(pages) => self.shared.lock().of += pages as u64,
            Progress::Listed(pages) => {
                self.shared.lock().of = pages as u64;
                self.shared.enter(Stage::Reading);
            }
            Progress::Pairing => self.shared.enter(Stage::Pairing),
            Progress::Comparing => self.shared.enter(Stage::Comparing),
            Progress::Settling => self.shared.enter(Stage::Settling),
            Progress::Writing => self.shared.enter(Stage::Writing),
        }
    }

    /// Tells no more, and leaves the terminal as it was.
    pub(super) fn clear(&self) {
        let mut state = self.shared.lock();
        if let Telling::Bar(bar, _) = &state.telling {
            bar.finish_and_clear();
        }
        state.telling = Telling::Nothing;
        self.shared.changed.notify_all();
    }
}

impl Shared {
    /// A thread that broke while it told leaves nothing half-done.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(&self, stage: Stage) {
        let mut state = self.lock();
        let before = (state.stage, state.since.elapsed());
        state.spent.push(before);
        (state.stage, state.since) = (stage, Instant::now());
        // Told here, so that a stage that is over at once is told as well.
        state.telling.tell(&self.figures(&state));
    }

    /// Tells how far the run is again and again, until nobody wants to know.
    fn tell(&self) {
        let mut state = self.lock();
        while !matches!(state.telling, Telling::Nothing) {
            let pause = state.telling.pause();
            let (woken, waited) =
                self.changed.wait_timeout(state, pause).unwrap_or_else(PoisonError::into_inner);
            state = woken;
            if waited.timed_out() && state.stage != Stage::Listing {
                state.telling.tell(&self.figures(&state));
            }
        }
    }

    fn figures(&self, state: &State) -> Figures {
        Figures {
            stage: state.stage,
            pages: self.pages.load(Ordering::Relaxed),
            of: state.of,
            bytes: self.bytes.load(Ordering::Relaxed),
            spent: state.since.elapsed(),
        }
    }
}
