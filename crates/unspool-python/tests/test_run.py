"""`unspool.run` and `unspool.read`: the main job, and what it wrote."""

from __future__ import annotations

import io
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pandas
import polars
import pyarrow
import pytest
import unspool
from unspool import _core

from conftest import ROOT, program

FILES = ["stories.jsonl", "dropped.jsonl", "similar.jsonl", "skipped.jsonl", "summary.json"]


@pytest.mark.parametrize(
    "options",
    [{}, {"keep": "longest", "stories": "mark", "paragraphs": "drop", "ledger": "spans"}, {"threads": 1, "scope": "page"}],
)
def test_the_files_are_those_of_the_command_line(options: dict[str, object], tmp_path: Path, seeds: Path) -> None:
    unspool.run(seeds, out=tmp_path / "python", **options)  # type: ignore[arg-type]
    flags = [f"--{name}={value}" for name, value in options.items()]
    assert program("run", seeds, "-o", tmp_path / "shell", "--quiet", *flags).returncode == 0
    for name in FILES:
        assert (tmp_path / "python" / name).read_bytes() == (tmp_path / "shell" / name).read_bytes(), name


def test_the_summary_is_what_stands_in_the_file(out: Path, seeds: Path) -> None:
    summary = unspool.run(seeds, out=out)
    assert summary == unspool.read(out).summary and pickle.loads(pickle.dumps(summary)) == summary
    written = json.loads((out / "summary.json").read_text())
    assert (summary.stories.kept, summary.unspool) == (written["stories"]["kept"], written["unspool"])
    assert dict(summary.digests) == written["digests"]
    html = summary._repr_html_()
    assert f">{summary.stories.kept}</td>" in html and 'dir="auto"' in html and "headline-echo" in html


def test_records_are_typed_and_equal_the_lines(out: Path) -> None:
    rows = [json.loads(line) for line in (out / "stories.jsonl").read_text(encoding="utf-8").splitlines()]
    records = list(unspool.read(out))
    assert [record.id for record in records] == [row["id"] for row in rows]
    record, row = records[0], rows[0]
    assert isinstance(record, unspool.Record) and isinstance(record.parts[0], unspool.RecordPart)
    assert str(record.date) == str(row["date"]) and list(record.span) == row["span"]
    assert record == list(unspool.read(out))[0] and hash(record) == hash(pickle.loads(pickle.dumps(record)))
    with pytest.raises(AttributeError):
        record.id = "other"  # type: ignore[misc]
    dropped = next(iter(unspool.read(out, "dropped")))
    assert isinstance(dropped, unspool.Dropped) and dropped.rule
    assert [*unspool.read(out, "skipped")] == [] and repr(unspool.read(out)) == f"<Records: stories of {str(out)!r}>"


def test_records_are_a_table_for_whoever_reads_arrow(out: Path) -> None:
    records = unspool.read(out)
    kept = records.summary.stories.kept
    table = records.to_arrow()
    assert table.num_rows == kept and table.schema.field("date").type == pyarrow.date32()
    assert table.column("title").to_pylist() == [record.title for record in records]
    assert table.column("published_at").to_pylist() == [record.published_at for record in records]
    frame, polar = records.to_pandas(), records.to_polars()
    assert isinstance(frame, pandas.DataFrame) and list(frame["id"]) == [record.id for record in records]
    assert isinstance(polar, polars.DataFrame) and polar["word_count"].to_list() == [r.word_count for r in records]
    assert len(unspool.read(out, "dropped").to_arrow()) == sum(1 for _ in unspool.read(out, "dropped"))
    parts = polar["parts"].to_list()[0]
    assert [part["role"] for part in parts] == [part.role for part in next(iter(records)).parts]


def test_a_package_that_is_absent_is_named(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(ImportError, match="this needs polars: pip install polars"):
        unspool.read(out).to_polars()


def test_what_is_no_output_is_refused_in_the_words_of_the_command_line(tmp_path: Path, out: Path) -> None:
    for wrong in (tmp_path / "none", tmp_path):
        said = program("report", wrong).stderr
        with pytest.raises(unspool.InputError) as raised:
            unspool.read(wrong)
        assert str(raised.value).split(";")[0] in said
    with pytest.raises(ValueError, match="`records` is none of stories, dropped, similar, skipped"):
        unspool.read(out, "records")  # type: ignore[call-overload]
    torn = tmp_path / "torn"
    torn.mkdir()
    (torn / "stories.jsonl").write_text('{"id":\n')
    with pytest.raises(unspool.InputError, match="stories.jsonl`, line 1: "):
        next(_core.Rows(torn, "stories"))


def test_what_makes_no_sense_is_refused_before_anything_is_written(tmp_path: Path, seeds: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(unspool.ConfigError, match="`keep`: `hed` is none of head, .*; did you mean `head`"):
        unspool.run(seeds, out=out, keep="hed")  # type: ignore[arg-type]
    with pytest.raises(unspool.ConfigError, match="`similarity`: must be between 0 and 1"):
        unspool.run(seeds, out=out, similarity=2.0)
    with pytest.raises(unspool.ConfigError, match="`threads`: must be a whole number"):
        unspool.run(seeds, out=out, threads="two")  # type: ignore[arg-type]
    with pytest.raises(unspool.ConfigError, match="`include`: must be a list"):
        unspool.run(seeds, out=out, include="*.txt")
    with pytest.raises(TypeError, match="`keep`: a value of type dict is none that an option has"):
        unspool.run(seeds, out=out, keep={})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="unexpected keyword argument 'kep'"):
        unspool.run(seeds, out=out, kep="head")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        unspool.run(7, out=out)  # type: ignore[arg-type]
    with pytest.raises(unspool.ConfigError, match="nothing to read"):
        unspool.run(out=out)
    with pytest.raises(unspool.ConfigError, match="cannot read `.*none.toml`"):
        unspool.run(seeds, out=out, config=tmp_path / "none.toml")
    assert not out.exists()


def test_inputs_that_are_not_there_have_the_words_of_the_command_line(tmp_path: Path) -> None:
    for inputs in (["seeeds"], [tmp_path]):
        said = program("run", *inputs, "-o", tmp_path / "out").stderr
        with pytest.raises(unspool.InputError) as raised:
            unspool.run(*inputs, out=tmp_path / "out")
        here = str(raised.value)
        assert here in said or here.split("; did you mean")[0] in said


def test_an_output_of_somebody_else_is_never_overwritten(tmp_path: Path, seeds: Path) -> None:
    (tmp_path / "stories.jsonl").write_text("mine\n")
    with pytest.raises(unspool.OutputError, match="was not written by unspool"):
        unspool.run(seeds, out=tmp_path)
    assert (tmp_path / "stories.jsonl").read_text() == "mine\n"


def test_the_configuration_file_and_its_profiles_count(tmp_path: Path, seeds: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text('inputs = ["pages"]\n[settle]\nstories = "keep"\n[profile.half.settle]\nstories = "drop"\n')
    (tmp_path / "pages").symlink_to(seeds)
    kept = unspool.run(out=tmp_path / "a", config=file)
    dropped = unspool.run(out=tmp_path / "b", config=file, profile="half")
    assert kept.stories.kept == kept.stories.found > dropped.stories.kept
    assert unspool.run(out=tmp_path / "c", config=file, stories="drop").digests == dropped.digests


def test_many_skipped_inputs_are_warned_of(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("KARACHI: The old harbour opened again on Monday, officials said.\n")
    (tmp_path / "in" / "b.txt").write_bytes(b"\0\0\0\0")
    with pytest.warns(UserWarning, match="1 of 2 inputs were skipped, more than --max-skipped 0.01; see ") as told:
        unspool.run(tmp_path / "in", out=tmp_path / "out")
    assert told[0].filename == __file__
    (skipped,) = unspool.read(tmp_path / "out", "skipped")
    assert (skipped.path, skipped.reason) == ("b.txt", "not-text")


def test_progress_is_told_on_standard_error_or_to_a_function(
    tmp_path: Path, seeds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[unspool.Progress] = []
    unspool.run(seeds, out=tmp_path / "a", progress=told.append)
    assert told and told[-1].stage == "writing" and told[-1].files == told[-1].of > 20
    assert repr(told[-1]).startswith("Progress(stage='writing', files=")
    unspool.run(seeds, out=tmp_path / "b", progress=True)
    shown = capsys.readouterr().err
    assert "\rwriting " in shown and shown.endswith(" \r")
    unspool.run(seeds, out=tmp_path / "c", progress="plain")
    assert "unspool: writing " in capsys.readouterr().err
    unspool.run(seeds, out=tmp_path / "d", progress="json")
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["stage"] == "writing"
    unspool.run(seeds, out=tmp_path / "e", progress="auto")
    unspool.run(seeds, out=tmp_path / "f")
    assert capsys.readouterr() == ("", "")
    with pytest.raises(unspool.ConfigError, match="`progress`: `loud` is none of auto, always, never, plain, json"):
        unspool.run(seeds, out=tmp_path / "g", progress="loud")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="`progress`: True, False, a word or a function was expected, not int"):
        unspool.run(seeds, out=tmp_path / "g", progress=1)  # type: ignore[arg-type]


def test_what_a_progress_function_raises_ends_the_run(tmp_path: Path, seeds: Path) -> None:
    def broken(_: unspool.Progress) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        unspool.run(seeds, out=tmp_path / "out", progress=broken)
    assert unspool.run(seeds, out=tmp_path / "out").stories.kept > 0


def test_a_run_without_standard_error_is_a_run(tmp_path: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    unspool.run(seeds, out=tmp_path / "a", progress=True)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    unspool.run(seeds, out=tmp_path / "b", progress="auto")


def many_pages(folder: Path) -> Path:
    """Enough pages for a run of some seconds."""
    folder.mkdir()
    texts = [file.read_text(encoding="utf-8") for file in sorted((ROOT / "seeds").rglob("*.txt"))]
    for number in range(2000):
        text = "\n\n".join(texts[(number + at) % len(texts)].replace("the", f"the {number}") for at in range(8))
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return folder


def test_other_threads_run_meanwhile(tmp_path: Path) -> None:
    pages = many_pages(tmp_path / "in")
    ticks: list[float] = []
    over = threading.Event()

    def tick() -> None:
        while not over.wait(0.01):
            ticks.append(time.monotonic())

    ticking = threading.Thread(target=tick)
    ticking.start()
    unspool.run(pages, out=tmp_path / "out")
    over.set()
    ticking.join()
    gaps = [late - early for early, late in zip(ticks, ticks[1:])]
    assert len(ticks) > 10 and max(gaps) < 0.5, (len(ticks), max(gaps))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_ctrl_c_ends_a_run_and_the_same_call_carries_on(tmp_path: Path) -> None:
    pages = many_pages(tmp_path / "in")
    script = "import sys, unspool; print('ready', flush=True); unspool.run(sys.argv[1], out=sys.argv[2], threads=1)"
    command = [sys.executable, "-c", script, str(pages), str(tmp_path / "out")]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout is not None and running.stdout.readline() == "ready\n"
    time.sleep(0.3)
    running.send_signal(signal.SIGINT)
    begun = time.monotonic()
    _, said = running.communicate(timeout=60)
    assert "KeyboardInterrupt" in said and "panicked" not in said
    assert time.monotonic() - begun < 5
    assert not (tmp_path / "out" / "summary.json").exists()
    assert unspool.run(pages, out=tmp_path / "out") == unspool.run(pages, out=tmp_path / "fresh")


def test_two_runs_at_once_do_not_meet(tmp_path: Path, seeds: Path) -> None:
    results: list[object] = []

    def work(name: str) -> None:
        results.append(unspool.run(seeds, out=tmp_path / name))

    threads = [threading.Thread(target=work, args=(str(number),)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 3 and results[0] == results[1] == results[2]
