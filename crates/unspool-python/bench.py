"""How fast the package is beside the program and the library.

    cargo build --release --bin unspool --example corpus --example dedup
    python crates/unspool-python/bench.py target/release [MEGABYTES] [PARAGRAPHS]

It prints the time of `unspool.run` over that of the command line, the megabytes of pages that `unspool.split` takes apart in a
second on one thread, titles and texts made, and the time of `unspool.dedup` over that of the library's function.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import unspool

ROUNDS = 5


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def ratio(package: Callable[[], float], program: Callable[[], float]) -> str:
    """The median of the ratios of two things done in turns, with the medians of both."""
    pairs = [(package(), program()) for _ in range(ROUNDS)]
    ours, theirs = ([pair[at] for pair in pairs] for at in (0, 1))
    middle = statistics.median(a / b for a, b in pairs)
    return f"{middle:.3f} ({statistics.median(ours):.2f} s over {statistics.median(theirs):.2f} s)"


def run(programs: Path, pages: Path, work: Path) -> str:
    def fresh(name: str) -> Path:
        shutil.rmtree(work / name, ignore_errors=True)
        return work / name

    def package() -> float:
        out = fresh("python")
        return seconds(lambda: unspool.run(pages, out=out))

    def program() -> float:
        command = [str(programs / "unspool"), "run", str(pages), "-o", str(fresh("shell")), "--quiet"]
        return seconds(lambda: subprocess.run(command, check=True))

    return ratio(package, program)


def split(pages: Path) -> str:
    texts = [file.read_text(encoding="utf-8") for file in sorted(pages.rglob("*.txt"))][:10_000]
    size = sum(len(text.encode()) for text in texts)

    def made() -> int:
        return sum(len(story.text) + len(story.title or "") for text in texts for story in unspool.split(text).stories)

    spent = min(seconds(made) for _ in range(3))
    return f"{size / spent / 1e6:.1f} MB/s ({len(texts)} pages of {size / 1e6:.1f} MB)"


def dedup(programs: Path, pages: Path, work: Path, count: int) -> str:
    texts: list[str] = []
    for file in sorted(pages.rglob("*.txt")):
        for story in unspool.split(file.read_bytes()):
            texts += [paragraph.replace("\n", " ") for paragraph in story.text.split("\n\n")]
        if len(texts) >= count:
            break
    texts = texts[:count]
    (work / "lines.txt").write_text("\n".join(texts), encoding="utf-8")
    table = pa.table({"text": texts})

    def library() -> float:
        command = [str(programs / "examples" / "dedup"), str(work / "lines.txt")]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return float(said.split()[-2])

    return f"{ratio(lambda: seconds(lambda: unspool.dedup(table, keep='first')), library)}, {len(texts)} paragraphs"


def main() -> None:
    """Measures all three."""
    programs = Path(sys.argv[1]).resolve()
    size, count = sys.argv[2] if len(sys.argv) > 2 else "200", int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        pages = work / "pages"
        subprocess.run([str(programs / "examples" / "corpus"), str(pages), "--size", f"{size}MB"], check=True)
        print("run  ", run(programs, pages, work), flush=True)
        print("split", split(pages), flush=True)
        print("dedup", dedup(programs, pages, work, count), flush=True)


if __name__ == "__main__":
    main()
