"""What is done on other machines: looking into files, and loading pages.

Each piece can be done again, anywhere, and comes to the same: nothing is kept here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from index.corpus import RawPage, read_chosen, read_file
from index.corpus.page import KnownHashes, SamePage
from index.crew import Seen, Target, Visit
from index.errors import (
    CorpusError,
    OtherRulesError,
    PathNotFoundError,
    UnreadableFileError,
)
from index.extract.article_id import article_id_of
from index.ingest import Outcome, Page, ingest_into
from index.ledger import split_place
from index.locations import File, Location
from index.messages import N_
from index.reading import reading_version
from index.roots import is_there

Work = Callable[..., Any]
"""A function of this module."""


class Parcel(NamedTuple):
    """Pages of one file that are to be loaded.

    Attributes
    ----------
    file : Path or RemoteFile
    path : str
        How pages name it.
    wanted : mapping of str to str
        Path of a page → the content hash that was decided on.
    """

    file: File
    path: str
    wanted: KnownHashes


def by_rules(version: str, work: Work, *args: object) -> Any:
    """Do a piece of work by the rules of whoever wants it.

    Raises
    ------
    OtherRulesError
        If this machine has others.
    """
    if reading_version() != version:
        raise OtherRulesError()
    return work(*args)


def check_places(places: Sequence[Location]) -> None:
    """Check that this machine can read the places of a corpus.

    Raises
    ------
    PathNotFoundError
    UnreadablePathError
    """
    for place in places:
        if not is_there(place):
            raise PathNotFoundError(path=str(place))


def look(visits: Sequence[Visit]) -> list[list[Seen | SamePage | CorpusError]]:
    """Tell what is in each of some files."""
    return [[_seen(page) for page in read_file(*visit)] for visit in visits]


def load(parcels: Sequence[Parcel], target: Target) -> list[Outcome]:
    """Read and load pages; their outcomes come when the cluster has them all."""
    problems: list[CorpusError] = []
    pages = _pages_of(parcels, problems)

    def again(paths: set[str]) -> Iterator[RawPage]:
        of_file: dict[str, set[str]] = {}
        for path in paths:
            of_file.setdefault(split_place(path)[0], set()).add(path)
        return _pages_of(
            [
                Parcel(
                    p.file, p.path, {path: p.wanted[path] for path in of_file[p.path]}
                )
                for p in parcels
                if p.path in of_file
            ],
            problems,
        )

    outcomes = _ingest(pages, again, target)
    return [*outcomes, *problems]


def load_held(ids: list[str], target: Target) -> list[Outcome]:
    """Analyse articles that an earlier run has left where they are."""

    def again(paths: set[str]) -> Iterator[Page]:
        return (article for article in target.held(ids) if article.path in paths)

    return _ingest(target.held(ids), again, target)


def _ingest(
    pages: Iterable[Page],
    again: Callable[[set[str]], Iterator[Page]],
    target: Target,
) -> list[Outcome]:
    return list(ingest_into(target.sinks, pages, again, n_workers=1))


def _seen(page: RawPage | SamePage | CorpusError) -> Seen | SamePage | CorpusError:
    if isinstance(page, RawPage):
        return Seen(page.path, page.content_hash, article_id_of(page))
    return page


def _pages_of(
    parcels: Iterable[Parcel], problems: list[CorpusError]
) -> Iterator[RawPage]:
    """Yield pages that are as they were when they were looked at."""
    for file, path, wanted in parcels:
        left = dict(wanted)
        for page in read_chosen(file, path, left.keys()):
            if isinstance(page, RawPage) and left.get(page.path) == page.content_hash:
                del left[page.path]
                yield page
        reason = N_("it changed while it was being read")
        problems += [UnreadableFileError(page, reason=reason) for page in left]
