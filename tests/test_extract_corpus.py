"""The sample corpus, read in every field against its answer key.

The key was written together with the pages, not by the extractor, so it tells
where general rules go wrong on pages that nobody tuned them to.
"""

import json
from pathlib import Path

import pytest

from index.corpus import PAGE_ENDINGS, RawPage, read_file
from index.extract import extract_article

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"
KEY = json.loads((ROOT / "tests/data/corpus_expected.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def articles():
    """Every article of the corpus by the name that the key gives it."""
    files = [
        file for file in sorted(CORPUS.rglob("*.*")) if file.suffix in PAGE_ENDINGS
    ]
    pages = [
        page
        for file in files
        for page in read_file(file, file.relative_to(CORPUS).as_posix())
        if isinstance(page, RawPage)
    ]
    return {page.path: extract_article(page) for page in pages}


def test_the_key_names_every_article(articles):
    assert sorted(articles) == sorted(want["file"] for want in KEY)


@pytest.mark.parametrize("want", KEY, ids=lambda want: want["file"])
def test_each_article_is_read_as_the_key_says(articles, want):
    got = articles[want["file"]]
    paragraphs = got.body.split("\n\n")
    persons = [{"name": p.name, "role": p.role} for p in got.persons]
    assert got.title == want["title"]
    assert got.published == want["published"]
    assert got.published_from == want["published_from"]
    assert list(got.authors) == want["authors"]
    assert persons == want["persons"]
    assert paragraphs[0] == want["first_paragraph"]
    assert paragraphs[-1] == want["last_paragraph"]
    assert [junk for junk in want["junk"] if junk in got.body] == []
