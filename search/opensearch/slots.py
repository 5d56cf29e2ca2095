"""Several frequencies in one score, and the script that makes points of them.

A clause of a query hands its script one number, a score of 24 bits. What the formula
of the ranking needs of a word are up to four whole numbers: how often it stands in the
title and in the body, as it was typed and in any spelling. Each is given bits of its
own, its slot, by the boost of the query that counts it; the sum of these queries holds
all of them. `Packed.frequencies` takes them apart as the script does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.opensearch.documents import to_sendable
from index.opensearch.mapping import MAX_BODY_FREQ, MAX_TITLE_FREQ
from index.schema import BODY, TITLE
from search.formula import FIELD_WEIGHTS, LENGTH_NORMS, Worth
from search.opensearch.phrases import Dsl, any_of

Lengths = Mapping[str, int]
Means = Mapping[str, float]
"""Field → its mean length, in syllables, where it has any."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One frequency in a score.

    Attributes
    ----------
    field : str
        Whose length it is divided by; empty: it counts as it is.
    most : int
        The highest number in it; one less than a power of two.
    queries : list of dict
        They score the occurrences, times what puts them into these bits.
    counts : float
        What an occurrence adds to the frequency that saturates.
    weighs : float
        What it adds to the weighted one.
    is_of_words : bool
        Whether the script can read it itself, where the slot is full.
    """

    field: str
    most: int
    queries: Sequence[Dsl]
    counts: float
    weighs: float
    is_of_words: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """A frequency that the script can read itself: how often some terms are there.

    That takes ten times as long as to be given it, so it is done where a slot is full
    and there may be more.

    Attributes
    ----------
    field : str
    terms : tuple of str
    counts, weighs : float
        As of `Slot`.
    """

    field: str
    terms: tuple[str, ...]
    counts: float
    weighs: float


@dataclass(frozen=True, slots=True)
class Packed:
    """The frequencies of one part of a query, in one score.

    Attributes
    ----------
    query : dict
        Scores `times` times the packed number.
    slots : tuple of Slot
        From the lowest bits on.
    times : int
    reads : tuple of Read
        The same as the slots of words hold.
    """

    query: Dsl
    slots: tuple[Slot, ...]
    times: int = 1
    reads: tuple[Read, ...] = ()

    def frequencies(self, score: float) -> list[int]:
        """Take the frequencies out of a score, slot by slot."""
        packed = round(score / self.times)
        found = []
        for slot in self.slots:
            found.append(packed & slot.most)
            packed >>= slot.most.bit_length()
        return found

    def is_full(self, numbers: Sequence[int]) -> bool:
        """Tell whether there may be more of a word than there is room for."""
        return any(
            slot.is_of_words and number == slot.most
            for slot, number in zip(self.slots, numbers, strict=True)
        )

    def scored(self, worth: Worth, idf: float, means: Means) -> Dsl:
        """Make the clause that gives the part's points, in `search.formula.UNIT`."""
        params = {
            "times": self.times,
            "saturation": worth.saturation,
            "scale": worth.scale(idf),
            "reads": [
                [read.field, to_sendable(term), read.counts, read.weighs]
                for read in self.reads
                for term in read.terms
            ],
            **_length_params(means),
        }
        kinds = [(slot.field, slot.most, slot.counts) for slot in self.slots]
        if kinds in _USUAL:
            script = _USUAL_SCRIPT
            params["other"] = self.slots[0].weighs
            params["typed"] = self.slots[-1].weighs if len(self.slots) > 2 else 0.0
        else:
            script = _GENERAL
            params["slots"] = [
                [
                    slot.most,
                    slot.most.bit_length(),
                    _FIELD_NUMBERS[slot.field],
                    slot.is_of_words,
                    slot.counts,
                    slot.weighs,
                ]
                for slot in self.slots
            ]
        return {
            "script_score": {
                "query": self.query,
                "script": {"source": script, "params": params},
            }
        }


def pack(slots: Sequence[Slot], times: int = 1, reads: Sequence[Read] = ()) -> Packed:
    """Add up the queries of some slots."""
    queries = [query for slot in slots for query in slot.queries]
    return Packed(any_of(queries), tuple(slots), times, tuple(reads))


def usual_boosts() -> tuple[int, int, int, int]:
    """Give the boosts of the slots of words: body, title, the same as typed."""
    body, title = MAX_BODY_FREQ.bit_length(), MAX_TITLE_FREQ.bit_length()
    return 1, 1 << body, 1 << (body + title), 1 << (2 * body + title)


def norm_of(field: str, length: int, mean: float) -> float:
    """Give what an occurrence in a field of a length counts."""
    b = LENGTH_NORMS[field]
    return FIELD_WEIGHTS[field] / (1 - b + b * length / mean)


def bounded(queries: Sequence[Dsl], most: int, boost: int) -> Dsl:
    """Make the query that scores the sum of some, at most `most`, times a boost."""
    source = "Math.min(Math.rint(_score), params.most) * params.boost"
    return _scripted(any_of(queries), source, {"most": most, "boost": boost})


def divided(query: Dsl, times: int) -> Dsl:
    """Make the query that scores a `times`-th of another."""
    if times == 1:
        return query
    return _scripted(query, "Math.rint(_score / params.times)", {"times": times})


def _scripted(query: Dsl, source: str, params: dict[str, Any]) -> Dsl:
    return {
        "script_score": {"query": query, "script": {"source": source, "params": params}}
    }


def _length_params(means: Means) -> dict[str, float]:
    """Give the numbers of `norm_of` under the names that the scripts have."""
    params = {}
    for field, name in ((TITLE, "title"), (BODY, "body")):
        b = LENGTH_NORMS[field]
        params[f"{name}_weight"] = FIELD_WEIGHTS[field]
        params[f"{name}_base"] = 1 - b
        params[f"{name}_b"] = b
        params[f"{name}_mean"] = means[field]
    return params


_FIELD_NUMBERS = {"": 0, TITLE: 1, BODY: 2}

_TYPED_AND_NOT = [
    (field, most, counts)
    for counts in (1.0, 0.0)
    for field, most in ((BODY, MAX_BODY_FREQ), (TITLE, MAX_TITLE_FREQ))
]
_USUAL = (_TYPED_AND_NOT[:2], _TYPED_AND_NOT)
"""The slots of a word: body and title, then those of the word as it was typed."""

_NORMS = """
double title = doc['title_length'].value / params.title_mean;
title = params.title_weight / (params.title_base + params.title_b * title);
double body = doc['body_length'].value / params.body_mean;
body = params.body_weight / (params.body_base + params.body_b * body);
long packed = (long) Math.rint(_score / params.times);
"""

_POINTS = """
double points = Math.rint(weighted / (params.saturation + freq) * params.scale);
return weighted > 0 ? Math.max(points, 1.0) : 0.0;
"""

_READ = """
  for (int i = 0; i < params.reads.length; i++) {
    def read = params.reads[i];
    String field = read[0];
    String term = read[1];
    double here = termFreq(field, term) * (field.equals('title') ? title : body);
    freq += read[2] * here;
    weighted += read[3] * here;
  }
"""

_USUAL_SCRIPT = f"""{_NORMS}
double freq = title * ((packed >> 9) & 7L) + body * (packed & 511L);
double typed = title * ((packed >> 21) & 7L) + body * ((packed >> 12) & 511L);
double weighted = params.other * freq + params.typed * typed;
boolean full = (packed & 511L) == 511L || ((packed >> 9) & 7L) == 7L;
if (full && params.reads.length > 0) {{
  freq = 0.0;
  weighted = 0.0;
{_READ}
}}
{_POINTS}"""

_GENERAL = f"""{_NORMS}
double freq = 0.0;
double weighted = 0.0;
double freq_of_words = 0.0;
double weighted_of_words = 0.0;
boolean full = false;
for (int i = 0; i < params.slots.length; i++) {{
  def slot = params.slots[i];
  long number = packed & (long) slot[0];
  packed >>= (int) slot[1];
  if (number == 0L) continue;
  int field = slot[2];
  double here = number * (field == 1 ? title : (field == 2 ? body : 1.0));
  if (slot[3]) {{
    if (number == (long) slot[0]) full = true;
    freq_of_words += slot[4] * here;
    weighted_of_words += slot[5] * here;
  }} else {{
    freq += slot[4] * here;
    weighted += slot[5] * here;
  }}
}}
if (full) {{
{_READ}
}} else {{
  freq += freq_of_words;
  weighted += weighted_of_words;
}}
{_POINTS}"""

assert (MAX_TITLE_FREQ, MAX_BODY_FREQ) == (7, 511)
