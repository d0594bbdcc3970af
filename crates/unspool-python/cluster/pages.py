"""Pages of one story each that resemble each other by design, and pages in containers."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable
from pathlib import Path

STORIES = 300
WORDS, CHANGED = 60, 9
"""A story is like the one that it is made of, and like no other: 0.85 of the words, and 0.72 two steps away."""


def write_linked(folder: Path, made_of: Callable[[int], int]) -> Path:
    """Each story but the first has the words of the earlier one that `made_of` tells, with some of them changed."""
    chance = random.Random(14)

    def word() -> str:
        return "".join(chance.choice("bdfgklmnprstv") + chance.choice("aeiou") for _ in range(3))

    stories = [[word() for _ in range(WORDS)]]
    for at in range(1, STORIES):
        words = list(stories[made_of(at)])
        for place in chance.sample(range(WORDS), CHANGED):
            words[place] = word()
        stories.append(words)
    folder.mkdir()
    for at, words in enumerate(stories):
        text = " ".join(words).capitalize()
        (folder / f"{at:03}.txt").write_text(f"{word().capitalize()} {word()} {word()} {word()}\n\n{text}.\n")
    return folder


def write_packed(folder: Path, pages: Path) -> Path:
    """Some of the pages as lines of JSON, one line of which is broken, and packed; with what cannot be read and what is no page."""
    texts = [page.read_text() for page in sorted(pages.glob("*.txt"))[:40]]
    folder.mkdir()
    lines = [json.dumps({"text": text, "url": f"https://example.org/{at}"}) for at, text in enumerate(texts)]
    (folder / "lines.jsonl").write_text("\n".join([*lines[:20], '{"text": ', *lines[20:]]))
    (folder / "packed.txt.gz").write_bytes(gzip.compress(texts[0].encode()))
    (folder / "broken.txt.gz").write_bytes(gzip.compress(texts[1].encode())[:-20])
    (folder / "nothing.txt").write_text(" \n")
    (folder / "binary.txt").write_bytes(b"a\0b")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    return folder
