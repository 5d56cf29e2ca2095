"""An official document: number, place and date, kind and subject, signature.

Papers of the state open on the country's name and motto, those of the Party on
the Party's name; then come the issuer, the number, the place and the date, the
kind of the document in capitals and its subject (Nghị định 30/2020/NĐ-CP,
appendix I; Hướng dẫn 36-HD/VPTW). Copied out of its two columns, a head's lines
come in any order, so each is known by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Person
from index.extract.dates.datelines import find_dates
from index.extract.decisions import Reason, Trace
from index.extract.pages.lines import Line
from index.extract.pages.signature import read_signature, signature_start
from index.extract.persons.letters import UPPER
from index.extract.wordlists import lower_in_place, lowered, modern_tones
from index.messages import N_

MOST_HEAD_LINES = 24
"""Lines among which the head of a document ends."""

_COUNTRY = re.compile(
    r"cộng hòa xã hội chủ nghĩa việt nam|việt nam dân chủ cộng hòa"
    r"|đảng cộng sản việt nam|đoàn tncs hồ chí minh"
)
_MOTTO = re.compile(r"độc lập\s*[-–]\s*tự do\s*[-–]\s*hạnh phúc")
_NUMBER = re.compile(
    r"số\s*:?\s*(?P<number>(?:\d[\d.]*|[.…_\s]+)\s*[/-]?\s*[\w./-]*[^\W\d_][\w./-]*)"
)
_PLACE_AND_DATE = re.compile(
    r"(?P<place>[^\W\d_]+(?:[ .][^\W\d_]+){0,5}),\s*(?:hồi |lúc )?"
    r"(?:\d{1,2}\s?(?:giờ|h)\s?(?:\d{1,2}(?:\s?phút)?)?,?\s*)?"
    # A day that was never filled in is no date, but the line is known by it.
    r"ngày\s*(?:\d{1,2}|[.…_\s]*)\s*tháng\s*(?:\d{1,2}|[.…_\s]*)\s*năm\s*\d{4}"
)
_PLACE_BEHIND = re.compile(
    rf"\s(?:[{UPPER}][^\s,]*\s){{0,5}}[{UPPER}][^\s,]*,\s*ngày\s[^,]*\d{{4}}\s*$"
)
_SUBJECT = re.compile(r"v\s?/\s?v\s*:?\s|về việc\s")
_RULER = re.compile(r"[\W_]+")
_GOES_ON = re.compile(
    r"(?:tỉnh|thành phố|tp|quận|huyện|thị xã|thị trấn|xã|phường|đặc khu)[ .]"
)
_TO = re.compile(r"kính gửi")
_RECIPIENTS = re.compile(r"nơi nhận\s*:?")
_PAGE_NUMBER = re.compile(r"trang\s+\d+\s*(?:/|trên)\s*\d+|\d{1,3}|-\s*\d{1,3}\s*-")


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """What an official document says of itself.

    Attributes
    ----------
    title : str
        Its kind and its subject; of a letter, the subject alone.
    paragraphs : tuple of str
        The number, then the text.
    published : str or None
        The day on which it was issued, as `Article` has it; None where it was
        never filled in.
    issuer : str or None
        Who issued it, as written.
    signers : tuple of Person
        Who signed it, with the office under which they did.
    """

    title: str
    paragraphs: tuple[str, ...]
    published: str | None
    issuer: str | None
    signers: tuple[Person, ...]


def read_official(
    lines: Sequence[Line], trace: Trace | None = None
) -> OfficialDocument | None:
    """Read an official document, or give None for any other page."""
    head = lines[:MOST_HEAD_LINES]
    if not any(_opens(line.text) for line in head):
        return None
    folded = [lower_in_place(modern_tones(line.text)) for line in head]
    number = next((at for at, low in enumerate(folded) if _NUMBER.search(low)), None)
    dated = next(
        (at for at, low in enumerate(folded) if _PLACE_AND_DATE.search(low)), None
    )
    if number is None or dated is None:
        return None
    found = find_dates(head[dated].text)
    published = found[0].iso if found else None
    subject = _subject(head, folded, max(number, dated))
    if subject is None:
        return None
    first, last = subject
    title = " ".join(_without_place(line.text) for line in head[first : last + 1])
    issuer = _issuer(head[: max(number, dated)], folded)
    paragraphs, signers = _body(lines[max(last, number, dated) + 1 :], trace)
    written = _NUMBER.search(folded[number])
    assert written is not None
    paragraphs.insert(0, head[number].text[written.start() : written.end()])
    if trace is not None:
        trace.note("title", title, KIND_AND_SUBJECT, line=head[first].at)
        reason = Reason(N_("read in: %(line)s"), {"line": head[dated].text})
        is_dated = published is not None
        why = ISSUED if is_dated else NOT_FILLED_IN
        at = head[dated].at
        trace.note("published", published or "", why, reason, line=at, taken=is_dated)
        for at, line in enumerate(head[: max(last, number, dated) + 1]):
            if at == number:
                trace.note("line", paragraphs[0], line=line.at)
            elif not first <= at <= last:
                trace.leave_out(line, N_("the head of an official document"))
    return OfficialDocument(title, tuple(paragraphs), published, issuer, tuple(signers))


def _without_place(line: str) -> str:
    """Take the other column's place and date off the line of a letter's subject."""
    return _PLACE_BEHIND.sub("", line)


def _opens(line: str) -> bool:
    """Say whether a line is that of the country, its motto or the Party."""
    if len(line) > LONGEST_OPENING:
        return False
    low = lower_in_place(modern_tones(line))
    return _COUNTRY.search(low) is not None or _MOTTO.search(low) is not None


LONGEST_OPENING = 130
"""Characters of a line of the head, the issuer's column beside it included."""

KIND_AND_SUBJECT = N_("the kind of an official document and its subject")
NOT_FILLED_IN = N_("the day of the official document was not filled in")
ISSUED = N_("the place and date of an official document")


def _subject(
    head: Sequence[Line], folded: Sequence[str], floor: int
) -> tuple[int, int] | None:
    """Find the lines of kind and subject; of a letter, the line of the subject."""
    for at in range(floor, len(head)):
        if head[at].text.isupper() and folded[at].strip(" :*") in lowered(
            "document_kinds"
        ):
            last = at
            while last + 1 < len(head) and _is_of_subject(head, folded, at, last + 1):
                last += 1
            return at, last
    for at, low in enumerate(folded):
        if _SUBJECT.match(low):
            return at, at
    return None


def _is_of_subject(
    head: Sequence[Line], folded: Sequence[str], kind: int, at: int
) -> bool:
    line = head[at]
    if _RULER.fullmatch(line.text) or _TO.match(folded[at]):
        return False
    if line.blank_before and at > kind + 1:
        return False
    return at <= kind + 5 and not (line.is_prose and line.ends_sentence)


def _issuer(head: Sequence[Line], folded: Sequence[str]) -> str | None:
    """Give the issuer's name: its own line, not the one of the body above it."""
    names: list[str] = []
    for line, low in zip(head, folded, strict=False):
        text = line.text
        for pattern in (_COUNTRY, _MOTTO):
            match = pattern.search(low)
            if match is not None:
                text, low = text[: match.start()], low[: match.start()]
        text = text.strip(" *-–_")
        if not text or _RULER.fullmatch(text) or _NUMBER.search(low):
            continue
        if not text.isupper() or _PLACE_AND_DATE.search(low):
            continue
        if names and _GOES_ON.match(low):
            names[-1] += f" {text}"
        else:
            names.append(text)
    return names[-1] if names else None


def _body(lines: Sequence[Line], trace: Trace | None) -> tuple[list[str], list[Person]]:
    """Give the text down to the recipients, and who signed below it."""
    kept: list[Line] = []
    end = len(lines)
    for at, line in enumerate(lines):
        low = lower_in_place(modern_tones(line.text))
        if _RECIPIENTS.match(low):
            end = at
            break
        if not (_RULER.fullmatch(line.text) or _PAGE_NUMBER.fullmatch(low)):
            kept.append(line)
        elif trace is not None:
            trace.leave_out(line, N_("a ruler or a page's number"))
    # Without a list of recipients, nothing parts the signature from the text.
    start = signature_start([line.text for line in kept])
    below = kept[start:] + list(lines[end:])
    signers = read_signature([line.text for line in below])
    if trace is not None:
        for line in kept[:start]:
            trace.note("line", line.text, line=line.at)
        for line in below:
            trace.leave_out(line, N_("recipients and signature"))
        for person in signers:
            trace.note("person", person.name, N_("signed the document"))
    return [line.text for line in kept[:start]], signers
