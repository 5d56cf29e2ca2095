"""Suggestions found in the files, held against a look at every one of them."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis.normalise import fold, other_i_or_y
from index.analysis.syllables import syllables
from index.analysis.tones import split_tone
from index.suggestions import SuggestionsBuilder, write_suggestions
from index.suggestions.word_sequences import FUNCTION_WORDS
from search.offered.files import Suggestions
from search.offered.table import IsDeleted, lowest_places
from search.query.nodes import Word
from search.suggestions import Suggestion, choose, read_typed

SYLLABLES = (
    "mai mài mãi mỹ mi my lý lí ly tán tấn tân tan dương đường duong trương truông "
    "thị thi thì quý quí quỳnh quình quy hà hằng hàn nguyễn nguyên an ân ăn 18"
).split()

names = st.lists(st.sampled_from(SYLLABLES), min_size=2, max_size=4).map(
    lambda parts: " ".join(part.capitalize() for part in parts)
)
articles = st.lists(
    st.tuples(names, st.lists(names, max_size=2), st.integers(0, 3)), max_size=12
)


def no_words(titles: list[str]) -> list[list[tuple[int, int]]]:
    """Word segmentation that finds no word of several syllables."""
    return [[] for _ in titles]


def build(
    folder: Path,
    segments: list[list[tuple[str, list[str], int]]],
    is_deleted: IsDeleted | None = None,
) -> Suggestions:
    for number, those in enumerate(segments):
        builder = SuggestionsBuilder(no_words)
        for doc, (title, persons, minute) in enumerate(those):
            builder.add(doc, title, persons, minute)
        write_suggestions(folder / f"S_{number}.suggestions", builder)
    return Suggestions(folder, [(f"S_{n}", is_deleted) for n in range(len(segments))])


def is_whole(typed: str, syllable: str) -> bool:
    return Word(typed, 0, 0).matches(syllable)


def is_begun(typed: str, syllable: str) -> bool:
    """Whether `typed` may become `syllable`, by the rules of search.suggestions."""
    for form in {syllable, other_i_or_y(syllable) or syllable}:
        (letters, tone), (wanted, its_tone) = split_tone(typed), split_tone(form)
        if fold(typed) == typed:
            if fold(form).startswith(typed):
                return True
        elif tone:
            if wanted.startswith(letters) and tone == its_tone:
                return True
        elif len(letters) <= len(wanted) and all(
            one in (other, fold(other))
            for one, other in zip(letters, wanted, strict=False)
        ):
            return True
    return False


def starts_of(kind: str, text: str) -> list[int]:
    """From which syllables on something is found, where no word has several."""
    its = syllables(text)
    if kind == "person":
        return list(range(len(its)))
    return [n for n, one in enumerate(its) if not n or one not in FUNCTION_WORDS][:5]


def begins(typed: str, kind: str, text: str) -> bool:
    asked, its = syllables(typed), syllables(text)
    last = is_whole if typed.endswith(" ") else is_begun
    return any(
        len(its) - at >= len(asked)
        and all(map(is_whole, asked[:-1], its[at:]))
        and last(asked[-1], its[at + len(asked) - 1])
        for at in starts_of(kind, text)
    )


@st.composite
def typings(draw: st.DrawFn, of: list[str]) -> str:
    """Draw the beginning of a part of some text, with fewer marks or more."""
    parts = draw(st.sampled_from(of)).lower().split()
    parts = parts[draw(st.integers(0, len(parts) - 1)) :]
    parts = [fold(part) if draw(st.booleans()) else part for part in parts]
    typed = " ".join(parts)
    typed = typed[: draw(st.integers(1, len(typed)))]
    return typed.strip() + draw(st.sampled_from(["", "", " "]))


# Files are written; on a busy machine that takes its time.
@settings(deadline=None)
@given(st.data())
def test_what_begins_as_typed_is_offered_and_nothing_else(data: st.DataObject) -> None:
    rows = data.draw(articles)
    cut = data.draw(st.integers(0, len(rows)))
    texts = [text for title, persons, _ in rows for text in (title, *persons)]
    typed = data.draw(typings([*texts, *SYLLABLES]))
    with TemporaryDirectory() as folder:
        found = build(Path(folder), [rows[:cut], rows[cut:]]).first(typed, 1000)
    for kind in ("person", "title"):
        said = {
            text.lower(): (text, minute)
            for title, persons, minute in rows
            for text in ((title,) if kind == "title" else persons)
        }
        count = {
            key: sum(
                key in {t.lower() for t in ((title,) if kind == "title" else persons)}
                for title, persons, _ in rows
            )
            for key in said
        }
        expected = {
            (said[key][0], count[key]) for key in said if begins(typed, kind, key)
        }
        shown = {(s.text, s.count) for s in found if s.kind == kind}
        if kind == "title":  # What is offered as a person is not offered again.
            persons_shown = {s.text for s in found if s.kind == "person"}
            expected = {pair for pair in expected if pair[0] not in persons_shown}
        assert shown == expected


@pytest.mark.parametrize(
    ("typed", "is_offered"),
    [
        ("Truong thi mai", True),
        ("trươ", True),
        ("truơ", True),
        ("trương t", True),
        ("TRƯƠNG THỊ MAI", True),
        ("mai", True),
        ("thị mai ", True),
        ("Mài", False),
        ("trướng", False),
        ("thi mai an", False),
        ("ma ", False),
        ("trương thi", True),
        ("truong thí", False),
        ("Tru\u031bo\u031b", True),
    ],
)
def test_a_name_is_offered_for_its_beginnings(
    tmp_path: Path, typed: str, is_offered: bool
) -> None:
    found = build(tmp_path, [[("Tin", ["Trương Thị Mai"], 0)]]).first(typed, 10)
    assert found == [Suggestion("Trương Thị Mai", "person", 1)] * is_offered


@pytest.mark.parametrize("typed", ["ly thuong", "lí thường", "lý", "Lí ", "ly", "li"])
def test_i_and_y_are_one_where_both_are_usual(tmp_path: Path, typed: str) -> None:
    rows = [("Tin", ["Lý Thường Kiệt"], 0)]
    assert build(tmp_path, [rows]).first(typed, 10)
    assert not build(tmp_path, [[("Tin", ["Tay Ba Lai"], 0)]]).first("tai", 10)


@pytest.mark.parametrize("typed", ["", " ", "...", "“", "\x00"])
def test_nothing_typed_nothing_offered(tmp_path: Path, typed: str) -> None:
    assert build(tmp_path, [[("Tin", ["Lê Thị Hà"], 0)]]).first(typed, 10) == []


def test_no_segment_no_suggestion(tmp_path: Path) -> None:
    assert build(tmp_path, []).first("a", 10) == []


def test_most_articles_come_first_then_the_newest_then_by_text(tmp_path: Path) -> None:
    rows = [
        ("Tin 1", ["Lê An", "Lê Cư", "Lê Bá", "Lê Áo"], 5),
        ("Tin 2", ["Lê Cư", "Lê Dĩ"], 6),
    ]
    found = build(tmp_path, [rows]).first("le", 10)
    assert [s.text for s in found] == ["Lê Cư", "Lê Dĩ", "Lê An", "Lê Bá", "Lê Áo"]


def test_counts_of_segments_are_added_up(tmp_path: Path) -> None:
    one = [("Tin", ["Lê Thị Hà", "Lê Thị Hoa"], 0)]
    other = [("Tin", ["LÊ THỊ HÀ"], 0), ("Tin khác", ["Lê Thị Hà"], 0)]
    found = build(tmp_path, [one, other]).first("le", 10)
    assert [(s.text, s.count) for s in found] == [("Lê Thị Hà", 3), ("Lê Thị Hoa", 1)]


def test_deleted_articles_do_not_count(tmp_path: Path) -> None:
    rows = [("Tin", ["Lê Thị Hà", "Lê Thị Hoa"], 0), ("Tin khác", ["Lê Thị Hoa"], 0)]
    suggestions = build(tmp_path, [rows], is_deleted={0}.__contains__)
    assert suggestions.first("le", 10) == [Suggestion("Lê Thị Hoa", "person", 1)]
    assert suggestions.first("tin", 10) == [Suggestion("Tin khác", "title", 1)]


def test_deleted_articles_do_not_hide_the_others(tmp_path: Path) -> None:
    rows = [(f"Tin {n}", [f"Lê An {n}"], n) for n in range(200)]
    suggestions = build(tmp_path, [rows], is_deleted=lambda doc: doc >= 3)
    found = [s.text for s in suggestions.first("le", 10)]
    assert found == ["Lê An 2", "Lê An 1", "Lê An 0"]


def test_places_are_shared_between_the_kinds() -> None:
    def offered(kind: str, n: int) -> list[tuple[int, Suggestion]]:
        return [(hash((kind, i)), Suggestion(f"{i}", kind, 9 - i)) for i in range(n)]

    def chosen(persons: int, words: int, titles: int, limit: int = 10) -> str:
        found = {
            "person": offered("person", persons),
            "words": offered("words", words),
            "title": offered("title", titles),
        }
        return "".join(s.kind[0] for s in choose(found, limit))

    assert chosen(20, 20, 20) == "pppppwwwtt"
    assert chosen(20, 0, 0) == "pppppppppp"
    assert chosen(1, 20, 20) == "pwwwwwwwtt"
    assert chosen(20, 1, 20) == "pppppwtttt"
    assert chosen(20, 1, 1) == "ppppppppwt"
    assert chosen(3, 1, 0) == "pppw"
    assert chosen(20, 20, 20, limit=1) == "p"


def test_a_person_is_not_offered_again_as_words() -> None:
    person = (7, Suggestion("Hồ Chí Minh", "person", 3))
    words = (7, Suggestion("Hồ Chí Minh", "words", 9))
    assert choose({"person": [person], "words": [words]}, 10) == [person[1]]


@given(st.lists(st.integers(0, 500), max_size=3000), st.integers(1, 5))
def test_the_lowest_are_found_without_sorting_all(values: list[int], n: int) -> None:
    array = np.array(values, np.uint32)
    at = lowest_places(array, n)
    assert len(at) >= min(n, len(values))
    bound = max(array[at], default=0)
    assert sorted(array[at]) == sorted(v for v in values if v <= bound)


def test_a_large_range_is_not_read_out(tmp_path: Path) -> None:
    rows = [(f"Tin {n}", [f"Lê An {n}", "Lê Ân"][: 1 + n % 2], 0) for n in range(3000)]
    suggestions = build(tmp_path, [rows])
    assert suggestions.first("l", 1) == [Suggestion("Lê Ân", "person", 1500)]
    assert suggestions.first("â", 1) == [Suggestion("Lê Ân", "person", 1500)]
    assert len(suggestions.first("lê an", 20)) == 20


@given(st.text(max_size=40))
def test_whatever_is_typed_can_be_read(text: str) -> None:
    typed = read_typed(text)
    if typed is not None:
        assert typed.letters
        assert all(0 <= place < len(typed.letters) for place, _ in typed.accepted)
