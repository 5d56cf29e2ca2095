"""Page text as lines that know their neighbours."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain, islice
from typing import NamedTuple

_SENTENCE_END = re.compile(r"[.!?…;:](?:[\"”’')\]/\s.]*)$|[\"”]$|\./\.$")
_WIDE = re.compile(r"(?<=\S)[ \u00a0]*(?:\t|[ \u00a0]{2})[ \u00a0\t]*(?=\S)")
_WORD = re.compile(r"[^\W\d_]+")

JOINT = "\r"
"""Stands where two lines of the page were joined, so that those below keep their
numbers: white space like any other, and no decoded page holds it."""

PROSE_LENGTH = 90
"""A line this long that ends like a sentence is a paragraph of prose. Menus,
captions and headlines of the gold pages are shorter or end without a stop."""


class Line(NamedTuple):
    """One line with text on it.

    Attributes
    ----------
    text : str
        The line, its white space collapsed to single spaces; never empty.
    number : int
        0-based position among the lines with text.
    blank_before, blank_after : bool
        Whether an empty line, or the page's edge, is the neighbour.
    at : int
        1-based line of the page, empty lines counted: what an editor shows.
    n_pieces : int
        Number of parts that tabs or wide spaces set apart.
    """

    text: str
    number: int
    blank_before: bool
    blank_after: bool
    at: int
    n_pieces: int = 1

    @property
    def n_words(self) -> int:
        """Number of runs of letters."""
        return len(_WORD.findall(self.text))

    @property
    def ends_sentence(self) -> bool:
        """Whether the line ends like a sentence or a quotation."""
        return _SENTENCE_END.search(self.text[-20:]) is not None

    @property
    def is_prose(self) -> bool:
        """Whether the line reads like a paragraph of an article."""
        n_chars = len(self.text)
        return n_chars >= 2 * PROSE_LENGTH or (
            n_chars >= PROSE_LENGTH and self.ends_sentence
        )


def split_lines(
    text: str, unglue: Callable[[str], list[str]] | None = None
) -> list[Line]:
    """Split a page into its lines with text.

    Parameters
    ----------
    text : str
        The page, with ``\\n`` between its lines, and `JOINT` where two of them
        were made one.
    unglue : callable, optional
        Cuts a line into the lines of which copying made one.

    Examples
    --------
    >>> [line.text for line in split_lines("Một  hai\\n\\n\\u00a0\\nBa")]
    ['Một hai', 'Ba']
    >>> split_lines("Một\\n\\nBa")[0].blank_after
    True
    """
    stripped: list[tuple[int, str, int]] = []
    keep = stripped.append
    n_joined = 0
    for row, raw in enumerate(text.split("\n"), 1):
        at = row + n_joined
        # Most lines are clean; to take every one apart would cost more than the rest.
        is_clean = raw.isprintable() and "  " not in raw
        line = raw.strip() if is_clean else " ".join(raw.split())
        if not is_clean:
            n_joined += raw.count(JOINT)
        if not line:
            keep((at, "", 0))
            continue
        n_pieces = 1
        if not is_clean and ("\t" in raw or "  " in raw or "\u00a0" in raw):
            n_pieces = len(_WIDE.split(raw.strip()))
        if unglue is None:
            keep((at, line, n_pieces))
        else:
            stripped.extend((at, part, n_pieces) for part in unglue(line))
    lines: list[Line] = []
    blank_before = True
    # Beyond the last line is the page's edge.
    following = chain(islice(stripped, 1, None), [(0, "", 0)])
    for (at, line, n_pieces), (_, after, _) in zip(stripped, following, strict=True):
        if line:
            lines.append(Line(line, len(lines), blank_before, not after, at, n_pieces))
        blank_before = not line
    return lines
