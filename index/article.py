"""An article: what is read from a page, stored, searched and shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

PUBLISHED_FROM = ("page", "text", "metadata", "file")
"""Where a date can come from: the page's own dateline; the text (a day named
in the lead, its year deduced); metadata (HTML head or a record's field); the
file's name."""

_PUBLISHED = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?")
_EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Person:
    """A person named on a page.

    Attributes
    ----------
    name : str
        Full name of two or more syllables, without honorific or title.
    role : str or None
        The role as the page states it; None where it states none.
    """

    name: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One article, as it is stored.

    Attributes
    ----------
    id : str
        Stable: given by the source, or made from `path`.
    title, body : str
        NFC, otherwise spelled as the source spelled it. Paragraphs of `body`
        are separated by one blank line.
    path : str
        Where it was read: the corpus folder's name, then the path inside it;
        never an absolute path. Articles of a JSONL file end in ``#line``.
    content_hash : str
        Hexadecimal digest of the raw page, to tell changed from unchanged.
    published : str or None
        ISO 8601 date, or date with hours and minutes (``2017-12-04T18:19``),
        in Vietnam's time (UTC+7) without an offset. None: unknown.
    published_from : str or None
        One of `PUBLISHED_FROM`; None exactly when `published` is None.
    authors : tuple of str
        Byline names in the page's order.
    persons : tuple of Person
        One entry a person, in order of first mention.
    source, url : str or None
        Publisher and address, where known.
    converted_from : str or None
        The legacy encoding that the text was converted from, such as ``TCVN3``
        (`index.corpus.legacy`); None where nothing was converted.
    decisions : str
        What was decided about the page, and why, as `index.decisions` writes it;
        not looked into until it is shown.
    """

    id: str
    title: str
    body: str
    path: str
    content_hash: str
    published: str | None = None
    published_from: str | None = None
    authors: tuple[str, ...] = ()
    persons: tuple[Person, ...] = ()
    source: str | None = None
    url: str | None = None
    converted_from: str | None = None
    decisions: str = ""


def published_minute(published: str) -> int:
    """Give the minutes from 1970-01-01 to a `published` value.

    A date without a time counts from its first minute.

    Raises
    ------
    ValueError
        If the text has another form or names no day of the calendar.

    Examples
    --------
    >>> published_minute("1970-01-02T00:05")
    1445
    """
    if not _PUBLISHED.fullmatch(published):
        raise ValueError(
            f"expected YYYY-MM-DD or YYYY-MM-DDTHH:MM, found {published!r}"
        )
    delta = datetime.fromisoformat(published) - _EPOCH
    return delta.days * 1440 + delta.seconds // 60
