"""Pages as a hundred sites print them, by writers who had not read the rules.

``tests/data/pages`` holds what they wrote, each page with the answers of its
writer: text pages as people paste them, official documents, HTML of many
systems, and texts that tell their date only to who can reason.
"""

import json
from pathlib import Path

import pytest

from index.corpus import read_file
from index.extract import extract_article
from index.extract.wordlists import modern_tones
from tests.known_gaps import GAPS

FOLDER = Path(__file__).parent / "data" / "pages"


def answers(kind):
    lines = (FOLDER / kind / "gold.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def flat(text):
    return modern_tones(" ".join(text.split()))


def read(kind, name):
    (page,) = read_file(FOLDER / kind / name, f"trang/{name}")
    return extract_article(page)


PAGES = [(kind, one) for kind in ("text", "official", "html") for one in answers(kind)]


@pytest.mark.parametrize(
    ("kind", "want"), PAGES, ids=lambda v: v if isinstance(v, str) else v["file"]
)
def test_each_page_is_read_as_its_writer_says(kind, want):
    got = read(kind, want["file"])
    body = flat(got.body)
    firsts = [want["first_paragraph"], want.get("first_alt"), want.get("sapo")]
    wrong = {
        "title": flat(got.title) != flat(want["title"]),
        "published": got.published != want["published"],
        "authors": {a.title() for a in got.authors}
        != {a.title() for a in want["authors"]},
        "first": not any(one and flat(one) in body for one in firsts),
        "last": flat(want["last_paragraph"]) not in body,
        "junk": any(flat(one) in body for one in want["junk"]),
    }
    found = {name for name, is_wrong in wrong.items() if is_wrong}
    assert found == GAPS.get(f"{kind}/{want['file']}", set())


@pytest.mark.parametrize("want", answers("dates"), ids=lambda want: want["file"])
def test_a_date_is_told_by_the_text_or_stays_unknown(want):
    got = read("dates", want["file"])
    is_gap = "published" in GAPS.get(f"dates/{want['file']}", set())
    if is_gap:
        # What is not known yet stays unknown: a wrong date is never given.
        assert got.published is None
    else:
        assert got.published == want["published"]


def test_every_person_found_on_these_pages_is_one_that_its_writer_names():
    n_found = n_right = n_wanted = 0
    for kind, want in PAGES:
        if want.get("persons") is None:
            continue
        names = {flat(person.name) for person in read(kind, want["file"]).persons}
        wanted = {flat(person["name"]) for person in want["persons"]}
        n_found += len(names)
        n_wanted += len(wanted)
        n_right += len(names & wanted)
    assert n_right / n_found >= 0.95
    assert n_right / n_wanted >= 0.95
