"""Documents cited by their number: the word of a kind and the number behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.analysis.numbers import document_numbers
from search.documents.kinds import BY_WORD, SIGNS, WORDS, Kind, Needs
from search.documents.mention import Mention

_UPPER = "A-ZÀ-ỸĐƯ"
_KIND_SIGN = rf"(?:{'|'.join(sorted(SIGNS, key=len, reverse=True))})(?!\w)"
_AUTHORS = (
    r"(?:CP|TTg|TW|T\.Ư|TƯ|TU|UB|UBND|HĐND|QH\d*|UBTVQH\d*|BCĐ|VPCP|TTLT|TTLB)(?!\w)"
)
_AMP = r"&(?:amp;)?"
_WORD_OF_SIGN = rf"(?:[{_UPPER}][\wĐđƯư]{{0,11}}(?:{_AMP}[{_UPPER}]\w{{0,7}})?)"
_PART = (
    # Years, then short names, whose joint stands close to them.
    rf"\s?[/–-]\s?(?:19|20)\d\d(?!\d)|[/–-]{_WORD_OF_SIGN}"
    # With spaces round the joint, only what is known to stand in numbers.
    rf"|\s?[/–-]\s?(?:{_KIND_SIGN}|{_AUTHORS})|\s?/\s?[{_UPPER}]{{2,12}}(?!\w)"
    rf"|\.[{_UPPER}]{{2,8}}(?!\w)|\sCP(?!\w)|\s(?:{_KIND_SIGN}|[{_UPPER}]{{2,4}})(?=[/-][{_UPPER}])"
)
_NUMBER = (
    rf"(?P<number>\d{{1,5}}(?:{_KIND_SIGN}|{_AUTHORS}|[a-zA-Z])?(?:{_PART}){{0,7}})"
    r"(?![\w%]|[.,/–-]\d)"
)
_BEHIND = re.compile(
    # The issuer may stand before a number that is said to be one.
    r"(?:\s(?:khẩn|hỏa tốc|của\s(?:(?!\s(?:tại|theo|về|và|trong|có|đã|là|ở|kèm|với|"
    r"con)\s)[^.,;:()\n\d]){2,35}?)(?=\s\(?số))?"
    rf"\s{{0,3}}(?P<said>\(?[Ss]ố\s?:?\s?)?{_NUMBER}"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_SIGNS_IN = re.compile(rf"\W[{_UPPER}]|\d[{_UPPER}]{{2}}")

_COUNTED = re.compile(
    r"\s?(?:%|(?:năm(?! \d{4})|tháng|ngày(?! \d)|tuần|giờ|phút|lần(?! này)|kỳ|người|"
    r"trường hợp|vụ|triệu|tỷ|tỉ|nghìn|ngàn|đồng|điểm|điều|nội dung|nhiệm vụ|giải pháp|"
    r"bước|chương|trang|loại|dự án|cán bộ|tấn|km|m|ha|ôtô|tổ chức|đơn vị|nhóm|bản|bộ|"
    r"cấp|công ty|doanh nghiệp|cơ sở|câu|đề tài|văn bản|nước|tỉnh|xã|huyện)(?!\w))"
)
_GOES_ON = re.compile(
    r"\s?(?:$|[.;:)”\"\]]|\n|,(?!\d)|(?:của|ngày \d|năm \d{4}|về|do|được|có|ra đời"
    r"|quy định|qui định|là|và|này|thì|cho|trên|nói|đã|mới|\()(?!\w))"
)
_HEAD = re.compile(
    rf"(?<!\w)(?:(?P<word>{WORDS})|(?P<sign>nđ|nq|qđ|tt|ttlt|ct|cv))(?!\w)"
)
_NOT_BEFORE = re.compile(
    r"(?:pháp|điều|kỷ|kỉ|qui|quy|quân|khớp|hiệu|mệnh|khẩu) $|\w[/-]$"
)
_LETTER = re.compile(r"[^\W\d_]")


def numbered(text: str, low: str) -> Iterator[Mention]:
    """Find the documents that a text cites by their number, in order.

    Parameters
    ----------
    text : str
    low : str
        The same in lower case with modern tones, each letter at its place.
    """
    covered = 0
    lone = _lone_numbers(text)
    waiting = next(lone, None)
    for head in _HEAD.finditer(low):
        while waiting is not None and waiting.start < head.start():
            if waiting.start >= covered:
                yield waiting
            waiting = next(lone, None)
        found = _mention(text, low, head)
        if found is not None and found.start >= covered:
            yield found
            covered = found.end
    while waiting is not None:
        if waiting.start >= covered:
            yield waiting
        waiting = next(lone, None)


def _mention(text: str, low: str, head: re.Match[str]) -> Mention | None:
    match = _BEHIND.match(text, head.end())
    if match is None or _NOT_BEFORE.search(low, max(0, head.start() - 8), head.start()):
        return None
    number = _tidy(match["number"])
    has_signs = _SIGNS_IN.search(number) is not None
    if head["word"] is None:
        # NĐ 38/CP: two capitals alone are many other things.
        sign = text[head.start() : head.end()]
        if sign not in SIGNS:
            return None
        needs = Needs.NUMBER if sign == "NĐ" else Needs.SAID
        kind = Kind(SIGNS[sign], needs)
    else:
        kind = BY_WORD[head["word"]]
    said = match["said"] is not None
    if not has_signs and not _suffices(kind, number, said, text, match.end()):
        return None
    return Mention(kind.name, number, None, head.start(), match.end())


def _suffices(kind: Kind, number: str, said: bool, text: str, end: int) -> bool:
    """Tell whether a number without signs names a document of a kind."""
    digits = re.match(r"\d+", number)[0]
    is_dated = len(number) > len(digits) + 1
    if said:
        return kind.needs is not Needs.SIGNS
    if _COUNTED.match(text, end):
        return False
    if kind.needs is Needs.NUMBER:
        return is_dated or not _YEAR.fullmatch(number)
    if kind.needs is Needs.GUARDED:
        is_telling = len(digits) > 1 and not _YEAR.fullmatch(number)
        return is_dated or (is_telling and _GOES_ON.match(text, end) is not None)
    return False


def _lone_numbers(text: str) -> Iterator[Mention]:
    """Find the numbers that tell their kind themselves: *theo 18-NQ/TW*."""
    for start, end, _ in document_numbers(text):
        number = text[start:end]
        if "/" not in number:
            continue
        for part in re.split(r"[/–-]", number)[1:]:
            if part in SIGNS:
                yield Mention(SIGNS[part], number, None, start, end)
                break
        else:
            # Laws, and resolutions of the National Assembly.
            if re.search(r"/(?:19|20)\d\d/(?:UBTV)?QH\d{1,2}$", number):
                yield Mention(None, number, None, start, end)


def _tidy(number: str) -> str:
    """Write a number without spaces beside its joints, and with & for its entity."""
    number = re.sub(r"\s*([/–-])\s*", r"\1", number.replace("&amp;", "&"))
    return re.sub(r"\s", "-", number)
