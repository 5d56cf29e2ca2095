"""Which stored articles are the index: those of the ledger, as far as they are left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
from functools import cached_property
from pathlib import Path

from index.article import Article
from index.repair.evidence import Evidence
from index.repair.salvage import is_sound, salvage
from index.segments.stored import StoredArticles


class Gathering:
    """The articles of a damaged generation, one by one, from wherever they are whole.

    Where the ledger is left, it says which versions are live. Where it is not, the
    table of contents says which are deleted, and otherwise the newest counts: then an
    older version may come back, or an article whose page is gone. The next reindex
    finds these out by their pages.

    Parameters
    ----------
    live : Evidence
    earlier : list of Evidence
        Of other generations, the newest first: they may have what the live one lost.

    Attributes
    ----------
    dictionary : bytes
        That most stored articles were compressed with; empty where none is whole.
    from_earlier : dict of Evidence to int
        How many articles an earlier generation had whole and the live one not.
    """

    def __init__(self, live: Evidence, earlier: list[Evidence]) -> None:
        self._live, self._earlier = live, earlier
        self._files = list(_different_files([live, *earlier]))
        sizes: dict[bytes, int] = {}
        for file, _ in self._files:
            if is_sound(file):
                found = StoredArticles(file)
                n = sizes.get(found.dictionary, 0) + len(found.offsets)
                sizes[found.dictionary] = n
        self._dictionaries = sorted(sizes, key=sizes.__getitem__, reverse=True)
        self.dictionary = next(iter(self._dictionaries), b"")
        self.from_earlier: Counter[Evidence] = Counter()
        self._taken: set[str] = set()

    def articles(self) -> Iterator[Article]:
        """Yield each article that is left; of every id one."""
        for file, evidence in self._files:
            for article in salvage(file, self._dictionaries):
                is_wanted = article.id not in self._taken and self._is_live(
                    article, file, evidence
                )
                if is_wanted:
                    self._taken.add(article.id)
                    if evidence is not self._live:
                        self.from_earlier[evidence] += 1
                    yield article

    def lost(self, kept: Set[str]) -> list[tuple[str, str | None]]:
        """List ids and pages of the articles that are not among those kept."""
        if self._live.ledger is not None:
            entries = self._live.ledger.values()
            return [(e.id, e.path) for e in entries if e.id not in kept]
        return [(id_, None) for id_ in sorted(self._live_ids - kept)]

    @property
    def is_expected_empty(self) -> bool:
        """Whether the index had no articles."""
        return self._live.ledger == {}

    def _is_live(self, article: Article, file: Path, evidence: Evidence) -> bool:
        ledger = self._live.ledger
        if ledger is not None:
            entry = ledger.get(article.id)
            return entry is not None and (
                (entry.path, entry.content_hash) == (article.path, article.content_hash)
            )
        if evidence is self._live:
            of_segment = (self._live.ids or {}).get(file.stem, {})
            return of_segment.get(article.id, True)
        return not self._live.knows_all_ids or article.id in self._live_ids

    @cached_property
    def _live_ids(self) -> set[str]:
        return {
            article_id
            for of_segment in (self._live.ids or {}).values()
            for article_id, is_live in of_segment.items()
            if is_live
        }


def _different_files(every: list[Evidence]) -> Iterator[tuple[Path, Evidence]]:
    """Give the files of stored articles, one that several generations share once."""
    seen = set()
    for evidence in every:
        for file in evidence.stored_files():
            found = file.stat()
            if (found.st_dev, found.st_ino) not in seen:
                seen.add((found.st_dev, found.st_ino))
                yield file, evidence
