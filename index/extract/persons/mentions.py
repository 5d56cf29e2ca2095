"""What the mentions of a name on a page say of it, and how that is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from index.article import Person
from index.extract.decisions import Reason, Trace, plain
from index.extract.persons.mention import Mention, not_person_head
from index.extract.persons.roles import Rank
from index.extract.persons.verdicts import NOT_A_PERSONS, WITH_ROLE, Verdict
from index.messages import N_

FOR_A_PERSON = (Verdict.ACCEPTED, Verdict.SHAPE)
SHORT_FOR = N_("a part of the name %(name)s")


@dataclass(slots=True)
class Seen:
    """What is known of one name on the page.

    Attributes
    ----------
    first : int
        Where it is mentioned first.
    spellings : dict of str to int
        How often it is spelled how.
    n_mentions : int
    accepted, by_shape, denied : bool
        Whether a mention had that verdict.
    roles : dict of Rank to str
        The first of each rank that is stated beside it.
    reasons : list of (Verdict, Reason)
        Of every mention; filled only where reasons are asked for.
    """

    first: int
    spellings: dict[str, int] = field(default_factory=dict)
    n_mentions: int = 0
    accepted: bool = False
    by_shape: bool = False
    denied: bool = False
    roles: dict[Rank, str] = field(default_factory=dict)
    reasons: list[tuple[Verdict, Reason]] = field(default_factory=list)

    @property
    def role(self) -> str | None:
        """The stated role that says most."""
        return self.roles[max(self.roles)] if self.roles else None

    @property
    def spelling(self) -> str:
        """How it is spelled most often; of several the one that stands first."""
        if len(self.spellings) == 1:
            return next(iter(self.spellings))
        return max(self.spellings, key=self.spellings.__getitem__)


def filled(reason: str, mention: Mention, text: str) -> Reason:
    """Give the reason of a mention with the words that it speaks of.

    Parameters
    ----------
    reason : str
        A message of `verdicts`.
    mention : Mention
    text : str
        The page as it is spelled.
    """
    if reason == NOT_A_PERSONS:
        return Reason(reason, {"word": " ".join(not_person_head(mention.words))})
    if reason == WITH_ROLE:
        role = mention.before or mention.after
        words = "" if role is None else text[role.start : role.end]
        return Reason(reason, {"role": " ".join(words.split())})
    return plain(reason)


def note_names(
    trace: Trace, seen: Mapping[str, Seen], persons: Iterable[Person]
) -> None:
    """Note every name that was weighed, with the reasons of its mentions."""
    names = {person.name for person in persons}
    spelled = {key: entry.spelling for key, entry in seen.items()}
    taken = {key: name for key, name in spelled.items() if name in names}
    whole_names = "\n".join(f" {key} " for key in taken)
    for key, entry in seen.items():
        is_taken = key in taken
        if not is_taken and f" {key} " in whole_names:
            whole = next(
                name for one, name in taken.items() if f" {key} " in f" {one} "
            )
            reason = Reason(SHORT_FOR, {"name": whole})
            trace.note("person", spelled[key], reason, taken=False)
            continue
        reasons = _told_once(entry.reasons, is_taken)
        trace.note("person", spelled[key], *reasons, taken=is_taken)


def _told_once(
    reasons: Iterable[tuple[Verdict, Reason]], is_taken: bool
) -> Iterable[Reason]:
    """Give each reason once, those first that speak for what was decided."""
    told = {id(reason): (verdict, reason) for verdict, reason in reasons}.values()
    if len(told) == 1:
        return [reason for _, reason in told]
    ordered = sorted(told, key=lambda one: (one[0] in FOR_A_PERSON) != is_taken)
    return {str(reason): reason for _, reason in ordered}.values()
