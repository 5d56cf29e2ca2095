"""Found words into HTML: escape first, then insert ``<mark>``."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from search.types import Range

_OPEN, _CLOSE = Markup("<mark>"), Markup("</mark>")


def mark(text: str, ranges: Iterable[Range]) -> Markup:
    """Write a text as HTML with the ranges in ``<mark>``.

    Parameters
    ----------
    text : str
        Plain text; nothing in it is taken for markup.
    ranges : iterable of (int, int)
        Half-open, in any order; they may overlap, touch, be empty or reach
        outside the text. Ranges with nothing but spaces between them become
        one: two syllables of a word read as one find.

    Examples
    --------
    >>> mark("a < b", [(0, 1)])
    Markup('<mark>a</mark> &lt; b')
    """
    parts, position = [], 0
    for start, end in merge_ranges(text, ranges):
        parts += [escape(text[position:start]), _OPEN, escape(text[start:end]), _CLOSE]
        position = end
    parts.append(escape(text[position:]))
    return Markup("").join(parts)


def merge_ranges(text: str, ranges: Iterable[Range]) -> list[Range]:
    """Sort ranges, clip them to the text and join those with no word between."""
    merged: list[Range] = []
    for start, end in sorted(ranges):
        start, end = max(start, 0), min(end, len(text))
        if start >= end:
            continue
        if merged and not text[merged[-1][1] : start].strip(" "):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
