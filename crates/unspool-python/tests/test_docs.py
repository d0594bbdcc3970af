"""The snippets of docs/python.md run, one after another."""

from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT

BLOCKS = re.findall(r"^```python\n(.*?)^```$", (ROOT / "docs" / "python.md").read_text(encoding="utf-8"), re.M | re.S)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pages in `scrapes`."""
    here = tmp_path_factory.mktemp("docs")
    shutil.copytree(ROOT / "seeds", here / "scrapes")
    return here


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    """What the blocks before have defined."""
    return {"__name__": "docs"}


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_a_snippet_runs(number: int, folder: Path, names: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    block = BLOCKS[number]
    if "from datatrove" in block and importlib.util.find_spec("datatrove") is None:
        pytest.skip("datatrove is not installed")
    monkeypatch.chdir(folder)
    exec(compile(block, f"docs/python.md, block {number + 1}", "exec"), names)


def test_the_recipes_are_there() -> None:
    text = "".join(BLOCKS)
    assert ".map(" in text and "PipelineStep" in text and len(BLOCKS) > 8
