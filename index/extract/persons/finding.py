"""The persons that a page names, each once, with the role it states.

A name is taken on evidence: a common surname at the head of three or more
syllables is enough, or a known given name at the head of a foreign one; other
names need a word of address, a role or a verb beside them. What follows a word
for streets, schools, prizes and the like is no person. Short forms are
recognised as the end of a full name of the same page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.article import Person
from index.extract.decisions import Trace
from index.extract.persons.evidence import judge, judge_by_text
from index.extract.persons.mention import Mention, Page
from index.extract.persons.mentions import Seen, filled, note_names
from index.extract.persons.names import find_candidates
from index.extract.persons.neighbours import (
    goes_with_denied,
    may_be_person,
    names_a_firm,
    names_a_seat,
)
from index.extract.persons.role_after import role_after
from index.extract.persons.role_before import role_before
from index.extract.persons.role_ends import HARD_STOP
from index.extract.persons.roles import Rank, StatedRole, address_as_role
from index.extract.persons.signs import is_quoted
from index.extract.persons.syllables import is_known_word
from index.extract.persons.verdicts import IS_KING, Verdict
from index.extract.wordlists import alternation, lower_in_place, modern_tones
from index.messages import N_

NAMES_A_SEAT = N_("the place of the office of the person named next")
LISTED_WITH_PERSON = N_("listed with a person")
LISTED_WITH_DENIED = N_("listed with a name that is no person's")
_DOUBTFUL = (Verdict.SHAPE, Verdict.OPEN)
_FOR_A_PERSON = (Verdict.ACCEPTED, Verdict.SHAPE)
_LIST_LINK = re.compile(
    r"(?:\s*\([^()\n]{1,40}\))?\s*(?:,|;|và|,\s*và|cùng)\s*"
    rf"(?:(?:các )?{alternation('honorifics')}\s+)?"
)
_ONLY_BRACKETS = re.compile(r"\s*(?:\([^()]{1,40}\))?\s*")
_KING = "vua"
_LONGEST_LINK = 64
_NEXT_NAMES = 6


def find_persons(
    title: str,
    body: str,
    authors: Iterable[str] = (),
    trace: Trace | None = None,
) -> tuple[Person, ...]:
    """Find the persons that title and body name.

    Parameters
    ----------
    title, body : str
        The article, without its byline.
    authors : iterable of str
        Names of the byline; named again in the text without a word of
        address, they are still authors.
    trace : Trace, optional
        Collects every name that was weighed, and what its mentions say.

    Returns
    -------
    tuple of Person
        In order of first mention.
    """
    reading = _Reading(f"{title}\n{body}", trace)
    reading.read()
    persons = _resolve(reading.seen, {modern_tones(name).lower() for name in authors})
    if trace is not None:
        note_names(trace, reading.seen, persons)
    return persons


class _Reading:
    """Goes through a text's names in order, and keeps what came before.

    Parameters
    ----------
    text : str
    trace : Trace or None

    Attributes
    ----------
    seen : dict of str to Seen
        Every name that was weighed, by its key.
    """

    def __init__(self, text: str, trace: Trace | None) -> None:
        self.text = text
        self.folded = modern_tones(text)
        self.low = lower_in_place(self.folded)
        self.trace = trace
        self.seen: dict[str, Seen] = {}
        page = Page(self.low)
        self.mentions = [Mention(page, one) for one in find_candidates(self.folded)]
        self._stops = [stop.end() for stop in HARD_STOP.finditer(self.low)]
        self._floor = 0
        self._shared: StatedRole | None = None
        self._previous: Mention | None = None
        self._denied_end = -1

    def read(self) -> None:
        """Weigh every mention."""
        for index, mention in enumerate(self.mentions):
            one = mention.one
            if one.start < self._floor:
                # It stands in the role of the person before it.
                continue
            entry = self._entry(mention)
            if entry.accepted and Rank.OFFICE in entry.roles:
                # Nothing that stands here could change what is known.
                self._pass(mention)
                continue
            sure = judge_by_text(mention)
            verdict, reason = sure or self._weigh(index, mention)
            if verdict in _DOUBTFUL and goes_with_denied(
                self.low, self._denied_end, one.start, one.end
            ):
                verdict, reason = Verdict.DENIED, LISTED_WITH_DENIED
            if self.trace is not None:
                entry.reasons.append((verdict, filled(reason, mention, self.text)))
            self._note(entry, mention, verdict, reason)

    def _entry(self, mention: Mention) -> Seen:
        one = mention.one
        key = _spelled(mention.name)
        entry = self.seen.get(key)
        if entry is None:
            entry = self.seen[key] = Seen(one.start)
        entry.n_mentions += 1
        written = _spelled(self.text[one.start : one.end], False)
        entry.spellings[written] = entry.spellings.get(written, 0) + 1
        return entry

    def _weigh(self, index: int, mention: Mention) -> tuple[Verdict, str]:
        """Read the roles beside a mention and judge by them and its neighbours."""
        one = mention.one
        before = role_before(self.folded, self.low, self._floor, one.start, self._stops)
        is_listed = self._is_listed(mention)
        if before is None and is_listed and self._shared is not None:
            before = self._shared
        after = role_after(self.folded, self.low, one.end, self._ceiling(index))
        if before is not None and after is not None and index + 1 < len(self.mentions):
            start = self.mentions[index + 1].one.start
            if _ONLY_BRACKETS.fullmatch(self.low, after.end, start) is not None:
                # "Thủ tướng A, cựu giám đốc Viện (MI 5) B": the role is B's.
                after = None
        mention.set_roles(before, after)
        verdict, reason = judge(mention)
        following = self.mentions[index + 1 : index + 2]
        if verdict is not Verdict.DENIED and following:
            if names_a_seat(mention, following[0]):
                return Verdict.OPEN, NAMES_A_SEAT
        if verdict is Verdict.OPEN and is_listed and self._is_like_listed(mention):
            # What is listed with a person is one.
            return Verdict.ACCEPTED, LISTED_WITH_PERSON
        return verdict, reason

    def _ceiling(self, index: int) -> int:
        """Give where the next person's name begins, who ends this one's role."""
        mention = self.mentions[index]
        for later in self.mentions[index + 1 : index + _NEXT_NAMES]:
            if may_be_person(later) and not names_a_firm(mention, later):
                return later.one.start
        return len(self.low)

    def _is_listed(self, mention: Mention) -> bool:
        """Say whether a comma or an *and* alone is between it and a person."""
        if self._previous is None:
            return False
        end, start = self._previous.one.end, mention.one.start
        return (
            start - end <= _LONGEST_LINK
            and _LIST_LINK.fullmatch(self.low, end, start) is not None
        )

    def _is_like_listed(self, mention: Mention) -> bool:
        one, previous = mention.one, self._previous
        if one.is_vietnamese:
            return one.weight > 0 or one.n_tokens >= 3 or one.is_given_names
        return (
            previous is not None
            and not previous.one.is_vietnamese
            and not is_quoted(mention)
        )

    def _note(
        self, entry: Seen, mention: Mention, verdict: Verdict, reason: str
    ) -> None:
        if verdict is Verdict.DENIED:
            self._denied_end = mention.one.end
            entry.denied = True
            self._shared = None
            return
        if verdict not in _FOR_A_PERSON:
            return
        if verdict is Verdict.ACCEPTED:
            entry.accepted = True
        else:
            entry.by_shape = True
        self._pass(mention)
        before, after = mention.before, mention.after
        if after is not None:
            self._floor = after.end
        if before is not None and before.is_shared:
            self._shared = before
        # What is said of one is nearer the person than what is said of several.
        first_after = before is not None and before.is_shared
        for role in (after, before) if first_after else (before, after):
            if role is not None:
                words = " ".join(self.text[role.start : role.end].split())
                entry.roles.setdefault(role.rank, words)
        if reason is IS_KING:
            entry.roles.setdefault(Rank.TITLE, _KING)
        title = address_as_role(mention.words) if mention.n_address else None
        if title is not None:
            rank, n_words = title
            start = mention.one.start
            written = self.text[start - len(mention.near) : start].split()
            entry.roles.setdefault(rank, " ".join(written[-n_words:]))

    def _pass(self, mention: Mention) -> None:
        self._previous = mention
        self._floor = mention.one.end
        self._shared = None


def _spelled(name: str, as_key: bool = True) -> str:
    """Give a name without odd spaces and soft hyphens.

    As a key, also without the spaces round a hyphen.
    """
    if not name.isascii() and ("\u00ad" in name or "\u00a0" in name):
        name = " ".join(name.replace("\u00ad", "").split())
    return name.replace(" - ", "-") if as_key and " - " in name else name


def _is_longer_form(full: Seen, short: Seen, name: str) -> bool:
    """Say whether the longer name is the person's, not two persons' glued.

    Vietnamese short forms are ends of full names. Of foreign names the longer
    one is doubtful where the page uses it less (*phát ngôn viên của Tổng thống
    Mẫu Ann Lee*).
    """
    if all(map(is_known_word, name.split())):
        return True
    return full.n_mentions >= short.n_mentions


def _longer_names(names: dict[str, Seen]) -> dict[str, list[str]]:
    """Give for every name that begins or ends others, in words, those others."""
    longer: dict[str, list[str]] = {}
    for name in names:
        at = name.find(" ")
        while at >= 0:
            for part in (name[:at], name[at + 1 :]):
                if part in names:
                    longer.setdefault(part, []).append(name)
            at = name.find(" ", at + 1)
    return longer


def _resolve(seen: dict[str, Seen], authors: set[str]) -> tuple[Person, ...]:
    """Merge short forms into full names and drop what was not accepted."""
    names = {
        key: entry
        for key, entry in seen.items()
        if entry.accepted or (entry.by_shape and not entry.denied)
    }
    longer = _longer_names(names)
    for key in sorted(names, key=len):
        if key not in names:
            continue
        full = next((one for one in longer.get(key, ()) if one in names), None)
        if full is None:
            continue
        if not _is_longer_form(names[full], names[key], full):
            key, full = full, key
        short = names.pop(key)
        for rank, role in short.roles.items():
            names[full].roles.setdefault(rank, role)
    ordered = sorted(names.items(), key=lambda item: item[1].first)
    return tuple(
        Person(entry.spelling, entry.role)
        for key, entry in ordered
        if key not in authors
    )
