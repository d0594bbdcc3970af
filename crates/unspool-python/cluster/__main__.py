"""Tries the main job on a real cluster: a master and two workers of Spark, each a process of its own on this machine.

    python crates/unspool-python/cluster PAGES FOLDER [BOILERPLATE]

FOLDER is made; the outputs, the logs and the figures of the stages go there. Each output is held against that of `unspool run`,
file by file: as it is, settled by rounds, and with an executor and a worker killed. With BOILERPLATE, pages that share their
paragraphs, no task may be a straggler there; then come a chain of 300 stories each like the next, a star, and options. Without it
only the first of all that is done, to measure it. `bash .ci/spark` runs it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest.mock import patch

from figures import check_stragglers, print_figures
from pages import write_linked, write_packed
from processes import HOST, SPARK, Cluster, Faults, session

from unspool import ConfigError
from unspool import spark as on_spark

# As where tables are large: what has many rows of a key is not spread by a join of small tables.
SHUFFLED_JOINS = {"spark.sql.autoBroadcastJoinThreshold": "-1"}
OPTIONS: dict[str, Any] = {
    "keep": "newest",
    "stories": "mark",
    "paragraphs": "drop",
    "revisions": "drop",
    "facts": "names",
    "scope": "folder",
    "ledger": "spans",
    "view": ["dolma"],
    "scraped_at": "2024-10-08",
}
REFUSED: dict[str, dict[str, Any]] = {
    "--against": {"against": "elsewhere"},
    "--fresh": {"fresh": True},
    "--threads": {"threads": 2},
    "--memory": {"memory": "1GiB"},
    "--format": {"format": ["parquet"]},
    "--shard-size": {"shard_size": "1MB"},
    "--hf-card": {"hf_card": True},
}


def digest_of(parts: list[Path]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.read_bytes())
    return digest.hexdigest()


def compare(what: str, reference: Path, out: Path) -> None:
    """Holds an output of Spark against that of `unspool run`."""
    for file in sorted(reference.glob("*.jsonl")):
        if digest_of([file]) != digest_of(sorted((out / file.name).glob("part-*"))):
            raise SystemExit(f"{what}: {file.name} is not what `unspool run` gives: {out / file.name}")
    if (reference / "summary.json").read_bytes() != (out / "summary.json").read_bytes():
        raise SystemExit(f"{what}: summary.json is not what `unspool run` gives: {out}")
    stories = json.loads((out / "summary.json").read_text())["stories"]
    print(f"{what}: the same bytes; {stories['found']} stories, {stories['duplicates']} duplicates", flush=True)


def refer(pages: Path, out: Path, **options: Any) -> Path:
    """What `unspool run` gives."""
    command = [sys.executable, "-m", "unspool", "run", str(pages), "-o", str(out), "-q"]
    for name, value in options.items():
        for each in value if isinstance(value, list) else [value]:
            command += [f"--{name.replace('_', '-')}", str(each)]
    subprocess.run(command, check=True)
    return out


def timed(what: str, spark: Any, pages: Path, out: Path, **options: Any) -> None:
    begun = time.monotonic()
    on_spark.run(spark, pages, out, **options)
    print(f"{what}: {time.monotonic() - begun:.1f} s", flush=True)


def partitions(pages: Path) -> int:
    """So many that a part of the largest table, which has three bytes for each byte of the pages, has some 100 MB."""
    return max(8, sum(page.stat().st_size for page in pages.rglob("*") if page.is_file()) // 32_000_000)


def as_it_is(cluster: Cluster, pages: Path, out: Path, **settings: str) -> Path:
    """The job as it is; where Spark's log of its events lies."""
    what = f"a master and two workers, {pages.name}"
    settings = {"spark.sql.shuffle.partitions": str(partitions(pages)), **settings}
    with session(cluster.url, out.parent, **settings) as spark:
        timed(what, spark, pages, out)
        events = out.parent / spark.sparkContext.applicationId
    compare(what, refer(pages, out.with_name(f"{out.name}-reference")), out)
    print_figures(events)
    return events


def by_rounds(cluster: Cluster, pages: Path, out: Path, reference: Path) -> None:
    with session(cluster.url, out.parent, **SHUFFLED_JOINS) as spark:
        timed("settled by rounds", spark, pages, out, driver_matches=0)
    compare("settled by rounds", reference, out)


def with_losses(cluster: Cluster, pages: Path, out: Path, reference: Path) -> None:
    with session(cluster.url, out.parent) as spark:
        faults = Faults(spark, cluster, out)
        with faults.watching():
            timed("an executor and a worker killed", spark, pages, out)
        faults.prove()
    compare("an executor and a worker killed", reference, out)


def linked(folder: Path, chain: Path) -> None:
    """A chain and a star, by rounds, and then the chain's pages in other ways."""
    star = write_linked(folder / "star-pages", lambda at: 0)
    with session("local[2]", folder) as spark:
        for name, pages in {"chain": chain, "star": star}.items():
            reference = refer(pages, folder / f"{name}-reference")
            timed(f"{name} by rounds", spark, pages, folder / name, driver_matches=0)
            compare(f"{name} by rounds", reference, folder / name)
        packed = write_packed(folder / "packed-pages", chain)
        for name, options in {"containers": {"max_skipped": 1.0}, "options": {"max_skipped": 1.0, **OPTIONS}}.items():
            timed(f"with {name}", spark, packed, folder / name, **options)
            compare(f"with {name}", refer(packed, folder / f"{name}-reference", **options), folder / name)
        carried_on(spark, chain, folder / "again", folder / "chain-reference")
        refused(spark, chain, folder / "refused")
        in_the_book(folder, chain)


def carried_on(spark: Any, pages: Path, out: Path, reference: Path) -> None:
    """A job that failed carries on from its last table."""
    settle = on_spark._Job.settle
    made: list[int] = []

    def failing_once(job: Any) -> None:
        made.append((job.work / "pages" / "_SUCCESS").stat().st_mtime_ns)
        if len(made) == 1:
            raise InterruptedError
        settle(job)

    with patch.object(on_spark._Job, "settle", failing_once):
        with suppress(InterruptedError):
            on_spark.run(spark, pages, out)
        timed("carried on", spark, pages, out)
    if len(set(made)) != 1:
        raise SystemExit("pages were taken apart twice")
    compare("carried on", reference, out)


def refused(spark: Any, pages: Path, out: Path) -> None:
    """Options that cannot be honoured are refused by their names, and nothing is written."""
    for name, option in REFUSED.items():
        try:
            on_spark.run(spark, pages, out, **option)
        except ConfigError as error:
            if name in str(error) and not out.exists():
                continue
        raise SystemExit(f"{name} was not refused")
    print(f"refused: {', '.join(REFUSED)}", flush=True)


def by_submit(cluster: Cluster, pages: Path, out: Path) -> None:
    """By `spark-submit`, with options of the command line."""
    submit = Path(on_spark.__file__).with_name("submit.py")
    settings = {"driver.host": HOST, "driver.bindAddress": HOST, "sql.shuffle.partitions": "4", "ui.enabled": "false"}
    options = [part for name, value in settings.items() for part in ("--conf", f"spark.{name}={value}")]
    with out.with_suffix(".log").open("wb") as log:
        command = [str(SPARK / "bin" / "spark-submit"), "--master", cluster.url, *options, str(submit)]
        job = [str(pages), "-o", str(out), "--keep", "head"]
        subprocess.run([*command, *job], stdout=log, stderr=subprocess.STDOUT, check=True)
    compare("by spark-submit", refer(pages, out.with_name("submit-reference"), keep="head"), out)


def in_the_book(folder: Path, pages: Path) -> None:
    """The snippets of docs/spark.md, in a folder that holds pages in `scrapes`; the session is the one at hand."""
    (folder / "scrapes").symlink_to(pages)
    page = (Path(__file__).resolve().parents[3] / "docs" / "spark.md").read_text(encoding="utf-8")
    os.chdir(folder)
    for block in re.findall(r"^```python\n(.*?)^```", page, re.M | re.S):
        exec(block, {})


def main() -> None:
    pages, folder, *boilerplate = (Path(given).absolute() for given in sys.argv[1:])
    folder.mkdir(parents=True)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    chain = write_linked(folder / "chain-pages", lambda at: at - 1)
    cluster = Cluster(folder / "cluster")
    try:
        as_it_is(cluster, pages, folder / "plain")
        for shared in boilerplate:
            check_stragglers(as_it_is(cluster, shared, folder / "boilerplate", **SHUFFLED_JOINS))
            by_rounds(cluster, pages, folder / "rounds", folder / "plain-reference")
            by_submit(cluster, chain, folder / "submit")
            with_losses(cluster, pages, folder / "faults", folder / "plain-reference")
    finally:
        cluster.stop()
    if boilerplate:
        linked(folder, chain)


if __name__ == "__main__":
    main()
