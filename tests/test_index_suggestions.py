"""The files of suggestions: what goes into them, and what becomes of damaged ones."""

from __future__ import annotations

import os
import random
import struct
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.analysis.normalise import fold, normalise_syllable
from index.analysis.syllables import syllables as syllables_of
from index.errors import IndexCorruptError, IndexFormatError
from index.segment_suggestions import write_missing
from index.segments.sections import HEAD, PREAMBLE
from index.suggestion_keys import IS_Y, QUALITY, TONE, letters_and_marks
from index.suggestions import (
    ENDING,
    MAGIC,
    VERSION,
    SuggestionsBuilder,
    is_current,
    write_suggestions,
)
from index.suggestions.columns import HIGH, Column, pack
from index.suggestions.pieces import PieceTable
from index.suggestions.rows import Rows
from index.suggestions.spellings import choose_spellings
from index.suggestions.tables import sort_beginnings
from index.suggestions.title_words import find_joints, find_words
from index.suggestions.word_sequences import (
    FUNCTION_WORDS,
    MAX_SYLLABLES,
    MIN_TITLES,
    find_sequences,
)
from search.offered.files import Suggestions, open_suggestions
from search.searcher import open_searcher
from search.suggestions import Suggestion
from tests.helpers import build_index, make_article
from tests.strategies import syllables


def sequences(*titles: str, words: str = "") -> dict[str, int]:
    """The sequences of titles, whose words of several syllables are given."""
    listed = [word for word in words.split(",") if word]

    def spans(title: str) -> list[tuple[int, int]]:
        low = title.lower()
        found = [
            (at, w) for w in listed for at in range(len(low)) if low[at:].startswith(w)
        ]
        return sorted((at, at + len(word)) for at, word in found)

    table = PieceTable()
    pieces = table.cut(titles)
    goes_on = find_joints(pieces, table.columns(), [spans(title) for title in titles])
    found = find_sequences(find_words(pieces, goes_on, table))
    texts = choose_spellings(found, pieces, table)
    return dict(zip(texts, found.titles.lengths.tolist(), strict=True))


def test_a_sequence_stands_in_three_titles() -> None:
    two = ["Bão số chín", "Tin bão số"]
    assert sequences(*two) == {}
    assert sequences(*two, "Cơn bão số") == {"bão số": 3}


def test_a_part_of_an_equally_frequent_sequence_is_left_out() -> None:
    titles = ["Họp bàn giá điện", "Lại bàn giá điện", "Dân bàn giá điện"]
    assert sequences(*titles) == {"bàn giá điện": 3}
    assert sequences(*titles, "Nghe giá điện") == {"bàn giá điện": 3, "giá điện": 4}


def test_a_sequence_does_not_cut_a_word() -> None:
    titles = ["Một hội nghị lớn", "Hai hội nghị lớn", "Ba hội nghị lớn"]
    found = sequences(*titles, "Hội nghị", words="hội nghị")
    assert found == {"hội nghị lớn": 3, "hội nghị": 4}


def test_a_sequence_neither_begins_nor_ends_with_a_function_word() -> None:
    titles = [f"{word} của dân và" for word in ("Ý", "Tiền", "Lòng")]
    assert sequences(*titles) == {}
    assert sequences(*[f"{n} ý của dân và" for n in ("Một", "Hai", "Ba")]) == {
        "ý của dân": 3
    }


@pytest.mark.parametrize("mark", [": ", ", ", " - ", ". ", " “", "/"])
def test_a_sequence_does_not_run_over_punctuation(mark: str) -> None:
    titles = [f"{n} Sài Gòn{mark}mưa to" for n in ("Tin", "Chiều", "Sáng")]
    assert sequences(*titles) == {"Sài Gòn": 3, "mưa to": 3}


def test_a_sequence_is_not_too_long() -> None:
    title = "a b c d e g h"
    found = sequences(title, f"{title} i", f"{title} k")
    assert max(len(text.split()) for text in found) == MAX_SYLLABLES


def test_the_capital_of_a_title_s_first_word_does_not_count() -> None:
    titles = ["Giá vàng tăng", "Giá vàng giảm", "Mua giá vàng"]
    assert sequences(*titles) == {"giá vàng": 3}


def naive_sequences(titles: list[list[str]]) -> dict[str, int]:
    """The sequences of titles without punctuation, of words joined by ``_``."""

    def runs(title: list[str], frequent: set[str]) -> list[tuple[int, int]]:
        return [
            (first, end)
            for first in range(len(title))
            for end in range(first + 1, len(title) + 1)
            if title[first] not in FUNCTION_WORDS
            and title[end - 1] not in FUNCTION_WORDS
            and 2 <= len(plain(title[first:end]).split()) <= MAX_SYLLABLES
            and all(plain(title[a : a + 2]) in frequent for a in range(first, end - 1))
        ]

    def plain(words: list[str]) -> str:
        return " ".join(words).replace("_", " ")

    pairs: dict[str, set[int]] = defaultdict(set)
    for number, title in enumerate(titles):
        for at in range(len(title) - 1):
            pairs[plain(title[at : at + 2])].add(number)
    frequent = {pair for pair, those in pairs.items() if len(those) >= MIN_TITLES}
    found: dict[str, set[int]] = defaultdict(set)
    for number, title in enumerate(titles):
        for first, end in runs(title, frequent):
            found[plain(title[first:end])].add(number)
    kept = {text: its for text, its in found.items() if len(its) >= MIN_TITLES}
    parts = set()
    seen = set()
    for title in titles:
        here = [
            run for run in runs(title, frequent) if plain(title[slice(*run)]) in kept
        ]
        for first, end in here:
            text = plain(title[first:end])
            if text not in seen:
                seen.add(text)
                inside = [plain(title[a:b]) for a, b in here if first <= a and b <= end]
                parts |= {p for p in inside if p != text and kept[p] == kept[text]}
    return {text: len(kept[text]) for text in kept.keys() - parts}


@pytest.mark.parametrize("seed", range(8))
def test_sequences_are_those_that_a_look_at_every_title_finds(seed: int) -> None:
    rng = random.Random(seed)
    words = "giá vàng và dầu_thô tăng của thế giới thế_giới ý dầu thô".split()
    titles = [
        rng.choices(words, k=rng.randint(1, 8)) for _ in range(rng.choice([9, 90]))
    ]
    table = PieceTable()
    pieces = table.cut([" ".join(title).replace("_", " ") for title in titles])
    goes_on = np.array(
        [
            at > 0
            for title in titles
            for word in title
            for at in range(len(word.split("_")))
        ]
    )
    found = find_sequences(find_words(pieces, goes_on, table))
    texts = choose_spellings(found, pieces, table)
    counted = dict(zip(texts, found.titles.lengths.tolist(), strict=True))
    assert counted == naive_sequences(titles)


def test_the_commonest_capitals_are_shown() -> None:
    titles = [f"{n} tổ chức Quốc hội" for n in ("Họp", "Bàn", "Tin", "Lại")]
    assert sequences(*titles, "Về Tổ chức Quốc hội") == {"tổ chức Quốc hội": 5}


@given(st.lists(st.text(max_size=30) | st.text("aă 1.,/-“²\u00a0\t", max_size=30)))
def test_pieces_put_together_are_the_text_and_have_its_syllables(
    texts: list[str],
) -> None:
    table = PieceTable()
    rows = table.cut(texts)
    for number, text in enumerate(texts):
        its = rows.values[rows.offsets[number] : rows.offsets[number + 1]].tolist()
        found = [table.syllables[table.columns().syllables[piece]] for piece in its]
        assert found == syllables_of(text)
        if its:
            assert "".join(table.texts[piece] for piece in its) == text + " "


@given(st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 300)))
def test_a_column_gives_back_what_was_packed(values: list[int]) -> None:
    column = Column(pack("it", np.array(values, np.int64)), "it")
    assert column[:].tolist() == values
    assert [column.at(place) for place in range(len(column))] == values


@given(
    st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=50), max_size=9),
    st.sampled_from([0, 100, 2**20, 2**29]),
)
def test_beginnings_are_in_the_order_of_their_letters(
    texts: list[list[int]], more: int
) -> None:
    rows = Rows.of(
        np.array([n + more for text in texts for n in text], np.int32),
        [len(text) for text in texts],
    )
    firsts = np.arange(len(rows.values))
    ends = rows.offsets[1:][rows.row_of_value]
    order = sort_beginnings(rows.values, firsts, ends).tolist()
    values = rows.values.tolist()
    assert order == sorted(firsts.tolist(), key=lambda at: (values[at : ends[at]], at))


def table_of(
    tmp_path: Path, builder: SuggestionsBuilder, text: str
) -> list[Suggestion]:
    write_suggestions(tmp_path / f"S{ENDING}", builder)
    return Suggestions(tmp_path, [("S", None)]).first(text, 10)


def test_words_of_bodies_are_offered(tmp_path: Path) -> None:
    builder = SuggestionsBuilder()
    builder.add_word("tổ_chức", 12)
    builder.add_word("tổ_tiên", 2)  # In too few articles.
    builder.add_word("2_tổ_khúc", 9)  # A number is no word to begin with.
    assert table_of(tmp_path, builder, "to") == [Suggestion("tổ chức", "words", 12)]


def test_half_a_name_is_no_word(tmp_path: Path) -> None:
    builder = SuggestionsBuilder()
    for doc in range(4):
        builder.add(doc, "Tin", ["Nguyễn Văn An"])
    builder.add_word("nguyễn_văn", 4)
    builder.add_word("nguyễn_văn_an", 4)
    builder.add_word("nguyên_liệu", 4)
    found = table_of(tmp_path, builder, "nguyen")
    assert [s.text for s in found] == ["Nguyễn Văn An", "nguyên liệu"]


def test_a_title_without_a_letter_or_too_long_is_not_offered(tmp_path: Path) -> None:
    builder = SuggestionsBuilder()
    builder.add(0, "???")
    builder.add(1, "dài " * 60)
    builder.add(2, "Dài vừa")
    assert [s.text for s in table_of(tmp_path, builder, "dai")] == ["Dài vừa"]


@given(syllables)
def test_letters_and_marks_are_as_many_and_say_all(syllable: str) -> None:
    syllable = normalise_syllable(syllable)
    letters, marks = letters_and_marks(syllable)
    assert len(letters) == len(marks)
    plain = fold(syllable)
    assert letters.decode() == plain.replace("y", "i")
    assert [bool(mark & IS_Y) for mark in marks] == [c == "y" for c in plain]
    has_marks = any(mark & (QUALITY | TONE) for mark in marks)
    assert has_marks == (plain != syllable)


def test_what_folds_to_the_same_letters_has_other_marks() -> None:
    spellings = "a ă â á à ả ã ạ ắ ằ ẳ ẵ ặ ấ ầ ẩ ẫ ậ".split()
    assert {letters_and_marks(s)[0] for s in spellings} == {b"a"}
    assert len({letters_and_marks(s)[1] for s in spellings}) == len(spellings)


def sample() -> SuggestionsBuilder:
    builder = SuggestionsBuilder()
    for doc in range(12):
        title = f"Hội nghị lần {doc} bàn về giá điện"
        builder.add(doc, title, ["Lê Thị Hà", f"Trần Văn {'ABCĐ'[doc % 4]}"], doc)
    builder.add_word("hội_nghị", 40)
    return builder


def content_of(builder: SuggestionsBuilder) -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"S{ENDING}"
        write_suggestions(file, builder)
        return file.read_bytes()


SAMPLE = content_of(sample())


def test_the_same_articles_make_the_same_file() -> None:
    assert content_of(sample()) == SAMPLE


def test_articles_may_be_added_in_any_number_of_calls() -> None:
    builder = SuggestionsBuilder()
    docs = range(12)
    for part in (docs[:5], docs[5:]):
        builder.add_articles(
            part,
            [f"Hội nghị lần {doc} bàn về giá điện" for doc in part],
            [["Lê Thị Hà", f"Trần Văn {'ABCĐ'[doc % 4]}"] for doc in part],
            list(part),
        )
    builder.add_words(["hội_nghị"], [40])
    assert content_of(builder) == SAMPLE


def test_names_of_sections_have_room_in_the_head_of_a_file() -> None:
    # What is above sixteen bits has a section of its own, named by an ending.
    names = [name for name in sample().build() if not name.endswith(HIGH)]
    room = HEAD.size - struct.calcsize("<8sQQ")
    assert max(len(name + HIGH) for name in names) <= room


@settings(deadline=None)
@given(st.integers(0, len(SAMPLE) - 1), st.integers(1, 255))
@example(153, 69)  # A type that NumPy hands on to Python's parser.
def test_a_flipped_byte_is_damage_or_another_answer(
    tmp_path_factory: pytest.TempPathFactory, at: int, change: int
) -> None:
    folder = tmp_path_factory.getbasetemp()
    damaged = bytearray(SAMPLE)
    damaged[at] ^= change
    (folder / f"flipped{ENDING}").write_bytes(damaged)
    try:
        suggestions = Suggestions(folder, [("flipped", lambda doc: doc == 3)])
        for typed in ("h", "hội ngh", "đ", "thi ha "):
            assert isinstance(suggestions.first(typed, 10), list)
    except (IndexCorruptError, IndexFormatError):
        pass


@settings(deadline=None)
@given(st.integers(0, len(SAMPLE) - 1))
def test_a_truncated_file_is_damage(
    tmp_path_factory: pytest.TempPathFactory, size: int
) -> None:
    file = tmp_path_factory.getbasetemp() / f"short{ENDING}"
    file.write_bytes(SAMPLE[:size])
    with pytest.raises(IndexCorruptError):
        open_suggestions(file, None)


def test_a_missing_file_is_damage(tmp_path: Path) -> None:
    with pytest.raises(IndexCorruptError, match="missing"):
        open_suggestions(tmp_path / f"S{ENDING}", None)


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    magic, version, *others = PREAMBLE.unpack_from(SAMPLE)
    assert (magic, version) == (MAGIC, VERSION)
    file = tmp_path / f"S{ENDING}"
    head = PREAMBLE.pack(magic, VERSION + 1, *others)
    file.write_bytes(head + SAMPLE[PREAMBLE.size :])
    with pytest.raises(IndexFormatError):
        open_suggestions(file, None)
    assert not is_current(file)


def files_of(folder: Path) -> dict[str, int]:
    """Suggestion files of a generation, with the numbers of their inodes."""
    return {file.name: file.stat().st_ino for file in folder.glob(f"*{ENDING}")}


def articles(first: int, end: int) -> list:
    return [
        make_article(f"a{n}", f"Tin số {n}", persons=["Lê Thị Hà"])
        for n in range(first, end)
    ]


def offered(index_dir: Path, text: str) -> list[tuple[str, int]]:
    found = open_searcher(index_dir).suggestions(text, 10)
    return [(s.text, s.count) for s in found]


def test_every_segment_has_its_file_and_the_manifest_lists_it(tmp_path: Path) -> None:
    generation = build_index(tmp_path / "index", articles(0, 3))
    segments = {name for name in generation.manifest.files if name.endswith(".pst")}
    files = {name for name in generation.manifest.files if name.endswith(ENDING)}
    assert {name.removesuffix(".pst") for name in segments} == {
        name.removesuffix(ENDING) for name in files
    }
    assert offered(tmp_path / "index", "le thi") == [("Lê Thị Hà", 3)]


def test_an_update_writes_only_the_files_of_new_segments(tmp_path: Path) -> None:
    index_dir = tmp_path / "index"
    # So many more than are added that the two segments are not merged.
    before = files_of(build_index(index_dir, articles(0, 20)).path)
    after = files_of(build_index(index_dir, articles(20, 22), removed=["a0"]).path)
    assert len(after) == 2
    assert before.items() <= after.items()
    assert offered(index_dir, "ha") == [("Lê Thị Hà", 21)]
    assert offered(index_dir, "tin so 0") == []


def test_merged_segments_get_one_file_and_leave_none_behind(tmp_path: Path) -> None:
    index_dir = tmp_path / "index"
    build_index(index_dir, articles(0, 1))
    for n in range(1, 12):  # Whoosh merges small segments when there are several.
        generation = build_index(index_dir, articles(n, n + 1), removed=[])
    names = files_of(generation.path)
    segments = {file.stem for file in generation.path.glob("*.pst")}
    assert {name.removesuffix(ENDING) for name in names} == segments
    assert len(segments) < 12
    assert offered(index_dir, "hà") == [("Lê Thị Hà", 12)]


def test_an_outdated_file_is_replaced_and_never_written_into(tmp_path: Path) -> None:
    folder = build_index(tmp_path / "index", articles(0, 3)).path
    [file] = folder.glob(f"*{ENDING}")
    content = file.read_bytes()
    file.write_bytes(b"of another time")
    os.link(file, tmp_path / "of the generation before")
    write_missing(folder, [file.name.removesuffix(ENDING)])
    assert file.read_bytes() == content
    assert (tmp_path / "of the generation before").read_bytes() == b"of another time"
