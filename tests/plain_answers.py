"""One page of an answer and its facets, made from the list of all hits.

What an engine does with filters, orders, pages and counts is done again here,
article by article, so that its shortcuts cannot be wrong unnoticed.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from index.analysis.names import person_key
from index.analysis.normalise import fold
from index.article import Article, published_minute
from search.engine import DayCounts, Matches
from search.types import SearchRequest

Hits = list[tuple[Article, float]]


def differences_from_plain(
    found: Matches, every: Matches, request: SearchRequest, n_persons: int
) -> list[str]:
    """Tell in what an answer differs from the one that the hits give.

    Parameters
    ----------
    found : Matches
        The answer to `request`.
    every : Matches
        All hits of the same query, without filters and on one page; none of them
        has copies.
    request : SearchRequest
        The index has its persons (`has_persons`).
    n_persons : int
        Persons that were asked for.
    """
    told: list[str] = []

    def compare(what: str, given: object, expected: object) -> None:
        if given != expected:
            told.append(f"{what}: {given}, from the plain list {expected}")

    complete = {article.id for article, _ in every.articles[: every.complete]}
    naming = [hit for hit in every.articles if names_asked_for(request, hit[0])]
    in_range = [hit for hit in every.articles if is_in_range(request, hit[0])]
    both = [hit for hit in naming if hit in in_range]
    compare("total", found.total, len(both))
    n_complete = sum(article.id in complete for article, _ in both)
    compare("complete", found.complete, n_complete)
    both.sort(key=lambda hit: (hit[0].id not in complete, *_order_of(hit, request)))
    end = request.page * request.per_page
    page = [(a.id, score) for a, score in both[end - request.per_page : end]]
    compare("page", [(a.id, score) for a, score in found.articles], page)
    days = Counter(_day_of(article) for article, _ in naming)
    compare("unknown", found.facets.unknown, days.pop(None, 0))
    compare("days", found.facets.days, DayCounts.of(sorted(days.items())))
    told += _persons_differ(found, in_range, request, n_persons)
    return told


def has_persons(found: Matches, request: SearchRequest) -> bool:
    """Tell whether each person that was asked for stands for that name alone.

    They are listed whatever their count; one that is not stands for other
    spellings, because no article has it as it was typed.
    """
    listed = {person_key(person.name) for person in found.facets.persons}
    return {person_key(name) for name in (*request.persons, *request.without)} <= listed


def _persons_differ(
    found: Matches, in_range: Hits, request: SearchRequest, n_persons: int
) -> list[str]:
    counts = Counter(
        key
        for article, _ in in_range
        for key in {person_key(person.name) for person in article.persons}
    )
    selected = {person_key(name) for name in request.persons}
    excluded = {person_key(name) for name in request.without}
    told: list[str] = []
    for person in found.facets.persons:
        key = person_key(person.name)
        given = person.count, person.is_selected, person.is_excluded
        if given != (counts[key], key in selected, key in excluded):
            told.append(f"person: {person}, from the plain list {counts[key]}")
    # Whichever of equal counts is listed: these have to be the highest there are.
    like = [
        (person_key(person.name), person.count)
        for person in found.facets.persons
        if begins_so(person_key(person.name), request.find_person)
    ]
    listed = sorted((count for _, count in like), reverse=True)
    able = (n for key, n in counts.items() if begins_so(key, request.find_person))
    most = sorted(able, reverse=True)[:n_persons]
    asked = selected | excluded
    n_listed = range(len(most), len(most) + len(asked) + 1)
    if listed[: len(most)] != most or len(listed) not in n_listed:
        told.append(f"persons: {listed}, from the plain list {most}")
    others = {person_key(person.name) for person in found.facets.persons} - asked
    if not others <= {key for key, _ in like}:
        told.append(f"persons: {others}, not all begin as {request.find_person}")
    return told


def _day_of(article: Article) -> date | None:
    return date.fromisoformat(article.published[:10]) if article.published else None


def is_in_range(request: SearchRequest, article: Article) -> bool:
    """Tell whether an article was published when the request asks."""
    day = _day_of(article)
    if request.undated:
        return day is None
    if request.date_from is None and request.date_to is None:
        return True
    first, last = request.date_from or date.min, request.date_to or date.max
    return day is not None and first <= day <= last


def names_asked_for(request: SearchRequest, article: Article) -> bool:
    """Tell whether an article names whom the request asks for, and nobody else."""
    keys = {person_key(person.name) for person in article.persons}
    asked = [person_key(name) in keys for name in request.persons]
    is_shunned = any(person_key(name) in keys for name in request.without)
    enough = any(asked) or not asked if request.any_person else all(asked)
    return enough and not is_shunned


def begins_so(key: str, typed: str) -> bool:
    """Tell whether a name has a syllable for each beginning that was typed."""
    return all(
        any(
            syllable.startswith(beginning) or fold(syllable).startswith(beginning)
            for syllable in key.split()
        )
        for beginning in typed.split()
    )


def _order_of(hit: tuple[Article, float], request: SearchRequest) -> tuple:
    article, score = hit
    minute = published_minute(article.published) if article.published else None
    newest = (minute is None, -(minute or 0))
    if request.sort == "oldest":
        return (minute is None, minute or 0, -score, article.id)
    if request.sort == "newest":
        return (*newest, -score, article.id)
    return (-score, *newest, article.id)
