"""The embedded engine against an oracle: the same questions asked of plain text."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from index.analysis.names import person_key
from index.analysis.syllables import syllables
from index.article import Article
from index.errors import IndexCorruptError
from search.embedded import engine
from search.query import parse
from search.query.nodes import And, Everything, Not, Or, Phrase, Query, Word
from search.searcher import Searcher, open_searcher
from search.types import SearchRequest
from tests.helpers import build_index, found_ids, make_article, search, searcher_over
from tests.strategies import SYLLABLES


def holds(query: Query, article: Article) -> bool:
    """The slow and obvious answer to whether an article matches a query."""
    fields = [syllables(article.title), syllables(article.body)]
    match query:
        case Word():
            return any(
                query.matches(syllable) for field in fields for syllable in field
            )
        case Phrase(words):
            return any(
                all(w.matches(field[at + n]) for n, w in enumerate(words))
                for field in fields
                for at in range(len(field) - len(words) + 1)
            )
        case And(children):
            return all(holds(child, article) for child in children)
        case Or(children):
            return any(holds(child, article) for child in children)
        case Not(child):
            return not holds(child, article)
        case Everything():
            return True
    return False


def is_in_range(request: SearchRequest, article: Article) -> bool:
    if request.date_from is None and request.date_to is None:
        return True
    if article.published is None:
        return False
    day = date.fromisoformat(article.published[:10])
    return (request.date_from or date.min) <= day <= (request.date_to or date.max)


def names_all(request: SearchRequest, article: Article) -> bool:
    keys = {person_key(person.name) for person in article.persons}
    return all(person_key(name) in keys for name in request.persons)


NAMES = ["Lê Thị Hà", "Trần Văn Bình", "LÊ THỊ HÀ", "Vũ Hoà", "Vũ Hòa", "Vũ Hoa"]


def random_article(random: random.Random, number: int) -> Article:
    def text(n: int) -> str:
        return " ".join(random.choices(SYLLABLES, k=random.randint(1, n)))

    published = None
    if random.random() < 0.8:
        published = f"20{random.randint(18, 21)}-{random.randint(1, 12):02}-05"
        if random.random() < 0.5:
            published += f"T{random.randint(0, 23):02}:59"
    names = random.sample(NAMES, random.randint(0, 3))
    # One name once a page, as extraction gives them.
    unique = {person_key(name): name for name in names}
    return make_article(f"bai-{number}", text(5), text(25), published, unique.values())


def random_query(random: random.Random, depth: int = 3) -> str:
    kind = random.random()
    if depth == 0 or kind < 0.35:
        return random.choice(SYLLABLES)
    if kind < 0.5:
        return '"' + " ".join(random.choices(SYLLABLES, k=random.randint(2, 3))) + '"'
    if kind < 0.65:
        return "-" + random_query(random, depth - 1)
    joint = " OR " if random.random() < 0.4 else " "
    parts = [random_query(random, depth - 1) for _ in range(random.randint(2, 3))]
    return f"({joint.join(parts)})"


def random_request(random: random.Random) -> SearchRequest:
    first, last = sorted(random.choices(range(2017, 2023), k=2))
    return SearchRequest(
        query=random_query(random),
        persons=tuple(random.sample(NAMES, random.choice([0, 0, 1, 2]))),
        date_from=date(first, 6, 5) if random.random() < 0.3 else None,
        date_to=date(last, 6, 5) if random.random() < 0.3 else None,
        sort=random.choice(["relevance", "newest", "oldest"]),
        per_page=100,
    )


@pytest.mark.parametrize("seed", range(3))
def test_hits_totals_and_facets_are_those_of_the_oracle(
    tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    articles = [random_article(rng, n) for n in range(40)]
    searcher = searcher_over(tmp_path / "index", articles)
    for _ in range(120):
        check_against_oracle(searcher, articles, random_request(rng))


@pytest.mark.parametrize("seed", range(3))
def test_many_segments_with_deleted_articles_answer_like_the_oracle(
    tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    articles = {f"bai-{n}": random_article(rng, n) for n in range(40)}
    searcher = searcher_over(tmp_path / "index", articles.values())
    for _ in range(6):
        numbers = rng.sample(range(50), 6)
        changed = [random_article(rng, n) for n in numbers]
        gone = rng.sample(sorted(articles.keys() - {a.id for a in changed}), 4)
        build_index(tmp_path / "index", changed, removed=gone)
        articles = {id_: a for id_, a in articles.items() if id_ not in gone}
        articles |= {article.id: article for article in changed}
        for _ in range(30):
            check_against_oracle(searcher, articles.values(), random_request(rng))


def check_against_oracle(
    searcher: Searcher, articles: Iterable[Article], request: SearchRequest
) -> None:
    query = parse(request.query)[0]
    matching = [article for article in articles if holds(query, article)]
    in_range = [a for a in matching if is_in_range(request, a)]
    naming = [a for a in matching if names_all(request, a)]
    expected = [a for a in in_range if names_all(request, a)]

    results = searcher.search(request)
    found = [hit.id for hit in results.hits]
    assert sorted(found) == sorted(a.id for a in expected), request
    assert results.total == len(expected)
    check_order(request, [hit.published for hit in results.hits])
    check_date_facet(results, naming, request)
    check_person_facet(results, in_range, request)


def check_order(request: SearchRequest, published: list[str | None]) -> None:
    known = [p if len(p) > 10 else f"{p}T00:00" for p in published if p is not None]
    if request.sort != "relevance":
        assert None not in published[: len(known)]
        assert known == sorted(known, reverse=request.sort == "newest")


def check_date_facet(results, naming: list[Article], request: SearchRequest) -> None:
    facet = results.facets.published
    assert facet.unknown == sum(article.published is None for article in naming)
    for bucket in facet.buckets:
        days = [date.fromisoformat(a.published[:10]) for a in naming if a.published]
        assert bucket.count == sum(bucket.first <= day <= bucket.last for day in days)
        assert (request.date_from or date.min) <= bucket.last
        assert bucket.first <= (request.date_to or date.max)


def check_person_facet(results, in_range: list[Article], request) -> None:
    counts = Counter(person_key(p.name) for a in in_range for p in a.persons)
    selected = {person_key(name) for name in request.persons}
    listed = {person_key(p.name): p for p in results.facets.persons}
    assert set(listed) >= set(counts) | selected
    for key, person in listed.items():
        assert person.count == counts[key]
        assert person.is_selected == (key in selected)
    ranked = [(-p.count, p.name) for p in results.facets.persons]
    assert ranked == sorted(ranked)


QUERIES = [
    ("Ban Tổ chức Trung ương", ["to-chuc", "lu-lut"]),
    ("ban to chuc trung uong", ["to-chuc", "lu-lut"]),
    ('"ban to chuc trung uong"', ["to-chuc"]),
    ("chó", ["con-cho"]),
    ("duong", ["truong-hoc"]),
    ("lũ -trường", ["lu-lut"]),
    ("18-NQ/TW", ["to-chuc"]),
    ("bão", []),
    ("được mùa bão", []),
]


@pytest.mark.parametrize(("query", "ids"), QUERIES)
def test_a_query_finds_what_a_reader_expects_best_first(
    searcher: Searcher, query: str, ids: list[str]
) -> None:
    assert found_ids(searcher, query) == ids


def test_words_that_stand_together_rank_above_words_that_do_not(
    tmp_path: Path,
) -> None:
    apart = "tổ ong của ông thủ lĩnh có chức vụ"
    together = "ông thủ lĩnh của tổ chức có vụ ong"
    articles = [make_article("a", "Tin", apart), make_article("b", "Tin", together)]
    assert found_ids(searcher_over(tmp_path / "i", articles), "tổ chức") == ["b", "a"]


def test_the_spelling_that_was_typed_ranks_above_its_neighbours(tmp_path: Path) -> None:
    articles = [
        make_article("ban-hoa", "Tin", "bàn hoa ở chợ"),
        make_article("ban-do", "Tin", "ban hoa ở chợ"),
    ]
    searcher = searcher_over(tmp_path / "i", articles)
    assert found_ids(searcher, "ban ở chợ") == ["ban-do", "ban-hoa"]


def test_a_rare_spelling_does_not_count_as_a_rare_word(tmp_path: Path) -> None:
    bodies = ["ban họp ở xã", "bạn họp ở xã", "bẳn họp ở xã", *["ban tin"] * 20]
    articles = [make_article(str(n), "Tin", body) for n, body in enumerate(bodies)]
    searcher = searcher_over(tmp_path / "i", articles)
    assert found_ids(searcher, "ban hop") == ["0", "1", "2"]


def test_what_is_excluded_adds_nothing_to_the_score(searcher: Searcher) -> None:
    alone = search(searcher, "lúa").hits[0].score
    assert search(searcher, "lúa -bão").hits[0].score == alone
    only_excluded = search(searcher, "-lúa")
    assert {hit.score for hit in only_excluded.hits} == {0.0}
    assert [h.id for h in only_excluded.hits] == [
        id_ for id_ in found_ids(searcher, "") if id_ != "mua-vang"
    ]


# Whoosh leaves a file to the garbage collector when it fails to open it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_damaged_files_are_an_error_that_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    articles = [make_article(str(n), body=f"Tin lũ số {n}") for n in range(50)]
    generation = build_index(tmp_path / "i", articles)
    (segment,) = generation.path.glob("*.seg")
    whole = segment.read_bytes()
    n_noticed = 0
    for at in range(0, len(whole), max(1, len(whole) // 40)):
        damaged = bytearray(whole)
        damaged[at] ^= 0xFF
        segment.write_bytes(damaged)
        try:
            found_ids(open_searcher(tmp_path / "i"), "lũ", per_page=50)
        except IndexCorruptError:
            n_noticed += 1
    assert n_noticed > 0
    assert "Traceback" in caplog.text


def test_an_empty_query_lists_every_article_newest_first(searcher: Searcher) -> None:
    results = search(searcher, "")
    assert [hit.id for hit in results.hits] == [
        "mua-vang",
        "truong-hoc",
        "lu-lut",
        "to-chuc",
        "con-cho",
    ]
    assert {hit.score for hit in results.hits} == {0.0}


def test_pages_cut_the_same_order_into_pieces(searcher: Searcher) -> None:
    whole = found_ids(searcher, "")
    pieces = [found_ids(searcher, "", page=n, per_page=2) for n in (1, 2, 3, 4)]
    assert pieces == [whole[:2], whole[2:4], whole[4:], []]


def test_a_person_is_counted_over_spellings_and_shown_in_the_commonest(
    tmp_path: Path,
) -> None:
    articles = [
        make_article(str(n), persons=[name])
        for n, name in enumerate(["Vũ Hòa", "Vũ Hoà", "Vũ Hòa", "VŨ HÒA", "Vũ Hoa"])
    ]
    searcher = searcher_over(tmp_path / "i", articles)
    assert [(p.name, p.count) for p in search(searcher, "").facets.persons] == [
        ("Vũ Hòa", 4),
        ("Vũ Hoa", 1),
    ]
    assert search(searcher, "", persons=("vũ hoà",)).total == 4


def test_a_person_typed_without_marks_is_everybody_so_spelled(
    searcher: Searcher,
) -> None:
    results = search(searcher, "", persons=("tran van binh",))
    assert {hit.id for hit in results.hits} == {"lu-lut", "con-cho"}
    (selected,) = [p for p in results.facets.persons if p.is_selected]
    assert person_key(selected.name) == person_key("Trần Văn Bình")


def test_a_person_whom_nobody_names_stays_listed_to_be_taken_back(
    searcher: Searcher,
) -> None:
    results = search(searcher, "", persons=("Không Có Ai",))
    assert results.total == 0
    selected = [(p.name, p.count) for p in results.facets.persons if p.is_selected]
    assert selected == [("Không Có Ai", 0)]


def test_a_new_generation_answers_the_next_request(tmp_path: Path) -> None:
    searcher = searcher_over(tmp_path / "i", [make_article("cũ", "Tin cũ")])
    assert found_ids(searcher, "tin") == ["cũ"]
    build_index(tmp_path / "i", [make_article("mới", "Tin mới")])
    results = search(searcher, "tin")
    assert ([hit.id for hit in results.hits], results.generation) == (["mới"], 2)


def test_two_publications_while_opening_are_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(tmp_path / "i", [make_article("cũ", "Tin cũ")])
    open_generation = engine.open_generation

    def publish_twice_first(index_dir: Path, number: int):
        if number == 1:
            for _ in range(2):
                build_index(index_dir, [make_article("mới", "Tin mới")])
        return open_generation(index_dir, number)

    monkeypatch.setattr(engine, "open_generation", publish_twice_first)
    assert found_ids(open_searcher(tmp_path / "i"), "tin") == ["mới"]


def test_what_is_open_goes_on_answering_when_the_pointer_breaks(tmp_path: Path) -> None:
    searcher = searcher_over(tmp_path / "i", [make_article("a", "Tin")])
    assert found_ids(searcher, "tin") == ["a"]
    (tmp_path / "i/CURRENT").write_text("000099\n")
    assert found_ids(searcher, "tin") == ["a"]
