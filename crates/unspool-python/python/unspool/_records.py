"""The lines of the output files as frozen classes. Made by generate.py from the library's schemas."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from unspool._shown import Shown

Span = tuple[int, int]
"""`(start, end)` in bytes of the page text's UTF-8; the end is not in it."""

DateSource = Literal[
    "published",
    "updated",
    "relative",
]
"""Where a story's `date` comes from."""

Evidence = Literal[
    "headline-echo",
    "headline-twice",
    "echo-around-stamp",
    "stamp",
    "loose-stamp",
    "follow",
    "short-url",
    "link",
    "bullets",
    "dateline",
    "other-dateline",
    "byline",
    "below-text",
    "cut-off",
    "blank-lines",
    "end-mark",
    "separator",
    "story-marker",
    "site-mark",
    "path",
    "mail-header",
    "recurs",
    "source-echo",
    "pattern",
    "form",
    "gap",
    "like-first",
    "live-entry",
    "digest",
    "run-in",
    "collection",
    "sign-off",
    "caption",
    "closing-header",
    "headline-in-body",
    "headline-in-story-above",
    "new-topic",
    "same-topic",
    "body-before",
    "thin-before",
    "thin-body",
    "teaser-body",
    "among-teasers",
    "below-comments",
    "headline-only",
    "short-headline",
    "name-for-headline",
    "sentence-for-headline",
    "seen-before",
    "article-element",
    "own-address",
    "scroll-container",
    "declared-story",
    "same-container",
    "headline-level",
    "within-story",
    "title-disagrees",
    "date-disagrees",
    "authors-disagree",
]
"""One observation about a place where a story may begin."""

PartRole = Literal[
    "title",
    "subheading",
    "date",
    "byline",
    "caption",
    "highlight",
    "paragraph",
    "credit",
    "topics",
]
"""The parts of a record. (Words of the contract, section 1.)"""

SimilarKind = Literal[
    "story",
    "paragraph",
]
"""What a line of `similar.jsonl` speaks of."""

SimilarReason = Literal[
    "facts",
    "revision",
]
"""Why something that is like another stays."""

Reason = Literal[
    "unreadable",
    "empty",
    "not-text",
    "too-large",
    "malformed-item",
    "over-limit",
    "truncated-archive",
    "corrupt-archive",
    "bomb",
    "link-loop",
    "outside-input",
    "internal",
]
"""Why an input could not be used."""


@dataclass(frozen=True, slots=True)
class RecordPart:
    """A part of a record."""

    role: PartRole
    """What it is."""
    span: Span
    """Where it lies."""
    duplicate_of: Twin | None
    """The kept paragraph it is a duplicate of."""
    simhash: str | None
    """SimHash of a paragraph's words."""

    @classmethod
    def _of(cls, row: Mapping[str, Any]) -> RecordPart:
        return cls(
            role=row["role"],
            span=(row["span"][0], row["span"][1]),
            duplicate_of=None if row.get("duplicate_of") is None else Twin._of(row["duplicate_of"]),
            simhash=row.get("simhash"),
        )


@dataclass(frozen=True, slots=True)
class Twin:
    """The kept text that another one is like."""

    id: str
    """Its story."""
    path: str
    """The input it stands in."""
    span: Span
    """Where it lies."""
    similarity: float
    """How like they are, rounded down to four digits."""
    item: int | None
    """The line or record of a container."""

    @classmethod
    def _of(cls, row: Mapping[str, Any]) -> Twin:
        return cls(
            id=row["id"],
            path=row["path"],
            span=(row["span"][0], row["span"][1]),
            similarity=row["similarity"],
            item=row.get("item"),
        )


@dataclass(frozen=True, slots=True)
class Record:
    """A line of `stories.jsonl`: one kept story. Every key is always there; what is unknown is `null` or `[]`."""

    id: str
    """The place: xxh3-128 of path, 0x00, item in decimal or nothing, 0x00, position in decimal."""
    text: str
    """The `paragraph` and `subheading` parts that stay, joined by one blank line."""
    highlights: tuple[str, ...]
    """Summary bullets and standfirsts."""
    captions: tuple[str, ...]
    """Captions."""
    authors: tuple[str, ...]
    """Names of authors."""
    credits: tuple[str, ...]
    """Closing credits and biographies."""
    ruleset: str
    """The rules the page was read by."""
    topics: tuple[str, ...]
    """Topics."""
    path: str
    """The input it stands in."""
    position: int
    """Its place on the page; 0 is the first."""
    span: Span
    """From its first line to its last."""
    truncated: bool
    """Its last paragraph is cut off by the end of the page."""
    word_count: int
    """Words in `text`."""
    evidence: tuple[Evidence, ...]
    """What speaks for its boundary."""
    content_id: str
    """The content: xxh3-128 over the words of title and text, before anything was dropped, joined by one space."""
    copies: int
    """Dropped copies of it."""
    copied_in: tuple[str, ...]
    """Up to 20 of their paths."""
    paragraphs_dropped: int
    """Paragraphs that went to the ledger."""
    parts: tuple[RecordPart, ...]
    """What it is made of."""
    agency: str | None
    """The news agency, where one is credited."""
    date: datetime.date | None
    """`published`, else `updated`."""
    date_source: DateSource | None
    """Where `date` comes from."""
    dateline: str | None
    """Where the report was written; it stays at the start of `text`."""
    duplicate_of: Twin | None
    """The kept story it is a duplicate of, in mark mode."""
    item: int | None
    """The line or record of a container."""
    language: str | None
    """BCP 47."""
    published: datetime.date | None
    """The day of publication, `YYYY-MM-DD`."""
    published_at: datetime.datetime | None
    """RFC 3339 with an offset, only where the page gives time and zone."""
    published_raw: str | None
    """What the page says of it, in its words."""
    publisher: str | None
    """The publisher the page was recognised as."""
    revision_of: Twin | None
    """The kept story it is a revision of."""
    scraped_at: str | None
    """When it was scraped."""
    simhash: str | None
    """SimHash over the words of all its paragraphs; `null` without words."""
    split_confidence: float | None
    """How probable its boundary is; `null` where nothing had to be decided."""
    title: str | None
    """The headline."""
    updated: datetime.date | None
    """The day of the last change, `YYYY-MM-DD`."""
    updated_at: datetime.datetime | None
    """RFC 3339 with an offset, only where the page gives time and zone."""
    updated_raw: str | None
    """What the page says of it, in its words."""
    url: str | None
    """The page's address."""

    @classmethod
    def _of(cls, row: Mapping[str, Any]) -> Record:
        return cls(
            id=row["id"],
            text=row["text"],
            highlights=tuple(row["highlights"]),
            captions=tuple(row["captions"]),
            authors=tuple(row["authors"]),
            credits=tuple(row["credits"]),
            ruleset=row["ruleset"],
            topics=tuple(row["topics"]),
            path=row["path"],
            position=row["position"],
            span=(row["span"][0], row["span"][1]),
            truncated=row["truncated"],
            word_count=row["word_count"],
            evidence=tuple(row["evidence"]),
            content_id=row["content_id"],
            copies=row["copies"],
            copied_in=tuple(row["copied_in"]),
            paragraphs_dropped=row["paragraphs_dropped"],
            parts=tuple(RecordPart._of(item) for item in row["parts"]),
            agency=row.get("agency"),
            date=None if row.get("date") is None else datetime.date.fromisoformat(row["date"]),
            date_source=row.get("date_source"),
            dateline=row.get("dateline"),
            duplicate_of=None if row.get("duplicate_of") is None else Twin._of(row["duplicate_of"]),
            item=row.get("item"),
            language=row.get("language"),
            published=None if row.get("published") is None else datetime.date.fromisoformat(row["published"]),
            published_at=None if row.get("published_at") is None else datetime.datetime.fromisoformat(row["published_at"]),
            published_raw=row.get("published_raw"),
            publisher=row.get("publisher"),
            revision_of=None if row.get("revision_of") is None else Twin._of(row["revision_of"]),
            scraped_at=row.get("scraped_at"),
            simhash=row.get("simhash"),
            split_confidence=row.get("split_confidence"),
            title=row.get("title"),
            updated=None if row.get("updated") is None else datetime.date.fromisoformat(row["updated"]),
            updated_at=None if row.get("updated_at") is None else datetime.datetime.fromisoformat(row["updated_at"]),
            updated_raw=row.get("updated_raw"),
            url=row.get("url"),
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a surviving twin lies."""

    id: str
    """Its story."""
    path: str
    """The input it stands in."""
    span: Span
    """Where it lies."""
    item: int | None
    """The line or record of a container."""

    @classmethod
    def _of(cls, row: Mapping[str, Any]) -> Place:
        return cls(
            id=row["id"],
            path=row["path"],
            span=(row["span"][0], row["span"][1]),
            item=row.get("item"),
        )


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line of `dropped.jsonl`: one dropped line of a page."""

    path: str
    """The input it stands in."""
    span: Span
    """Where it lies."""
    rule: str
    """The rule that dropped it."""
    duplicate_of: Place | None
    """The surviving twin."""
    item: int | None
    """The line or record of a container."""
    similarity: float | None
    """Similarity of this paragraph and its twin."""
    story_id: str | None
    """The story it belongs to; `null` on a page without stories."""
    story_similarity: float | None
    """The share of the story's words that its survivor holds."""
    text: str | None
    """What it says; absent with `--ledger spans`."""

    @classmethod
    def _of(cls, row: Mapping[str, Any]) -> Dropped:
        return cls(
            path=row["path"],
            span=(row["span"][0], row["span"][1]),
            rule=row["rule"],
            duplicate_of=None if row.get("duplicate_of") is None else Place._of(row["duplicate_of"]),
            item=row.get("item"),
            similarity=row.get("similarity"),
            story_id=row.get("story_id"),
            story_similarity=row.get("story_similarity"),
            text=row.get("text"),
        )


@dataclass(frozen=True, slots=True)
class Similar:
    """A line of `similar.jsonl`: a kept paragraph or story that is like another one, and why it stays."""

    path: str
    """The input it stands in."""
    span: Span
    """Where it lies."""
    id: str
    """Its story."""
    kind: SimilarKind
    """Whether it is a whole story or a paragraph."""
    reason: SimilarReason
    """Why it stays."""
    twin: Twin
    """Its best twin, and how like they are."""
    differs: tuple[str, ...]
    """The facts it holds that its twin lacks."""
    item: int | None
    """The line or record of a container."""

    @classmethod
    def _of(cls, row: Mapping[str, Any]) -> Similar:
        return cls(
            path=row["path"],
            span=(row["span"][0], row["span"][1]),
            id=row["id"],
            kind=row["kind"],
            reason=row["reason"],
            twin=Twin._of(row["twin"]),
            differs=tuple(row["differs"]),
            item=row.get("item"),
        )


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line of `skipped.jsonl`: an input that could not be read."""

    path: str
    """The input."""
    reason: Reason
    """Why."""
    detail: str
    """What was found."""
    item: int | None
    """The line or record of a container."""

    @classmethod
    def _of(cls, row: Mapping[str, Any]) -> Skipped:
        return cls(
            path=row["path"],
            reason=row["reason"],
            detail=row["detail"],
            item=row.get("item"),
        )


@dataclass(frozen=True, slots=True)
class Bytes:
    """Bytes of all page texts: `kept + dropped + white = read`."""

    read: int
    """All."""
    kept: int
    """In parts of records."""
    dropped: int
    """In the ledger."""
    white: int
    """Between spans."""
    by_rule: Mapping[str, int]
    """In the ledger, by rule."""

    @classmethod
    def _of(cls, row: Mapping[str, Any]) -> Bytes:
        return cls(
            read=row["read"],
            kept=row["kept"],
            dropped=row["dropped"],
            white=row["white"],
            by_rule=row["by_rule"],
        )


@dataclass(frozen=True, slots=True)
class Inputs:
    """Input files, and in their stead what the containers among them hold: `read + ignored + skipped = found`."""

    found: int
    """Files and items there are."""
    read: int
    """Pages read."""
    ignored: int
    """Files, members of archives and records that are not read."""
    skipped: int
    """Inputs that could not be used."""
    skipped_by_reason: Mapping[str, int]
    """The same by reason."""
    with_replacements: int
    """Pages that are not valid in their encoding."""
    index_pages: int
    """Pages without any body."""
    encodings: Mapping[str, int]
    """Pages by the encoding they were read in. `UTF-8 over windows-1252` was encoded twice, and mended."""
    ignored_by_reason: Mapping[str, int]
    """The same by reason: an extension that pages do not have, or what else keeps a file from being read."""

    @classmethod
    def _of(cls, row: Mapping[str, Any]) -> Inputs:
        return cls(
            found=row["found"],
            read=row["read"],
            ignored=row["ignored"],
            skipped=row["skipped"],
            skipped_by_reason=row["skipped_by_reason"],
            with_replacements=row["with_replacements"],
            index_pages=row["index_pages"],
            encodings=row["encodings"],
            ignored_by_reason=row["ignored_by_reason"],
        )


@dataclass(frozen=True, slots=True)
class Pairing:
    """How near-duplicates were found."""

    texts: int
    """Distinct texts of paragraphs."""
    candidates: int
    """Candidate pairs that were compared."""
    verified: int
    """Pairs that held."""
    largest_run: int
    """The longest run of equal keys."""

    @classmethod
    def _of(cls, row: Mapping[str, Any]) -> Pairing:
        return cls(
            texts=row["texts"],
            candidates=row["candidates"],
            verified=row["verified"],
            largest_run=row["largest_run"],
        )


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Paragraphs of stories that stay."""

    found: int
    """All."""
    marked: int
    """Duplicates that were marked."""
    dropped: int
    """Duplicates that were dropped."""
    held_back: int
    """Kept although only facts part them from another paragraph."""

    @classmethod
    def _of(cls, row: Mapping[str, Any]) -> Paragraphs:
        return cls(
            found=row["found"],
            marked=row["marked"],
            dropped=row["dropped"],
            held_back=row["held_back"],
        )


@dataclass(frozen=True, slots=True)
class Standout:
    """A page that stands out."""

    at: tuple[int, ...]
    """Up to three bytes of the page text where it shows, those where it shows most first."""
    bytes: int
    """Bytes of the page text."""
    count: int
    """What is counted."""
    path: str
    """The input."""
    item: int | None
    """The line or record of a container."""

    @classmethod
    def _of(cls, row: Mapping[str, Any]) -> Standout:
        return cls(
            at=tuple(row["at"]),
            bytes=row["bytes"],
            count=row["count"],
            path=row["path"],
            item=row.get("item"),
        )


@dataclass(frozen=True, slots=True)
class Standouts:
    """The pages that stand out, at most five in each way: the most extreme first, equal ones by path."""

    chrome: tuple[Standout, ...]
    """Those where `chrome/…` rules dropped most; bytes are counted."""
    duplicates: tuple[Standout, ...]
    """Those with the most duplicate stories."""
    empty_text: tuple[Standout, ...]
    """Those with the most kept stories without any text."""
    fewest_stories: tuple[Standout, ...]
    """Those with the fewest stories, of equal ones the largest."""
    most_stories: tuple[Standout, ...]
    """Those with the most stories."""
    suspects: tuple[Standout, ...]
    """Those with the most places where they were nearly cut further."""
    unsure: tuple[Standout, ...]
    """Those with the least probable boundary; ten-thousandths are counted."""
    untitled: tuple[Standout, ...]
    """Those with the most kept stories without a headline."""

    @classmethod
    def _of(cls, row: Mapping[str, Any]) -> Standouts:
        return cls(
            chrome=tuple(Standout._of(item) for item in row["chrome"]),
            duplicates=tuple(Standout._of(item) for item in row["duplicates"]),
            empty_text=tuple(Standout._of(item) for item in row["empty_text"]),
            fewest_stories=tuple(Standout._of(item) for item in row["fewest_stories"]),
            most_stories=tuple(Standout._of(item) for item in row["most_stories"]),
            suspects=tuple(Standout._of(item) for item in row["suspects"]),
            unsure=tuple(Standout._of(item) for item in row["unsure"]),
            untitled=tuple(Standout._of(item) for item in row["untitled"]),
        )


@dataclass(frozen=True, slots=True)
class Stories:
    """Stories."""

    found: int
    """On all pages."""
    kept: int
    """In `stories.jsonl`."""
    duplicates: int
    """Duplicates, dropped or marked."""
    revisions: int
    """Kept revisions."""
    held_back: int
    """Kept although only facts part them from another story."""
    truncated: int
    """Cut off by the end of their page."""
    untitled: int
    """Without a headline."""
    empty_text: int
    """Kept without any text."""
    least_confidence: float | None
    """The least `split_confidence` of a kept story; `null` where nothing had to be decided."""
    suspects: int
    """Places where pages were nearly cut further, from a probability of 0.1 on."""

    @classmethod
    def _of(cls, row: Mapping[str, Any]) -> Stories:
        return cls(
            found=row["found"],
            kept=row["kept"],
            duplicates=row["duplicates"],
            revisions=row["revisions"],
            held_back=row["held_back"],
            truncated=row["truncated"],
            untitled=row["untitled"],
            empty_text=row["empty_text"],
            least_confidence=row.get("least_confidence"),
            suspects=row["suspects"],
        )


@dataclass(frozen=True, slots=True)
class Summary(Shown):
    """`summary.json`: counts and digests."""

    bytes: Bytes
    """Bytes of all page texts."""
    digests: Mapping[str, str]
    """xxh3-128 of the other files, by name."""
    inputs: Inputs
    """Input files."""
    options_digest: str
    """xxh3-128 of the options that decide what a run gives."""
    paragraphs: Paragraphs
    """Paragraphs."""
    pairing: Pairing
    """How near-duplicates were found."""
    rules_digest: str
    """xxh3-128 of the rules."""
    stories: Stories
    """Stories."""
    unspool: str
    """The program."""
    against: str | None
    """xxh3-128 of the `stories.jsonl` that the run was made against (`--against`)."""
    fields: tuple[str, ...]
    """The fields of stories that were written (`--fields`); none means all."""
    restored: tuple[str, ...]
    """Stories and dropped lines that were put back by `unspool restore`: ids, and pages with a byte."""
    schema_version: int
    """The version of the shapes of lines and summary."""
    sizes: Mapping[str, int]
    """Bytes of the other files, by name."""
    standouts: Standouts
    """Pages that stand out."""

    @classmethod
    def _of(cls, row: Mapping[str, Any]) -> Summary:
        return cls(
            bytes=Bytes._of(row["bytes"]),
            digests=row["digests"],
            inputs=Inputs._of(row["inputs"]),
            options_digest=row["options_digest"],
            paragraphs=Paragraphs._of(row["paragraphs"]),
            pairing=Pairing._of(row["pairing"]),
            rules_digest=row["rules_digest"],
            stories=Stories._of(row["stories"]),
            unspool=row["unspool"],
            against=row.get("against"),
            fields=tuple(row["fields"]),
            restored=tuple(row["restored"]),
            schema_version=row["schema_version"],
            sizes=row["sizes"],
            standouts=Standouts._of(row["standouts"]),
        )
