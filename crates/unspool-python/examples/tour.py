"""What the package can do, on the pages of the project: `python crates/unspool-python/examples/tour.py seeds`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pyarrow
import unspool


def headlines(page: unspool.Page) -> list[tuple[str | None, date | None]]:
    """Headline and day of each story."""
    return [(story.title, story.updated) for story in page.stories]


def paragraphs(story: unspool.Story) -> Iterable[str]:
    """The paragraphs of a story by their spans, which count bytes of the page text."""
    return (story.slice(part.span) for part in story.parts if part.role == "paragraph")


def kept(texts: list[str]) -> list[str]:
    """The texts without near-duplicates."""
    table = unspool.dedup(pyarrow.table({"text": texts}), text="text")
    return [text for text, stays in zip(texts, table.to_arrow().column("kept").to_pylist()) if stays]


def main(scrapes: Path) -> None:
    """Takes pages apart, alone and together."""
    for file in sorted(scrapes.rglob("*.txt"))[:3]:
        page = unspool.split(file.read_bytes())
        print(page, headlines(page), [len(list(paragraphs(story))) for story in page])
    with tempfile.TemporaryDirectory() as out:
        try:
            summary = unspool.run(scrapes, out=out, keep="longest", progress=lambda now: print(now.stage))
        except unspool.Error as error:
            sys.exit(f"unspool: {error}")
        print(f"{summary.stories.kept} of {summary.stories.found} stories stay")
        records: unspool.Records[unspool.Record] = unspool.read(out)
        print(len(kept([record.text for record in records])), records.to_pandas().shape)
        rules = {dropped.rule for dropped in unspool.read(out, "dropped") if dropped.similarity is None}
        print(", ".join(sorted(rules)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
