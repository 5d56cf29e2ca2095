"""Where a role ends: at a verb, after a place's name, at a comma or a full stop.

A syllable that is a verb elsewhere may be half of a noun (*dự án*, *phòng
không*), and a comma may stand inside an organisation's own name (*Ban Chỉ huy
Phòng, chống thiên tai*); the lists ``not_verbs`` and ``comma_names`` know them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from index.extract.persons.letters import LOWER, UPPER
from index.extract.persons.syllables import is_known_word
from index.extract.wordlists import alternation, entries, lowered

# A full stop inside "TP. HCM" or "Q. 9" ends no sentence. One set of signs begins
# the pattern, so that the search leaps from one to the next.
HARD_STOP = re.compile(
    r"[.!?;:\n“”\"()…](?:(?<!\.)|(?<!\btp\.)(?<!\b[qp]\.)(?=\s|$)|(?<=\.)(?:\.\.|/\.))"
)
"""What no role goes beyond."""

LOOSE_END = re.compile(
    r"(?: (?:nước này|của|và|gồm|như|là|do|các|những|một|này|người|số|bao|cả|ở))+$"
)
"""Words that cannot be the last of a role."""

EDGE = " ,-–—'"
"""Signs that stand round a role and are no part of it."""

_OF_AN_OFFICE = re.compile(
    r"(?:ban|bộ|sở|đoàn|cục|vụ|phòng|tổ|trung tâm|và|viện|công an|chánh|phó|hội|"
    r"trưởng|ủy viên|trường|nhà|khoa|thư|kỳ) $"
)
_NAMES_OF_BODIES = frozenset(
    ("thông tin", "kiểm tra", "giám sát", "chỉ đạo", "tiếp", "đánh giá", "điều hành",
     "phân tích", "khảo sát", "làm việc", "trao đổi", "báo cáo", "phụ trách", "ký",
     "dự", "trước", "sau")
)  # fmt: skip
_PLACE_THEN_WORD = re.compile(
    rf"(?<![\w-])(?P<run>[{UPPER}][{LOWER}]+(?:[ -][{UPPER}][{LOWER}]+)*)"
    rf" (?P<word>[{LOWER}]+)"
)
_CLOSING_DASH = re.compile(r"\s[-–—]\s")
_COMMA_LIST = re.compile(
    rf"(?:,\s[{UPPER}][{LOWER}]+(?:\s[{LOWER}]+){{0,3}})+\svà\s[{UPPER}][{LOWER}]+"
)
_COMMA_WORDS = 3
"""Words on either side of a comma that ``comma_names`` can hold."""


@cache
def _verbs() -> re.Pattern[str]:
    # A compound begins before or at the verb in it, so it is found first.
    return re.compile(
        rf"(?<![\w/&-])(?:(?P<noun>{alternation('not_verbs')})"
        rf"|{alternation('role_end_verbs')})(?!\w)"
    )


@cache
def _verb_after() -> re.Pattern[str]:
    return re.compile(
        rf"\s*(?:[-–,]\s)?(?:[\w]{{1,6}} )??(?!{alternation('not_verbs')}(?!\w))"
        rf"{alternation('role_end_verbs')}(?!\w)"
    )


@cache
def _goes_on_after_place() -> re.Pattern[str]:
    return re.compile(
        rf"{alternation('role_links', 'admin_units', 'organisations', 'roles')}(?!\w)"
    )


@cache
def _comma_names() -> frozenset[tuple[str, str]]:
    pairs = (entry.lower().partition(", ") for entry in entries("comma_names"))
    return frozenset((left, right) for left, _, right in pairs)


@cache
def _words_beside_comma() -> tuple[frozenset[str], frozenset[str]]:
    names = _comma_names()
    return (
        frozenset(left.rpartition(" ")[2] for left, _ in names),
        frozenset(right.partition(" ")[0] for _, right in names),
    )


def verb_follows(low: str, end: int) -> bool:
    """Say whether what stands after the name is a verb of a person's."""
    return _verb_after().match(low, end, end + 40) is not None


def verbs(text: str, low: str, start: int, stop: int) -> Iterator[re.Match[str]]:
    """Give the verbs between two places at which a role ends.

    Whether a word is capitalised counts: *Ủy ban Kiểm tra* checks nothing.
    """
    for match in _verbs().finditer(low, start, stop):
        if match["noun"] or text[match.start()] != low[match.start()]:
            continue
        if match[0] in _NAMES_OF_BODIES and _OF_AN_OFFICE.search(
            low, max(0, match.start() - 12), match.start()
        ):
            continue
        yield match


def end_after_place(text: str, low: str, start: int, stop: int) -> int:
    """Give the place after a place's name with which a role ends, or `stop`.

    A predicate has any verb of the language; that it follows a place's name
    tells more than a list of verbs could (*… xã Măng Ri ủng hộ việc này*).
    """
    heads = lowered("capital_heads")
    for match in _PLACE_THEN_WORD.finditer(text, start, stop):
        words = re.split("[ -]", match["run"].lower())
        if not heads.isdisjoint(words):
            continue
        if len(words) == 1 and is_known_word(words[0]):
            # Half of a name as *Y tế* and *Khoa học* are written.
            continue
        if _goes_on_after_place().match(low, match.start("word")) is None:
            return match.end("run")
    return stop


def is_inner_comma(text: str, low: str, at: int) -> bool:
    """Say whether a comma stands inside an organisation's own name.

    Examples
    --------
    >>> text = "Ban Chỉ huy Phòng, chống thiên tai"
    >>> is_inner_comma(text, text.lower(), text.index(","))
    True
    >>> text = "Sở Văn hóa, Thể thao và Du lịch"
    >>> is_inner_comma(text, text.lower(), text.index(","))
    True
    >>> text = "Giám đốc Sở Y tế, Trưởng ban"
    >>> is_inner_comma(text, text.lower(), text.index(","))
    False
    """
    return is_inner_sign(low, at) or (
        _COMMA_LIST.match(text, at) is not None
        and _goes_on_after_place().match(low, at + 2) is None
    )


def is_inner_sign(low: str, at: int) -> bool:
    """Say whether ``comma_names`` knows the words round a comma or a dash.

    Examples
    --------
    >>> is_inner_sign("sở giáo dục - đào tạo", 12)
    True
    """
    left = low[max(0, at - 30) : at].split()[-_COMMA_WORDS:]
    right = low[at + 1 : at + 31].split()[:_COMMA_WORDS]
    before, after = _words_beside_comma()
    if not left or not right or left[-1] not in before or right[0] not in after:
        return False
    known = _comma_names()
    return any(
        (" ".join(left[-n_left:]), " ".join(right[:n_right])) in known
        for n_left in range(1, len(left) + 1)
        for n_right in range(1, len(right) + 1)
    )


def end_at_dash(low: str, start: int, stop: int) -> int:
    """Give the place of the dash that closes *– role –*, or `stop`."""
    for match in _CLOSING_DASH.finditer(low, start, stop):
        if not is_inner_sign(low, match.start() + 1):
            return match.start()
    return stop


def comma_pieces(text: str, low: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a stretch of text at its commas, but not inside a name."""
    pieces = []
    while start < end:
        comma = low.find(", ", start, end)
        while comma >= 0 and is_inner_comma(text, low, comma):
            comma = low.find(", ", comma + 1, end)
        stop = end if comma < 0 else comma
        inner = start
        while inner < stop and low[inner] in EDGE:
            inner += 1
        if inner < stop:
            pieces.append((inner, stop))
        start = stop + 1
    return pieces


def ends_in_foreign_name(text: str, start: int, end: int) -> bool:
    """Say whether the last word is part of a foreigner's name.

    Such a word is named after an office of its own: what comes next is another
    person's (*Tổng thống Maudinov, Chủ tịch …*).
    """
    last = text[start:end].rstrip(EDGE).rpartition(" ")[2]
    return bool(last) and (
        last[0].isupper() and not last.isupper() and not is_known_word(last)
    )
