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

from index.article import Person
from index.extract.persons.evidence import (
    Verdict,
    goes_with_denied,
    judge,
    may_be_person,
    names_a_firm,
    names_a_seat,
)
from index.extract.persons.names import find_candidates, is_known_word
from index.extract.persons.roles import StatedRole, role_after, role_before
from index.extract.wordlists import lower_in_place, modern_tones


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


_DOUBTFUL = (Verdict.SHAPE, Verdict.OPEN)
_LIST_LINK = re.compile(
    r"\s*(?:,|;|và|,\s*và|cùng)\s*(?:(?:ông|bà|anh|chị|đồng chí|các ông|các bà)\s+)?"
)


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
    previous_end = denied_end = -1
    may_be = [may_be_person(low, one) for one in candidates]
    for index, one in enumerate(candidates):
        if one.start < floor:
            # It stands in the role of the person before it.
            continue
        key = _spelled(low[one.start : one.end])
        entry = seen.get(key)
        if entry is None:
            entry = seen[key] = _Seen(first=one.start)
        entry.n_mentions += 1
        entry.spellings[_spelled(text[one.start : one.end], False)] += 1
        ceiling = next(
            (
                candidates[at].start
                for at in range(index + 1, min(index + 6, len(candidates)))
                if may_be[at] and not names_a_firm(low, one, candidates[at])
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
        verdict = judge(low, one, before, after)
        following = candidates[index + 1] if index + 1 < len(candidates) else None
        if verdict is not Verdict.DENIED and names_a_seat(low, one, following):
            verdict = Verdict.OPEN
        elif (
            verdict is Verdict.OPEN
            and previous_end >= 0
            and one.is_vietnamese
            and (one.weight > 0 or one.n_tokens >= 3)
            and _LIST_LINK.fullmatch(low, previous_end, one.start)
        ):
            # What is listed with a person is one.
            verdict = Verdict.ACCEPTED
        if verdict in _DOUBTFUL and goes_with_denied(
            low, denied_end, one.start, one.end
        ):
            verdict = Verdict.DENIED
        if verdict is Verdict.DENIED:
            denied_end = one.end
            entry.denied = True
            shared = None
            continue
        if verdict is Verdict.ACCEPTED:
            entry.accepted = True
        elif verdict is Verdict.SHAPE:
            entry.by_shape = True
        if verdict in (Verdict.ACCEPTED, Verdict.SHAPE):
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


def _note_role(
    entry: _Seen, text: str, before: StatedRole | None, after: StatedRole | None
) -> None:
    # What is said of one is nearer the person than what is said of several.
    first_after = before is not None and before.is_shared
    for role in (after, before) if first_after else (before, after):
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
