"""Runs unspool in every format and opens what it writes with the readers that people use, by the calls to copy.

    python examples/downstream.py UNSPOOL PAGES

It needs `pip install duckdb pyarrow polars pandas zstandard datasets`; `datatrove`, `trafilatura` and
`dolma` are tried if they are there.
"""

import gzip
import importlib.util
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import datasets
import duckdb
import pandas
import polars
import pyarrow.json
import pyarrow.parquet
import zstandard

EVERYTHING = ["--format", "jsonl,jsonl.gz,jsonl.zst,parquet", "--view", "dolma,newsarticle,trafilatura", "--hf-card"]
LINES = ["jsonl", "jsonl.gz", "jsonl.zst"]
# Readers that guess types look at fewer lines.
EARLY = 30_000
LATE = 50


def run(unspool, pages, out, *options):
    """`unspool run`, quietly."""
    subprocess.run([unspool, "run", pages, "-o", out, "--quiet", *options], check=True)


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
        sys.exit(f"{what}: {str(found)[:300]} instead of {str(expected)[:300]}")


def opened(file):
    """A file of lines, unpacked, for readers that do not unpack."""
    if file.name.endswith(".zst"):
        return io.BytesIO(zstandard.ZstdDecompressor().stream_reader(file.open("rb")).read())
    return io.BytesIO((gzip.open if file.name.endswith(".gz") else open)(file, "rb").read())


def with_duckdb(unspool, out):
    columns = printed(unspool, "duckdb")
    for form in LINES:
        yield form, duckdb.sql(
            f"SELECT * FROM read_json('{out}/stories.{form}', format = 'newline_delimited', columns = {columns})"
        ).to_arrow_table().to_pylist()
    yield "parquet", duckdb.sql(f"SELECT * FROM '{out}/stories.parquet'").to_arrow_table().to_pylist()


def with_pyarrow(unspool, out):
    names = module(unspool, "arrow")
    schema = names["SCHEMA"]
    options = pyarrow.json.ParseOptions(explicit_schema=names["LINES"], unexpected_field_behavior="error")
    for form in LINES:
        yield form, pyarrow.json.read_json(f"{out}/stories.{form}", parse_options=options).cast(schema).to_pylist()
    table = pyarrow.parquet.read_table(f"{out}/stories.parquet")
    expect("the schema of Parquet", table.schema.names, schema.names)
    yield "parquet", table.to_pylist()


def with_polars(unspool, out):
    schema = module(unspool, "polars")["SCHEMA"]
    for form in LINES:
        yield form, polars.read_ndjson(opened(pathlib.Path(out, f"stories.{form}")), schema=schema).to_dicts()
    yield "parquet", polars.read_parquet(f"{out}/stories.parquet").to_dicts()


def with_pandas(unspool, out):
    def rows(frame):
        return frame.astype(object).where(frame.notna(), None).to_dict("records")

    for form in LINES:
        yield form, rows(pandas.read_json(f"{out}/stories.{form}", lines=True, dtype=False, convert_dates=False))
    yield "parquet", rows(pandas.read_parquet(f"{out}/stories.parquet", dtype_backend="pyarrow"))


def with_datasets(unspool, out):
    features = module(unspool, "hf")["FEATURES"]
    with tempfile.TemporaryDirectory() as cache:
        for form in LINES:
            file = f"{out}/stories.{form}"
            yield form, datasets.load_dataset("json", data_files=file, features=features, split="train", cache_dir=cache)
        file = f"{out}/stories.parquet"
        loaded = datasets.load_dataset("parquet", data_files=file, split="train", cache_dir=cache)
        expect("features of Parquet in datasets", loaded.features, features)
        yield "parquet", loaded
        loaded = datasets.load_dataset(str(out), "stories", split="train", cache_dir=cache)
        expect("features by the card", loaded.features, features)
        yield "the card", loaded


def with_datatrove(unspool, out):
    from datatrove.pipeline.readers import JsonlReader, ParquetReader

    def rows(reader):
        return [{"id": row.id, "text": row.text, **row.metadata} for row in reader.run()]

    for form in LINES:
        yield form, rows(JsonlReader(str(out), glob_pattern=f"stories.{form}", compression="infer"))
    yield "parquet", rows(ParquetReader(str(out), glob_pattern="stories.parquet"))


READERS = {
    "DuckDB": with_duckdb,
    "pyarrow": with_pyarrow,
    "Polars": with_polars,
    "pandas": with_pandas,
    "datasets": with_datasets,
    "datatrove": with_datatrove,
}


def plain(row, keys):
    """Some values of a row as JSON writes them."""
    value = {key: row[key] for key in keys}
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in value.items()}


def compare(unspool, out, keys):
    """Every reader finds in every format what stands in the lines."""
    with open(f"{out}/stories.jsonl", encoding="utf-8") as lines:
        expected = [plain(json.loads(line), keys) for line in lines]
    for name, read in READERS.items():
        if name == "datatrove" and importlib.util.find_spec("datatrove") is None:
            print("not checked: datatrove is not there")
            continue
        forms = []
        for form, rows in read(unspool, str(out)):
            # It leaves out documents without any text.
            own = [row for row in expected if row["text"]] if name == "datatrove" else expected
            found = [plain(row, keys) for row in rows]
            for one, other in zip(found, own, strict=True):
                expect(f"{name} of {form}", one, other)
            forms.append(form)
        print(f"{name}: {len(expected)} stories, the same in {', '.join(forms)}")
    return expected


def questions(unspool, out):
    """Some questions in SQL, with answers that are right."""
    publishers, months, shared = ask_duckdb(unspool, f"{out}/stories.jsonl")
    with open(f"{out}/stories.jsonl", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    expect("stories of publishers", sum(count for _, count in publishers), len(records))
    dated = [record for record in records if record["date"]]
    expect("words by month", sum(words for _, words in months), sum(record["word_count"] for record in dated))
    twins = [part["duplicate_of"] for record in records for part in record["parts"] if part["duplicate_of"]]
    expect("shared paragraphs", sum(count for _, count in shared), len(twins))


def slices(pages, folder):
    """What docs/fields.md says of spans is true."""
    page = pathlib.Path(__file__).parent.parent.joinpath("docs", "fields.md").read_text(encoding="utf-8")
    python, sql = (page.split(f"```{language}\n")[1].split("```")[0] for language in ["python", "sql"])
    before = os.getcwd()
    os.chdir(folder)
    os.symlink(os.path.join(before, pages), "seeds")
    names = {}
    exec(python, names)
    stories = dict(duckdb.sql(sql).fetchall())
    os.chdir(before)
    record = names["record"]
    expect("a slice in Python", names["story"].startswith(record["title"] or record["text"][:20]), True)
    expect("a slice in SQL", stories[record["id"]], names["story"])
    print(f"slices: {len(stories)} stories in SQL, one in Python")


def tagged(out):
    """The Dolma toolkit tags each document."""
    if importlib.util.find_spec("dolma") is None:
        print("not checked: dolma is not there")
        return
    tagger = "char_length_with_paragraphs_v1"
    with tempfile.TemporaryDirectory() as folder:
        documents = pathlib.Path(folder, "documents")
        documents.mkdir()
        shutil.copy(f"{out}/dolma.jsonl.gz", documents)
        tags = [sys.executable, "-m", "dolma.cli.__main__", "tag", "--documents", f"{documents}/*.gz"]
        subprocess.run([*tags, "--taggers", tagger, "--processes", "1"], check=True, capture_output=True)
        with gzip.open(f"{folder}/attributes/{tagger}/dolma.jsonl.gz", "rt", encoding="utf-8") as lines:
            lengths = {row["id"]: row["attributes"][f"{tagger}__{tagger}__document"][0][1] for row in map(json.loads, lines)}
    with open(f"{out}/stories.jsonl", encoding="utf-8") as lines:
        expect("lengths by Dolma", lengths, {story["id"]: len(story["text"]) for story in map(json.loads, lines)})
    print(f"dolma: {len(lengths)} documents tagged")


def views(out):
    """Views are what their tools write and read."""
    with open(f"{out}/dolma.jsonl", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            expect("keys of Dolma", list(document), ["id", "text", "source", "created", "added", "metadata"])
            # The toolkit reads no null here.
            expect("dates of Dolma", [type(document[name]) for name in ("created", "added")], [str, str])
    tagged(out)
    if importlib.util.find_spec("trafilatura") is None:
        print("not checked: trafilatura is not there")
        return
    import trafilatura

    page = f"<html><body><article><h1>A title</h1>{'<p>' + 'Words of a story. ' * 30 + '</p>'}</article></body></html>"
    own = set(json.loads(trafilatura.extract(page, output_format="json", with_metadata=True)))
    with open(f"{out}/trafilatura.jsonl", encoding="utf-8") as lines:
        for line in lines:
            expect("keys that trafilatura has not", set(json.loads(line)) - own, set())
    articles = 0
    with open(f"{out}/newsarticle.jsonl", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            # As it stands in the head of a page.
            script = f'<script type="application/ld+json">{line.replace("</", "<" + chr(92) + "/")}</script>'
            read = trafilatura.extract_metadata(f"<html><head>{script}</head><body><p>Text.</p></body></html>")
            if article["headline"] and article["author"]:
                articles += 1
                expect("the headline by JSON-LD", read.title, article["headline"])
    print(f"views: Dolma, trafilatura, and {articles} headlines by JSON-LD")


def late(unspool):
    """A column that is null for a long time, and text at last."""
    with tempfile.TemporaryDirectory() as folder:
        pages, out = pathlib.Path(folder, "pages.jsonl"), pathlib.Path(folder, "out")
        with pages.open("w") as lines:
            for at in range(EARLY + LATE):
                text = f"Pump {at} of the village runs again\n\nThe pump with the number {at} gave water on Monday.\n"
                address = {"url": f"https://news.example/{at}", "date": "2024-10-08"} if at >= EARLY else {}
                lines.write(json.dumps({"text": text, **address}) + "\n")
        run(unspool, str(pages), str(out), "--scope", "page", *EVERYTHING)
        found = compare(unspool, out, ["id", "text", "url", "scraped_at"])
        addresses = [row["url"] for row in found]
        expect("stories without address", addresses.count(None), EARLY)
        expect("the last address", addresses[-1], f"https://news.example/{EARLY + LATE - 1}")


def main():
    unspool, pages = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        out = f"{folder}/out"
        run(unspool, pages, out, *EVERYTHING)
        compare(unspool, out, ["id", "text", "title", "publisher", "date", "updated", "position", "truncated"])
        questions(unspool, out)
        slices(pages, folder)
        views(out)
    late(unspool)


if __name__ == "__main__":
    main()
