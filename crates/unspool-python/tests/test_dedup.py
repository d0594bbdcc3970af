"""`unspool.dedup`: tables in, a table out, whoever made them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import datasets
import duckdb
import pandas
import polars
import pyarrow as pa
import pytest
import unspool

from conftest import BUDGET, EDITED, HARBOUR

TEXTS = [HARBOUR, BUDGET, EDITED, None, HARBOUR, ""]
IDS = ["a", "b", "c", "d", "e", "f"]
ANSWER = {
    "id": IDS,
    "kept": [True, True, False, True, False, True],
    "duplicate_of": [None, None, "a", None, "a", None],
    "similarity": [None, None, 0.9583, None, 1.0, None],
}


def table(texts: Any = TEXTS, kind: pa.DataType | None = None) -> pa.Table:
    return pa.table({"id": IDS[: len(texts)], "text": pa.array(texts, kind or pa.string())})


def answer(given: Any, **options: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = unspool.dedup(given, id="id", **options).to_arrow().to_pydict()
    return found


def batches_of(rows: int) -> pa.Table:
    return pa.Table.from_batches(table().to_batches(max_chunksize=rows))


FORMS: dict[str, Callable[[], Any]] = {
    "a table": table,
    "a record batch": lambda: table().to_batches()[0],
    "a reader": lambda: table().to_reader(max_chunksize=2),
    "chunks": lambda: batches_of(2),
    "a list of batches": lambda: table().to_batches(max_chunksize=1),
    "a generator of batches": lambda: iter(table().to_batches(max_chunksize=4)),
    "a slice": lambda: pa.concat_tables([table(), table()]).slice(6),
    "large strings": lambda: table(kind=pa.large_string()),
    "string views": lambda: table(kind=pa.string_view()),
    "a dictionary": lambda: pa.table({"id": IDS, "text": pa.array(TEXTS).dictionary_encode()}),
    "Polars": lambda: polars.DataFrame({"id": IDS, "text": TEXTS}),
    "pandas": lambda: pandas.DataFrame({"id": IDS, "text": TEXTS}),
    "DuckDB": lambda: duckdb.from_arrow(table()),
    "datasets": lambda: datasets.Dataset.from_dict({"id": IDS, "text": TEXTS}),
    "datasets with a selection": lambda: datasets.Dataset.from_dict(
        {"id": ["z", *IDS], "text": [BUDGET, *TEXTS]}
    ).select(range(1, 7)),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_answer_is_the_same_for_every_form_of_a_table(form: str) -> None:
    assert answer(FORMS[form](), keep="first") == ANSWER


def test_other_libraries_read_the_answer_without_a_detour() -> None:
    found = unspool.dedup(table(), id="id", keep="first")
    assert polars.DataFrame(found)["kept"].to_list() == ANSWER["kept"]
    kept: Any = duckdb.sql("select count(*) from found where kept")
    assert kept.fetchall() == [(4,)]
    assert found.to_pandas()["similarity"].tolist()[2] == 0.9583
    assert found.to_polars()["duplicate_of"].to_list() == ANSWER["duplicate_of"]
    assert (len(found), found.column_names) == (6, ["id", "kept", "duplicate_of", "similarity"])
    assert repr(found) == "Table(6 rows: id, kept, duplicate_of, similarity)"
    assert pa.schema(found) == found.to_arrow().schema


def test_without_ids_survivors_are_named_by_their_rows() -> None:
    found = unspool.dedup(table(), keep="first").to_arrow().to_pydict()
    assert (found["id"], found["duplicate_of"]) == ([0, 1, 2, 3, 4, 5], [None, None, 0, None, 0, None])


def test_ids_keep_their_type() -> None:
    numbers = pa.table({"n": pa.array([7, 8], pa.int16()), "t": [HARBOUR, EDITED]})
    found = unspool.dedup(numbers, text="t", id="n").to_arrow()
    assert found.schema.field("duplicate_of").type == pa.int16() and found["duplicate_of"].to_pylist() == [None, 7]


def test_the_longest_copy_stays_unless_the_first_is_asked_for() -> None:
    longer = HARBOUR.replace("officials said", "officials of the port said")
    assert answer(table([HARBOUR, longer]))["kept"] == [False, True]
    assert answer(table([HARBOUR, longer]), keep="first")["kept"] == [True, False]


def test_facts_keep_texts_apart() -> None:
    two = [f"{HARBOUR} It cost $1.2 million.", f"{HARBOUR} It cost $1.4 million."]
    assert answer(table(two))["kept"] == [True, True]
    assert answer(table(two), facts="off")["kept"] == [True, False]


def test_paragraphs_of_a_text_may_stand_in_another_order() -> None:
    both = [f"{HARBOUR}\n\n{BUDGET}", f"{BUDGET}\n\n{EDITED}"]
    assert answer(table(both), keep="first")["similarity"] == [None, 0.9803]


def test_any_number_of_threads_gives_the_same_answer() -> None:
    texts = [HARBOUR.replace("Monday", f"Monday {number % 50}") + f" Berth {number % 7}." for number in range(3000)]
    many = pa.table({"text": texts})
    one, two, all_ = (unspool.dedup(many, threads=threads).to_arrow() for threads in (1, 2, None))
    assert one == two == all_ and 0 < sum(one["kept"].to_pylist()) < 3000


def test_an_empty_table_gives_an_empty_table() -> None:
    empty = table([])
    assert answer(empty) == {"id": [], "kept": [], "duplicate_of": [], "similarity": []}
    assert answer([]) == {"id": [], "kept": [], "duplicate_of": [], "similarity": []}
    assert answer(empty.to_batches()) == answer(empty)
    assert answer(table([None, None], pa.null()))["kept"] == [True, True]


def test_columns_that_are_not_there_or_of_another_type_are_named() -> None:
    with pytest.raises(KeyError, match="there is no column `body`; there are id, text"):
        unspool.dedup(table(), text="body")
    with pytest.raises(KeyError, match="there is no column `key`"):
        unspool.dedup(table(), id="key")
    with pytest.raises(TypeError, match="column `text`: texts were expected, not Int64"):
        unspool.dedup(pa.table({"text": [1, 2]}))
    with pytest.raises(TypeError, match="column `text`: texts were expected, not Binary"):
        unspool.dedup(pa.table({"text": [b"bytes"]}))
    with pytest.raises(TypeError, match="column `text`: texts were expected, not List"):
        unspool.dedup(pa.table({"text": [["a"]]}))
    with pytest.raises(unspool.InputError, match="column `id`: an id is null"):
        unspool.dedup(pa.table({"id": ["a", None], "text": ["b", "c"]}), id="id")


@pytest.mark.parametrize("wrong", [None, 7, "text", b"text", {"text": ["a"]}, ["a", "b"], [None], object()])
def test_what_is_no_table_is_refused(wrong: Any) -> None:
    with pytest.raises(TypeError, match="`table_or_batches`: a table or batches that export Arrow were expected"):
        unspool.dedup(wrong)


def test_options_that_make_no_sense_are_refused() -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"keep": "head"}, "`keep`: `head` is none of first, longest"),
        ({"facts": "all"}, "`facts`: `all` is none of numbers, names, off"),
        ({"similarity": 1.5}, "`similarity`: must be between 0 and 1"),
        ({"similarity": float("nan")}, "`similarity`: must be between 0 and 1"),
        ({"threads": 0}, "`threads`: must be 1 or more"),
    ]
    for options, said in wrong:
        with pytest.raises(unspool.ConfigError, match=said):
            unspool.dedup(table(), **options)
    with pytest.raises(OverflowError):
        unspool.dedup(table(), threads=-1)


def test_texts_that_are_no_utf8_are_refused() -> None:
    for kind, offsets in ((pa.string(), "i"), (pa.large_string(), "q")):
        import array

        buffers = [None, pa.py_buffer(array.array(offsets, [0, 2, 4])), pa.py_buffer(b"ab\xff\xfe")]
        torn = pa.Array.from_buffers(kind, 2, buffers)
        with pytest.raises(unspool.InputError, match="column `text`: .*[Uu][Tt][Ff]-?8"):
            unspool.dedup(pa.table({"text": torn}))


def test_what_a_generator_raises_half_way_comes_through() -> None:
    def batches() -> Iterator[pa.RecordBatch]:
        yield table().to_batches()[0]
        raise RuntimeError("the disk is gone")

    with pytest.raises(RuntimeError, match="the disk is gone"):
        unspool.dedup(batches())
    reader = pa.RecordBatchReader.from_batches(table().schema, batches())
    with pytest.raises(unspool.InputError, match="the disk is gone"):
        unspool.dedup(reader)


def test_batches_of_different_columns_are_refused() -> None:
    with pytest.raises(KeyError, match="there is no column `text`"):
        unspool.dedup([table(), pa.table({"other": ["a"]})])
    with pytest.raises(unspool.InputError):
        unspool.dedup([pa.table({"id": [1], "text": ["a"]}), table()], id="id")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_ctrl_c_ends_it() -> None:
    script = f"""
import pyarrow, unspool
words = {HARBOUR.split()!r}
texts = [" ".join(words[(n + k * 7) % len(words)] + str(n % 997 * k % 13) for k in range(120)) for n in range(60_000)]
given = pyarrow.table({{"text": texts}})
print("ready", flush=True)
unspool.dedup(given)
"""
    running = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout is not None and running.stdout.readline() == "ready\n"
    time.sleep(0.3)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert "KeyboardInterrupt" in said and "panicked" not in said
