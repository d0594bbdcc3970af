"""What the tests share: the program, the pages of the project, and an output of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import unspool

ROOT = Path(__file__).resolve().parents[3]


def program(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Runs the program that comes with the package."""
    command = [sys.executable, "-m", "unspool", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, encoding="utf-8")


@pytest.fixture(scope="session")
def seeds() -> Path:
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def out(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Path:
    """What `run` gives of the seeds."""
    folder = tmp_path_factory.mktemp("seeds") / "out"
    unspool.run(seeds, out=folder)
    return folder


HARBOUR = (
    "The harbour opened again on Monday after a week of storms that kept the fishing boats ashore and the market "
    "without fish, officials said."
)
BUDGET = (
    "Parliament passed the budget late in the night by a narrow vote after the coalition agreed to cut fuel subsidies "
    "and to raise the pay of teachers."
)
EDITED = HARBOUR.replace("Monday", "Sunday")
