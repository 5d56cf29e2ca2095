"""What the articles say of a person, against the same computed article by article."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.analysis.collation import collation_key
from index.analysis.names import person_key
from index.article import Article, Person
from search import roles as stated_roles
from search.deadline import Deadline
from search.errors import PersonNotFoundError, SeveralPersonsError, TimeLimitError
from search.profiles import (
    MAX_NAMED_WITH,
    MAX_ROLES,
    N_NEWEST,
    NameCount,
    PersonProfile,
)
from search.searcher import Searcher, open_searcher
from tests.helpers import (
    ROLES_READ_AT_ONCE,
    build_index,
    make_article,
    search,
    searcher_over,
    seeds,
)
from tests.plain_profile import plain_profile
from tests.random_search import NAMES
from tests.test_search_deadline import EXTRAS_OVER, LIMIT, Clock
from tests.test_search_duplicates import groups_of, random_copies

SPELLINGS_OF_ROLES = [
    ["Bí thư Tỉnh ủy", "Bí thư Tỉnh uỷ", "bí thư  tỉnh ủy", "BÍ THƯ TỈNH ỦY"],
    ["Giám đốc Sở Văn hoá", "giám đốc Sở Văn hóa"],
    ["Bí thư, Chủ tịch", "Bí thư , chủ tịch"],
    ["Bí thư Chủ tịch"],
    ["ca sĩ", "Ca sĩ"],
]
ROLES = [spelling for spellings in SPELLINGS_OF_ROLES for spelling in spellings]


def number_of_role(role: str) -> int:
    """Which of the roles above a spelling is one of."""
    [number] = [n for n, texts in enumerate(SPELLINGS_OF_ROLES) if role in texts]
    return number


def with_roles(rng: random.Random, articles: Iterable[Article]) -> list[Article]:
    return [
        replace(
            article,
            persons=tuple(
                Person(person.name, rng.choice([None, *ROLES]))
                for person in article.persons
            ),
        )
        for article in articles
    ]


def check_profile(
    searcher: Searcher, articles: Sequence[Article], name: str
) -> PersonProfile | None:
    """Hold a profile against that of the articles; None: nobody has the name."""
    keys = {person_key(p.name) for article in articles for p in article.persons}
    if person_key(name) not in keys:
        with pytest.raises(PersonNotFoundError):
            searcher.person(name)
        return None
    found = searcher.person(name)
    expected = plain_profile(articles, groups_of(articles), name, number_of_role)
    # Which of several spellings stands for all is a matter of the columns, which
    # hold what deleted articles had, too: it is the one that facets show.
    assert person_key(found.name) == person_key(name)
    listed = {p.name: p.count for p in search(searcher, "").facets.persons}
    assert listed[found.name] == found.total
    by_key = {person_key(other): other for other in listed}

    def as_listed(names: Sequence[NameCount]) -> tuple[NameCount, ...]:
        listed = (replace(n, name=by_key[person_key(n.name)]) for n in names)
        return tuple(sorted(listed, key=lambda n: (-n.count, collation_key(n.name))))

    named_with, alike = as_listed(expected.named_with), as_listed(expected.alike)
    expected = replace(expected, name=found.name, named_with=named_with, alike=alike)
    assert found == expected
    return found


@pytest.mark.parametrize("seed", seeds(4))
def test_profiles_over_copies_segments_and_deletions_are_those_of_the_articles(
    tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    articles = {a.id: a for a in with_roles(rng, random_copies(rng, range(40)))}
    searcher = searcher_over(tmp_path / "index", articles.values())
    n_checked = 0
    for _ in range(6):
        for name in NAMES:
            n_checked += bool(check_profile(searcher, [*articles.values()], name))
        changed = with_roles(rng, random_copies(rng, rng.sample(range(50), 6)))
        gone = rng.sample(sorted(articles.keys() - {a.id for a in changed}), 4)
        build_index(tmp_path / "index", changed, removed=gone)
        articles = {id_: a for id_, a in articles.items() if id_ not in gone}
        articles |= {article.id: article for article in changed}
    assert n_checked > 30


def person_article(
    id: str, name: str, role: str | None = None, published: str | None = None
) -> Article:
    return replace(
        make_article(id, f"Tin {id}", published=published),
        persons=(Person(name, role),),
    )


def test_no_more_than_the_commonest_roles_and_names_are_listed_and_all_counted(
    tmp_path: Path,
) -> None:
    n_roles = MAX_ROLES + 7
    articles = [
        replace(
            make_article(
                f"bai-{n:03}", f"Tin {n}", published=f"{1990 + n // 12}-01-01"
            ),
            persons=(
                Person("Lê Văn An", f"chủ nhiệm khoa {n % n_roles}"),
                Person(f"Trần Thị {chr(ord('A') + n % 26)}a"),
            ),
        )
        for n in range(n_roles + 9)
    ]
    searcher = searcher_over(tmp_path / "index", articles)
    found = searcher.person("Lê Văn An")
    assert found.n_roles == n_roles
    assert len(found.roles) == MAX_ROLES
    # The nine that two articles state are among those listed.
    assert sum(role.count for role in found.roles) == MAX_ROLES + 9
    assert len(found.named_with) == MAX_NAMED_WITH
    assert len(found.newest) == N_NEWEST
    expected = plain_profile(articles, [], "Lê Văn An")
    assert (found.roles, found.published) == (expected.roles, expected.published)
    assert [n.count for n in found.named_with] == [n.count for n in expected.named_with]


def test_only_the_roles_that_are_listed_are_sorted_as_vietnamese_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = [
        person_article(f"bai-{n:03}", "Lê Văn An", f"{letter}-{n:03}", "2020-01-01")
        for n, letter in enumerate("đăzâ" * (MAX_ROLES // 2))
    ]
    searcher = searcher_over(tmp_path / "index", articles)
    keyed = []
    monkeypatch.setattr(
        stated_roles, "collation_key", lambda t: keyed.append(t) or collation_key(t)
    )
    found = searcher.person("Lê Văn An")
    assert (found.n_roles, len(keyed)) == (2 * MAX_ROLES, MAX_ROLES)
    assert found.roles == plain_profile(articles, [], "Lê Văn An").roles
    assert [role.text[0] for role in found.roles] == ["â"] * 50 + ["z"] * 50


def test_months_are_shown_over_many_years_and_years_over_more(tmp_path: Path) -> None:
    def facet(*days: str) -> tuple[str, int]:
        articles = [
            person_article(f"bai-{n}", "Lê Văn An", None, day)
            for n, day in enumerate(days)
        ]
        index = tmp_path / "-".join(days)
        published = searcher_over(index, articles).person("Lê Văn An").published
        return published.interval, len(published.buckets)

    assert facet("2020-05-01") == ("month", 1)
    assert facet("2001-01-31", "2020-12-01") == ("month", 240)
    assert facet("2000-12-31", "2020-12-01") == ("year", 21)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    names = ["Vũ Hòa", "VŨ HOÀ", "Vũ Hoa", "Trần Tỷ", "Trần Đức Bình", "Trần Bình Đức"]
    articles = [
        person_article(f"bai-{n}", name, "Bí thư", f"2020-0{n + 1}-01")
        for n, name in enumerate(names)
    ]
    articles += [person_article("thêm", "Vũ Hoa", "Chủ tịch", "2021-01-01")]
    return searcher_over(tmp_path_factory.mktemp("few") / "index", articles)


@pytest.mark.parametrize(
    ("typed", "name", "total"),
    [
        ("Vũ Hoà", "VŨ HOÀ", 2),  # of equal spellings the first by code points
        ("vũ  hoa", "Vũ Hoa", 2),
        ("tran ty", "Trần Tỷ", 1),
        ("Trần Tỉ", "Trần Tỷ", 1),
        ("TRAN DUC BINH", "Trần Đức Bình", 1),
    ],
)
def test_a_name_is_found_in_another_spelling(
    few: Searcher, typed: str, name: str, total: int
) -> None:
    found = few.person(typed)
    assert (found.name, found.total) == (name, total)


def test_a_name_that_stands_for_several_is_not_one_person(few: Searcher) -> None:
    with pytest.raises(SeveralPersonsError) as error:
        few.person("Vu Hoa")
    # Both have two articles: ordered as Vietnamese is, hoa before hòa.
    assert [(c.name, c.count) for c in error.value.candidates] == [
        ("Vũ Hoa", 2),
        ("VŨ HOÀ", 2),
    ]


@pytest.mark.parametrize(
    ("typed", "candidates"),
    [
        ("Trần Đức Anh", ["Trần Bình Đức", "Trần Đức Bình"]),
        ("Lý Thái", []),
        ("An", []),
        ("", []),
        ("!?", []),
        ("\ud800 \x00", []),
    ],
)
def test_a_name_that_nobody_has_is_told_with_those_near_it(
    few: Searcher, typed: str, candidates: list[str]
) -> None:
    with pytest.raises(PersonNotFoundError) as error:
        few.person(typed)
    assert not isinstance(error.value, SeveralPersonsError)
    assert sorted(c.name for c in error.value.candidates) == candidates
    assert all(c.count == 1 for c in error.value.candidates)


def test_a_name_of_deleted_articles_is_nobody_s_and_no_candidate(
    tmp_path: Path,
) -> None:
    articles = [
        person_article("một", "Trần Đức Bình"),
        person_article("hai", "Trần Đức An"),
        person_article("ba", "Lê Hà"),
    ]
    build_index(tmp_path / "index", articles)
    build_index(tmp_path / "index", [], removed=["một"])
    with pytest.raises(PersonNotFoundError) as error:
        open_searcher(tmp_path / "index").person("Trần Đức Bình")
    assert [c.name for c in error.value.candidates] == ["Trần Đức An"]


@pytest.mark.parametrize("first", SPELLINGS_OF_ROLES)
@pytest.mark.parametrize("second", SPELLINGS_OF_ROLES)
def test_spellings_of_a_role_are_one_and_other_roles_are_not(
    first: list[str], second: list[str]
) -> None:
    keys = [
        {stated_roles.role_key(text) for text in texts} for texts in (first, second)
    ]
    assert (keys[0] == keys[1]) == (first is second)
    assert len(keys[0]) == 1


def test_a_role_has_the_days_of_its_first_and_last_article(few: Searcher) -> None:
    first, second = few.person("Vũ Hoa").roles
    assert (first.text, first.first, first.last) == (
        *("Bí thư", date(2020, 3, 1)),
        date(2020, 3, 1),
    )
    assert (second.text, second.first) == ("Chủ tịch", date(2021, 1, 1))


def test_at_whatever_moment_time_runs_out_what_is_told_is_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(ROLES_READ_AT_ONCE, 1)
    rng = random.Random(5)
    articles = with_roles(rng, random_copies(rng, range(30)))
    build_index(tmp_path / "index", articles)
    name = "Vũ Hoa"
    whole = open_searcher(tmp_path / "index").person(name)
    assert whole.incomplete == () and whole.n_read == whole.total > 3
    seen = set()
    for n_asked in range(1, 200):
        searcher = open_searcher(tmp_path / "index")
        clock = Clock(n_asked, EXTRAS_OVER)
        found = searcher.person(name, deadline=Deadline(LIMIT, clock))
        seen.add(found.incomplete)
        check_cut_short(found, whole)
        # What was cut short is not remembered.
        assert searcher.person(name) == whole
        if not found.incomplete:
            break
    assert seen == {
        ("published", "named_with", "roles"),
        ("named_with", "roles"),
        ("roles",),
        (),
    }


def check_cut_short(found: PersonProfile, whole: PersonProfile) -> None:
    assert (found.total, found.newest) == (whole.total, whole.newest)
    assert found.spellings == whole.spellings
    if "published" not in found.incomplete:
        assert found.published == whole.published
    if "named_with" not in found.incomplete:
        assert found.named_with == whole.named_with
    if "roles" in found.incomplete:
        counts = {role.text.lower(): role.count for role in whole.roles}
        assert found.n_read <= whole.n_read
        assert found.n_roles <= whole.n_roles
        assert sum(role.count for role in found.roles) <= sum(counts.values())
    else:
        assert (found.roles, found.n_read) == (whole.roles, whole.n_read)


def test_the_newest_articles_are_the_first_to_be_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(ROLES_READ_AT_ONCE, 1)
    days = ["2019-01-01", None, "2021-05-05", "2020-03-03T10:00", "2020-03-03T11:00"]
    articles = [
        person_article(f"bai-{n}", "Lê Hà", f"vai {n}", day)
        for n, day in enumerate(days)
    ]
    build_index(tmp_path / "index", articles)
    read: dict[int, set[str]] = {}
    for n_asked in range(1, 60):
        clock = Clock(n_asked, EXTRAS_OVER)
        searcher = open_searcher(tmp_path / "index")
        found = searcher.person("Lê Hà", deadline=Deadline(LIMIT, clock))
        read[found.n_read] = {role.text for role in found.roles}
    assert read == {
        n: {f"vai {k}" for k in [2, 4, 3, 0, 1][:n]} for n in range(len(days) + 1)
    }


def test_where_the_newest_articles_are_not_known_in_time_nothing_is_told(
    few: Searcher,
) -> None:
    with pytest.raises(TimeLimitError):
        few.person("Vũ Hoa", deadline=Deadline(LIMIT, Clock(1, LIMIT + 1)))
