"""How fast similar articles are found, and how often the same event told elsewhere.

    python bench/similar.py INDEX [N]

There is no list of what is like what. The proxy: articles within five days of each
other that share three persons, each named by fewer than forty articles, tell of one
event; how many of them are among the six that are shown? Measured with and without
the persons in the query, since the proxy itself is made of them.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from index.article import Article
from search import similar
from search.embedded import EmbeddedEngine
from search.searcher import Searcher
from search.types import N_SIMILAR, SearchRequest

WITHIN_DAYS = 5
SHARED = 3
RARE = 40


def main() -> None:
    """Print both figures for a random sample."""
    index_dir = Path(sys.argv[1])
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    searcher = Searcher(EmbeddedEngine(index_dir))
    articles = {article.id: article for article in _all_articles(searcher)}
    told = _told_elsewhere(searcher, articles)
    print(f"{len(articles):,} articles; {len(told):,} have an event told elsewhere")
    rng = random.Random(1)
    sample = rng.sample(sorted(articles), min(n, len(articles)))
    events = rng.sample(sorted(told), min(n, len(told)))
    for n_names in (similar.N_NAMES, 0):
        similar.N_NAMES = n_names
        # What was searched before is remembered: begin anew.
        asked = Searcher(EmbeddedEngine(index_dir))
        asked.prepare()
        seconds = sorted(_seconds(asked, article_id) for article_id in sample)
        print(
            f"names {n_names}: p50 {1000 * seconds[len(seconds) // 2]:.1f} ms, "
            f"p99 {1000 * seconds[int(len(seconds) * 0.99)]:.1f} ms, "
            f"hit rate {_hit_rate(asked, events, told):.3f}"
        )


def _all_articles(searcher: Searcher) -> Iterator[Article]:
    for hits in searcher.all_hits(SearchRequest()):
        for hit in hits:
            yield searcher.article(hit.id)


def _told_elsewhere(
    searcher: Searcher, articles: dict[str, Article]
) -> dict[str, set[str]]:
    """List for each article the others of its event; copies are none."""
    naming = defaultdict(set)
    for article in articles.values():
        for person in article.persons:
            naming[person.name].add(article.id)
    told = {}
    for article in articles.values():
        rare = (naming[p.name] for p in article.persons if len(naming[p.name]) < RARE)
        shared = Counter(other for ids in rare for other in ids)
        others = {
            other
            for other, n in shared.items()
            if n >= SHARED and _is_near(article, articles[other])
        }
        others -= {article.id, *(copy.id for copy in searcher.also_in(article.id))}
        if others:
            told[article.id] = others
    return told


def _is_near(one: Article, other: Article) -> bool:
    if not (one.published and other.published):
        return False
    days = [date.fromisoformat(each.published[:10]) for each in (one, other)]
    return abs((days[0] - days[1]).days) <= WITHIN_DAYS


def _seconds(searcher: Searcher, article_id: str) -> float:
    started = time.perf_counter()
    searcher.similar(article_id)
    return time.perf_counter() - started


def _hit_rate(
    searcher: Searcher, events: list[str], told: dict[str, set[str]]
) -> float:
    """Give the share of articles beside which their event is told once more."""
    found = sum(
        any(one.id in told[id_] for one in searcher.similar(id_, N_SIMILAR))
        for id_ in events
    )
    return found / len(events)


if __name__ == "__main__":
    main()
