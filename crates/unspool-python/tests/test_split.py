"""`unspool.split`: pages, stories, lines."""

from __future__ import annotations

import json
import pickle
from datetime import date
from pathlib import Path

import pytest
import unspool

from conftest import ROOT, program

PAGE = """\
Old harbour opens

Updated 8 October 2024
Follow

Old harbour opens

KARACHI: The old harbour opened again on Monday, officials said.

Share this article
"""


def pages() -> list[Path]:
    return sorted((ROOT / "seeds").rglob("*.txt")) + sorted((ROOT / "fixtures").rglob("*.txt"))


def test_a_page_gives_its_stories_with_title_text_and_dates() -> None:
    page = unspool.split(PAGE)
    (story,) = page.stories
    assert (story.title, story.dateline, story.updated) == ("Old harbour opens", "KARACHI", date(2024, 10, 8))
    assert story.text == "KARACHI: The old harbour opened again on Monday, officials said."
    assert [part.role for part in story.parts] == ["title", "date", "paragraph"]
    assert (len(page), page[0], page[-1], list(page)) == (1, story, story, [story])


def test_lines_have_the_roles_that_show_prints() -> None:
    roles = {line.text: (line.role, line.dropped) for line in unspool.split(PAGE).lines}
    assert roles["Follow"] == ("marker/follow", True)
    assert roles["KARACHI: The old harbour opened again on Monday, officials said."] == ("paragraph", False)
    assert [line.number for line in unspool.split(PAGE).lines] == list(range(1, len(PAGE.splitlines()) + 1))


def test_spans_count_bytes_and_slice_gives_their_text() -> None:
    page = unspool.split("Zoë’s café opens\n\nKARACHI: The café opened — again — on Monday, officials said.\n")
    for story in page:
        for part in story.parts:
            start, end = part.span
            assert story.slice(part.span) == page.slice(part.span) == part.text
            assert page.text.encode()[start:end].decode() == part.text
    with pytest.raises(ValueError, match="borders of characters"):
        page.slice((0, 3))
    with pytest.raises(ValueError, match="is no span of the page text"):
        page.slice((0, 10_000))
    with pytest.raises(OverflowError):
        page.slice((-1, 2))


def test_relative_times_are_told_by_the_moment_of_scraping() -> None:
    text = PAGE.replace("8 October 2024", "2 days ago")
    assert unspool.split(text)[0].updated is None
    for told in ("2024-10-10", date(2024, 10, 10)):
        story = unspool.split(text, scraped_at=told)[0]
        assert (story.updated, story.date_source, story.updated_raw) == (date(2024, 10, 8), "relative", "2 days ago")


def test_a_page_of_html_is_read_by_its_marks() -> None:
    html = (
        "<!doctype html><title>Old harbour opens</title><body><article><h1>Old harbour opens</h1>"
        "<p>KARACHI: The old harbour opened again on Monday, officials said in the morning.</p>"
        "<p>Boats left it at noon, and the market had fish again in the evening, they said.</p></article></body>"
    )
    assert unspool.split(html) == unspool.split(html)
    assert unspool.split(html)[0].title == "Old harbour opens"
    assert "<p>" not in unspool.split(html.encode()).text


def test_bytes_are_decoded_as_those_of_a_file() -> None:
    text = PAGE.replace("harbour", "harbör")
    assert unspool.split(text.encode("utf-16")).text.lstrip("\ufeff") == text
    latin = unspool.split(text.encode("latin-1"))
    assert latin.text == text and latin.encoding != "UTF-8"
    torn = unspool.split(PAGE.encode() + b"\xff\xfe\xfd not all of it is UTF-8\n")
    assert torn.stories[0].title == "Old harbour opens"


def test_equal_pages_are_equal_and_can_be_sent_elsewhere() -> None:
    page, same, other = unspool.split(PAGE), unspool.split(PAGE), unspool.split(PAGE, min_confidence=0.9)
    assert page == same and hash(page) == hash(same) and page != other and page != object()
    assert {page[0], same[0]} == {page[0]} and page[0] != other[0]
    assert page.lines == same.lines and page[0].parts == same[0].parts
    for thing in (page, page[0], page.lines[0], page[0].parts[0]):
        assert pickle.loads(pickle.dumps(thing)) == thing
    with pytest.raises(AttributeError):
        page.text = "other"  # type: ignore[misc]


def test_what_is_printed_says_what_it_is() -> None:
    page = unspool.split(PAGE)
    assert repr(page) == f"<Page: 1 story, 10 lines, {len(PAGE)} bytes>"
    assert repr(page[0]).startswith("<Story 0: 'Old harbour opens', bytes 0 to ")
    assert repr(page[0].parts[0]) == "Part(role='title', span=(0, 17), text='Old harbour opens')"
    assert repr(page.lines[0]) == "Line(number=1, role='title', span=(0, 17), text='Old harbour opens')"


def test_a_notebook_shows_roles_and_runs_nothing() -> None:
    html = unspool.split("<script>alert('x')</script> \"&\" harbour\n\n" + PAGE)._repr_html_()
    assert "<script" not in html and "&lt;script&gt;alert(&#39;x&#39;)" in html and "&quot;&amp;&quot;" in html
    assert 'dir="auto"' in html and ">paragraph</th>" in html and ">marker/follow</th>" in html


def test_every_page_of_the_project_gives_the_records_of_a_run(tmp_path: Path) -> None:
    """The fields of a story are those of its record, wherever other pages decide nothing."""
    done = program("run", ROOT / "seeds", f"gold={ROOT / 'fixtures' / 'gold'}", "-o", tmp_path / "out", "--stories=keep",
                   "--paragraphs=keep", "--quiet")  # fmt: skip
    assert done.returncode == 0, done.stderr
    compared = 0
    for record in unspool.read(tmp_path / "out"):
        folder = ROOT / "fixtures" if record.path.startswith("gold/") else ROOT / "seeds"
        page = unspool.split((folder / record.path).read_bytes())
        story = page[record.position]
        for field in record.__slots__:
            if hasattr(story, field) and field not in ("parts", "page"):
                assert getattr(story, field) == getattr(record, field), (record.path, field)
        assert [(part.role, part.span) for part in story.parts] == [(part.role, part.span) for part in record.parts]
        compared += 1
    assert compared > 100


def test_the_labelled_pages_are_those_of_the_program() -> None:
    for page in pages()[:20]:
        shown = program("show", page).stdout
        roles = [line.role for line in unspool.split(page.read_bytes()).lines]
        margin = [line.split("│")[0].strip() for line in shown.splitlines() if "│" in line]
        assert roles == margin, page


@pytest.mark.parametrize("wrong", [None, 7, ["text"], bytearray(b"text")])
def test_what_is_no_text_is_refused(wrong: object) -> None:
    with pytest.raises(TypeError, match="`text`: str or bytes were expected, not "):
        unspool.split(wrong)  # type: ignore[arg-type]


def test_options_that_make_no_sense_have_the_words_of_the_command_line() -> None:
    with pytest.raises(unspool.ConfigError, match="^--min-confidence must be a number between 0 and 1, not `2`$"):
        unspool.split(PAGE, min_confidence=2)
    with pytest.raises(unspool.ConfigError, match="^--scraped-at must be a day as YYYY-MM-DD, not `soon`$"):
        unspool.split(PAGE, scraped_at="soon")
    assert program("run", "seeds", "-o", "/dev/null/no", "--scraped-at", "soon").returncode == 2


def test_what_is_no_page_is_refused_or_empty() -> None:
    with pytest.raises(unspool.InputError, match="control characters"):
        unspool.split(b"\x7fELF\x00\x00\x00\x00")
    with pytest.raises(UnicodeEncodeError):
        unspool.split("lone \ud800 surrogate")
    assert [len(unspool.split(text)) for text in ("", " \n ", "\ufeff")] == [0, 0, 0]


def test_simhash_and_similarity_are_those_of_records() -> None:
    assert unspool.simhash("") is None
    assert unspool.similarity("one two three four five", "one two three four six") == 0.8
    assert unspool.similarity("", "") == 1.0
    story = unspool.split(PAGE)[0]
    assert unspool.simhash(story.text) == story.simhash
    for wrong in (None, b"text"):
        with pytest.raises(TypeError):
            unspool.simhash(wrong)  # type: ignore[arg-type]


def test_schemas_are_those_of_the_program() -> None:
    assert unspool.schema("record") == json.loads(program("schema", "record").stdout)
    with pytest.raises(ValueError, match="`page` is none of record, "):
        unspool.schema("page")
