"""Words, names and counts that stand beside an index in a cluster."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.article import analyse_article
from index.analysis.names import person_key
from index.analysis.normalise import fold
from index.analysis.terms import WORD_JOINT, field_terms
from index.article import Article
from index.opensearch.generations import Meta
from index.opensearch.library_tables import lengths_of, tables_of, tally_of
from index.opensearch.name_table import NameTable, terms_and_keys
from index.opensearch.packing import pack_arrays, unpack_arrays
from index.opensearch.tally import Tally
from index.opensearch.word_table import WordTable
from tests.helpers import flipped, make_article
from tests.strategies import SYLLABLES, texts

WORDS = st.one_of(
    st.sampled_from([one.lower() for one in SYLLABLES]),
    st.lists(st.sampled_from(["tổ", "chức", "đảng", "uỷ"]), min_size=2).map(
        WORD_JOINT.join
    ),
    st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=4),
)
COUNTS = st.dictionaries(WORDS, st.tuples(st.integers(0, 9), st.integers(0, 9)))
NAMES = (
    "Lê Thị Hà",
    "LÊ THỊ HÀ",
    "Hoàng Thuý",
    "Hoàng Thúy",
    "Trần Văn Bình",
    "A\ud800",
)


@given(COUNTS)
def test_the_table_of_words_finds_what_a_dictionary_does(
    counts: dict[str, tuple[int, int]],
) -> None:
    table = WordTable.from_bytes(WordTable.of(counts).to_bytes())
    kept = {term: both for term, both in counts.items() if any(both)}
    assert dict(table.items()) == kept and len(table) == len(kept)
    for term in [*counts, "khác", ""]:
        assert table.count(term) == kept.get(term, (0, 0))
    for folded in {fold(term) for term in counts} | {"to", "t", ""}:
        same = {t: n for t, n in kept.items() if fold(t) == folded}
        assert dict(table.folding_to(folded)) == same
        begins = {t: n for t, n in kept.items() if fold(t).startswith(folded)}
        assert dict(table.beginning_with(folded)) == begins


@given(st.lists(st.lists(st.sampled_from(NAMES), max_size=4), max_size=8))
def test_the_table_of_names_counts_articles_and_shows_the_commonest_spelling(
    articles: list[list[str]],
) -> None:
    spelled: Counter[str] = Counter()
    named: Counter[str] = Counter()
    terms: Counter[str] = Counter()
    keys: Counter[str] = Counter()
    for names in articles:
        spelled.update(set(names))
        named.update({person_key(name) for name in names})
        found = terms_and_keys(names)
        terms.update(found[0])
        keys.update(found[1])
    table = NameTable.from_bytes(NameTable.of(terms, keys).to_bytes())
    assert dict(zip(table.keys, table.counts.tolist(), strict=True)) == named
    assert table.keys == sorted(named)
    for key, shown in zip(table.keys, table.shown, strict=True):
        most = max(n for name, n in spelled.items() if person_key(name) == key)
        assert person_key(shown) == key and spelled[shown] == most


ARRAYS = [np.arange(5, dtype=np.uint32), np.empty(0, np.uint8), np.array([-1, 7])]


def test_arrays_come_back_as_they_were() -> None:
    found = unpack_arrays(pack_arrays(ARRAYS))
    assert [one.tolist() for one in found] == [one.tolist() for one in ARRAYS]
    assert [one.dtype for one in found] == [one.dtype for one in ARRAYS]


def test_a_table_of_which_any_byte_is_another_is_refused() -> None:
    packed = pack_arrays(ARRAYS)
    for at in range(len(packed)):
        with pytest.raises(ValueError, match="table"):
            unpack_arrays(flipped(packed, at))
    for size in range(len(packed)):
        with pytest.raises(ValueError, match="table"):
            unpack_arrays(packed[:size])


ARTICLES = st.lists(
    st.builds(
        make_article,
        id=st.uuids().map(str),
        title=texts(5),
        body=texts(20),
        persons=st.lists(st.sampled_from(NAMES), max_size=3),
        authors=st.lists(st.sampled_from(NAMES), max_size=2),
        source=st.sampled_from([None, "Báo Mẫu"]),
    ),
    max_size=6,
)


def tally_over(articles: list[Article]) -> Tally:
    tally = Tally()
    for article in articles:
        tally.take_in(analyse_article(article))
    return tally


def meta_of(tally: Tally) -> Meta:
    """Give what the generation of a tally says of itself."""
    return Meta(1, "", "", n_articles=tally.n_articles, **lengths_of(tally))


@given(ARTICLES, ARTICLES, ARTICLES)
def test_what_came_and_went_leaves_the_tables_of_those_that_stay(
    stay: list[Article], go: list[Article], come: list[Article]
) -> None:
    before = tally_over([*stay, *go])
    after = tally_of(meta_of(before), tables_of(before))
    change = tally_over(come)
    for article in go:
        change.take_in(analyse_article(article), -1)
    after.add(change)
    expected = tally_over([*stay, *come])
    assert tables_of(after) == tables_of(expected)
    assert meta_of(after) == meta_of(expected)


def test_the_counts_are_of_articles_and_not_of_occurrences() -> None:
    tally = tally_over(
        [make_article("a", "Lũ lụt", "lũ, lũ và lũ"), make_article("b", "", "Lũ")]
    )
    words = tally.word_table()
    assert words.count("lũ") == (1, 2)
    assert (tally.n_titles, tally.n_bodies) == (1, 2)
    assert lengths_of(tally)["mean_title_length"] == field_terms("Lũ lụt").length
    assert lengths_of(Tally())["mean_body_length"] == 1.0
