"""The main job with a keyword for each key of the configuration. Made by generate.py from the library's schema."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from os import PathLike
from typing import Any, Literal

from unspool._core import Progress
from unspool._job import perform
from unspool._records import Summary


def run(
    *inputs: str | PathLike[str],
    progress: bool | Literal["auto", "always", "never", "plain", "json"] | Callable[[Progress], object] = False,
    config: str | PathLike[str] | None = None,
    profile: str | None = None,
    against: str | PathLike[str] | None = None,
    fresh: bool | None = None,
    memory: int | str | None = None,
    out: str | PathLike[str] | None = None,
    threads: int | None = None,
    work: str | PathLike[str] | None = None,
    allow_empty: bool | None = None,
    date_field: str | None = None,
    encoding: str | None = None,
    exclude: Sequence[str] | None = None,
    include: Sequence[str] | None = None,
    max_expansion: int | None = None,
    max_file_size: int | str | None = None,
    max_items: int | None = None,
    max_line_size: int | str | None = None,
    max_nesting: int | None = None,
    max_skipped: float | None = None,
    max_unpacked: int | str | None = None,
    meta: str | PathLike[str] | None = None,
    sample: int | None = None,
    scraped_at: str | date | None = None,
    scraped_at_from: str | None = None,
    seed: int | None = None,
    text_field: str | None = None,
    url_field: str | None = None,
    rules: Sequence[str | PathLike[str]] | None = None,
    min_confidence: float | None = None,
    facts: Literal["numbers", "names", "off"] | None = None,
    keep: Literal["head", "first", "longest", "newest"] | None = None,
    paragraph_similarity: float | None = None,
    paragraphs: Literal["drop", "mark", "keep"] | None = None,
    revisions: Literal["keep", "drop"] | None = None,
    scope: Literal["corpus", "publisher", "folder", "page"] | None = None,
    similarity: float | None = None,
    stories: Literal["drop", "mark", "keep"] | None = None,
    fields: Sequence[str] | None = None,
    format: Sequence[Literal["jsonl", "jsonl.gz", "jsonl.zst", "parquet"]] | None = None,
    hf_card: bool | None = None,
    ledger: Literal["full", "spans"] | None = None,
    shard_size: int | str | None = None,
    view: Sequence[Literal["dolma", "newsarticle", "trafilatura"]] | None = None,
) -> Summary:
    """Reads pages, takes them apart, finds near-duplicates and writes what they give: `unspool run`.

    The same inputs and options give the same bytes as on the command line. Other threads of Python run meanwhile; Ctrl-C ends it,
    and the same call carries on. A keyword that is not given has the value of the configuration file, else its default.

    Args:
        *inputs: Files, folders, `NAME=FOLDER` or `-`; without any, what `inputs` of the configuration file names.
        progress: True draws a line on standard error, in notebooks as well; a function is called with a `Progress` ten times a
            second; "auto", "plain" and "json" are those of the command line.
        config: Configuration file; without it, `unspool.toml` here, if there.
        profile: Profile of the configuration file.
        against: Output folder of an earlier run, whose stories count as kept; it is not touched.
        fresh: Take every page apart anew, whatever an earlier run kept in the work area.
        memory: Memory to get by with; without it, half of what there is, at most 8GiB. What does not fit goes to the work
            area. The results are the same.
        out: Folder to write to. [default: out]
        threads: Threads to use; without it, one a core.
        work: Folder for what is kept between runs; without it, `.unspool` in the output folder.
        allow_empty: Take it for a success to find no page.
        date_field: Field that holds the moment of scraping; without it, the usual names are tried.
        encoding: Encoding of pages without a byte-order mark; without it, it is told by a sample of each page.
        exclude: Do not read files that match a glob, or that lie in a folder that does; may be given several times.
        include: Read only files whose paths match a glob, whatever their extension; may be given several times. `*` and `?`
            stop at `/`, `**` does not. A glob without `/` is about the name of a file or folder, any other about the path
            below the input. Files named as INPUT are read in any case.
        max_expansion: How many times as much as it has bytes may be unpacked of a file. [default: 200]
        max_file_size: Bytes that a file may have; larger ones are skipped. [default: 2GiB]
        max_items: Pages that a file may hold. [default: 10000000]
        max_line_size: Bytes that a line may have; pages with longer ones are skipped. [default: 1GiB]
        max_nesting: How many packings and archives may lie inside each other. [default: 3]
        max_skipped: Largest share of inputs that may be skipped before the exit code (3) says so. [default: 0.01]
        max_unpacked: Bytes that may be unpacked of a file. [default: 64GiB]
        meta: File of lines with path, url and scraped_at that tell where pages come from.
        sample: Read only so many of the files, picked by `seed`.
        scraped_at: Day the pages were scraped (YYYY-MM-DD): relative times are told by it.
        scraped_at_from: Regular expression that finds the day of scraping in the path of a page: its first group, or all of
            it.
        seed: Which files `sample` picks: the same seed always picks the same of the same paths.
        text_field: Field or column that holds the text of a page; without it, the usual names are tried. A dot parts the
            name of an object from the name of a field in it.
        url_field: Field that holds the address of a page; without it, the usual names are tried.
        rules: Rules file to load beside the shipped tables; may be given several times.
        min_confidence: Least probability at which a page is cut. [default: 0.5]
        facts: Which facts a duplicate must not add to its twin. [default: numbers]
        keep: Which of several copies stays. [default: head]
        paragraph_similarity: Least similarity that makes a paragraph a duplicate. [default: 0.9]
        paragraphs: What happens to duplicate paragraphs. [default: mark]
        revisions: What happens to revisions of a kept story. [default: keep]
        scope: How far duplicates are looked for. [default: corpus]
        similarity: Least share of matched words that makes a story a duplicate. [default: 0.8]
        stories: What happens to duplicate stories. [default: drop]
        fields: Fields of the stories to write, in this order; may be given several times, or as a list with commas. Without
            it, all are written. Commands that read stories need all of them.
        format: Format of the files of lines; may be given several times. Commands that read an output need one of the three
            forms of JSONL. [default: ['jsonl']]
        hf_card: Write a README.md that tells Hugging Face datasets which file holds what.
        ledger: Whether the ledger holds the dropped text or only its spans. [default: full]
        shard_size: Bytes of lines in a file: with more of them, files are numbered, as in stories-00000.jsonl. Lines are
            counted as they are in plain JSONL, and no line is cut; all formats hold the same lines in the files of the same
            number.
        view: Write the stories in the shape of another tool as well, to a file of its name; may be given several times.

    Returns:
        What stands in `summary.json`.

    Raises:
        ConfigError: An option makes no sense; nothing was written.
        InputError: An input is not there, or there is no page; nothing was written.
        OutputError: The output cannot be written; the same call carries on.
        KeyboardInterrupt: Somebody pressed Ctrl-C; the same call carries on.

    Warns:
        UserWarning: More inputs were skipped than `max_skipped` allows.
    """
    values: dict[str, Any] = {
        "against": against,
        "fresh": fresh,
        "memory": memory,
        "out": out,
        "threads": threads,
        "work": work,
        "allow_empty": allow_empty,
        "date_field": date_field,
        "encoding": encoding,
        "exclude": exclude,
        "include": include,
        "max_expansion": max_expansion,
        "max_file_size": max_file_size,
        "max_items": max_items,
        "max_line_size": max_line_size,
        "max_nesting": max_nesting,
        "max_skipped": max_skipped,
        "max_unpacked": max_unpacked,
        "meta": meta,
        "sample": sample,
        "scraped_at": scraped_at,
        "scraped_at_from": scraped_at_from,
        "seed": seed,
        "text_field": text_field,
        "url_field": url_field,
        "rules": rules,
        "min_confidence": min_confidence,
        "facts": facts,
        "keep": keep,
        "paragraph_similarity": paragraph_similarity,
        "paragraphs": paragraphs,
        "revisions": revisions,
        "scope": scope,
        "similarity": similarity,
        "stories": stories,
        "fields": fields,
        "format": format,
        "hf_card": hf_card,
        "ledger": ledger,
        "shard_size": shard_size,
        "view": view,
    }
    return perform(inputs, (config, profile), progress, values)
