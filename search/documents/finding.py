"""A text → the documents it cites, each once, in the order of first mention."""

from __future__ import annotations

from dataclasses import replace

from index.extract.wordlists import lower_in_place, modern_tones
from search.documents.cited import CitedDocument
from search.documents.days import day_beside
from search.documents.mention import Mention
from search.documents.named import named
from search.documents.numbers import numbered
from search.documents.short import Identity, identities

MAX_READ = 500_000
"""Code points that are read: a book of citations takes a second for twice as much."""

MAX_DOCUMENTS = 500
"""Documents of one text: a list of more is no list for people to read."""


def documents_cited(text: str) -> tuple[CitedDocument, ...]:
    """Find the official documents that a text cites.

    A number without signs (*Nghị quyết 18*) and a law without a year are taken
    for the one document of the text that is cited in full and begins so.

    Parameters
    ----------
    text : str
        NFC.

    Examples
    --------
    >>> found = documents_cited("Nghị quyết số 18-NQ/TW, ngày 25/10/2017. Theo NQ 18…")
    >>> [(one.kind, one.number, str(one.day), one.mentions) for one in found]
    [('Nghị quyết', '18-NQ/TW', '2017-10-25', ((0, 22),))]
    """
    mentions = _mentions(text[:MAX_READ])
    groups: dict[Identity, list[Mention]] = {}
    for identity, one in zip(identities(mentions), mentions, strict=True):
        groups.setdefault(identity, []).append(one)
    return tuple(map(_document, groups.values()))[:MAX_DOCUMENTS]


def _mentions(text: str) -> list[Mention]:
    """List every mention, none over another, with the days stated beside them."""
    low = lower_in_place(modern_tones(text))
    found = sorted(
        (*numbered(text, low), *named(text, low)),
        key=lambda one: (one.start, -one.end),
    )
    kept: list[Mention] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return [
        replace(one, day=day_beside(low, one.end, following))
        for one, following in zip(kept, _starts(kept, len(text)), strict=True)
    ]


def _starts(mentions: list[Mention], end: int) -> list[int]:
    """Give where the mention after each begins, behind the last one the text's end."""
    return [one.start for one in mentions[1:]] + [end] * bool(mentions)


def _document(mentions: list[Mention]) -> CitedDocument:
    fullest = next((one for one in mentions if one.is_full), mentions[0])
    kinds = (one.kind for one in (fullest, *mentions))
    return CitedDocument(
        next(filter(None, kinds), None),
        fullest.number,
        fullest.name,
        next((one.day for one in mentions if one.day), None),
        tuple((one.start, one.end) for one in mentions),
    )
