"""What a job took, from Spark's own log of events."""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any

Task = dict[str, Any]

WORTH_SECONDS, WORTH_ROWS = 1.0, 1000
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
            task = event["Task Metrics"] | event["Task Info"]
            tables.setdefault(named[stage], {}).setdefault(stage, []).append(task)
    return tables


def seconds_of(tasks: list[Task]) -> list[float]:
    return sorted(task["Executor Run Time"] / 1000 for task in tasks)


def print_figures(log: Path) -> None:
    """Of each table its rows, tasks, seconds of cores, the median and the slowest task of its slowest stage, and what was moved."""
    names = ("table", "rows", "tasks", "core s", "median s", "slowest s", "shuffled MB", "written MB")
    print("{:22} {:>10} {:>6} {:>8} {:>9} {:>10} {:>12} {:>11}".format(*names))
    for table, stages in tables_of(log).items():
        tasks = [task for stage in stages.values() for task in stage]
        rows = sum(task["Output Metrics"]["Records Written"] for task in tasks)
        shuffled = sum(task["Shuffle Write Metrics"]["Shuffle Bytes Written"] for task in tasks) / 1e6
        written = sum(task["Output Metrics"]["Bytes Written"] for task in tasks) / 1e6
        median, slowest = spread(max(stages.values(), key=lambda stage: seconds_of(stage)[-1]))
        print(
            f"{table:22} {rows:10} {len(tasks):6} {sum(seconds_of(tasks)):8.1f} {median:9.2f} {slowest:10.2f}"
            f" {shuffled:12.1f} {written:11.1f}"
        )


def spread(tasks: list[Task]) -> tuple[float, float]:
    """The seconds of the median task and of the slowest one."""
    seconds = seconds_of(tasks)
    return statistics.median(seconds), seconds[-1]


def check_stragglers(log: Path) -> None:
    """No task may take more than three times as long as the median one of its stage; how uneven their rows are is told."""
    uneven, longest = (0.0, "none"), (0.0, f"none took {WORTH_SECONDS:.0f} s")
    for table, stages in tables_of(log).items():
        for tasks in stages.values():
            # Those that get rows by their keys; what others read are files of any size.
            by_key = [task for task in tasks if rows_of(task)]
            rows = sorted(map(rows_of, by_key))
            if by_key and rows[-1] >= WORTH_ROWS:
                median = statistics.median(rows)
                uneven = max(uneven, (rows[-1] / median, f"`{table}`, {rows[-1]} rows, the median {median:.0f}"))
            if warm := without_first(by_key):
                between, slowest = spread(warm)
                if slowest >= WORTH_SECONDS:
                    longest = max(longest, (slowest / between, f"`{table}`, {slowest:.1f} s, the median {between:.1f} s"))
    print(f"most rows of a task: {uneven[1]}; longest task: {longest[1]}", flush=True)
    if longest[0] > 3:
        raise SystemExit("that is a straggler")


def rows_of(task: Task) -> int:
    return int(task["Shuffle Read Metrics"]["Total Records Read"])


def without_first(tasks: list[Task]) -> list[Task]:
    """The first task of an executor waits for the stage's code to be compiled, and in `pages` for Python and the rules."""
    late_first = sorted(tasks, key=lambda task: task["Launch Time"], reverse=True)
    first = {task["Executor ID"]: task["Task ID"] for task in late_first}
    return [task for task in tasks if task["Task ID"] != first[task["Executor ID"]]]
