"""Segments on disk: their codecs, their merging, and Whoosh's queries on them."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query as whoosh
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import FileIndex
from whoosh.query.spans import SpanFirst, SpanNear2, SpanOr

import index.segments.merging
import index.segments.pair_counting
import index.segments.pairs
from index.analysis.article import AnalysedArticle, analyse_article
from index.analysis.normalise import fold
from index.article import Article
from index.contents import read_segments
from index.errors import IndexCorruptError, IndexFormatError
from index.schema import BODY, PUBLISHED_MINUTE, TITLE, build_schema, stored_article
from index.segments import documents, pairs, posting_file, stored
from index.segments.building import SegmentBuilder
from index.segments.documents import open_documents
from index.segments.merging import Source, merge_articles, merge_segments
from index.segments.pair_counting import common_classes, count_pairs
from index.segments.pairs import PairTable, class_of, open_pairs, write_pairs
from index.segments.policy import choose_merges
from index.segments.posting_file import open_postings
from index.segments.posting_reading import decode, read_range
from index.segments.postings import PostingLists, encode
from index.segments.sections import check_sections, open_sections, write_sections
from index.segments.stored import StoredArticles, train_dictionary
from index.segments.vocabulary import SegmentVocabulary
from index.writer import ArticleWriter
from tests.helpers import build_index, flipped, make_article, rot
from tests.random_search import random_article

DICTIONARY = b""
BUDGET = 50_000_000


@settings(deadline=None, max_examples=60)
# Lengths round the edges of the three forms, and of 16 bits.
@given(
    st.sampled_from([1, 7, 8, 9, 255, 65_535, 65_536, 65_537, 140_000]),
    st.lists(st.sampled_from([1, 2, 3, 40, 5_000]), max_size=5),
    st.sampled_from([5, 0x7FFF, 0x8000, 100_000]),
    st.booleans(),
)
def test_posting_lists_come_back_as_they_were(
    n_docs: int, doc_freqs: list[int], reach: int, has_positions: bool
) -> None:
    rng = np.random.default_rng(n_docs + sum(doc_freqs))
    docs = [
        np.sort(rng.choice(n_docs, min(n, n_docs), replace=False)) for n in doc_freqs
    ]
    freqs = [rng.integers(1, 4, len(d)) for d in docs]
    positions = [rng.integers(0, reach) + np.arange(n) for of in freqs for n in of]
    if not has_positions:
        freqs, positions = [], []
    none = np.zeros(0, np.int64)
    lists = PostingLists(
        np.concatenate(([0], np.cumsum([len(d) for d in docs]))).astype(np.int64),
        np.concatenate([none, *docs]),
        np.concatenate([none, *freqs]),
        np.concatenate([none, *positions]),
    )
    content, starts, _ = encode(lists, n_docs)
    found = decode(content, starts, np.diff(lists.offsets), n_docs)
    for name in ("offsets", "docs", "freqs", "positions"):
        np.testing.assert_array_equal(getattr(found, name), getattr(lists, name))
    if has_positions:
        first, last = sorted(rng.integers(0, n_docs + 1, 2).tolist())
        for start, of_term in zip(starts.tolist(), terms_of(lists), strict=True):
            whole = of_term.docs, of_term.freqs, of_term.positions
            is_in = (of_term.docs >= first) & (of_term.docs < last)
            some = read_range(content, start, len(of_term.docs), n_docs, first, last)
            np.testing.assert_array_equal(some.docs, whole[0][is_in])
            np.testing.assert_array_equal(some.freqs, whole[1][is_in])
            is_in = np.repeat(is_in, whole[1])
            np.testing.assert_array_equal(some.positions, whole[2][is_in])


def terms_of(lists: PostingLists) -> Iterator[PostingLists]:
    """Take the lists apart."""
    at = lists.position_offsets
    for term, (start, end) in enumerate(pairwise(lists.offsets.tolist())):
        positions = lists.positions[at[term] : at[term + 1]]
        bounds = np.array([0, end - start])
        freqs = lists.freqs[start:end]
        yield PostingLists(bounds, lists.docs[start:end], freqs, positions)


def test_a_file_of_sections_is_checked_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.doc"
    sections = {"a": np.arange(5, dtype="<u4"), "b": np.zeros(0), "c": np.ones(3)}
    write_sections(path, b"TRACUUXX", 1, sections)
    found = open_sections(path, b"TRACUUXX", 1)
    for name, array in sections.items():
        np.testing.assert_array_equal(found[name], array)
    check_sections(path)
    with pytest.raises(IndexFormatError):
        open_sections(path, b"TRACUUXX", 2)
    with pytest.raises(IndexCorruptError):
        open_sections(path, b"TRACUUYY", 1)
    with pytest.raises(IndexCorruptError):
        open_sections(tmp_path / "y.doc", b"TRACUUXX", 1)
    whole = path.read_bytes()
    for at in range(len(whole)):
        damaged = bytearray(whole)
        damaged[at] ^= 1
        path.write_bytes(damaged)
        with pytest.raises((IndexCorruptError, IndexFormatError)):
            open_sections(path, b"TRACUUXX", 1)
            check_sections(path)


def test_a_flipped_byte_in_a_postings_file_is_found(tmp_path: Path) -> None:
    path = tmp_path / "x.pst"
    writer = posting_file.PostingsWriter(path, 9)
    one = np.array([0, 3], np.int64), np.arange(3), np.ones(3, int), np.arange(3)
    writer.write(PostingLists(*one))
    writer.close()
    posting_file.check_postings(path)
    whole = path.read_bytes()
    for at in range(len(whole)):
        damaged = bytearray(whole)
        damaged[at] ^= 4
        path.write_bytes(damaged)
        with pytest.raises((IndexCorruptError, IndexFormatError)):
            posting_file.check_postings(path)


def articles_of(seed: int, n: int) -> list[AnalysedArticle]:
    rng = random.Random(seed)
    return [analyse_article(random_article(rng, number)) for number in range(n)]


def written(folder: Path, name: str, articles: list[AnalysedArticle]) -> Source:
    builder = SegmentBuilder(DICTIONARY, BUDGET)
    for article in articles:
        builder.add(article)
    builder.write(folder, name)
    return Source(name, len(articles))


@pytest.mark.parametrize("n_terms", [1, 100, 200_000])
@pytest.mark.parametrize("seed", range(3))
def test_merging_gives_the_files_that_building_at_once_does(
    tmp_path: Path, seed: int, n_terms: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.segments.merging, "_TERMS", n_terms)
    articles = articles_of(seed, 30)
    deleted = {3, 4, 11}
    parts = [
        written(tmp_path, "A", articles[:12]),
        written(tmp_path, "B", articles[12:13]),
        written(tmp_path, "C", articles[13:]),
    ]
    parts[0] = Source("A", 12, frozenset(deleted))
    merge_segments(tmp_path, parts, "M")
    merge_articles(tmp_path, parts, "M")
    kept = [a for n, a in enumerate(articles) if n not in deleted]
    written(tmp_path, "W", kept)
    for ending in (".pst", ".trm", ".voc", ".doc"):
        one, other = ((tmp_path / (n + ending)).read_bytes() for n in "MW")
        assert one == other, ending
    merged = StoredArticles(tmp_path / ("M" + stored.ENDING))
    assert [stored_article(merged.fields(doc)) for doc in range(len(kept))] == [
        analysed.article for analysed in kept
    ]


def test_articles_are_stored_with_another_dictionary_after_a_merge(
    tmp_path: Path,
) -> None:
    rng = random.Random(4)
    articles = [analyse_article(random_article(rng, n)) for n in range(40)]
    samples = [analysed.article for analysed in articles] * 10
    for name, dictionary, some in (
        ("A", train_dictionary(samples, 10**6), articles[:30]),
        ("B", b"", articles[30:]),
    ):
        builder = SegmentBuilder(dictionary, BUDGET)
        for article in some:
            builder.add(article)
        builder.write(tmp_path, name)
    sources = [Source("A", 30), Source("B", 10)]
    merge_articles(tmp_path, sources, "M")
    merged = StoredArticles(tmp_path / "M.sto")
    assert merged.dictionary == StoredArticles(tmp_path / "A.sto").dictionary
    for doc, analysed in enumerate(articles):
        assert stored_article(merged.fields(doc)) == analysed.article


def test_a_full_builder_asks_to_be_written() -> None:
    builder = SegmentBuilder(DICTIONARY, 30_000)
    articles = articles_of(1, 200)
    added = 0
    while not builder.is_full:
        builder.add(articles[added])
        added += 1
    assert 0 < added < 200


def test_pairs_are_counted_as_by_reading_every_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.segments.pair_counting, "COMMON", 8)
    monkeypatch.setattr(index.segments.pair_counting, "_TOKENS", 100)
    articles = articles_of(9, 50)
    written(tmp_path, "A", articles)
    write_pairs(tmp_path, "A", open_documents(tmp_path / ("A" + documents.ENDING)))
    table = open_pairs(tmp_path / ("A" + pairs.ENDING))
    assert isinstance(table, PairTable)
    expected: dict[tuple, set[int]] = defaultdict(set)
    for doc, article in enumerate(articles):
        for field in (article.title, article.body):
            for first, second in pairwise(field.syllables):
                for one in classes_of(first):
                    for other in classes_of(second):
                        expected[one, other].add(doc)
    n_checked = 0
    for way in pairs.WAYS:
        for other_way in pairs.WAYS:
            for one in table.classes[way]:
                for other in table.classes[other_way]:
                    asked = (way, one), (other_way, other)
                    assert table.count(*asked) == len(expected[asked]), asked
                    n_checked += 1
    assert n_checked > 100
    assert table.count(("exact", "không có"), ("exact", "ở đâu")) is None


def test_pairs_counted_in_parts_add_up_to_those_of_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.segments.pair_counting, "COMMON", 8)
    written(tmp_path, "A", articles_of(11, 50))
    content = open_postings(tmp_path / "A.pst")
    syllables = SegmentVocabulary(tmp_path / "A.voc")
    columns = open_documents(tmp_path / "A.doc")
    opened = content, syllables, columns, common_classes(content, syllables)
    whole = count_pairs(*opened, 0, 50)
    parts = [count_pairs(*opened, *part) for part in ((0, 17), (17, 50))]
    for ways, counts in whole.items():
        assert counts.any()
        np.testing.assert_array_equal(counts, parts[0][ways] + parts[1][ways])


def classes_of(syllable: str) -> list[tuple[str, str]]:
    folded = fold(syllable)
    return [("exact", class_of(syllable)), ("folded", class_of(folded))]


def test_few_common_syllables_need_no_file_of_pairs(tmp_path: Path) -> None:
    written(tmp_path, "A", articles_of(2, 5))
    write_pairs(tmp_path, "A", open_documents(tmp_path / "A.doc"))
    assert open_pairs(tmp_path / "A.par") is None


def test_the_vocabulary_finds_spellings_and_beginnings(tmp_path: Path) -> None:
    articles = articles_of(7, 40)
    written(tmp_path, "A", articles)
    vocabulary = SegmentVocabulary(tmp_path / "A.voc")
    counts: Counter[str] = Counter()
    for article in articles:
        counts.update(set(article.body.syllables))
    for syllable in counts:
        row = vocabulary.row_of(syllable)
        assert row is not None
        assert vocabulary.docs[BODY][row] == counts[syllable]
        found = vocabulary.terms(vocabulary.rows_folding_to(fold(syllable)))
        assert set(found) >= {s for s in counts if fold(s) == fold(syllable)}
        found = vocabulary.terms(vocabulary.rows_beginning_with(fold(syllable)[:1]))
        assert {s for s in counts if fold(s)[:1] == fold(syllable)[:1]} <= set(found)
    assert vocabulary.row_of("không có") is None


def test_segments_stay_few_however_often_a_little_is_added() -> None:
    sizes: list[int] = []
    n_written = 0
    for _ in range(400):
        sizes.append(10)
        for group in choose_merges([(n, n) for n in sizes]):
            total = sum(sizes[number] for number in group)
            n_written += total
            sizes = [n for at, n in enumerate(sizes) if at not in group]
            sizes.append(total)
        assert len(sizes) <= 6
    assert sum(sizes) == 4_000
    assert n_written < 10 * 4_000


def whoosh_queries() -> list[whoosh.Query]:
    def term(text: str, field: str = BODY) -> whoosh.Term:
        return whoosh.Term(field, text)

    return [
        term("tổ"),
        term("nghị", TITLE),
        whoosh.And([term("tổ"), term("hòa")]),
        whoosh.Or([term("tổ"), term("chó"), term("nghị", TITLE)]),
        whoosh.Not(term("tổ")),
        whoosh.AndNot(term("tổ"), term("hòa")),
        whoosh.AndMaybe(term("tổ"), term("hòa")),
        whoosh.Require(term("tổ"), term("hòa")),
        whoosh.Otherwise(term("không có"), term("tổ")),
        whoosh.DisjunctionMax([term("tổ"), term("hòa")]),
        whoosh.Phrase(BODY, ["tổ", "chức"]),
        whoosh.Phrase(BODY, ["hòa", "sĩ"], slop=3),
        whoosh.Sequence([term("tổ"), term("chức")]),
        whoosh.Prefix(BODY, "t"),
        whoosh.Wildcard(BODY, "n*h?"),
        whoosh.Regex(BODY, "^b.n$"),
        whoosh.FuzzyTerm(BODY, "hoa"),
        whoosh.TermRange(BODY, "b", "h"),
        whoosh.Variations(BODY, "ban"),
        whoosh.Every(),
        whoosh.Every(BODY),
        whoosh.NullQuery,
        whoosh.ConstantScoreQuery(term("tổ")),
        whoosh.ColumnQuery(PUBLISHED_MINUTE, lambda minute: minute > 0),
        SpanFirst(term("tổ"), 2),
        SpanNear2([term("tổ"), term("hòa")], slop=5, ordered=False),
        SpanOr([term("tổ"), term("hòa")]),
    ]


@pytest.mark.parametrize(
    "query", whoosh_queries(), ids=lambda query: type(query).__name__
)
def test_every_query_class_of_whoosh_answers_as_on_its_own_codec(
    tmp_path: Path, query: whoosh.Query
) -> None:
    rng = random.Random(3)
    articles = [random_article(rng, number) for number in range(40)]
    writer = ArticleWriter(tmp_path, is_new=True)
    peer = RamStorage().create_index(peer_schema())
    peer_writer = peer.writer()
    for article in articles:
        writer.add(analyse_article(article))
        peer_writer.add_document(**peer_document(article))
    writer.commit()
    peer_writer.commit()
    ours = FileIndex(FileStorage(str(tmp_path)), build_schema())
    found, expected = (ids_of(one, query) for one in (ours, peer))
    assert found == expected
    assert len(read_segments(tmp_path)) == 1


def ids_of(of: FileIndex, query: whoosh.Query) -> set[str]:
    with of.searcher() as searcher:
        by_docs = {
            searcher.stored_fields(doc)["id"] for doc in searcher.docs_for_query(query)
        }
        # whoosh3 3.54.0 cannot score it: its matcher has no `_score`.
        if not isinstance(query, whoosh.ColumnQuery):
            found = searcher.search(query, limit=None)
            assert {hit["id"] for hit in found} == by_docs
    return by_docs


def peer_schema():
    from whoosh import analysis, fields

    split = analysis.RegexTokenizer(r"\S+")
    return fields.Schema(
        id=fields.ID(stored=True),
        title=fields.TEXT(analyzer=split),
        body=fields.TEXT(analyzer=split),
        published_minute=fields.COLUMN(build_schema()[PUBLISHED_MINUTE].column_type),
    )


def peer_document(article: Article) -> dict:
    from index.article import published_minute
    from index.schema import UNKNOWN_MINUTE

    analysed = analyse_article(article)
    published = article.published
    return {
        "id": article.id,
        "title": " ".join(analysed.title.syllables),
        "body": " ".join(analysed.body.syllables),
        "published_minute": UNKNOWN_MINUTE
        if published is None
        else published_minute(published),
    }


def test_whoosh_is_told_of_every_term_what_the_texts_say(tmp_path: Path) -> None:
    articles = articles_of(5, 30)
    writer = ArticleWriter(tmp_path, is_new=True)
    for article in articles:
        writer.add(article)
    writer.commit()
    docs: Counter[str] = Counter()
    occurrences: Counter[str] = Counter()
    for article in articles:
        terms = [*article.body.syllables, *(term for _, term in article.body.wholes)]
        docs.update(set(terms))
        occurrences.update(terms)
    with FileIndex(FileStorage(str(tmp_path)), build_schema()).reader() as reader:
        assert [term.decode() for term in reader.lexicon(BODY)] == sorted(docs)
        every = list(reader.all_terms())
        assert every[: len(docs)] == [(BODY, term.encode()) for term in sorted(docs)]
        assert [field for field, _ in every] == sorted(
            (field for field, _ in every), key=list(reader.indexed_field_names()).index
        )
        assert list(reader.terms_from(TITLE, b"")) == every[len(docs) :]
        for (field, term), info in reader.iter_from(BODY, b"t"):
            if field == BODY:
                text = term.decode()
                assert info.doc_frequency() == docs[text]
                assert info.weight() == occurrences[text]
                assert reader.doc_frequency(BODY, text) == docs[text]
                assert reader.frequency(BODY, text) == occurrences[text]
        assert reader.doc_frequency(BODY, "không có") == 0
        assert reader.frequency(TITLE, "không có") == 0
        assert reader.doc_frequency("id", "không có") == 0
        assert (BODY, "không có") not in reader


def test_a_segment_that_was_not_written_as_it_should_be_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = ArticleWriter._flush

    def write_and_lose(self: ArticleWriter) -> None:
        write(self)
        for file in self.folder.glob("*.voc"):
            content = file.read_bytes()
            rot(file, flipped(content, len(content) - 4))

    monkeypatch.setattr(ArticleWriter, "_flush", write_and_lose)
    with pytest.raises(IndexCorruptError, match="checksum is wrong"):
        build_index(tmp_path / "index", [make_article("a")])
