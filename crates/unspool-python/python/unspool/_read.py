"""An output folder, read again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, overload

from unspool import _core
from unspool._records import Dropped, Record, Similar, Skipped, Summary

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

R = TypeVar("R", Record, Dropped, Similar, Skipped, covariant=True)

_LINES: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "stories": Record._of,
    "dropped": Dropped._of,
    "similar": Similar._of,
    "skipped": Skipped._of,
}


class Records(Generic[R]):
    """The lines of one file of an output: iterate over them, or take them as a table.

    It reads the file each time, and holds nothing of it. Whatever reads Arrow streams reads it directly.
    """

    __slots__ = ("file", "out", "summary")

    out: Path
    """The output folder."""
    file: str
    """The file, without its ending."""
    summary: Summary
    """What stands in `summary.json`."""

    def __init__(self, out: str | PathLike[str], file: str) -> None:
        if file not in _LINES:
            raise ValueError(f"`{file}` is none of {', '.join(_LINES)}")
        self.out, self.file = Path(fspath(out)), file
        self.summary = Summary._of(json.loads(_core.summary(self.out)))

    def __iter__(self) -> Iterator[R]:
        make = _LINES[self.file]
        return (make(row) for row in _core.Rows(self.out, self.file))

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """An Arrow stream of the lines, read as they are asked for (the Arrow PyCapsule interface)."""
        return _core.stream(self.out, self.file, requested_schema)

    def to_arrow(self) -> pyarrow.Table:
        """All lines as a PyArrow table: days as `date32`, moments in UTC, parts as a list of structures."""
        return _core.to_arrow(self)

    def to_pandas(self) -> pandas.DataFrame:
        """All lines as a pandas frame."""
        return _core.to_pandas(self)

    def to_polars(self) -> polars.DataFrame:
        """All lines as a Polars frame."""
        return _core.to_polars(self)

    def __repr__(self) -> str:
        return f"<Records: {self.file} of {str(self.out)!r}>"


@overload
def read(out: str | PathLike[str], file: Literal["stories"] = "stories") -> Records[Record]: ...
@overload
def read(out: str | PathLike[str], file: Literal["dropped"]) -> Records[Dropped]: ...
@overload
def read(out: str | PathLike[str], file: Literal["similar"]) -> Records[Similar]: ...
@overload
def read(out: str | PathLike[str], file: Literal["skipped"]) -> Records[Skipped]: ...
def read(out: str | PathLike[str], file: str = "stories") -> Records[Any]:
    """The lines of an output folder: of `stories.jsonl`, or of another of its files.

    Args:
        out: The output folder of a run that was finished.
        file: "stories", "dropped", "similar" or "skipped".

    Raises:
        InputError: There is no such folder, the run in it is unfinished, or a line is not what it should be.
    """
    return Records(out, file)
