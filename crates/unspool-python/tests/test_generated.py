"""What Python says of the library is what the library says: versions, schemas, stubs."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import tomllib
from pathlib import Path
from types import ModuleType

import unspool
from unspool import _core

from conftest import ROOT

CRATE = Path(__file__).resolve().parents[1]


def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", CRATE / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_versions_are_one() -> None:
    for manifest in (ROOT / "Cargo.toml", CRATE / "Cargo.toml"):
        assert tomllib.loads(manifest.read_text())["package"]["version"] == unspool.__version__


def test_records_and_keywords_are_those_of_the_schemas() -> None:
    for name, text in generate().generated(unspool.schema).items():
        written = (CRATE / "python" / "unspool" / name).read_text(encoding="utf-8")
        assert text == written, f"{name}: run generate.py"


def test_every_key_of_the_configuration_is_a_keyword() -> None:
    root = unspool.schema("config")
    tables = [root["$defs"][root["properties"][table]["$ref"].rsplit("/", 1)[1]] for table in generate().TABLES]
    keys = {key.replace("-", "_") for table in tables for key in table["properties"]}
    given = set(inspect.signature(unspool.run).parameters) - {"inputs", "progress", "config", "profile"}
    assert given == keys and len(keys) > 30


def test_the_stub_names_all_that_is_there() -> None:
    tree = ast.parse((CRATE / "python" / "unspool" / "_core.pyi").read_text(encoding="utf-8"))
    kinds = (ast.ClassDef, ast.FunctionDef)
    stubs = {node.name: node for node in tree.body if isinstance(node, kinds)}
    there = {name for name in dir(_core) if not name.startswith("__")}
    # The protocols are words of the stub alone.
    assert set(stubs) - {"ArrowStream", "ArrowBatch"} == there
    for name, node in stubs.items():
        if isinstance(node, ast.ClassDef) and name in there:
            members = {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
            own = {member for member in vars(getattr(_core, name)) if not member.startswith("_")}
            assert {member for member in members if not member.startswith("_")} == own, name
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.posonlyargs + node.args.args + node.args.kwonlyargs]
            assert list(inspect.signature(getattr(_core, name)).parameters) == names, name


def test_the_stub_says_what_help_says() -> None:
    tree = ast.parse((CRATE / "python" / "unspool" / "_core.pyi").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) and hasattr(_core, node.name):
            native = getattr(_core, node.name)
            assert ast.get_docstring(node) == inspect.getdoc(native), node.name
            for member in node.body if isinstance(node, ast.ClassDef) else []:
                if isinstance(member, ast.FunctionDef) and (said := ast.get_docstring(member)):
                    assert said == inspect.getdoc(getattr(native, member.name)), (node.name, member.name)


def test_everything_public_says_what_it_is() -> None:
    for name in unspool.__all__:
        if name not in ("__version__", "Span"):
            assert inspect.getdoc(getattr(unspool, name)), name
