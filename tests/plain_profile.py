"""A person's profile, computed article by article: slow and obvious."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date, timedelta

from index.analysis.collation import collation_key
from index.analysis.names import person_key
from index.analysis.normalise import fold
from index.article import Article, published_minute
from search.facets import DateBucket, DateFacet
from search.profiles import (
    MAX_MONTHS,
    MAX_NAMED_WITH,
    MAX_ROLES,
    N_NEWEST,
    ArticleLine,
    NameCount,
    PersonProfile,
    StatedRole,
)

Ids = tuple[str, ...]


def plain_profile(
    articles: Sequence[Article],
    groups: Sequence[Sequence[str]],
    name: str,
    same_role: Callable[[str], Hashable] = str.lower,
) -> PersonProfile:
    """Tell what articles say of a person whom some of them name.

    Parameters
    ----------
    articles : sequence of Article
    groups : sequence of sequence of str
        Ids of those that are one article, in the order in which they are listed.
    name : str
        In one of its spellings.
    same_role : callable
        Gives the same for all spellings of one role.
    """
    key = person_key(name)
    group_of = {id_: tuple(group) for group in groups for id_ in group}

    def group(article: Article) -> Ids:
        return group_of.get(article.id, (article.id,))

    naming = [a for a in articles if key in {person_key(p.name) for p in a.persons}]
    n_of_name: dict[str, int] = defaultdict(int)
    spelled: dict[str, set[Ids]] = defaultdict(set)
    others: dict[str, set[Ids]] = defaultdict(set)
    roles: dict[Hashable, list[tuple[str, Article]]] = defaultdict(list)
    for article in articles:
        for person in article.persons:
            n_of_name[person.name] += 1
    for article in naming:
        for person in article.persons:
            if person_key(person.name) != key:
                others[person_key(person.name)].add(group(article))
                continue
            spelled[person.name].add(group(article))
            if person.role:
                roles[same_role(person.role)].append((person.role, article))

    def commonest(of_key: str) -> str:
        names = [each for each in n_of_name if person_key(each) == of_key]
        return min(names, key=lambda each: (-n_of_name[each], each))

    said = [_role(stated, group) for stated in roles.values()]
    said.sort(key=lambda role: (-role.count, *_by_time(role)[:2], role.text))
    return PersonProfile(
        name=commonest(key),
        total=len(set(map(group, naming))),
        spellings=_counted({text: len(found) for text, found in spelled.items()}),
        roles=tuple(sorted(said[:MAX_ROLES], key=_by_time)),
        n_roles=len(said),
        n_read=len(set(map(group, naming))),
        published=_published(naming, group),
        named_with=_counted({commonest(o): len(n) for o, n in others.items()})[
            :MAX_NAMED_WITH
        ],
        newest=_newest(naming, group),
        alike=_alike(articles, key, commonest, group),
    )


def _alike(
    articles: Sequence[Article],
    key: str,
    commonest: Callable[[str], str],
    group: Callable[[Article], Ids],
) -> tuple[NameCount, ...]:
    """Count the other names that are the same without marks."""
    named: dict[str, set[Ids]] = defaultdict(set)
    for article in articles:
        for person in article.persons:
            other = person_key(person.name)
            if other != key and fold(other) == fold(key):
                named[other].add(group(article))
    if len(set(fold(key).split())) < 2:
        return ()  # One syllable is like no name.
    return _counted({commonest(other): len(found) for other, found in named.items()})


def _counted(counts: dict[str, int]) -> tuple[NameCount, ...]:
    counted = [NameCount(name, n) for name, n in counts.items()]
    return tuple(sorted(counted, key=lambda n: (-n.count, collation_key(n.name))))


def _role(
    stated: Iterable[tuple[str, Article]], group: Callable[[Article], Ids]
) -> StatedRole:
    by_text: dict[str, set[Ids]] = defaultdict(set)
    for text, article in stated:
        by_text[text].add(group(article))
    days = sorted(day for _, article in stated if (day := _day(article)))
    return StatedRole(
        min(by_text, key=lambda text: (-len(by_text[text]), text)),
        len({one for found in by_text.values() for one in found}),
        days[0] if days else None,
        days[-1] if days else None,
    )


def _by_time(role: StatedRole) -> tuple:
    first, last = role.first or date.max, role.last or date.max
    return first, last, -role.count, collation_key(role.text)


def _published(naming: Sequence[Article], group: Callable[[Article], Ids]) -> DateFacet:
    unknown = len({group(article) for article in naming if not article.published})
    dated = [(day, group(article)) for article in naming if (day := _day(article))]
    if not dated:
        return DateFacet("year", (), unknown)
    first, last = min(dated)[0], max(dated)[0]
    n_months = 12 * (last.year - first.year) + last.month - first.month + 1
    interval = "month" if n_months <= MAX_MONTHS else "year"
    buckets = []
    start = first.replace(day=1, month=first.month if interval == "month" else 1)
    while start <= last:
        end = start.replace(day=31, month=12)
        if interval == "month":
            end = start.replace(day=monthrange(start.year, start.month)[1])
        inside = {one for day, one in dated if start <= day <= end}
        buckets.append(DateBucket(start, end, len(inside)))
        start = end + timedelta(days=1)
    return DateFacet(interval, tuple(buckets), unknown)


def _newest(
    naming: Sequence[Article], group: Callable[[Article], Ids]
) -> tuple[ArticleLine, ...]:
    shown: dict[Ids, Article] = {}
    for article in naming:
        copies = group(article)
        other = shown.setdefault(copies, article)
        shown[copies] = min(article, other, key=lambda a: copies.index(a.id))

    def order(article: Article) -> tuple:
        known = article.published is not None
        return not known, -published_minute(article.published) if known else 0

    newest = sorted(shown.values(), key=lambda article: (order(article), article.id))
    return tuple(ArticleLine(a.id, a.title, a.published, a.source) for a in newest)[
        :N_NEWEST
    ]


def _day(article: Article) -> date | None:
    return date.fromisoformat(article.published[:10]) if article.published else None
