"""Other processes: forked ones have none of the threads of their parents, spawned ones nothing at all."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from pathlib import Path

import pyarrow
import pytest
import unspool

from conftest import HARBOUR, ROOT

METHODS = [method for method in ("fork", "spawn") if method in multiprocessing.get_all_start_methods()]


def split(text: str) -> unspool.Page:
    return unspool.split(text)


def dedup(text: str) -> list[bool]:
    kept: list[bool] = unspool.dedup(pyarrow.table({"text": [text, text]})).to_arrow()["kept"].to_pylist()
    return kept


def run(out: str) -> unspool.Summary:
    return unspool.run(ROOT / "seeds", out=out)


def read(out: str) -> list[str]:
    return [record.id for record in unspool.read(out)]


@pytest.mark.parametrize("method", METHODS)
def test_pages_and_summaries_come_back_from_other_processes(method: str, tmp_path: Path) -> None:
    # The parent has used everything before, threads as well.
    page, kept, summary = split(HARBOUR), dedup(HARBOUR), run(str(tmp_path / "out"))
    ids = read(str(tmp_path / "out"))
    with multiprocessing.get_context(method).Pool(2) as pool:
        assert pool.map(split, [HARBOUR] * 4) == [page] * 4
        assert pool.map_async(dedup, [HARBOUR] * 2).get(timeout=60) == [kept] * 2
        outs = [str(tmp_path / f"out-{number}") for number in range(2)]
        assert pool.map_async(run, outs).get(timeout=60) == [summary] * 2
        assert pool.map_async(read, outs).get(timeout=60) == [ids] * 2


@pytest.mark.parametrize("method", METHODS)
def test_exceptions_come_back_from_other_processes(method: str) -> None:
    with multiprocessing.get_context(method).Pool(1) as pool:
        with pytest.raises(unspool.InputError, match="cannot read input"):
            pool.apply_async(unspool.run, ["no/such/folder"]).get(timeout=60)


def test_the_program_comes_with_the_package(tmp_path: Path) -> None:
    beside = Path(sys.executable).with_name("unspool")
    for command in ([str(beside)], [sys.executable, "-m", "unspool"]):
        printed = subprocess.run([*command, "--version"], capture_output=True, text=True)
        assert printed.returncode == 0 and printed.stdout.startswith(f"unspool {unspool.__version__}")
        wrong = subprocess.run([*command, "run", "no/such/folder"], capture_output=True, text=True, cwd=tmp_path)
        assert wrong.returncode == 2 and wrong.stderr.startswith("unspool: cannot read input `no/such/folder`")
        help_ = subprocess.run([*command, "run", "-h"], capture_output=True, text=True)
        assert "Usage: unspool run" in help_.stdout
    assert list(tmp_path.iterdir()) == []
