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
from search.opensearch.phrases import Dsl, any_of, has_any

SCORE_BITS = 24
"""Whole numbers of so many bits pass through a score unchanged."""

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
    """

    field: str
    most: int
    queries: Sequence[Dsl]
    counts: float
    weighs: float


@dataclass(frozen=True, slots=True)
class Read:
    """A frequency that the script reads itself: how often any of some terms is there.

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
    words : tuple of Read
        What the script reads itself where a slot is full: the same frequencies.
    """

    query: Dsl
    slots: tuple[Slot, ...]
    times: int = 1
    reads: tuple[Read, ...] = ()
    words: tuple[Read, ...] = ()

    def frequencies(self, score: float) -> list[int]:
        """Take the frequencies out of a score, slot by slot."""
        packed = round(score / self.times)
        found = []
        for slot in self.slots:
            found.append(packed & slot.most)
            packed >>= slot.most.bit_length()
        return found

    def scored(self, worth: Worth, idf: float, means: Means) -> Dsl:
        """Make the clause that gives the part's points, in `search.formula.UNIT`."""
        params = {
            "times": self.times,
            "saturation": worth.saturation,
            "scale": worth.scale(idf),
            **_length_params(means),
        }
        script = _GENERAL
        is_usual = [slot.counts for slot in self.slots] in _USUAL
        if is_usual and not self.reads:
            script = _USUAL_SCRIPT
            params["other"] = self.slots[0].weighs
            params["typed"] = self.slots[-1].weighs if len(self.slots) > 2 else 0.0
            params["reads"] = _params_of(self.words)
        else:
            params["slots"] = [
                [slot.most, slot.most.bit_length(), _FIELD_NUMBERS[slot.field]]
                for slot in self.slots
            ]
            params["counts"] = [slot.counts for slot in self.slots]
            params["weighs"] = [slot.weighs for slot in self.slots]
            params["reads"] = _params_of(self.reads)
        return {
            "script_score": {
                "query": self.query,
                "script": {"source": script, "params": params},
            }
        }


def pack(
    slots: Sequence[Slot],
    times: int = 1,
    *,
    reads: Sequence[Read] = (),
    words: Sequence[Read] = (),
) -> Packed:
    """Add up the queries of some slots; what only a script reads is found as well."""
    queries = [query for slot in slots for query in slot.queries]
    for read in reads:
        found = has_any((read.field,), read.terms)
        queries.append({"constant_score": {"filter": found, "boost": 0.0}})
    return Packed(any_of(queries), tuple(slots), times, tuple(reads), tuple(words))


def _params_of(reads: Sequence[Read]) -> list[list[object]]:
    return [
        [read.field, to_sendable(term), read.counts, read.weighs]
        for read in reads
        for term in read.terms
    ]


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

_USUAL = ([1.0, 1.0], [1.0, 1.0, 0.0, 0.0])
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
return freq > 0 ? Math.max(points, 1.0) : 0.0;
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
if ((packed & 511L) == 511L || ((packed >> 9) & 7L) == 7L) {{
  // Perhaps there are more: they are read one by one, which takes ten times as long.
  if (params.reads.length > 0) {{
    freq = 0.0;
    weighted = 0.0;
  }}
  {_READ}
}}
{_POINTS}"""

_GENERAL = f"""{_NORMS}
double freq = 0.0;
double weighted = 0.0;
for (int i = 0; i < params.slots.length; i++) {{
  def slot = params.slots[i];
  int field = slot[2];
  double here = (packed & (long) slot[0])
    * (field == 1 ? title : (field == 2 ? body : 1.0));
  freq += params.counts[i] * here;
  weighted += params.weighs[i] * here;
  packed >>= (int) slot[1];
}}
{_READ}
{_POINTS}"""

assert (MAX_TITLE_FREQ, MAX_BODY_FREQ) == (7, 511)
