"""A cluster of Spark on this machine: a master and two workers, each a process of its own, and how to kill them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any
from unittest.mock import patch

from pyspark import find_spark_home
from pyspark.sql import SparkSession

from unspool import spark as on_spark

HOST = "127.0.0.1"
SPARK = Path(find_spark_home._find_spark_home())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


class Cluster:
    """A master and two workers of one core each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.url = f"spark://{HOST}:{(port := free_port())}"
        master = ["master.Master", "--host", HOST, "--port", str(port), "--webui-port", str(free_port())]
        self.master = self._start("master", master)
        self._await_line("master", "I have been elected leader")
        self.workers = [self._start(f"worker-{at}", self._worker(at)) for at in range(2)]
        for at in range(2):
            self._await_line(f"worker-{at}", "Successfully registered with master")

    def _worker(self, at: int) -> list[str]:
        place = ["--host", HOST, "--port", str(free_port()), "--webui-port", str(free_port())]
        return ["worker.Worker", *place, "--cores", "1", "--memory", "3g", "--work-dir", str(self.folder / f"work-{at}"), self.url]

    def _start(self, name: str, arguments: list[str]) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{name}.log").open("wb")
        command = [str(SPARK / "bin" / "spark-class"), f"org.apache.spark.deploy.{arguments[0]}", *arguments[1:]]
        environment = {**os.environ, "SPARK_LOCAL_IP": HOST, "SPARK_NO_DAEMONIZE": "1"}
        return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment)

    def _await_line(self, name: str, line: str) -> None:
        for _ in range(600):
            if line in (self.folder / f"{name}.log").read_text(errors="replace"):
                return
            time.sleep(0.1)
        raise SystemExit(f"{name} did not start: see {self.folder}/{name}.log")

    def executors(self, worker: int) -> list[int]:
        """The processes of a worker's executors."""
        parent = self.workers[worker].pid
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                fields = (place / "stat").read_text().rsplit(")", 1)[1].split()
                if int(fields[1]) == parent and b"CoarseGrainedExecutorBackend" in (place / "cmdline").read_bytes():
                    found.append(int(place.name))
            except (OSError, ValueError):
                continue
        return found

    def stop(self) -> None:
        for process in [*self.workers, self.master]:
            process.kill()
            process.wait()


def driver_log(folder: Path) -> Path:
    """Where the driver logs: one Java machine serves all sessions of this process."""
    return folder / "driver.log"


def log_settings(folder: Path) -> Path:
    settings = folder / "log4j2.properties"
    settings.write_text(
        "rootLogger.level = info\nrootLogger.appenderRef.file.ref = file\nappender.file.type = File\nappender.file.name = file\n"
        f"appender.file.fileName = {driver_log(folder)}\nappender.file.layout.type = PatternLayout\n"
        "appender.file.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n%ex\n"
    )
    return settings


@contextmanager
def session(master: str, folder: Path, **more: str) -> Iterator[SparkSession]:
    """A session whose logs go to a folder."""
    builder = SparkSession.builder.master(master).appName("unspool")
    options = {
        "spark.driver.host": HOST,
        "spark.driver.bindAddress": HOST,
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile=file:{log_settings(folder)}",
        "spark.driver.memory": "2g",
        "spark.executor.memory": "1500m",
        "spark.executorEnv.PYTHONHASHSEED": "0",
        "spark.sql.shuffle.partitions": "8",
        # What is small here stays in as many parts as what is large.
        "spark.sql.adaptive.coalescePartitions.enabled": "false",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.eventLog.enabled": "true",
        "spark.eventLog.compress": "false",
        "spark.eventLog.rolling.enabled": "false",
        "spark.eventLog.dir": f"file:{folder}",
        **more,
    }
    for name, value in options.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    try:
        yield spark
    finally:
        spark.stop()


class Faults(Thread):
    """Kills an executor once a task of the first table is done, and a worker with its executor while candidate pairs are shuffled."""

    def __init__(self, spark: SparkSession, cluster: Cluster, out: Path) -> None:
        super().__init__(daemon=True)
        self.tracker, self.cluster, self.out = spark.sparkContext.statusTracker(), cluster, out
        self.log = driver_log(out.parent)
        self.logged = self.log.stat().st_size
        self.making = ""
        self.earlier: set[int] = set()
        self.killed: list[str] = []

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Meanwhile it knows which table a job makes."""
        keep = on_spark._Job.keep

        def kept(job: Any, name: str, rows: Any) -> Any:
            self.earlier, self.making = set(self.tracker.getJobIdsForGroup()), name
            return keep(job, name, rows)

        with patch.object(on_spark._Job, "keep", kept):
            self.start()
            yield

    def run(self) -> None:
        self._await_task("pages")
        self._kill("executor", self.cluster.executors(0)[0])
        self._await_task("pairs")
        executors = self.cluster.executors(1)
        self._kill("worker", self.cluster.workers[1].pid)
        for executor in executors:
            self._kill("executor of the worker", executor)

    def _await_task(self, table: str) -> None:
        """Waits until a task that goes into a table is done."""
        while self.making != table or not self._tasks_done():
            time.sleep(0.005)

    def _tasks_done(self) -> int:
        jobs = [self.tracker.getJobInfo(job) for job in set(self.tracker.getJobIdsForGroup()) - self.earlier]
        stages = [self.tracker.getStageInfo(stage) for job in jobs if job for stage in job.stageIds]
        return sum(stage.numCompletedTasks for stage in stages if stage)

    def _kill(self, what: str, process: int) -> None:
        is_whole = any(self.out.glob(f".unspool/spark-*/{self.making}/_SUCCESS"))
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        self.killed.append(f"{what}, process {process}, while `{self.making}` was {'whole' if is_whole else 'made'}")
        print(f"killed {self.killed[-1]}", flush=True)

    def prove(self) -> None:
        """Both were killed in the midst of a table, and the logs of the driver and of the master tell of both losses."""
        driver = self.log.read_bytes()[self.logged :].decode(errors="replace")
        master = (self.cluster.folder / "master.log").read_text(errors="replace")
        lost = [line for line in driver.splitlines() if "Lost executor" in line]
        removed = [line for line in master.splitlines() if "Removing worker" in line]
        print(*lost, *removed, sep="\n", flush=True)
        if len(self.killed) < 3 or any("was whole" in what for what in self.killed) or len(lost) < 2 or not removed:
            raise SystemExit(f"not both losses happened: {self.killed}; see {self.log}")
