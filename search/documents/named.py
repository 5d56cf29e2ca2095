"""Documents cited by their name: laws, constitutions, resolutions of a session."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files

from index.extract.wordlists import lower_in_place, modern_tones, tree_pattern
from search.documents.mention import Mention

_YEAR = (
    r"(?:,?\s\(?sửa đổi(?:,? bổ sung)?\)?)?,?\s(?:ban hành\s|sửa đổi\s)?\(?(?:năm\s)?"
    r"(?P<year>(?:19|20)\d\d)(?![\d/–-])"
)
_KINDS = r"(?P<kind>bộ luật|luật|pháp lệnh)"


def _known_names() -> str:
    text = (files(__package__) / "data" / "laws.txt").read_text("utf-8")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    names = {lower_in_place(modern_tones(line)) for line in lines if line}
    # The commas of a title are the first thing that is left out of it.
    return tree_pattern(names | {name.replace(",", "") for name in names})


_KNOWN = re.compile(rf"(?<!\w){_KINDS}\s(?P<name>{_known_names()})(?!\w)(?:{_YEAR})?")
_STOP = (
    r"(?:được|có|ban hành|sẽ|từ|trong|vào|để|không|là|của|do|trình|thông qua|ra|đến|"
    r"tới|này|mới|tại|ở|giữa|cuối|đầu|hệ|khóa|theo|năm|số|đã|và|thi|lớp)"
)
_UNKNOWN = re.compile(
    r"(?<!\w)(?P<kind>(?:Bộ luật|Luật|Pháp lệnh))(?P<name>\s(?=[A-ZÀ-ỸĐƯ])"
    rf"[^\W\d_]+(?:\s(?!{_STOP}(?!\w))[^\W\d_]{{1,12}}){{0,7}}?)(?:{_YEAR})"
)
_CONSTITUTION = re.compile(rf"(?<!\w)hiến pháp(?:{_YEAR})")
_ROMAN = r"[IVXLivxl]{1,6}(?!\w)"
_SESSION = re.compile(
    r"(?<!\w)nghị quyết\s(?:hội nghị\s)?(?:lần thứ\s\w{1,5}\s)?"
    r"(?:(?:trung ương|t\.ư|tw|ban chấp hành trung ương(?: đảng)?)\s(?:lần thứ\s)?"
    rf"(?:\d{{1,2}}|(?-i:[IVX]{{1,5}})|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)(?!\w)"
    rf"(?:,?\s\(?(?:khóa|khoá)\s{_ROMAN})?|đại hội\s(?:đảng\s)?(?:toàn quốc\s)?"
    rf"(?:lần thứ\s)?(?:{_ROMAN}|\d{{1,2}}(?!\w)))",
    re.I,
)
_NOT_BEFORE = re.compile(
    r"(?:pháp|điều|kỷ|kỉ|quy|qui|giới|định|hệ|ngành|khoa|viện|môn|nhân|sĩ|trường|"
    r"đại học|đh|hội|văn phòng|công ty|bằng|lớp|báo|tạp chí|học|giảng viên|giáo sư)\s$"
)
_SUBJECT_OF_STUDY = re.compile(r"\s(?:quốc tế|học)(?!\w)")


def named(text: str, low: str) -> Iterator[Mention]:
    """Find the documents that a text cites by their name, form by form.

    Parameters as of `search.documents.numbers.numbered`.
    """
    for match in _KNOWN.finditer(low):
        if _is_cited(text, low, match):
            yield _mention(match["kind"], text, match)
    for match in _UNKNOWN.finditer(text):
        if not _stands_behind_other(low, match):
            yield _mention(match["kind"].lower(), text, match)
    for match in _CONSTITUTION.finditer(low):
        yield _mention("hiến pháp", text, match)
    for match in _SESSION.finditer(text):
        yield _mention("nghị quyết", text, match)


def _is_cited(text: str, low: str, match: re.Match[str]) -> bool:
    """Tell whether a known name is that of a law here, and not of a subject."""
    if _stands_behind_other(low, match):
        return False
    if match["year"] is not None:
        return True
    starts = text[match.start()], text[match.start("name")]
    return any(map(str.isupper, starts)) and not _SUBJECT_OF_STUDY.match(
        low, match.end()
    )


def _stands_behind_other(low: str, match: re.Match[str]) -> bool:
    start = match.start()
    return _NOT_BEFORE.search(low, max(0, start - 12), start) is not None


def _mention(kind: str, text: str, match: re.Match[str]) -> Mention:
    start, end = match.span()
    name = " ".join(text[start:end].split())
    if name.count("(") > name.count(")"):
        # The bracket that closes belongs to the name where it comes at once.
        is_closed = text[end : end + 1] == ")"
        end += is_closed
        name = name + ")" if is_closed else name
    return Mention(kind.capitalize(), None, name[:1].upper() + name[1:], start, end)
