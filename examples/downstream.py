"""Reads the stories of an output folder with DuckDB, Polars and Hugging Face datasets, by the types that unspool prints.

    python examples/downstream.py UNSPOOL OUT

It needs `pip install duckdb polars datasets`.
"""

import json
import subprocess
import sys
import tempfile

import datasets
import duckdb
import polars


def printed(unspool, reader):
    """What `unspool schema record --as READER` prints."""
    command = [unspool, "schema", "record", "--as", reader]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def module(unspool, reader):
    """The names that a printed Python module defines."""
    names = {}
    exec(printed(unspool, reader), names)
    return names


def ask_duckdb(unspool, stories):
    columns = printed(unspool, "duckdb")
    duckdb.sql(
        f"CREATE VIEW stories AS SELECT * FROM read_json('{stories}', format = 'newline_delimited', columns = {columns})"
    )
    questions = {
        "How many stories does each publisher have?": """
            SELECT coalesce(publisher, '?') AS publisher, count(*) AS stories
            FROM stories GROUP BY ALL ORDER BY stories DESC, publisher""",
        "How many words were written in each month?": """
            SELECT strftime(date, '%Y-%m') AS month, sum(word_count)::BIGINT AS words
            FROM stories WHERE date IS NOT NULL GROUP BY ALL ORDER BY month""",
        "Which stories share a paragraph with another story?": """
            SELECT title, count(*) AS shared
            FROM (SELECT id, title, unnest(parts) AS part FROM stories)
            WHERE part.duplicate_of IS NOT NULL GROUP BY id, title ORDER BY shared DESC, title""",
    }
    answers = []
    for question, query in questions.items():
        answers.append(duckdb.sql(query).fetchall())
        print(f"\n{question}")
        print(duckdb.sql(query))
    return answers


def expect(what, found, expected):
    """A wrong answer ends the example."""
    if found != expected:
        sys.exit(f"{what}: {found} instead of {expected}")


def main():
    unspool, out = sys.argv[1:]
    stories = f"{out}/stories.jsonl"
    with open(stories, encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]

    publishers, months, shared = ask_duckdb(unspool, stories)
    expect("stories of publishers", sum(count for _, count in publishers), len(records))
    dated = [record for record in records if record["date"]]
    expect("words by month", sum(words for _, words in months), sum(record["word_count"] for record in dated))
    twins = [part["duplicate_of"] for record in records for part in record["parts"] if part["duplicate_of"]]
    expect("shared paragraphs", sum(count for _, count in shared), len(twins))

    frame = polars.read_ndjson(stories, schema=module(unspool, "polars")["SCHEMA"])
    expect("ids in Polars", frame["id"].to_list(), [record["id"] for record in records])
    expect("days in Polars", frame["date"].drop_nulls().dt.to_string().to_list(), [r["date"] for r in dated])
    expect("spans in Polars", frame["span"].to_list(), [record["span"] for record in records])

    with tempfile.TemporaryDirectory() as cache:
        features = module(unspool, "hf")["FEATURES"]
        loaded = datasets.load_dataset("json", data_files=stories, features=features, split="train", cache_dir=cache)
        expect("features of datasets", loaded.features, features)
        expect("texts in datasets", loaded["text"][:], [record["text"] for record in records])
        days = [day.isoformat() for day in loaded["date"][:] if day]
        expect("days in datasets", days, [record["date"] for record in dated])
    print(f"{len(records)} stories, the same in DuckDB, Polars and datasets")


if __name__ == "__main__":
    main()
