"""The native half of `unspool`."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Protocol, final

import pandas
import polars
import pyarrow

from unspool._records import DateSource, Evidence, PartRole, Span

class Error(Exception):
    """What unspool raises; its subclasses say what is wrong."""

class ConfigError(Error):
    """An option makes no sense; nothing was written."""

class InputError(Error):
    """What is to be read is not there, or is not what it should be; nothing was written."""

class OutputError(Error):
    """The output cannot be written; earlier results are untouched, the same call carries on."""

class ArrowStream(Protocol):
    """What exports an Arrow stream: tables, data frames, readers, relations."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

class ArrowBatch(Protocol):
    """What exports an Arrow array of structures: a record batch."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...

@final
class Line:
    """A line of a page."""

    def __new__(cls, number: int, role: str, dropped: bool, span: Span, text: str) -> Line: ...
    @property
    def number(self) -> int:
        """From 1."""

    @property
    def role(self) -> str:
        """The part it is, or the rule that drops it; empty for a blank line, `·` for one that goes on."""

    @property
    def dropped(self) -> bool:
        """Whether it is in no story."""

    @property
    def span(self) -> Span:
        """Where it lies."""

    @property
    def text(self) -> str:
        """What it says, without its line end."""

    def __hash__(self) -> int: ...

@final
class Part:
    """A part of a story."""

    def __new__(cls, role: str, span: Span, text: str) -> Part: ...
    @property
    def role(self) -> PartRole:
        """What it is."""

    @property
    def span(self) -> Span:
        """Where it lies."""

    @property
    def text(self) -> str:
        """What stands there."""

    def __hash__(self) -> int: ...

@final
class Story:
    """A story of a page. Its fields are those of a record; what other pages decide is in records alone."""

    def __new__(cls, page: Page, position: int) -> Story: ...
    @property
    def page(self) -> Page:
        """Its page."""

    @property
    def position(self) -> int:
        """Its place on the page; 0 is the first."""

    @property
    def title(self) -> str | None:
        """The headline."""

    @property
    def text(self) -> str:
        """Its paragraphs and subheadings, joined by one blank line."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """What it is made of, in the order of the page."""

    @property
    def span(self) -> Span:
        """From its first line to its last."""

    def slice(self, span: Span) -> str:
        """The text of a span of its page.

        Args:
            span: `(start, end)` in bytes of the page text's UTF-8.

        Raises:
            ValueError: It does not lie within the page text, or cuts a character in two.
        """

    @property
    def truncated(self) -> bool:
        """Whether the end of the page cuts off its last paragraph."""

    @property
    def split_confidence(self) -> float | None:
        """How probable its boundary is, from 0 to 1; None where nothing had to be decided."""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What speaks for its boundary."""

    @property
    def highlights(self) -> tuple[str, ...]:
        """Summary bullets and standfirsts."""

    @property
    def captions(self) -> tuple[str, ...]:
        """Captions."""

    @property
    def credits(self) -> tuple[str, ...]:
        """Closing credits and biographies."""

    @property
    def authors(self) -> tuple[str, ...]:
        """Names of authors."""

    @property
    def topics(self) -> tuple[str, ...]:
        """Topics."""

    @property
    def agency(self) -> str | None:
        """The news agency, where one is credited."""

    @property
    def dateline(self) -> str | None:
        """Where the report was written; it stays at the start of `text`."""

    @property
    def publisher(self) -> str | None:
        """The publisher the page was recognised as."""

    @property
    def ruleset(self) -> str:
        """The rules the page was read by."""

    @property
    def language(self) -> str | None:
        """BCP 47."""

    @property
    def url(self) -> str | None:
        """The address that an HTML page declares for it."""

    @property
    def date(self) -> datetime.date | None:
        """`published`, else `updated`."""

    @property
    def date_source(self) -> DateSource | None:
        """Where `date` comes from."""

    @property
    def published(self) -> datetime.date | None:
        """The day of publication."""

    @property
    def published_at(self) -> datetime.datetime | None:
        """Its moment, only where the page gives time and zone."""

    @property
    def published_raw(self) -> str | None:
        """The page's words."""

    @property
    def updated(self) -> datetime.date | None:
        """The day of the last change."""

    @property
    def updated_at(self) -> datetime.datetime | None:
        """Its moment, only where the page gives time and zone."""

    @property
    def updated_raw(self) -> str | None:
        """The page's words."""

    @property
    def word_count(self) -> int:
        """Words in `text`."""

    @property
    def content_id(self) -> str:
        """xxh3-128 over the words of title and text, as 32 hexadecimal digits."""

    @property
    def simhash(self) -> str | None:
        """SimHash over the words of all its paragraphs, as 16 hexadecimal digits; None without words."""

    def __hash__(self) -> int: ...

@final
class Page:
    """A page, taken apart: a sequence of its stories. What nobody asks for is not made."""

    def __new__(
        cls, text: str | bytes, min_confidence: float = 0.5, scraped_at: str | datetime.date | None = None
    ) -> Page: ...
    @property
    def text(self) -> str:
        """The page text, which spans count in: of an HTML page its visible text, one block a line."""

    @property
    def encoding(self) -> str:
        """The encoding it was read in."""

    @property
    def replaced(self) -> int:
        """How many characters decoding had to replace."""

    @property
    def stories(self) -> tuple[Story, ...]:
        """Its stories, in order; none on a page without any body."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """Its lines with their roles, in order."""

    def slice(self, span: Span) -> str:
        """The text of a span: see `Story.slice`."""

    def __len__(self) -> int: ...
    def __getitem__(self, position: int) -> Story: ...
    def __iter__(self) -> Iterator[Story]: ...
    def __hash__(self) -> int: ...
    def _repr_html_(self) -> str: ...

def split(text: str | bytes, min_confidence: float = 0.5, scraped_at: str | datetime.date | None = None) -> Page:
    """Takes a page apart into its stories, as `unspool run` does with each page. Pure; other threads run meanwhile.

    Args:
        text: The page. Bytes are decoded as those of a file without an ending; what begins like HTML is read as HTML.
        min_confidence: Least probability at which the page is cut, from 0 to 1.
        scraped_at: When it was scraped: relative times ("7 sec ago") are told by it.

    Raises:
        TypeError: It is neither str nor bytes.
        InputError: It is a file of something else than text.
        ConfigError: An option makes no sense.
        UnicodeEncodeError: The str holds lone surrogates, which are no text.
    """

def simhash(text: str, /) -> str | None:
    """The SimHash of a text as the 16 hexadecimal digits that records have; None without words.

    Two of them are `(int(a, 16) ^ int(b, 16)).bit_count()` bits apart.
    """

def similarity(a: str, b: str, /) -> float:
    """How similar two paragraphs are, from 0.0 to 1.0, rounded down to four digits.

    1 - d / max(n, m), with d the Levenshtein distance over words, n and m how many words they have. Datelines and closing
    credits take no part.
    """

@final
class Table:
    """An Arrow table. Whatever reads Arrow streams reads it without a copy: PyArrow, Polars, pandas, DuckDB, datasets."""

    @property
    def column_names(self) -> list[str]:
        """Names of its columns."""

    def to_arrow(self) -> pyarrow.Table:
        """As a PyArrow table."""

    def to_pandas(self) -> pandas.DataFrame:
        """As a pandas frame."""

    def to_polars(self) -> polars.DataFrame:
        """As a Polars frame."""

    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...

def dedup(
    table_or_batches: ArrowStream | ArrowBatch | Iterable[ArrowStream | ArrowBatch] | Any,
    *,
    text: str = "text",
    id: str | None = None,
    keep: Literal["first", "longest"] = "longest",
    facts: Literal["numbers", "names", "off"] = "numbers",
    similarity: float = 0.8,
    threads: int | None = None,
) -> Table:
    """Finds the texts of a table that are near-duplicates of others, as `unspool run` finds those of stories.

    A text is compared as the story of its paragraphs: what blank lines part, or its lines where there are none. A text
    without words, or null, is no duplicate. The answer is the same for any number of threads.

    Args:
        table_or_batches: Whatever exports Arrow, a dataset of Hugging Face, or several batches. Texts are not copied.
        text: The column of texts: string, large string, string view, or a dictionary of them.
        id: The column that `duplicate_of` names survivors by; without it, the number of the row, from 0.
        keep: Which of several copies stays: the first, or the one with the most words, of equal ones the first.
        facts: Which facts a duplicate must not add to the text that stays.
        similarity: Least share of matched words that makes a text a duplicate.
        threads: Threads to use; without it, one a core.

    Returns:
        A row for each row, in order: `id`; `kept` (bool); `duplicate_of` (type of the ids), the row that stays and was
        compared with it directly, null where it is kept; `similarity` (double), that of its paragraphs to those they match
        there, weighed by words, null where it is kept.

    Raises:
        TypeError: It exports no Arrow, or a column holds something else than texts.
        KeyError: There is no such column.
        InputError: An id is null, texts are not UTF-8, or the batches end with an error.
        ConfigError: An option makes no sense.
    """

@final
class Progress:
    """How far a run is."""

    @property
    def stage(self) -> Literal["listing", "reading", "pairing", "comparing", "settling", "writing"]:
        """What it is at."""

    @property
    def files(self) -> int:
        """Files that were read."""

    @property
    def of(self) -> int:
        """Files there are."""

    @property
    def bytes(self) -> int:
        """Bytes of text that were read."""

    @property
    def seconds(self) -> float:
        """Seconds that the stage has taken."""

    @property
    def seconds_left(self) -> float | None:
        """Seconds that the rest of the files will take; None while nothing tells it."""

@final
class Rows:
    def __new__(cls, out: str | PathLike[str], file: str) -> Rows: ...
    def __iter__(self) -> Rows: ...
    def __next__(self) -> dict[str, Any]: ...

def run(
    inputs: Sequence[str | PathLike[str]],
    settings: tuple[str | PathLike[str] | None, str | None],
    progress: bool | str | Callable[[Progress], object],
    values: Mapping[str, Any],
) -> tuple[str, str | None]: ...
def summary(out: str | PathLike[str]) -> str: ...
def stream(out: str | PathLike[str], file: str, requested_schema: object | None = None) -> object: ...
def summary_html(summary: str) -> str: ...
def to_arrow(given: object) -> pyarrow.Table: ...
def to_pandas(given: object) -> pandas.DataFrame: ...
def to_polars(given: object) -> polars.DataFrame: ...
def main(arguments: Sequence[str]) -> int: ...
def schema(name: str) -> str: ...
def version() -> str: ...
def spark_columns(stage: str) -> str: ...
def spark_command(arguments: Sequence[str]) -> SparkJob: ...
def spark_job(
    inputs: Sequence[object], settings: tuple[str | PathLike[str] | None, str | None], values: Mapping[str, object]
) -> SparkJob: ...
@final
class SparkJob:
    @property
    def settings(self) -> str: ...
    @property
    def ignored(self) -> str: ...
    @property
    def plan(self) -> str: ...
    @property
    def sources(self) -> Table: ...
    @property
    def skipped(self) -> Table: ...
    def claim(self) -> SparkStore: ...

@final
class SparkStore:
    @property
    def work(self) -> Path: ...
    def publish(self, counts: str) -> tuple[str, str | None]: ...

@final
class SparkTask:
    def __new__(cls, settings: str) -> SparkTask: ...
    def stage(self, name: str, partition: int) -> SparkStage: ...

@final
class SparkStage:
    def rows(self, batch: object) -> Table: ...
    def end(self) -> Table: ...
