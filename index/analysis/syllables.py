"""Where the syllables (tiếng) of a text are.

A syllable is what positions count: one position a syllable, in documents and
in queries. The same pattern runs over a stored text again to find what a
position was, so snippets need no stored offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.analysis.normalise import normalise_syllable

# A number keeps its inner points and commas (1.192, 6,7); everything else is a
# run of letters and digits. Combining marks that NFC could not compose stay
# with their letter.
_SYLLABLE = re.compile(r"\d+(?:[.,]\d+)+(?![^\W_])|(?:[^\W_][\u0300-\u036f]*)+")


def syllable_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield ``(start, end)`` of each syllable, in code points of `text`.

    Examples
    --------
    >>> [(s, e) for s, e in syllable_spans("Số 18-NQ/TW")]
    [(0, 2), (3, 5), (6, 8), (9, 11)]
    """
    for match in _SYLLABLE.finditer(text):
        yield match.span()


def syllables(text: str) -> list[str]:
    """List the normalised syllables of `text`; list indices are positions.

    Examples
    --------
    >>> syllables("Hoà Bình, 1.192 xã")
    ['hòa', 'bình', '1.192', 'xã']
    """
    return [normalise_syllable(found) for found in _SYLLABLE.findall(text)]
