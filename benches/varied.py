#!/usr/bin/env python3
"""Writes the text pages of `fixtures/various` and `fixtures/blind` many times, as pages like real ones to measure runs by.

    python3 benches/varied.py DIR [COPIES]

Thirty copies, the default, are some 120 MB.

In each copy three in ten of the plain words in long lines are exchanged for others, so that most copies are near-duplicates
and none is equal to another. The same pages give the same copies.
"""

import re
import sys
import zlib
from pathlib import Path

LONG_LINE = 80
WORD = re.compile(r"\b[a-z]{4,12}\b")


def varied(line: str, copy: int, others: list[str]) -> str:
    """A line with some of its words exchanged."""
    seen = 0

    def word(match: re.Match) -> str:
        nonlocal seen
        seen += 1
        chance = zlib.crc32(f"{copy} {match.group()} {seen}".encode())
        return others[(chance >> 8) % len(others)] if chance % 10 < 3 else match.group()

    return WORD.sub(word, line) if len(line) > LONG_LINE else line


def main() -> None:
    fixtures, out = Path(__file__).parent.parent / "fixtures", Path(sys.argv[1])
    paths = sorted(path for folder in ("various", "blind") for path in (fixtures / folder).rglob("*.txt"))
    pages = [path.read_bytes().decode(errors="replace") for path in paths]
    others = sorted({word for page in pages for word in WORD.findall(page)})
    for copy in range(int(sys.argv[2]) if len(sys.argv) > 2 else 30):
        folder = out / f"{copy:02}"
        folder.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(pages):
            lines = "\n".join(varied(line, copy, others) for line in page.split("\n"))
            (folder / f"{number:03}.txt").write_bytes(lines.encode())


main()
