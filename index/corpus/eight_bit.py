"""Bytes that are neither UTF-8 nor UTF-16 → text.

Nothing in such bytes says what they are, so every encoding that Vietnamese
pages come in is tried, and the one is taken whose words are spelled as
Vietnamese ones are. An HTML page may say what it is in; it is believed where
nothing else reads better.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator

from index.analysis.letters import compose
from index.corpus.legacy.spelling import spelling_score
from index.corpus.legacy.tcvn3 import TCVN3
from index.corpus.legacy.viscii import VISCII
from index.corpus.legacy.vni import VNI
from index.corpus.legacy.western import western_text

_DECLARED = re.compile(
    rb"""(?:<meta[^>]{0,200}?charset|<\?xml[^>]{0,100}?encoding)\s*=\s*["']?"""
    rb"""\s*([\w.:+-]{2,40})""",
    re.I,
)
_HEAD = 4096
_DAMAGED = "UTF-8, damaged"
_NAMES = {"cp1252": "Windows-1252", "cp1258": "Windows-1258"}
# Browsers take ISO 8859-1 for Windows-1252 (WHATWG Encoding Standard), and so do
# those who declare it.
_AS_BROWSERS_DO = {"iso8859-1": "cp1252", "ascii": "cp1252"}
_LINE_ENDS = re.compile(rb"(\r\n|\n|\r)")
_SHARE = 0.75
"""Of the words with marks, so many must be Vietnamese in a reading that is taken
for its words. Of French words some are, by chance, in every encoding."""
# Six capitals of VISCII are bytes of ASCII (RFC 1456), so a line of such a page
# can look like UTF-8.
_VISCII_CAPITALS = re.compile(rb"[\x02\x05\x06\x14\x19\x1e]")

_Found = tuple[str, str, str | None]


def decode_8_bit(data: bytes, is_markup: bool = False) -> _Found | None:
    """Decode bytes that are no UTF-8 as a whole.

    Lines that are UTF-8 are taken as such: pages are put together from parts
    that different programs wrote.

    Returns
    -------
    (str, str, str or None) or None
        The text; the encoding's name; the legacy encoding's name where it is
        one of them. None where no encoding has a character for every byte.

    Examples
    --------
    >>> decode_8_bit(b"Vi\\xea\\xf2t Nam")
    ('Việt Nam', 'Windows-1258', None)
    >>> decode_8_bit(b"Vi\\xd6t Nam")
    ('Việt Nam', 'TCVN3', 'TCVN3')
    """
    parts = _LINE_ENDS.split(data)
    is_utf8 = [_is_utf8(part) for part in parts]
    old = [part for part, known in zip(parts, is_utf8, strict=True) if not known]
    best: _Found | None = None
    best_texts: list[str] = []
    best_score = 0
    for texts, name, converted_from in _readings(old, _declared(data, is_markup)):
        # Letters of UTF-8 are evidence enough, and what is declared needs none.
        needs_share = name != _DAMAGED and (best is not None or converted_from)
        good = bad = 0
        for text in texts:
            n_good, n_bad = spelling_score(text)
            good, bad = good + n_good, bad + n_bad
        if needs_share and good < _SHARE * (good + bad):
            continue
        if best is None or good - bad > best_score:
            best, best_texts = ("", name, converted_from), texts
            best_score = good - bad
    if best is None:
        return None
    decoded = iter(best_texts)
    text = "".join(
        _line_of_ascii(part, best[1]) if known else next(decoded)
        for part, known in zip(parts, is_utf8, strict=True)
    )
    return text, best[1], best[2]


def _line_of_ascii(line: bytes, name: str) -> str:
    """Decode a line that is UTF-8 as it stands; `name` is the page's encoding."""
    text = line.decode("utf-8")
    if name == VISCII.name and text.isascii() and _VISCII_CAPITALS.search(line):
        return VISCII.read_line(text)
    return text


def _readings(
    lines: list[bytes], declared: str | None
) -> Iterator[tuple[list[str], str, str | None]]:
    """Give every reading of some lines, the likeliest without evidence first."""
    for codec in dict.fromkeys(filter(None, (declared, "cp1252", "cp1258"))):
        try:
            # Windows-1258 has tones as marks of their own.
            texts = [compose(line.decode(codec)) for line in lines]
        except UnicodeDecodeError:
            continue
        yield texts, _NAMES.get(codec, codec), None
    for encoding in (TCVN3, VNI, VISCII):
        read: Callable[[str], str] = encoding.read_line
        texts = [read(western_text(line)) for line in lines]
        if any(spelling_score(text)[0] for text in texts):
            yield texts, encoding.name, encoding.name
    if any(_has_utf8(line) for line in lines):
        damaged = [line.decode("utf-8", "replace") for line in lines]
        yield damaged, _DAMAGED, None


def _declared(data: bytes, is_markup: bool) -> str | None:
    found = _DECLARED.search(data[:_HEAD]) if is_markup else None
    if found is None:
        return None
    try:
        info = codecs.lookup(found[1].decode("ascii", "replace"))
    except LookupError:
        return None
    name = _AS_BROWSERS_DO.get(info.name, info.name)
    # A page of 8-bit text that says UTF-8 is wrong; UTF-7 and the like would
    # let a page hide markup in what looks like text.
    is_8_bit = info._is_text_encoding and name.startswith(
        ("cp", "iso8859", "koi8", "gb", "big5", "euc", "shift_jis", "tis", "mac")
    )
    return name if is_8_bit else None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _has_utf8(line: bytes) -> bool:
    """Tell whether any letter of a line is UTF-8 beyond doubt."""
    return any(ord(c) > 0x7F for c in line.decode("utf-8", "ignore"))
