"""What a mention can say of a name, and the reasons that are told for it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from index.extract.persons.mention import Mention
from index.messages import N_


class Verdict(Enum):
    """What one mention says about a name."""

    ACCEPTED = "a person"
    SHAPE = "a person, unless another mention on the page is denied"
    OPEN = "nothing"
    DENIED = "no person"


class Rule(NamedTuple):
    """One rule.

    Attributes
    ----------
    reason : str
        A message; `NOT_A_PERSONS` and `WITH_ROLE` have values to be filled in.
    verdict : Verdict
    applies : callable
        Takes the mention.
    example : str
        A text in which the rule decides of the name in brackets.
    """

    reason: str
    verdict: Verdict
    applies: Callable[[Mention], object]
    example: str


IS_PLACE = N_("a known place")
IN_CREDIT = N_("in the credit of a picture, or an outlet's name")
IS_BODY = N_("a body whose name begins with “Đoàn”")
IS_INITIAL = N_("ends in a single letter")
IS_STREET = N_("a street, by the house number, the ward or the crossing beside it")
IS_MONUMENT = N_("a street, a monument or an award called after somebody")
IS_TIME = N_("the time of a king's reign")
NOT_A_PERSONS = N_("after “%(word)s”")
IS_VILLAGE = N_("the name of the village may be meant")
IS_QUOTED = N_("a title in quotation marks")
LISTED_WITH_PLACES = N_("beside a place's name")
ENDS_IN_PLACE = N_("its last half is a place's name")
ADDRESSED = N_("a word of address or an age beside it")
WITH_ROLE = N_("a role beside it: %(role)s")
SURNAME_OF_THREE = N_("three syllables or more after a common surname")
ACTS = N_("a common surname, and a verb of what persons do after it")
RARE_SURNAME = N_("three syllables or more after a rare surname, as a full name has")
ACTS_AS_HUMAN = N_("a verb of what only people do after it")
GIVEN_NAME = N_("begins with a foreign given name")
SPEAKS = N_("syllables of given names, and a verb of saying or singing after them")
DESCRIBED = N_("called a person right after it")
QUOTED = N_("its words are quoted after a colon")
IS_KING = N_("a king's name, on a page about kings")
CREDITED = N_("alone in brackets, on a page about songs or films")
NO_EVIDENCE = N_("nothing beside it says that it is a person's")
