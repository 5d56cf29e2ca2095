"""What a generation in a cluster knows of itself, for whoever carries it on.

Its files are written and read by those who do so at home, in a folder that is there
for a moment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from index.article import Article
from index.duplicates.groups import COPIES, read_groups
from index.errors import ClusterIncompleteError, IndexCorruptError
from index.ledger import (
    FAILURES,
    PAGES,
    Failure,
    LedgerEntry,
    read_failures,
    read_ledger,
)
from index.opensearch.connection import Body, Cluster
from index.opensearch.documents import article_of, document_id, from_sendable
from index.opensearch.generations import Meta, index_of, live_meta
from index.opensearch.library_tables import tally_of
from index.opensearch.mapping import NAME_FIELDS
from index.opensearch.patience import patiently
from index.opensearch.tables import NAMES, WORDS, read_tables, tables_index
from index.opensearch.tally import Tally
from index.stamps import STAMPS, Stamp, read_stamps

Groups = dict[str, tuple[str, ...]]
"""Id of an article → those of all its copies, its own included; without copies none."""

_BATCH = 200
"""Articles that are asked for at once."""


class ClusterGeneration:
    """A published generation of a library.

    Parameters
    ----------
    cluster : Cluster
    meta : Meta
    """

    def __init__(self, cluster: Cluster, meta: Meta) -> None:
        self._cluster = cluster
        self.meta = meta

    @property
    def number(self) -> int:
        """From 1."""
        return self.meta.generation

    @property
    def reading_version(self) -> str:
        """Digest of the rules that read its pages."""
        return self.meta.reading_version

    @property
    def roots(self) -> dict[str, str]:
        """Name of each corpus folder or file → where it is."""
        return self.meta.roots

    def n_copies(self) -> int:
        """Count the articles that are copies of another."""
        return self.meta.n_copies

    @property
    def index(self) -> str:
        """Where its articles are."""
        return index_of(self._cluster.settings.name, self.number)

    def ledger(self) -> dict[str, LedgerEntry]:
        """Read which page every article was read from."""
        return self._ledger

    def failures(self) -> list[Failure]:
        """Read which pages could not be read."""
        with self._folder([FAILURES]) as folder:
            return read_failures(folder)

    def stamps(self) -> dict[str, Stamp]:
        """Read which files need not be looked into."""
        with self._folder([STAMPS]) as folder:
            return read_stamps(folder)

    def groups(self) -> Groups:
        """Read which articles are copies of each other."""
        with self._folder([COPIES]) as folder:
            return groups_in(folder)

    def tables(self, files: Collection[str]) -> dict[str, bytes]:
        """Read files as they were written."""
        return read_tables(self._cluster, self.number, files)

    def tally(self) -> Tally:
        """Count all that its tables count."""
        files = [WORDS, *(NAMES + field for field in NAME_FIELDS)]
        try:
            return tally_of(self.meta, self.tables(files))
        except ValueError as exc:
            place = f"{tables_index(self._cluster.settings.name)}/{self.number:06d}"
            raise IndexCorruptError(path=place, reason=str(exc)) from exc

    def articles(self, ids: Iterable[str]) -> Iterator[Article]:
        """Read articles; unknown ids are passed over."""
        return read_articles(self._cluster, self.index, ids)

    @cached_property
    def _ledger(self) -> dict[str, LedgerEntry]:
        with self._folder([PAGES]) as folder:
            return read_ledger(folder)

    @contextmanager
    def _folder(self, files: Collection[str]) -> Iterator[Path]:
        """Lay out some of its files as they are at home."""
        with TemporaryDirectory() as name:
            for file, data in self.tables(files).items():
                Path(name, file).write_bytes(data)
            try:
                yield Path(name)
            except IndexCorruptError as error:
                # The folder is gone when somebody reads this.
                place = f"{tables_index(self._cluster.settings.name)}/{self.number:06d}"
                error.params["path"] = f"{place}/{Path(str(error.params['path'])).name}"
                raise


def live_generation(cluster: Cluster) -> ClusterGeneration:
    """Give the live generation; errors as `index.opensearch.generations.live_meta`."""
    return ClusterGeneration(cluster, live_meta(cluster))


def read_articles(
    cluster: Cluster, index: str, ids: Iterable[str]
) -> Iterator[Article]:
    """Read articles as they were when the index was refreshed; unknown ids are none."""
    waiting = list(ids)
    for start in range(0, len(waiting), _BATCH):
        batch = [document_id(id_) for id_ in waiting[start : start + _BATCH]]
        for one in patiently(partial(_get_sources, cluster, index, batch)):
            yield article_of(one["article"])


def _get_sources(cluster: Cluster, index: str, ids: list[str]) -> list[dict[str, Any]]:
    path = f"/{index}/_mget"
    answer = cluster.ask(
        "POST", path, {"ids": ids}, realtime="false", _source_includes="article"
    )
    for one in answer["docs"]:
        if "error" in one:
            raise ClusterIncompleteError(reason=str(one["error"].get("reason")))
    return [one["_source"] for one in answer["docs"] if one["found"]]


def scan_held(cluster: Cluster, number: int) -> tuple[dict[str, LedgerEntry], Groups]:
    """Look what an index holds: of which pages, and as copies of what."""
    held: dict[str, LedgerEntry] = {}
    groups: Groups = {}
    fields = ["id", "content_hash", "article.path", "copies"]
    body: Body = {"query": {"match_all": {}}, "_source": fields}
    for hit in cluster.scan(index_of(cluster.settings.name, number), body):
        source = hit["_source"]
        id_ = from_sendable(source["id"])
        path = from_sendable(source["article"].get("path", ""))
        held[id_] = LedgerEntry(id_, path, from_sendable(source["content_hash"]))
        if "copies" in source:
            groups[id_] = tuple(map(from_sendable, source["copies"]["ids"]))
    return held, groups


def groups_in(folder: Path) -> Groups:
    """Read the groups of copies in a folder."""
    groups = map(tuple, read_groups(folder).groups)
    return {id_: group for group in groups for id_ in group}
