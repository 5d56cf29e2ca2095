"""The persons that a page names, each once, with the role it states.

A name is taken on evidence: a common surname at the head of three or more
syllables is enough; fewer syllables, rare surnames and foreign names need a
word of address, a role or a verb beside them. What follows a word for streets,
schools, prizes and the like is no person. Short forms are recognised as the
end of a full name of the same page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from index.article import Person
from index.extract.names import (
    STRONG,
    Candidate,
    find_candidates,
    is_known_word,
    is_place,
)
from index.extract.roles import StatedRole, role_after, role_before, verb_follows
from index.extract.wordlists import (
    alternation,
    lower_in_place,
    lowered,
    modern_tones,
)


@dataclass(slots=True)
class _Seen:
    """What is known of one name on the page."""

    first: int
    spellings: Counter[str] = field(default_factory=Counter)
    n_mentions: int = 0
    accepted: bool = False
    by_shape: bool = False
    denied: bool = False
    office: str | None = None
    occupation: str | None = None


@dataclass(frozen=True, slots=True)
class _Context:
    address: re.Pattern[str]
    not_person: re.Pattern[str]
    monument: re.Pattern[str]
    admin: re.Pattern[str]
    seat: re.Pattern[str]


@cache
def _context() -> _Context:
    return _Context(
        address=re.compile(rf"(?<![\w-]){alternation('honorifics')}\s*$"),
        # A compound begins before the head word in it, so it is found first.
        not_person=re.compile(
            rf"(?<![\w-])(?:(?P<compound>{alternation('not_heads')})"
            rf"|{alternation('not_persons')})[\s“\"']*$"
        ),
        monument=re.compile(rf"(?<![\w-]){alternation('monuments')} $"),
        admin=re.compile(rf"(?<![\w-]){alternation('admin_units')}\s*$"),
        seat=re.compile(rf"(?<![\w-]){alternation('office_seats')}\s*$"),
    )


_CREDIT = re.compile(
    r"(?<!\w)(?:ảnh|tin|video|clip|đồ họa|hình|nguồn|bài|thực hiện|nhóm pv)\s*:\s*$"
)
_AGE = re.compile(r"\s*(?:\(\s*|,\s*|\s)(?:\d\d tuổi|sinh năm|sn \d|ngụ |trú |quê )")
_PLACE_BESIDE = re.compile(r"([^\W\d_]+(?: [^\W\d_]+){0,2}),\s*$")
_PLACE_AFTER = re.compile(r",\s*([^\W\d_]+(?: [^\W\d_]+)?)")
_BODY = re.compile(
    r"(?<!\w)(?:công ty|ủy|ubnd|hđnd|ban|sở|bộ|cục|vụ|viện|trường|đoàn|hội|phòng|xã|"
    r"tỉnh|huyện|quận|phường|thành phố|tp|ngân hàng|tập đoàn|chi nhánh|công an|"
    r"thôn)(?!\w)"
)
_LIST_LINK = re.compile(
    r"\s*(?:,|;|và|,\s*và|cùng)\s*(?:(?:ông|bà|anh|chị|đồng chí|các ông|các bà)\s+)?"
)

NEIGHBOURHOOD = 32
"""Characters before a name in which its word of address stands."""


def find_persons(
    title: str, body: str, authors: Iterable[str] = ()
) -> tuple[Person, ...]:
    """Find the persons that title and body name.

    Parameters
    ----------
    title, body : str
        The article, without its byline.
    authors : iterable of str
        Names of the byline; named again in the text without a word of
        address, they are still authors.

    Returns
    -------
    tuple of Person
        In order of first mention.
    """
    text = f"{title}\n{body}"
    folded = modern_tones(text)
    low = lower_in_place(folded)
    candidates = list(find_candidates(folded))
    seen: dict[str, _Seen] = {}
    floor = 0
    shared: StatedRole | None = None
    previous_end = -1
    for index, one in enumerate(candidates):
        key = _spelled(low[one.start : one.end])
        entry = seen.get(key)
        if entry is None:
            entry = seen[key] = _Seen(first=one.start)
        entry.n_mentions += 1
        entry.spellings[_spelled(text[one.start : one.end], False)] += 1
        ceiling = next(
            (
                later.start
                for later in candidates[index + 1 : index + 6]
                if _may_be_person(low, later)
            ),
            len(low),
        )
        before = role_before(folded, low, floor, one.start)
        if (
            before is None
            and shared is not None
            and _LIST_LINK.fullmatch(low, previous_end, one.start)
        ):
            before = shared
        after = role_after(folded, low, one.end, ceiling)
        verdict = _judge(low, one, before, after)
        if (
            verdict == "open"
            and previous_end >= 0
            and one.is_vietnamese
            and (one.weight > 0 or one.n_tokens >= 3)
            and _LIST_LINK.fullmatch(low, previous_end, one.start)
        ):
            # What is listed with a person is one.
            verdict = "accepted"
        if verdict == "denied":
            entry.denied = True
            shared = None
            continue
        if verdict == "accepted":
            entry.accepted = True
        elif verdict == "shape":
            entry.by_shape = True
        if verdict in ("accepted", "shape"):
            previous_end = one.end
            floor = after.end if after is not None else one.end
            shared = before if before is not None and before.is_shared else None
            _note_role(entry, text, before, after)
    return _resolve(seen, {modern_tones(name).lower() for name in authors})


def _spelled(name: str, as_key: bool = True) -> str:
    """Give a name without odd spaces and soft hyphens.

    As a key, also without the spaces round a hyphen.
    """
    name = " ".join(name.replace("\u00ad", "").split())
    return name.replace(" - ", "-") if as_key else name


def _judge(
    low: str, one: Candidate, before: StatedRole | None, after: StatedRole | None
) -> str:
    """Weigh the evidence: ``accepted``, ``shape``, ``open`` or ``denied``.

    ``shape`` is a name by its shape alone: good unless another mention on the
    page is denied.
    """
    context = _context()
    near = low[max(0, one.start - NEIGHBOURHOOD) : one.start]
    name = low[one.start : one.end]
    if _CREDIT.search(near) or is_place(name):
        return "denied"
    if before is not None and context.monument.search(
        low, max(0, before.start - 24), before.start
    ):
        return "denied"
    bad = None if one.split_off else _not_person_head(near)
    address = context.address.search(near)
    if address is not None and (bad is None or len(bad[0]) <= len(address[0])):
        bad = None
    if bad is not None:
        names_place = name in lowered("places_after_persons")
        is_officer = before is not None and before.is_office and one.weight >= STRONG
        if not is_officer or names_place or one.n_tokens < 3:
            return "denied"
        if context.admin.search(near):
            pass
        elif not (context.seat.search(near) and verb_follows(low, one.end)):
            return "denied"
    evidence = (
        address is not None
        or before is not None
        or after is not None
        or _AGE.match(low, one.end) is not None
    )
    if one.is_vietnamese:
        if one.weight >= STRONG:
            if evidence:
                return "accepted"
            if _beside_place(low, one):
                return "open"
            if one.n_tokens >= 3:
                return "shape"
            return "shape" if verb_follows(low, one.end) else "open"
        stands_close = one.weight > 0 and one.n_tokens >= 3 or address is not None
        if evidence and (stands_close or after is not None or _is_close(low, before)):
            return "accepted"
        if one.weight > 0 and one.n_tokens >= 3:
            second = name.split()[1]
            if second in ("thị", "văn") or verb_follows(low, one.end):
                return "shape"
        return "open"
    return "accepted" if evidence else "open"


def _not_person_head(near: str) -> re.Match[str] | None:
    """Find at the end of a text the word after which no person is named."""
    match = _context().not_person.search(near)
    return None if match is None or match["compound"] else match


def _may_be_person(low: str, one: Candidate) -> bool:
    """Say whether a later name can be a person's, who ends this one's role."""
    if one.is_vietnamese and one.weight == 0 and not one.split_off:
        return False
    near = low[max(0, one.start - NEIGHBOURHOOD) : one.start]
    return one.split_off or _not_person_head(near) is None


def _is_close(low: str, before: StatedRole | None) -> bool:
    """Say whether a role names no body, whose name could follow instead."""
    return (
        before is not None
        and low.count(" ", before.start, before.end) <= 3
        and _BODY.search(low, before.start, before.end) is None
    )


def _beside_place(low: str, one: Candidate) -> bool:
    """Say whether the name is an item of a list of places."""
    match = _PLACE_AFTER.match(low, one.end, one.end + 30)
    if match is not None and is_place(match[1]):
        return True
    match = _PLACE_BESIDE.search(low, max(0, one.start - 30), one.start)
    if match is None:
        return False
    words = match[1].split()
    return any(is_place(" ".join(words[at:])) for at in range(len(words)))


def _note_role(
    entry: _Seen, text: str, before: StatedRole | None, after: StatedRole | None
) -> None:
    for role in (before, after):
        if role is None:
            continue
        words = " ".join(text[role.start : role.end].split())
        if role.is_office:
            entry.office = entry.office or words
        else:
            entry.occupation = entry.occupation or words


def _is_longer_form(full: _Seen, short: _Seen, name: str) -> bool:
    """Say whether the longer name is the person's, not two persons' glued.

    Vietnamese short forms are ends of full names. Of foreign names the longer
    one is doubtful where the page uses it less (*phát ngôn viên của Tổng thống
    Mẫu Ann Lee*).
    """
    if all(is_known_word(word) for word in name.split()):
        return True
    return full.n_mentions >= short.n_mentions


def _resolve(seen: dict[str, _Seen], authors: set[str]) -> tuple[Person, ...]:
    """Merge short forms into full names and drop what was not accepted."""
    names = {
        key: entry
        for key, entry in seen.items()
        if entry.accepted or (entry.by_shape and not entry.denied)
    }
    for key in sorted(names, key=len):
        if key not in names:
            continue
        full = next(
            (
                other
                for other in names
                if len(other) > len(key)
                and (other.endswith(f" {key}") or other.startswith(f"{key} "))
            ),
            None,
        )
        if full is None:
            continue
        if not _is_longer_form(names[full], names[key], full):
            key, full = full, key
        short = names.pop(key)
        names[full].office = names[full].office or short.office
        names[full].occupation = names[full].occupation or short.occupation
    ordered = sorted(names.items(), key=lambda item: item[1].first)
    return tuple(
        Person(entry.spellings.most_common(1)[0][0], entry.office or entry.occupation)
        for key, entry in ordered
        if key not in authors
    )
