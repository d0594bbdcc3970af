"""News pages into clean, deduplicated stories: the library of `unspool`, the same core and the same words.

    >>> import unspool
    >>> page = unspool.split("Old harbour opens\\n\\nKARACHI: The old harbour opened again on Monday, officials said.")
    >>> page[0].title
    'Old harbour opens'

`split` takes one page apart, `run` does the main job on folders, `read` reads what it wrote, `dedup` finds near-duplicate texts
of an Arrow table, `simhash` and `similarity` are what they are compared by.
"""

from __future__ import annotations

import json
from typing import Any

from unspool._core import (
    ConfigError,
    Error,
    InputError,
    Line,
    OutputError,
    Page,
    Part,
    Progress,
    Story,
    Table,
    dedup,
    similarity,
    simhash,
    split,
)
from unspool._core import schema as _schema
from unspool._core import version as _version
from unspool._keywords import run
from unspool._read import Records, read
from unspool._records import (
    Dropped,
    Place,
    Record,
    RecordPart,
    Similar,
    Skipped,
    Span,
    Summary,
    Twin,
)

__version__: str = _version()

__all__ = [
    "ConfigError",
    "Dropped",
    "Error",
    "InputError",
    "Line",
    "OutputError",
    "Page",
    "Part",
    "Place",
    "Progress",
    "Record",
    "RecordPart",
    "Records",
    "Similar",
    "Skipped",
    "Span",
    "Story",
    "Summary",
    "Table",
    "Twin",
    "__version__",
    "dedup",
    "read",
    "run",
    "schema",
    "similarity",
    "simhash",
    "split",
]


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a file (`record`, `dropped`, `similar`, `skipped`, `summary`, `judged`), of a view (`dolma`,
    `newsarticle`, `trafilatura`), or of `config`.

    Raises:
        ValueError: There is no schema of that name.
    """
    found: dict[str, Any] = json.loads(_schema(name))
    return found
