"""The main job on Apache Spark: the same Rust functions, the same bytes.

    from pyspark.sql import SparkSession
    from unspool.spark import run

    spark = SparkSession.builder.getOrCreate()
    summary = run(spark, "/data/scrapes", "/data/out", keep="first")

Each file of an output folder is a folder of parts here; laid end to end in the order of their names they are that file, byte for
byte. Spark reads, shuffles, sorts and writes; what rows say is up to the stages of the library (`unspool._core.SparkStage`).
"""

from __future__ import annotations

import functools
import json
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark import TaskContext
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from unspool import _core
from unspool._core import Error, OutputError
from unspool._records import Summary

__all__ = ["run"]

DRIVER_MATCHES = 20_000_000
"""So many matches are settled on the driver at once; docs/spark.md says how many bytes one takes."""

MATCHES_SETTING = "spark.unspool.driverMatches"
"""The same, as a setting of Spark."""

USAGE, SKIPPED, FAILED = 2, 3, 4
"""Exit codes, as of the command line."""

AT = {name: name for name in ("twin_path", "twin_item", "twin_position")}
"""Where a twin stands."""

TOGETHER = {
    **{"path": "string", "item": "bigint", "kind": "bigint", "n": "bigint"},
    **dict.fromkeys("abcdef", "bigint"),
    **{"twin_path": "string", "twin_item": "bigint", "twin_position": "bigint", "body": "binary", "other": "binary"},
}
"""What the stage `records` takes."""

FILES_OF_A_TASK = 256
"""Files that a task takes apart at most."""


@functools.lru_cache(maxsize=2)
def _task(settings: str) -> _core.SparkTask:
    # Rules take a while to be read: once a worker.
    return _core.SparkTask(settings)


def _batches(table: _core.Table) -> Iterator[pa.RecordBatch]:
    yield from pa.table(table).to_batches()


def _stage(stage: str, settings: str) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def work(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        context = TaskContext.get()
        running = _task(settings).stage(stage, context.partitionId() if context else 0)
        for batch in batches:
            yield from _batches(running.rows(batch))
        yield from _batches(running.end())

    return work


def _sorted(rows: DataFrame, key: str, *order: Any) -> DataFrame:
    """Rows of one key in one partition, in an order."""
    return rows.repartition(key).sortWithinPartitions(key, *order)


def _page_rows(frame: DataFrame, kind: Column, **given: str) -> DataFrame:
    """Rows that the stage `records` takes, with nothing in the columns that are not given."""
    values = {"path": F.col("path"), "item": F.col("item"), "kind": kind}
    values |= {name: F.col(source) for name, source in given.items()}
    return frame.select(*(values.get(name, F.lit(None)).cast(of).alias(name) for name, of in TOGETHER.items()))


class _Job:
    """The tables of a job, each kept at the border of its stage."""

    def __init__(self, spark: SparkSession, asked: _core.SparkJob, work: Path, driver_matches: int) -> None:
        self.spark = spark
        self.settings = asked.settings
        self.work = work
        self.driver_matches = driver_matches
        self.plan: dict[str, Any] = json.loads(asked.plan)

    def apply(self, rows: DataFrame, stage: str) -> DataFrame:
        return rows.mapInArrow(_stage(stage, self.settings), _core.spark_columns(stage))

    def keep(self, name: str, rows: Callable[[], DataFrame]) -> DataFrame:
        """A table that an earlier run left, or that is made now."""
        place = self.work / name
        stored = f"file://{place}"
        if (place / "_SUCCESS").exists():
            return self.spark.read.parquet(stored)
        made = rows()
        self.spark.sparkContext.setJobDescription(f"unspool: {name}")
        made.write.mode("overwrite").parquet(stored)
        self.spark.sparkContext.setJobDescription("unspool: counts")
        return self.spark.read.schema(made.schema).parquet(stored)

    def empty(self, stage: str) -> DataFrame:
        return self.spark.createDataFrame([], _core.spark_columns(stage))

    # What pages give.

    def take_apart(self, sources: pa.Table, skipped: pa.Table) -> None:
        def pages() -> DataFrame:
            tasks = max(self.spark.sparkContext.defaultParallelism * 4, -(-sources.num_rows // FILES_OF_A_TASK))
            files = self.spark.createDataFrame(sources) if sources.num_rows else None
            taken = self.empty("split") if files is None else self.apply(files.repartition(tasks), "split")
            return taken.unionByName(self.spark.createDataFrame(skipped)) if skipped.num_rows else taken

        self.pages = self.keep("pages", pages)
        good = self.pages.where("kind = 0").select("path", "item", "body")
        stories = self.apply(good, "stories").orderBy("day", "cut", "length", "path", "item", "position")
        self.ranked = self.keep(
            "stories", lambda: self.apply(stories.select("path", "item", "position", "body"), "rank")
        )
        self.places = self.ranked.select("story", "path", "item", "position")

    # Paragraphs that are alike.

    def pair(self) -> None:
        told = self.apply(self.ranked.select("story", "body"), "paragraphs")
        self.paragraphs = self.keep("paragraphs", lambda: self.apply(_sorted(told, "id", "number"), "collapse"))
        self.texts = self.paragraphs.where("body is not null").select("text", "body")
        keys = _sorted(self.apply(self.texts, "keys"), "key", "text")
        self.pairs = self.keep("pairs", lambda: self.apply(keys, "pairs").distinct())
        later, earlier = (self.texts.toDF(side, f"{side}_body") for side in ("later", "earlier"))
        both = self.pairs.where("run is null").select("later", "earlier").join(later, "later").join(earlier, "earlier")
        both = both.select("later", "earlier", "later_body", "earlier_body")
        self.matches = self.keep("matches", lambda: self.apply(both, "verify"))
        shared = self.paragraphs.where("number != text").select("text")
        matched = self.matches.select("later").union(self.matches.select("earlier")).toDF("text")
        active = shared.union(matched).distinct()
        self.active = self.keep("shared", lambda: self.paragraphs.join(active, "text", "left_semi").drop("body"))

    # Stories that are alike.

    def compare(self) -> None:
        if not self.plan["stories"]:
            self.likes, self.whole = self.empty("compare"), self.empty("gather")
            return
        voted, equal = self.keep("candidates", self._candidates), self.keep("equal", self._equal)
        wanted = voted.select("later").union(voted.select("earlier"))
        wanted = wanted.union(equal.select("later")).union(equal.select("earlier")).toDF("story").distinct()
        self.whole = self.keep("whole", lambda: self._whole(wanted))
        later, earlier = (self.whole.toDF(side, f"{side}_body") for side in ("later", "earlier"))
        both = voted.join(later, "later").join(earlier, "earlier").select("later", "earlier", "later_body", "earlier_body")
        none = F.lit(None).cast("binary")
        same = equal.select("later", "earlier", none, none)
        self.likes = self.keep(
            "likes", lambda: self.apply(both.union(same), "compare").dropDuplicates(["later", "earlier"])
        )

    def _first(self, rows: DataFrame, stage: str) -> DataFrame:
        return self.apply(_sorted(rows.toDF("key", "earlier"), "key", "earlier"), stage)

    def _candidates(self) -> DataFrame:
        told = self.active.where("words > 0")
        holders = self._first(told.select("text", "story"), "votes")
        like = self.matches.where(F.col("similarity") >= self.plan["matching"])
        near = like.select("later", "earlier").union(like.select("earlier", "later")).toDF("text", "key")
        voted = self._first(holders.union(near.join(holders, "key").select("text", "earlier")), "votes")
        cast = told.join(voted.withColumnRenamed("key", "text"), "text").where("earlier < story")
        votes = cast.groupBy("story", "earlier").agg(F.sum("words").alias("votes"))
        ranked = _sorted(votes, "story", F.desc("votes"), "earlier").select("story", "earlier")
        return self.apply(ranked, "candidates").toDF("later", "earlier")

    def _equal(self) -> DataFrame:
        same = self.ranked.where("equal is not null").groupBy("equal")
        groups = same.agg(F.min("story").alias("key"), F.count("*").alias("count")).where("count > 1")
        members = self.ranked.join(groups, "equal").select("key", "story")
        first = self._first(members, "votes")
        return members.join(first, "key").where("earlier < story").select(F.col("story").alias("later"), "earlier")

    def _whole(self, wanted: DataFrame) -> DataFrame:
        none = F.lit(None).cast("bigint")
        heads = self.ranked.join(wanted, "story", "left_semi").select("story", none, none, none, none, "body")
        own = self.paragraphs.drop("body").join(wanted, "story", "left_semi").join(self.texts, "text")
        texts = own.select("story", "number", "text", "start", "stop", "body")
        return self.apply(_sorted(heads.union(texts).toDF(*texts.columns), "story", "number"), "gather")

    # What becomes of them.

    def settle(self) -> None:
        self.gone = self._settled("story", self.likes.where("blocks = 1").select("later", "earlier"))
        left = self.likes.join(self.gone.toDF("earlier"), "earlier", "left_anti")
        left = left.select("later", "earlier", "share", "likeness", "whole", "whole_alike")
        ordered = _sorted(left, "later", F.desc("share"), "earlier")
        self.fates = self.keep("fates", lambda: self.apply(ordered, "fates"))
        self.twins = self.keep("twins", self._twins) if self.plan["paragraphs"] else self.empty("twins")

    def _twins(self) -> DataFrame:
        looked = self.active.where("looked_for = 1")
        kept = looked.join(self.gone.toDF("story"), "story", "left_anti")
        first = self.keep("first", lambda: kept.groupBy("text").agg(F.min("number").alias("number")))
        like = self.matches.where(F.col("similarity") >= self.plan["twin"])
        sides = like.select("later", "earlier", "similarity", "later_yields").union(
            like.select("earlier", "later", "similarity", "earlier_yields")
        )
        sides = sides.toDF("text", "other", "similarity", "holds")
        others = first.toDF("other", "earlier")
        edges = sides.where("holds = 1").join(first, "text").join(others, "other").where("earlier < number")
        gone = self._settled("place", edges.select("number", "earlier"))
        placed = first.join(gone.toDF("number"), "number", "left_anti").select("text", "number")
        none = F.lit(None).cast("bigint")
        one, own = F.lit(1).cast("bigint"), F.lit(10_000).cast("bigint")
        paragraphs = looked.select("text", "number", F.lit(0).cast("bigint"), "story", none, none, none)
        alike = sides.join(placed.toDF("other", "number"), "other")
        alike = alike.select("text", "number", one, none, "similarity", "holds", "other")
        itself = placed.select("text", "number", one, none, own, one, F.col("text").alias("other"))
        rows = paragraphs.union(alike).union(itself).toDF("text", "number", "kind", "story", "similarity", "holds", "other")
        return self.apply(_sorted(rows, "text", "number", "kind"), "twins")

    def _settled(self, name: str, edges: DataFrame) -> DataFrame:
        """The nodes that do not survive, of edges from nodes to earlier ones that they yield to if those survive."""
        edges = edges.toDF("node", "earlier")
        ends = edges.select("node").distinct().toDF("earlier").withColumn("open", F.lit(1))
        settled = F.when(F.col("open").isNull(), F.lit(1).cast("bigint")).alias("survives")
        told = edges.join(ends, "earlier", "left").select("node", "earlier", settled)
        # Rounds part the nodes once and for all, so that each round settles all of the first part that is left.
        parted = told.repartitionByRange("node").withColumn("part", F.spark_partition_id())
        open_ = self.keep(f"{name}-0", lambda: parted)
        gone, turn = self.empty("survive"), 0
        last = open_.select(F.max("part")).first()
        parts = (last and last[0]) or 0
        while (left := open_.count()) > self.driver_matches:
            turn += 1
            if turn > parts + 1:
                raise Error(f"settling did not end after {turn - 1} rounds; please report it")
            ordered = open_.repartition("part").sortWithinPartitions("node", "earlier")
            ordered = ordered.select("node", "earlier", "survives")
            now = self.keep(f"{name}-settled-{turn}", lambda: self.apply(ordered, "survive"))
            open_ = self.keep(f"{name}-{turn}", lambda: self._open(open_, now))
            gone = gone.union(now)
        if left:
            gone = gone.union(self.keep(f"{name}-settled", lambda: self._on_driver(open_)))
        return gone.where("survives = 0").select("node")

    def _open(self, edges: DataFrame, settled: DataFrame) -> DataFrame:
        known = settled.toDF("earlier", "known")
        left = edges.join(settled.select("node"), "node", "left_anti").join(known, "earlier", "left")
        return left.select("node", "earlier", F.coalesce("survives", "known").alias("survives"), "part")

    def _on_driver(self, edges: DataFrame) -> DataFrame:
        table = edges.select("node", "earlier", "survives").orderBy("node", "earlier").toArrow()
        settled = pa.Table.from_batches(_stage("survive", self.settings)(table.to_batches()))
        return self.spark.createDataFrame(settled)

    # What is written.

    def write(self) -> None:
        place = self.work / "lines"
        if (place / "_SUCCESS").exists():
            return
        lines = self.apply(self._together(), "records").sortWithinPartitions("table", "row")
        self.spark.sparkContext.setJobDescription("unspool: lines")
        lines.select("table", "line").write.mode("overwrite").partitionBy("table").text(f"file://{place}")
        self.spark.sparkContext.setJobDescription("unspool: counts")

    def _together(self) -> DataFrame:
        """All that belongs to each page."""
        pages = _page_rows(self.pages.where("kind < 2"), F.col("kind"), body="body")
        others = [self._story_rows(), self._fate_rows(), self._twin_rows(), self._copy_rows()]
        together = functools.reduce(DataFrame.union, others, pages)
        # The first number of a story is its position.
        return together.repartitionByRange("path", "item").sortWithinPartitions("path", "item", "kind", "a", "n")

    def _story_rows(self) -> DataFrame:
        kin = self.whole.join(self.fates.select("story"), "story", "left_semi")
        return _page_rows(self.places.join(kin, "story", "left"), F.lit(2), n="story", a="position", body="body")

    def _fate_rows(self) -> DataFrame:
        other = self.whole.toDF("earlier", "body")
        told = self.fates.join(self.places, "story").join(self._twin_places(), "earlier").join(other, "earlier")
        like = {"a": "dropped", "b": "share", "c": "likeness", "d": "whole", "e": "whole_alike"}
        return _page_rows(told, F.lit(3), n="story", body="body", **like, **AT)

    def _twin_rows(self) -> DataFrame:
        spot = self.active.select(F.col("number").alias("twin"), F.col("story").alias("earlier"), "start", "stop")
        told = self.twins.join(self.places, "story").join(spot, "twin").join(self._twin_places(), "earlier")
        held = told.where("held_back = 1").join(self.texts, "text").join(self.texts.toDF("twin_text", "other"), "twin_text")
        values = {"n": "number", "a": "held_back", "b": "similarity", "c": "start", "d": "stop", "e": "text", "f": "twin_text", **AT}
        plain = _page_rows(told.where("held_back = 0"), F.lit(4), **values)
        return plain.union(_page_rows(held, F.lit(4), body="body", other="other", **values))

    def _copy_rows(self) -> DataFrame:
        dropped = self.fates.where("dropped = 1").join(self.places, "story")
        ordered = _sorted(dropped, "earlier", "path", "item", "position").select("earlier", "path")
        copies = self.apply(ordered, "copies").join(self.places, "story")
        return _page_rows(copies, F.lit(5), n="story", body="body")

    def _twin_places(self) -> DataFrame:
        return self.places.toDF("earlier", *AT)

    # What was counted.

    def counts(self, ignored: dict[str, int]) -> dict[str, Any]:
        noted = self.pages.groupBy("kind", "note").count().collect()
        by_kind: list[dict[str, int]] = [{row["note"]: row["count"] for row in noted if row["kind"] == kind} for kind in range(3)]
        for reason, count in ignored.items():
            by_kind[2][reason] = by_kind[2].get(reason, 0) + count
        run = self.pairs.agg(F.max("run")).first()
        return {
            "pages": by_kind[0].get("", 0),
            "skipped": by_kind[1],
            "ignored": by_kind[2],
            "texts": self.texts.count(),
            "candidates": self.pairs.where("run is null").count(),
            "verified": self.matches.count(),
            "largest_run": (run and run[0]) or 0,
            "stories": self.ranked.count(),
            "duplicates": self.fates.where("dropped = 1").count(),
        }


def run(
    spark: SparkSession,
    inputs: str | PathLike[str] | Sequence[str | PathLike[str]],
    out: str | PathLike[str],
    *,
    config: str | PathLike[str] | None = None,
    profile: str | None = None,
    driver_matches: int = DRIVER_MATCHES,
    **options: Any,
) -> Summary:
    """Does the main job on a cluster: `inputs` and `out` lie where the driver and all executors see them.

    Options are those of `unspool.run`. A job that failed carries on from its last stage when it is called again.
    """
    given = [inputs] if isinstance(inputs, (str, PathLike)) else list(inputs)
    values = {name: value for name, value in options.items() if value is not None} | {"out": out}
    asked = _core.spark_job(given, (config, profile), values)
    summary, complaint = _perform(spark, asked, asked.claim(), driver_matches)
    if complaint is not None:
        warnings.warn(complaint, stacklevel=2)
    return Summary._of(json.loads(summary))


def _perform(
    spark: SparkSession, asked: _core.SparkJob, store: _core.SparkStore, driver_matches: int
) -> tuple[str, str | None]:
    """The text of `summary.json`, and what is said where too many inputs were skipped."""
    job = _Job(spark, asked, store.work, driver_matches)
    job.take_apart(pa.table(asked.sources), pa.table(asked.skipped))
    job.pair()
    job.compare()
    job.settle()
    job.write()
    return store.publish(json.dumps(job.counts(json.loads(asked.ignored))))


def main() -> int:
    """The program `unspool-spark`, for `spark-submit`: the options of `unspool run`; the code to exit with."""
    try:
        asked = _core.spark_command(["unspool-spark", *sys.argv[1:]])
        store = asked.claim()
    except Error as error:
        return _failed(str(error), USAGE)
    spark = SparkSession.builder.appName("unspool").getOrCreate()
    try:
        driver_matches = int(spark.conf.get(MATCHES_SETTING, str(DRIVER_MATCHES)) or DRIVER_MATCHES)
        _, complaint = _perform(spark, asked, store, driver_matches)
    except OutputError as error:
        return _failed(str(error), FAILED)
    except Exception as error:
        return _failed(f"{error}; earlier results are untouched, the same command carries on", FAILED)
    finally:
        spark.stop()
    return 0 if complaint is None else _failed(complaint, SKIPPED)


def _failed(said: str, code: int) -> int:
    print(f"unspool-spark: {said}", file=sys.stderr)
    return code
