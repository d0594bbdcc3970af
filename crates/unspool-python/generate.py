"""Writes what Python has to say of the library's schemas: the classes of records, and the keywords of `run`.

    cargo run --release --quiet -- schema record    # what it reads
    python crates/unspool-python/generate.py        # writes python/unspool/_records.py and _keywords.py

Run it after a change of `src/record.rs` or `src/config.rs`; `tests/test_generated.py` says when it is due.
"""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

Schema = dict[str, Any]

HERE = Path(__file__).resolve().parent
PACKAGE = HERE / "python" / "unspool"

# What the lines of the files are called in Python.
LINES = {"record": "Record", "dropped": "Dropped", "similar": "Similar", "skipped": "Skipped", "summary": "Summary"}
# A part has a role; `Part` is a part of a page.
ALIASES = {"Part": "PartRole"}
# The tables whose keys `run` takes: `check` has figures of its own, and what a terminal shows is not Python's.
TABLES = ["run", "read", "label", "split", "settle", "write"]
# Keys that name files and days, which Python has types for.
PATHS = {"out", "work", "against", "meta", "rules"}
DAYS = {"scraped-at"}

RECORDS_HEAD = '''\
"""The lines of the output files as frozen classes. Made by generate.py from the library's schemas."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from unspool._shown import Shown

Span = tuple[int, int]
"""`(start, end)` in bytes of the page text's UTF-8; the end is not in it."""
'''

KEYWORDS_HEAD = '''\
"""The main job with a keyword for each key of the configuration. Made by generate.py from the library's schema."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from os import PathLike
from typing import Any, Literal

from unspool._core import Progress
from unspool._job import perform
from unspool._records import Summary
'''

RUN_ABOUT = '''\
Reads pages, takes them apart, finds near-duplicates and writes what they give: `unspool run`.

The same inputs and options give the same bytes as on the command line. Other threads of Python run meanwhile; Ctrl-C ends it,
and the same call carries on. A keyword that is not given has the value of the configuration file, else its default.

Args:
    *inputs: Files, folders, `NAME=FOLDER` or `-`; without any, what `inputs` of the configuration file names.
    progress: True draws a line on standard error, in notebooks as well; a function is called with a `Progress` ten times a
        second; "auto", "plain" and "json" are those of the command line.
    config: Configuration file; without it, `unspool.toml` here, if there.
    profile: Profile of the configuration file.
'''

RUN_END = '''\

Returns:
    What stands in `summary.json`.

Raises:
    ConfigError: An option makes no sense; nothing was written.
    InputError: An input is not there, or there is no page; nothing was written.
    OutputError: The output cannot be written; the same call carries on.
    KeyboardInterrupt: Somebody pressed Ctrl-C; the same call carries on.

Warns:
    UserWarning: More inputs were skipped than `max_skipped` allows.
'''


def docstring(text: str, indent: str) -> str:
    """A text as a docstring."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    body = textwrap.indent(text.rstrip("\n"), indent).lstrip()
    end = f"\n{indent}" if "\n" in body else ""
    return f'{indent}"""{body}{end}"""\n'


class Shapes:
    """The types of a schema in Python."""

    def __init__(self, root: Schema) -> None:
        self.defs: Schema = root.get("$defs", {})

    def name(self, schema: Schema) -> str:
        return str(schema["$ref"]).rsplit("/", 1)[1]

    def choices(self, schema: Schema) -> list[str] | None:
        """The words of an enumeration."""
        if "enum" in schema:
            return [str(word) for word in schema["enum"] if word is not None]
        if "oneOf" in schema:
            found = [self.choices(one) or [one["const"]] for one in schema["oneOf"] if "const" in one or "enum" in one]
            return [word for words in found for word in words]
        return None

    def bare(self, schema: Schema) -> tuple[Schema, bool]:
        """A schema without null, and whether null was in it."""
        if "anyOf" in schema:
            real = [one for one in schema["anyOf"] if one.get("type") != "null"]
            return real[0], len(real) < len(schema["anyOf"])
        types = schema.get("type")
        if isinstance(types, list):
            real_types = [one for one in types if one != "null"]
            return {**schema, "type": real_types[0] if len(real_types) == 1 else real_types}, "null" in types
        return schema, False

    def annotation(self, schema: Schema) -> str:
        bare, optional = self.bare(schema)
        return self.plain(bare) + (" | None" if optional else "")

    def plain(self, schema: Schema) -> str:
        if "$ref" in schema:
            name = self.name(schema)
            return "Span" if name == "Span" else ALIASES.get(name, name)
        kind = schema.get("type")
        if kind == "array":
            return f"tuple[{self.annotation(schema['items'])}, ...]"
        if kind == "object":
            return f"Mapping[str, {self.annotation(schema['additionalProperties'])}]"
        if kind == "string":
            return {"date": "datetime.date", "date-time": "datetime.datetime"}.get(schema.get("format", ""), "str")
        return {"integer": "int", "number": "float", "boolean": "bool"}[str(kind)]

    def value(self, schema: Schema, key: str) -> str:
        """An expression for the value of a key of a row."""
        bare, optional = self.bare(schema)
        given = f'row["{key}"]'
        made = self.made(bare, given)
        if not optional:
            return made
        # A key that is absent says as much as null.
        return f'row.get("{key}")' if made == given else f'None if row.get("{key}") is None else {made}'

    def made(self, schema: Schema, given: str) -> str:
        if "$ref" in schema:
            name = self.name(schema)
            if name == "Span":
                return f"({given}[0], {given}[1])"
            return given if self.choices(self.defs[name]) else f"{name}._of({given})"
        if schema.get("type") == "array":
            item = self.made(self.bare(schema["items"])[0], "item")
            return f"tuple({given})" if item == "item" else f"tuple({item} for item in {given})"
        if schema.get("format") == "date":
            return f"datetime.date.fromisoformat({given})"
        if schema.get("format") == "date-time":
            return f"datetime.datetime.fromisoformat({given})"
        return given


def one_class(name: str, schema: Schema, shapes: Shapes) -> str:
    required: list[str] = schema.get("required", [])
    names = required + [key for key in schema["properties"] if key not in required]
    base = "(Shown)" if name == "Summary" else ""
    out = f"\n\n@dataclass(frozen=True, slots=True)\nclass {name}{base}:\n"
    out += docstring(schema["description"], "    ") + "\n"
    for key in names:
        field = schema["properties"][key]
        out += f"    {key}: {shapes.annotation(field)}\n"
        if "description" in field:
            out += docstring(field["description"], "    ")
    out += "\n    @classmethod\n"
    out += f"    def _of(cls, row: Mapping[str, Any]) -> {name}:\n        return cls(\n"
    for key in names:
        out += f"            {key}={shapes.value(schema['properties'][key], key)},\n"
    return out + "        )\n"


def records(schema: Callable[[str], Schema]) -> str:
    """The text of `_records.py`."""
    out, done = RECORDS_HEAD, {"Span"}
    roots = {name: schema(name) for name in LINES}
    for root in roots.values():
        shapes = Shapes(root)
        for name, definition in sorted(shapes.defs.items()):
            choices = shapes.choices(definition)
            if name not in done and choices:
                words = "".join(f'    "{word}",\n' for word in choices)
                out += f"\n{ALIASES.get(name, name)} = Literal[\n{words}]\n" + docstring(definition["description"], "")
                done.add(name)
    for name, root in roots.items():
        shapes = Shapes(root)
        for inner, definition in sorted(shapes.defs.items()):
            if inner not in done:
                out += one_class(inner, definition, shapes)
                done.add(inner)
        out += one_class(LINES[name], root, shapes)
    return out


def keyword_type(key: str, schema: Schema, shapes: Shapes) -> str:
    bare, _ = shapes.bare(schema)
    if "$ref" in bare:
        bare, _ = shapes.bare(shapes.defs[shapes.name(bare)])
    choices = shapes.choices(bare)
    if choices:
        return f"Literal[{', '.join(json.dumps(word) for word in choices)}]"
    path = "str | PathLike[str]"
    if bare.get("type") == "array":
        return f"Sequence[{path if key in PATHS else keyword_type(key, bare['items'], shapes)}]"
    if bare.get("type") == ["string", "integer"]:
        return "int | str"
    if key in PATHS:
        return path
    if key in DAYS:
        return "str | date"
    return {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}[str(bare.get("type"))]


def shown_default(schema: Schema) -> str:
    default = schema.get("default")
    return "" if default in (None, [], False) else f" [default: {default}]"


def keywords(schema: Callable[[str], Schema]) -> str:
    """The text of `_keywords.py`."""
    root = schema("config")
    shapes = Shapes(root)
    parameters, about, values = "", RUN_ABOUT, ""
    for table in TABLES:
        definition = shapes.defs[shapes.name(root["properties"][table])]
        for key, field in definition["properties"].items():
            name = key.replace("-", "_")
            parameters += f"    {name}: {keyword_type(key, field, shapes)} | None = None,\n"
            said = " ".join(field["description"].split()) + shown_default(field)
            wrapped = textwrap.fill(f"{name}: {said}", 116, subsequent_indent="    ")
            about += textwrap.indent(wrapped, "    ") + "\n"
            values += f'        "{name}": {name},\n'
    head = (
        "\n\ndef run(\n    *inputs: str | PathLike[str],\n"
        '    progress: bool | Literal["auto", "always", "never", "plain", "json"]'
        " | Callable[[Progress], object] = False,\n"
        "    config: str | PathLike[str] | None = None,\n    profile: str | None = None,\n"
    )
    body = "    values: dict[str, Any] = {\n" + values + "    }\n"
    body += "    return perform(inputs, (config, profile), progress, values)\n"
    return KEYWORDS_HEAD + head + parameters + ") -> Summary:\n" + docstring(about + RUN_END, "    ") + body


def generated(schema: Callable[[str], Schema]) -> dict[str, str]:
    """The generated files by their names."""
    return {"_records.py": records(schema), "_keywords.py": keywords(schema)}


def main() -> None:
    """Writes the files, with schemas of the program that is named, or of `cargo run`."""
    program = sys.argv[1:] or ["cargo", "run", "--quiet", "--release", "--"]

    def schema(name: str) -> Schema:
        printed = subprocess.run([*program, "schema", name], check=True, capture_output=True, text=True, cwd=HERE)
        found: Schema = json.loads(printed.stdout)
        return found

    for name, text in generated(schema).items():
        (PACKAGE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
