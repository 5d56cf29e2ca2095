"""Do the files of a generation say the same about which articles it holds?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from index.codec import ArraySegment
from index.duplicates.groups import COPIES, read_groups
from index.duplicates.table import SIGNATURES, read_signatures
from index.generations.manifest import MANIFEST, Manifest
from index.ledger import FAILURES, PAGES, read_failures, read_ledger
from index.messages import N_
from index.packed_lines import unpack_rows
from index.schema import BODY, TITLE
from index.segments import documents
from index.segments.documents import open_documents
from index.stamps import STAMPS
from index.verify.articles import Read
from index.verify.findings import Finding, differs


class SegmentRead(NamedTuple):
    """A segment and what its articles are; None: they could not all be looked at."""

    segment: ArraySegment
    articles: Sequence[Read] | None


def check_deletions(segment: ArraySegment, contents: str) -> Iterator[Finding]:
    """Check what the table of contents says of one segment.

    Parameters
    ----------
    segment : ArraySegment
    contents : str
        Name of the file of the table of contents.
    """
    n_docs, deleted = segment.doc_count_all(), list(segment.deleted_docs())
    is_sound = isinstance(n_docs, int) and all(
        isinstance(doc, int) and 0 <= doc < n_docs for doc in deleted
    )
    if not is_sound:
        what = N_("deleted documents of a segment")
        yield differs(contents, what, f"0 … {n_docs}", sorted(deleted)[-3:])


def check_lengths(
    folder: Path, segment: ArraySegment, contents: str
) -> Iterator[Finding]:
    """Compare how many syllables the table of contents gives a segment."""
    columns = open_documents(folder / (segment.segment_id() + documents.ENDING))
    for field, lengths in (
        (TITLE, columns.title_lengths),
        (BODY, columns.body_lengths),
    ):
        found, expected = segment.field_length(field), int(lengths.sum(dtype=int))
        if found != expected:
            yield differs(contents, N_("syllables"), expected, found)


def check_whole(
    folder: Path, manifest: Manifest, segments: Sequence[SegmentRead] | None
) -> Iterator[tuple[str, Iterator[Finding]]]:
    """Give the checks of files that are about all articles, with the name of each.

    Parameters
    ----------
    folder : Path
    manifest : Manifest
    segments : sequence of SegmentRead or None
        None where the table of contents cannot be read.
    """
    yield FAILURES, _check_failures(folder, manifest)
    yield STAMPS, _check_stamps(folder)
    live: dict[str, Read] | None = None
    if segments is not None and all(read.articles is not None for read in segments):
        every = [
            article
            for segment, articles in segments
            for doc, article in enumerate(articles or ())
            if not segment.is_deleted(doc)
        ]
        live = {article.id: article for article in every}
        yield MANIFEST, _check_count(manifest, every)
    yield PAGES, _check_ledger(folder, live)
    yield SIGNATURES, _check_signatures(folder, live)
    yield COPIES, _check_copies(folder, live)


def _check_count(manifest: Manifest, every: Sequence[Read]) -> Iterator[Finding]:
    if len(every) != manifest.n_articles:
        yield differs(MANIFEST, N_("articles"), manifest.n_articles, len(every))
    for article_id, n in Counter(article.id for article in every).items():
        if n > 1:
            template = N_("%(n)d articles have the id %(id)s")
            yield Finding(MANIFEST, template, {"n": n, "id": article_id})


def _check_ledger(folder: Path, live: dict[str, Read] | None) -> Iterator[Finding]:
    ledger = read_ledger(folder)
    if live is None:
        return
    yield from _compare_ids(PAGES, ledger.keys(), live)
    for article_id in ledger.keys() & live.keys():
        entry, article = ledger[article_id], live[article_id]
        expected = article.path, article.content_hash
        found = entry.path, entry.content_hash
        if article.path and found != expected:
            yield differs(PAGES, article_id, expected, found)


def _check_signatures(folder: Path, live: dict[str, Read] | None) -> Iterator[Finding]:
    table = read_signatures(folder / SIGNATURES)
    if live is not None:
        yield from _compare_ids(SIGNATURES, table.ids, live)


def _check_copies(folder: Path, live: dict[str, Read] | None) -> Iterator[Finding]:
    groups = read_groups(folder).groups
    if any(len(group) < 2 for group in groups):
        yield differs(COPIES, N_("articles of a group"), "2 …", min(map(len, groups)))
    grouped = Counter(article_id for group in groups for article_id in group)
    for article_id, n in grouped.items():
        if n > 1:
            yield differs(COPIES, article_id, 1, n)
        if live is not None and article_id not in live:
            yield _not_live(COPIES, article_id)


def _check_failures(folder: Path, manifest: Manifest) -> Iterator[Finding]:
    n = len(read_failures(folder))
    if n != manifest.n_failed:
        yield differs(FAILURES, N_("failed pages"), manifest.n_failed, n)


def _check_stamps(folder: Path) -> Iterator[Finding]:
    if not (folder / STAMPS).exists():
        return
    for path, *stamp in unpack_rows((folder / STAMPS).read_bytes()):
        if not isinstance(path, str) or list(map(type, stamp)) != [int] * 3:
            yield differs(STAMPS, N_("line"), "[path, bytes, ns, ns]", [path, *stamp])


def _compare_ids(
    file: str, found: Iterator[str], live: dict[str, Read]
) -> Iterator[Finding]:
    found = Counter(found)
    for article_id in sorted(found.keys() - live.keys()):
        yield _not_live(file, article_id)
    for article_id in sorted(live.keys() - found.keys()):
        template = N_("it does not know the article %(id)s of the segments")
        yield Finding(file, template, {"id": article_id})
    if found.total() != len(found):
        yield differs(file, N_("different ids"), found.total(), len(found))


def _not_live(file: str, article_id: str) -> Finding:
    template = N_("it has the article %(id)s, which no segment has")
    return Finding(file, template, {"id": article_id})
