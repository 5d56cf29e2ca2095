"""What the mentions of a name on a page say of it, and how that is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from index.article import Person
from index.extract.decisions import Reason, Trace
from index.extract.persons.mention import Mention, not_person_head
from index.extract.persons.roles import Rank
from index.extract.persons.verdicts import NOT_A_PERSONS, WITH_ROLE, Verdict
from index.extract.wordlists import modern_tones
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
    return Reason(reason)


def note_names(
    trace: Trace, seen: Mapping[str, Seen], persons: Iterable[Person]
) -> None:
    """Note every name that was weighed, with the reasons of its mentions."""
    taken = {modern_tones(person.name).lower() for person in persons}
    for key, entry in seen.items():
        name = entry.spelling
        is_taken = modern_tones(name).lower() in taken
        full = next((one for one in taken if _is_part(key, one)), None)
        if full is not None and not is_taken:
            whole = seen[full].spelling if full in seen else full
            trace.note("person", name, Reason(SHORT_FOR, {"name": whole}), taken=False)
            continue
        # What speaks for the decision comes first; each reason is told once.
        ordered = sorted(
            entry.reasons, key=lambda one: (one[0] in FOR_A_PERSON) != is_taken
        )
        reasons = {str(reason): reason for _, reason in ordered}
        trace.note("person", name, *reasons.values(), taken=is_taken)


def _is_part(key: str, name: str) -> bool:
    return len(key) < len(name) and f" {key} " in f" {name} "
