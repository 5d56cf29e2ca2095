"""What else a run of query words may be written as.

Abbreviations both ways (``UBND`` and ``ủy ban nhân dân``), and provinces of
today by the names of those merged into them on 1 July 2025, that way only.
Only queries are widened; no text is rewritten and the index knows nothing of
it. The data are in ``data/``; these are the rules.

Which runs are found
    The longest at each place, from left to right. A run typed with marks
    stands for itself (i and y apart). Typed without, an abbreviation of three
    letters or more finds those it is without marks (``hdnd``, HĐND); a name or
    a reading does, if no syllable of the whole query has a mark: in ``có hai
    quan chức`` nobody means ``hải quan``.

Abbreviations that are words
    The index knows no capitals. An abbreviation that reads as a syllable of
    Vietnamese (CA, TU, AI: `is_vietnamese_syllable`) is therefore never looked for.
    Where it may be one with its marks left out (EU, êu), or the data file marks it,
    it is understood as typed in capitals only, and capitals mean something
    only where not every other word has them.

Weights
    An abbreviation of n readings counts 1/n for each, in both directions.
    One of two letters and three readings or more (TT, CT) is not looked for:
    most of what is found would be something else. Other ways to write the
    same (TW, T.Ư) count 1. If a run without marks may be k abbreviations, or
    k readings, each counts 1/k of that. A province's earlier names count
    `PROVINCE_WEIGHT`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.analysis.normalise import fold, normalise_syllable
from index.analysis.spelling import is_vietnamese_syllable, may_be_vietnamese
from search.query.expansion_data import (
    PROVINCE_PREFIXES,
    Abbreviation,
    Form,
    Key,
    Lookup,
    Province,
    folded_key,
    key,
    load,
)

PROVINCE_WEIGHT = 0.3
"""An article on Long An is seldom the best answer to Tây Ninh, but it is one."""

MIN_FOLDED_LETTERS = 3
"""CD is a disc and CĐ a college: two letters are too few to guess the marks of."""

Kind = Literal["abbreviation", "spelled out", "province"]


@dataclass(frozen=True, slots=True)
class Reading:
    """Something else that a run may be written as.

    Attributes
    ----------
    syllables : tuple of str
        Normalised; to be found one after the other, exactly as they are:
        without marks means without marks, unlike in a typed word.
    weight : float
        In (0, 1]: how much an occurrence counts beside the typed form.
    kind : str
        What the reading is: ``abbreviation``, ``spelled out``, ``province``.
    shown : str
        As a reader should see it.
    """

    syllables: tuple[str, ...]
    weight: float
    kind: Kind
    shown: str


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive typed syllables and what else they may be written as.

    Attributes
    ----------
    start, end : int
        Half-open, indices into the typed syllables.
    readings : tuple of Reading
        At least one, heaviest first, each written differently.
    """

    start: int
    end: int
    readings: tuple[Reading, ...]


def find_runs(typed: Sequence[str]) -> list[Run]:
    """Find what in a query can be written otherwise.

    Parameters
    ----------
    typed : sequence of str
        Syllables of consecutive plain words, as typed, NFC: capitals count.

    Returns
    -------
    list of Run
        From left to right; no two overlap.

    Examples
    --------
    >>> [run] = find_runs(["UBND"])
    >>> run.readings[0].shown, run.readings[0].weight
    ('Ủy ban nhân dân', 1.0)
    >>> for run in find_runs(["btv", "Tây", "Ninh"]):
    ...     print([(reading.shown, reading.weight) for reading in run.readings])
    [('Ban Thường vụ', 0.5), ('Biên tập viên', 0.5)]
    [('Long An', 0.3)]
    """
    finder = _Finder(typed)
    runs: list[Run] = []
    start = 0
    while start < len(typed):
        for length in finder.lookup.run_lengths(finder.normalised[start]):
            end = start + length
            if end <= len(typed) and (readings := finder.readings(start, end)):
                runs.append(Run(start, end, readings))
                start = end
                break
        else:
            start += 1
    return runs


class _Finder:
    """The typed syllables, normalised once, and the rules that need all of them."""

    def __init__(self, typed: Sequence[str]) -> None:
        self.typed = typed
        self.lookup: Lookup = load()
        self.normalised = [normalise_syllable(syllable) for syllable in typed]
        self.is_plain = [fold(s) == s for s in self.normalised]
        self.has_no_marks = all(self.is_plain)

    def readings(self, start: int, end: int) -> tuple[Reading, ...]:
        """What ``typed[start:end]``, as a whole, may be written as."""
        run = tuple(self.normalised[start:end])
        is_plain = all(self.is_plain[start:end])
        best: dict[Key, Reading] = {}
        for reading in (
            *self._of_abbreviation(start, end, run, is_plain),
            *self._of_spelling(run),
            *self._of_province(run),
        ):
            if _adds_nothing(run, is_plain, reading):
                continue
            written = key(reading.syllables)
            if written not in best or best[written].weight < reading.weight:
                best[written] = reading
        # The sort is stable: equals stay in the order of the data file.
        return tuple(sorted(best.values(), key=lambda reading: -reading.weight))

    def _of_abbreviation(
        self, start: int, end: int, run: Key, is_plain: bool
    ) -> Iterator[Reading]:
        found = list(self.lookup.abbreviations.get(key(run), ()))
        if is_plain and sum(map(len, run)) >= MIN_FOLDED_LETTERS:
            found += self.lookup.folded_abbreviations.get(folded_key(run), ())
        # An abbreviation without marks was found both ways.
        found = list(dict.fromkeys(found))
        if not self._is_in_capitals(start, end):
            found = [one for one in found if not _is_for_capitals(one, run)]
        n_readings = sum(len(abbreviation.readings) for abbreviation in found)
        for abbreviation in found:
            for spellings in abbreviation.readings:
                for spelling in spellings:
                    yield _spelled_out(spelling, 1 / n_readings)
                    yield from self._earlier(spelling.syllables, 1 / n_readings)
            yield from _writings(abbreviation, 1 / len(found))

    def _of_spelling(self, run: Key) -> Iterator[Reading]:
        if self.has_no_marks:
            spelled = self.lookup.folded_readings.get(folded_key(run), [])
        else:
            spelled = [key(run)]
        for one in spelled:
            for abbreviation, at in self.lookup.readings.get(one, ()):
                for spelling in abbreviation.readings[at]:
                    yield _spelled_out(spelling, 1 / len(spelled))
                n_readings = len(abbreviation.readings)
                if abbreviation.is_two_way:
                    share = 1 / n_readings / len(spelled)
                    yield from _writings(abbreviation, share, n_readings)

    def _of_province(self, run: Key) -> Iterator[Reading]:
        for prefix, province, name in self._named(run):
            if prefix == ("thành", "phố"):
                syllables, shown = ("tp", *name.syllables), f"TP {name.shown}"
                yield Reading(syllables, 1.0, "abbreviation", shown)
            elif prefix == ("tp",):
                full = (*PROVINCE_PREFIXES[0], *name.syllables)
                yield Reading(full, 1.0, "spelled out", f"thành phố {name.shown}")
            yield from _earlier_names(province, PROVINCE_WEIGHT)

    def _earlier(self, run: Key, share: float) -> Iterator[Reading]:
        """The earlier names of the province that an abbreviation stands for."""
        for _, province, _ in self._named(run):
            yield from _earlier_names(province, PROVINCE_WEIGHT * share)

    def _named(self, run: Key) -> Iterator[tuple[Key, Province, Form]]:
        """The provinces that a run names, and the word typed before the name."""
        look_up = self.lookup.provinces
        make_key = key
        if self.has_no_marks and all(fold(s) == s for s in run):
            look_up, make_key = self.lookup.folded_provinces, folded_key
        whole = make_key(run)
        for prefix in ((), *PROVINCE_PREFIXES):
            before = make_key(prefix)
            if whole[: len(before)] != before:
                continue
            for province in look_up.get(whole[len(before) :], ()):
                if prefix or not province.needs_prefix:
                    yield prefix, province, province.names[0]

    def _is_in_capitals(self, start: int, end: int) -> bool:
        """Whether capitals were typed, and not only because all words have them."""
        if not all(syllable.isupper() for syllable in self.typed[start:end]):
            return False
        others = [
            syllable
            for at, syllable in enumerate(self.typed)
            if not start <= at < end and may_be_vietnamese(normalise_syllable(syllable))
        ]
        return not others or not all(syllable.isupper() for syllable in others)


def _is_for_capitals(abbreviation: Abbreviation, run: Key) -> bool:
    """Whether what was typed, in lower case, is taken for a word."""
    if len(run) == 1 and may_be_vietnamese(run[0]):
        return True
    writings = abbreviation.writings
    return any(one.is_marked for one in writings if one.syllables == run)


def _writings(
    abbreviation: Abbreviation, weight: float, n_readings: int = 1
) -> Iterator[Reading]:
    """The ways to write an abbreviation that can be looked for.

    `n_readings` is that of the abbreviation where the run is one of them.
    """
    for writing in abbreviation.writings:
        letters = "".join(writing.syllables)
        is_word = len(writing.syllables) == 1 and is_vietnamese_syllable(letters)
        if not is_word and (len(letters) > 2 or n_readings < 3):
            yield Reading(writing.syllables, weight, "abbreviation", writing.shown)


def _spelled_out(spelling: Form, weight: float) -> Reading:
    return Reading(spelling.syllables, weight, "spelled out", spelling.shown)


def _earlier_names(province: Province, weight: float) -> Iterator[Reading]:
    for names in (*province.merged, *province.gone):
        for name in names:
            yield Reading(name.syllables, weight, "province", name.shown)


def _adds_nothing(run: Key, is_plain: bool, reading: Reading) -> bool:
    """Whether whatever holds the reading holds the typed run as well."""
    make_key = folded_key if is_plain else key
    typed, other = make_key(run), make_key(reading.syllables)
    n = len(typed)
    return any(other[at : at + n] == typed for at in range(len(other) - n + 1))
