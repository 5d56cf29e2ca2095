"""The two data files of `search.query.expansions`, read and indexed.

``data/abbreviations.txt`` and ``data/provinces.txt`` say in their first lines
how they are written. Nothing here decides what a query is widened by.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from index.analysis.normalise import fold, other_i_or_y

Key = tuple[str, ...]

PROVINCE_PREFIXES: tuple[Key, ...] = (("thành", "phố"), ("tp",), ("tỉnh",))
"""What may be typed before a province's name, and is no part of it."""

_NONE: frozenset[int] = frozenset()
_SIGN = re.compile(r"\s*[=<>](?:\s+|$)")
_SYLLABLE = re.compile(r"[^\W_]+")
_I_OR_Y = tuple("iíìỉĩịyýỳỷỹỵ")


class Form(NamedTuple):
    """One way to write something.

    Attributes
    ----------
    shown : str
        As a reader should see it.
    syllables : tuple of str
        Normalised; as `index.analysis.syllables.syllables` gives them.
    is_marked : bool
        Whether the file has a ``^`` or ``~`` before it.
    """

    shown: str
    syllables: Key
    is_marked: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Abbreviation:
    """A line of ``abbreviations.txt``.

    Its writings, the usual one first (marked: only in capitals); its different
    readings, each with its spellings (marked: not made of the initials); and
    whether the readings find the abbreviation, too.
    """

    writings: tuple[Form, ...]
    readings: tuple[tuple[Form, ...], ...]
    is_two_way: bool


@dataclass(frozen=True, slots=True, eq=False)
class Province:
    """A province of today.

    Its spellings, without ``thành phố``; the names merged into it on 1 July
    2025 and those gone before, each with its spellings; and whether the name
    alone is mostly something else.
    """

    names: tuple[Form, ...]
    merged: tuple[tuple[Form, ...], ...]
    gone: tuple[tuple[Form, ...], ...]
    needs_prefix: bool


@dataclass(slots=True)
class Lookup:
    """Where a run is looked up: by `key`, or by `folded_key` where it says so.

    `folded_readings` leads to keys of `readings`, and those to abbreviations
    and the place of the reading among theirs. `lengths` and `folded_lengths`
    have the numbers of syllables of the runs by what they begin with.
    """

    abbreviations: dict[Key, list[Abbreviation]] = field(default_factory=dict)
    folded_abbreviations: dict[Key, list[Abbreviation]] = field(default_factory=dict)
    readings: dict[Key, list[tuple[Abbreviation, int]]] = field(default_factory=dict)
    folded_readings: dict[Key, list[Key]] = field(default_factory=dict)
    provinces: dict[Key, list[Province]] = field(default_factory=dict)
    folded_provinces: dict[Key, list[Province]] = field(default_factory=dict)
    lengths: dict[str, set[int]] = field(default_factory=dict)
    folded_lengths: dict[str, set[int]] = field(default_factory=dict)

    def run_lengths(self, first: str) -> list[int]:
        """List how long runs may be that begin with a normalised syllable.

        The longest first. Most words of queries begin nothing, and looking no
        further is what makes widening quick.
        """
        exact = self.lengths.get(_i_or_y(first), _NONE)
        folded = self.folded_lengths.get(_folded_i_or_y(first), _NONE)
        return sorted(exact | folded, reverse=True)


def key(normalised: Iterable[str]) -> Key:
    """Make one key of spellings that differ in i and y alone.

    Examples
    --------
    >>> key(["thạc", "sĩ"]) == key(["thạc", "sỹ"])
    True
    """
    return tuple(map(_i_or_y, normalised))


def folded_key(normalised: Iterable[str]) -> Key:
    """Make one key of spellings that differ in marks, or in i and y.

    Examples
    --------
    >>> folded_key(["bác", "sĩ"]) == folded_key(["bac", "sy"])
    True
    """
    return tuple(map(_folded_i_or_y, normalised))


def parse_abbreviations(text: str) -> list[Abbreviation]:
    """Read the text of ``abbreviations.txt``.

    Raises
    ------
    ValueError
        If a line has no sign, or nothing on one side of it.
    """
    return [
        Abbreviation(
            tuple(_form(written, "^") for written in left.split(",")),
            tuple(
                tuple(_form(spelling, "~") for spelling in reading.split("/"))
                for reading in right.split("|")
            ),
            sign == "=",
        )
        for left, sign, right in _lines(text)
    ]


def parse_provinces(text: str) -> list[Province]:
    """Read the text of ``provinces.txt``; a province has one line or several.

    Raises
    ------
    ValueError
        If a line has no sign, or a name is empty.
    """
    merged: dict[str, list[tuple[Form, ...]]] = {}
    gone: dict[str, list[tuple[Form, ...]]] = {}
    for left, sign, right in _lines(text):
        into = gone if sign == "<" else merged
        names = [
            tuple(_form(spelling, "") for spelling in name.split("/"))
            for name in right.split(",")
            if right
        ]
        into.setdefault(left, []).extend(names)
    if unknown := gone.keys() - merged.keys():
        raise ValueError(f"no province of today: {', '.join(sorted(unknown))}")
    provinces = []
    for left, earlier in merged.items():
        bare = left.removeprefix("Thành phố ")
        names = tuple(_form(spelling, "") for spelling in bare.split("/"))
        provinces.append(
            Province(names, tuple(earlier), tuple(gone.get(left, ())), bare != left)
        )
    return provinces


@cache
def load() -> Lookup:
    """Read both files, once."""
    data = files("search.query").joinpath("data")
    abbreviations = data.joinpath("abbreviations.txt").read_text("utf-8")
    provinces = data.joinpath("provinces.txt").read_text("utf-8")
    return build(parse_abbreviations(abbreviations), parse_provinces(provinces))


def build(abbreviations: list[Abbreviation], provinces: list[Province]) -> Lookup:
    """Index what was read."""
    lookup = Lookup()
    for abbreviation in abbreviations:
        for writing in abbreviation.writings:
            exact, folded = key(writing.syllables), folded_key(writing.syllables)
            lookup.abbreviations.setdefault(exact, []).append(abbreviation)
            lookup.folded_abbreviations.setdefault(folded, []).append(abbreviation)
        for at, reading in enumerate(abbreviation.readings):
            for spelling in reading:
                exact = key(spelling.syllables)
                if exact not in lookup.readings:
                    folded = folded_key(spelling.syllables)
                    lookup.folded_readings.setdefault(folded, []).append(exact)
                lookup.readings.setdefault(exact, []).append((abbreviation, at))
    for province in provinces:
        for name in province.names:
            exact, folded = key(name.syllables), folded_key(name.syllables)
            lookup.provinces.setdefault(exact, []).append(province)
            lookup.folded_provinces.setdefault(folded, []).append(province)
    for run in _runs(lookup.abbreviations, lookup.readings, lookup.provinces, key):
        lookup.lengths.setdefault(run[0], set()).add(len(run))
    for run in _runs(
        lookup.folded_abbreviations,
        lookup.folded_readings,
        lookup.folded_provinces,
        folded_key,
    ):
        lookup.folded_lengths.setdefault(run[0], set()).add(len(run))
    return lookup


def _runs(
    abbreviations: Iterable[Key],
    readings: Iterable[Key],
    provinces: Iterable[Key],
    make_key: Callable[[Iterable[str]], Key],
) -> Iterator[Key]:
    """Yield every run that is looked up, a province's name with what may precede."""
    yield from abbreviations
    yield from readings
    for name in provinces:
        yield name
        for prefix in PROVINCE_PREFIXES:
            yield make_key(prefix) + name


@lru_cache(maxsize=4_096)
def _folded_i_or_y(syllable: str) -> str:
    return _i_or_y(fold(syllable))


@lru_cache(maxsize=4_096)
def _i_or_y(syllable: str) -> str:
    if not (syllable.endswith(_I_OR_Y) or syllable.startswith("qu")):
        # `other_i_or_y` would find the same, at ten times the time; this is
        # most of the syllables of the data files.
        return syllable
    other = other_i_or_y(syllable)
    return syllable if other is None else min(syllable, other)


def _lines(text: str) -> Iterator[tuple[str, str, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        sign = _SIGN.search(line)
        if sign is None:
            raise ValueError(f"line {number} has no sign: {line!r}")
        yield line[: sign.start()], sign[0].strip(), line[sign.end() :].strip()


def _form(text: str, mark: str) -> Form:
    text = text.strip()
    is_marked = bool(mark) and text.startswith(mark)
    shown = text.removeprefix(mark) if is_marked else text
    # The files are written in normal form (a test sees to it), so that cutting
    # them up is enough, and half the time that `syllables` would take.
    found = tuple(_SYLLABLE.findall(shown.lower()))
    if not found:
        raise ValueError(f"nothing is written here: {text!r}")
    return Form(shown, found, is_marked)
