"""Numbers of official documents as whole tokens: 18-NQ/TW, 100/2019/NĐ-CP.

Decree 30/2020/NĐ-CP, annex I, fixes how they are written: the number, for laws
and decrees the year, then short names of the kind of document and of who made
it. Archives write them with any joint, with D for Đ, and TƯ for TW.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.analysis.normalise import fold

NUMBER_JOINT = "-"
"""Between the parts of a number term. No syllable and no word term contains it."""

_JOINTS = r"[-/\u2010-\u2013]"
_NUMBER = re.compile(
    rf"(?<![\w./-])\d{{1,5}}[^\W\d_]?(?:{_JOINTS}[^\W_]+){{1,6}}(?![\w])"
)
_JOINT = re.compile(_JOINTS)
_SHORT_NAME = re.compile(r"[^\W\d_]{2,}\d*")


def document_numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield ``(start, end, number)`` of each document number in a text.

    The number is folded, with one joint, so that all its spellings are one
    term. TƯ (Trung ương) is TW; TU (Tỉnh ủy) is another author and stays.

    Parameters
    ----------
    text : str
        NFC.

    Examples
    --------
    >>> [number for _, _, number in document_numbers("18-NQ/TW, 96-QĐ/TW, 16/30-9")]
    ['18-nq-tw', '96-qd-tw']
    >>> [number for _, _, number in document_numbers("100/2019/ND-CP và 05-QĐ/TƯ")]
    ['100-2019-nd-cp', '5-qd-tw']
    """
    for match in _NUMBER.finditer(text):
        parts = _JOINT.split(match[0])
        if any(_SHORT_NAME.fullmatch(part) for part in parts[1:]):
            # 03-HD/TW and 3-HD/TW are one document.
            parts[0] = parts[0].lstrip("0") or "0"
            yield match.start(), match.end(), NUMBER_JOINT.join(map(_folded, parts))


def _folded(part: str) -> str:
    return "tw" if part.lower() == "tư" else fold(part)
