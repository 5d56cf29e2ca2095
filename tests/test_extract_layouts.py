"""Five page layouts, written for this project, read in every field."""

import json
from pathlib import Path

import pytest

from index.corpus.page import RawPage
from index.extract import extract_article

FOLDER = Path(__file__).parent / "data" / "layouts"
LAYOUTS = json.loads((FOLDER / "layouts.json").read_text("utf-8"))


@pytest.mark.parametrize("want", LAYOUTS, ids=lambda want: want["file"])
def test_each_layout_is_read_right_in_every_field(want):
    text = (FOLDER / want["file"]).read_text("utf-8")
    got = extract_article(RawPage("text", want["file"], "hash", text))
    paragraphs = got.body.split("\n\n")
    assert got.title == want["title"]
    assert got.published == want["published"]
    assert got.published_from == want["published_from"]
    assert list(got.authors) == want["authors"]
    assert [[p.name, p.role] for p in got.persons] == want["persons"]
    assert paragraphs[0].startswith(want["first"])
    assert paragraphs[-1].endswith(want["last"])
    assert len(paragraphs) == want["n_paragraphs"]
    assert [junk for junk in want["junk"] if junk in got.body] == []
    assert got.title not in got.body
