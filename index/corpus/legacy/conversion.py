"""Which legacy encoding a page is in, if any; and the page, converted.

One page has one legacy encoding, and need not be in it everywhere: a menu of
our days may stand around an old text, and an old line may be quoted in a new
article. So the page's lines decide together which encoding it is, and then
each line by itself whether it is meant.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from index.corpus.legacy.encoding import LegacyEncoding
from index.corpus.legacy.evidence import Evidence, has_signs, weigh
from index.corpus.legacy.spelling import is_spelled_vietnamese
from index.corpus.legacy.tcvn3 import TCVN3
from index.corpus.legacy.utf8_misread import UTF8_MISREAD
from index.corpus.legacy.viscii import VISCII
from index.corpus.legacy.vni import VNI
from index.corpus.legacy.western import WINDOWS_1252

ENCODINGS = (UTF8_MISREAD, TCVN3, VNI, VISCII)

# A line with one of these was written in Unicode: no Windows-1252 has them.
_UNICODE_VIETNAMESE = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9\u0300-\u036f]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_TAG = re.compile(r"(<[^<>]*>|\n)")
_WESTERN = frozenset(WINDOWS_1252[0x80:]) | frozenset(map(chr, range(0x80, 0x100)))
_MANY, _VERY_MANY = 3, 4
"""So many different words make no chance: with signs that no language has beside
letters, and without. What other languages' words do: tests/test_index_encodings.py."""
_SHARE = 0.75
"""Of the page's words that are not Vietnamese as they stand, so many must become
so. Of Norwegian words, which are the likest, some 0.6 do by chance."""
_CERTAIN = 0.8
"""The same of a single line that is converted whatever the rest of the page is."""


def convert_legacy_text(text: str) -> tuple[str, str | None]:
    """Convert what a legacy font or a wrong decoder left in a Unicode text.

    To be called before `index.analysis.normalise.normalise_text`, which drops
    the soft hyphen and control characters: they are letters in some encodings.

    Parameters
    ----------
    text : str
        Any text; correct text in any language comes back as it is.

    Returns
    -------
    text : str
        With the lines in the legacy encoding converted.
    name : str or None
        ``TCVN3``, ``VNI``, ``VISCII`` or ``UTF-8 read as Windows-1252``; None
        where nothing was converted.

    Examples
    --------
    >>> convert_legacy_text("B¸o Nh©n D©n\\nMüller")
    ('Báo Nhân Dân\\nMüller', 'TCVN3')
    >>> convert_legacy_text("Tôi đi học ở Hà Nội.")
    ('Tôi đi học ở Hà Nội.', None)
    """
    (converted,), name = convert_legacy_texts([text])
    return converted, name


def convert_legacy_texts(texts: Sequence[str]) -> tuple[list[str], str | None]:
    """Convert several texts of one page, which decide together.

    Returns
    -------
    texts : list of str
        In their order.
    name : str or None
        As of `convert_legacy_text`.
    """
    if all(map(str.isascii, texts)):
        return list(texts), None
    lines = [text.split("\n") for text in texts]
    encoding, convertible = _decide([line for part in lines for line in part])
    if encoding is None:
        return list(texts), None
    return [
        "\n".join(_convert(line, encoding, line in convertible) for line in part)
        for part in lines
    ], encoding.name


def convert_legacy_markup(markup: str) -> tuple[str, str | None]:
    """Convert an HTML page, its attributes and character references included.

    Returns
    -------
    markup : str
        The page; where anything was converted, references to Western
        characters (``&ordf;``, ``&#8211;``) are characters.
    name : str or None
        As of `convert_legacy_text`.
    """
    plain = _ENTITY.sub(_unescape, markup)
    if plain.isascii():
        return markup, None
    parts, name = convert_legacy_texts(_TAG.split(plain))
    return (markup, None) if name is None else ("".join(parts), name)


def _decide(lines: list[str]) -> tuple[LegacyEncoding | None, set[str]]:
    """Find the page's encoding, and the lines that are in it."""
    best: LegacyEncoding | None = None
    best_lines: set[str] = set()
    best_gain = 0
    old = [
        line
        for line in lines
        if not line.isascii() and not _UNICODE_VIETNAMESE.search(line)
    ]
    if not old:
        return None, set()
    for encoding in ENCODINGS:
        whole, inside, convertible = Evidence(), Evidence(), set()
        certain: set[str] = set()
        gain = 0
        for line in old:
            if not encoding.affected.search(line):
                continue
            evidence = weigh(line, encoding)
            whole.add(evidence)
            if evidence.is_gain:
                inside.add(evidence)
                convertible.add(line)
                gain += evidence.n_gained - evidence.n_lost
                if (
                    len(evidence.gained) >= _VERY_MANY
                    and evidence.share >= _CERTAIN
                    and (evidence.has_signs or encoding is not VISCII)
                ):
                    certain.add(line)
        if not _is_enough(whole, inside, encoding):
            convertible = certain
        if convertible and gain > best_gain:
            best, best_lines, best_gain = encoding, convertible, gain
    return best, best_lines


def _is_enough(whole: Evidence, inside: Evidence, encoding: LegacyEncoding) -> bool:
    n_words = len(inside.gained)
    if whole.share < _SHARE or not n_words:
        return False
    if encoding is VISCII and not inside.has_signs:
        # It shares most letters with Windows-1252, so little is left to tell by.
        return False
    if n_words >= (_MANY if inside.has_signs else _VERY_MANY):
        return True
    # A title, or hardly more: then nothing may speak against it.
    if whole.n_neither or whole.n_lost:
        return False
    if encoding is UTF8_MISREAD:
        return True  # Bytes that are no UTF-8 hardly ever decode.
    if inside.has_signs:
        return n_words > 1 or (inside.n_plain > 0 and not inside.n_foreign)
    return n_words > 1 and not inside.n_foreign and not whole.n_both


def _convert(line: str, encoding: LegacyEncoding, is_meant: bool) -> str:
    if is_meant or (encoding is UTF8_MISREAD and encoding.affected.search(line)):
        # What decodes as UTF-8 by chance is next to nothing, so a page that was
        # misread is mended to its last foreign name.
        return encoding.read_line(line)
    if not _UNICODE_VIETNAMESE.search(line):
        return line
    return encoding.word.sub(lambda word: _convert_word(word[0], encoding), line)


def _convert_word(word: str, encoding: LegacyEncoding) -> str:
    """Convert a word in a line of Unicode, if it can be nothing else."""
    if not has_signs(word) or _UNICODE_VIETNAMESE.search(word):
        return word
    meant = encoding.read_word(word)
    return meant if is_spelled_vietnamese(meant) else word


def _unescape(entity: re.Match[str]) -> str:
    character = html.unescape(entity[0])
    return character if character in _WESTERN else entity[0]
