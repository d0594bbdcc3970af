"""What a job took, from Spark's own log of events."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Task = dict[str, Any]

WORTH_SECONDS = 2.0
"""Tasks that take less are no stragglers, whatever the others take: starting one takes as long as some of them."""


def tables_of(log: Path) -> dict[str, dict[int, list[Task]]]:
    """What the tasks of a job took, by the table they went into and their stage."""
    tables: dict[str, dict[int, list[Task]]] = {}
    named: dict[int, str] = {}
    for line in log.open(encoding="utf-8"):
        event = json.loads(line)
        if event["Event"] == "SparkListenerStageSubmitted":
            described = (event.get("Properties") or {}).get("spark.job.description", "unspool: counts")
            named[event["Stage Info"]["Stage ID"]] = described.removeprefix("unspool: ")
        elif event["Event"] == "SparkListenerTaskEnd" and event.get("Task Metrics"):
            stage = event["Stage ID"]
            tables.setdefault(named[stage], {}).setdefault(stage, []).append(event["Task Metrics"])
    return tables


def seconds_of(tasks: list[Task]) -> list[float]:
    return sorted(task["Executor Run Time"] / 1000 for task in tasks)


def print_figures(log: Path) -> None:
    """Of each table its rows, tasks, seconds of cores, and bytes that were shuffled and written."""
    print(f"{'table':22} {'rows':>10} {'tasks':>6} {'core s':>8} {'shuffled MB':>12} {'written MB':>11}")
    for table, stages in tables_of(log).items():
        tasks = [task for stage in stages.values() for task in stage]
        rows = sum(task["Output Metrics"]["Records Written"] for task in tasks)
        shuffled = sum(task["Shuffle Write Metrics"]["Shuffle Bytes Written"] for task in tasks) / 1e6
        written = sum(task["Output Metrics"]["Bytes Written"] for task in tasks) / 1e6
        print(f"{table:22} {rows:10} {len(tasks):6} {sum(seconds_of(tasks)):8.1f} {shuffled:12.1f} {written:11.1f}")


def check_stragglers(log: Path) -> None:
    """No task may take more than three times as long as the median one of its stage."""
    slowest = 0.0
    for table, stages in tables_of(log).items():
        for tasks in stages.values():
            seconds = seconds_of(tasks)
            median, longest = seconds[len(seconds) // 2], seconds[-1]
            slowest = max(slowest, longest)
            if longest > max(3 * median, WORTH_SECONDS):
                raise SystemExit(f"a straggler in `{table}`: {longest:.1f} s, the median task {median:.1f} s")
    print(f"no straggler; the slowest task took {slowest:.1f} s", flush=True)
