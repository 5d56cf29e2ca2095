"""The gold pages beside the checkout; skipped where they are absent."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

pytestmark = pytest.mark.skipif(
    not (SHARED / "gold").is_dir(), reason=f"the gold pages are not in {SHARED}"
)


@pytest.fixture(scope="module")
def bench():
    path = ROOT / "bench" / "extraction.py"
    spec = importlib.util.spec_from_file_location("bench_extraction", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture()
def wrong():
    """What is wrong, for the message of a failed test."""
    return []


def test_all_five_seeds_equal_gold_in_every_field(bench, wrong):
    table = bench.measure_seeds(lambda *what: wrong.append(what))
    assert table == {"seeds: every field": 1.0}, wrong


@pytest.mark.parametrize(
    ("file", "published_from"),
    [
        ("000", "page"),
        ("001", "page"),
        ("002", "text"),
        ("003", "page"),
        ("004", "text"),
    ],
)
def test_seeds_say_where_their_date_is_from(bench, file, published_from):
    (path,) = (SHARED / "seeds").glob(f"{file}_*.txt")
    assert bench.read_page(path).published_from == published_from


def test_gold_pages_are_read_as_well_as_measured(bench, wrong):
    table = bench.measure_pages(lambda *what: wrong.append(what))
    assert table["pages: title"] >= 0.98, wrong
    assert table["pages: published"] >= 0.97, wrong
    assert table["pages: authors"] >= 0.95, wrong
    assert table["pages: paragraphs"] >= 0.98, wrong
    assert table["pages: junk left in body"] <= 0.01, wrong


def test_gold_persons_are_found_as_well_as_measured(bench, wrong):
    table = bench.measure_persons(lambda *what: wrong.append(what))
    assert table["persons: F1"] >= 0.97, wrong
    assert table["persons: role"] >= 0.90, wrong
    assert table["persons: authors"] >= 0.95, wrong


def test_the_html_page_is_read_in_every_field(bench, wrong):
    table = bench.measure_html(lambda *what: wrong.append(what))
    assert table == {"html: fields": 1.0}, wrong
