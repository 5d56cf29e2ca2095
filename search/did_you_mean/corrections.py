"""What may have been meant by some words of a query, with the odds of each.

The odds weigh how likely the corrected words are beside their neighbours
against how likely the typed ones are (`likelihood`) and how unlikely
the slip is (`slips`): Shannon's noisy channel, as Kernighan, Church and
Gale used it for spelling (COLING 1990, doi:10.3115/997939.997975).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache

from index.analysis.normalise import fold, normalise_syllable
from index.analysis.spelling import is_vietnamese_syllable
from index.analysis.syllables import syllables
from search.did_you_mean.left_alone import is_left_alone, only_drops_marks
from search.did_you_mean.likelihood import Likelihood
from search.did_you_mean.slips import (
    MAX_LETTERS,
    ONE_SLIP,
    cased,
    cost,
    near,
    tone_cost,
)
from search.did_you_mean.words import Correction, Typed
from search.engine import Snapshot

_SEVERAL_SLIPS = 4.0
"""What is looked at for a word that the index has not: two slips, if usual ones."""

_N_CHEAPEST, _N_LIKELIEST, _N_COUNTED = 60, 20, 5
"""Candidates whose articles, whose words and whose pairs are counted, in turn."""
_N_SPELLINGS = 10
"""Spellings of each of the forms without marks that are a slip away."""

_SPACE = 1.5
_MORE_SPACES = 0.3
"""Who leaves out one space of a name leaves out the others."""
_ONE_LETTER = 1.0
_MAX_GLUED, _MAX_PARTS, _MAX_SYLLABLE = 32, 6, 7

_NAME_SIZES = (4, 3, 2)
_N_NAMES = 200
_SURE_SIZE = 3
"""Two words can be a name and something else as well."""
_OF_A_NAME = 0.1
_NEW_NAME = 3.0
"""One name in a thousand is new and differs from a known one in one syllable."""


class Corrector:
    """Finds corrections for the words of one query."""

    def __init__(
        self, snapshot: Snapshot, typed: Sequence[Typed], likelihood: Likelihood
    ) -> None:
        self._snapshot = snapshot
        self._typed = typed
        self._likelihood = likelihood

    def is_known(self, at: int) -> bool:
        """Tell whether the index has a word of the query."""
        return self._likelihood.frequency(self._typed[at].word.syllable) > 0

    def support(self, at: int) -> int:
        """Count the articles that have a word beside one of its neighbours."""
        before, after = self._around(at, at)
        return self._likelihood.support(before, (self._typed[at].word.syllable,), after)

    def corrections(self, at: int) -> list[Correction]:
        """List what may have been meant by a word, the likeliest first."""
        if is_left_alone(self._typed, at):
            return []
        syllable = self._typed[at].word.syllable
        slips = [c for c in self._slips(at) if not only_drops_marks(syllable, c.text)]
        found = [*slips, *self._spaces(at), *self._names(at, slips)]
        best: dict[tuple[int, int, str], Correction] = {}
        for each in found:
            key = each.first, each.last, each.text.casefold()
            if key not in best or best[key].odds < each.odds:
                best[key] = each
        return sorted(best.values(), key=lambda c: (-c.odds, c.first, c.last, c.text))

    def _around(self, first: int, last: int) -> tuple[str | None, str | None]:
        before = after = None
        if self._typed[first].is_joined and self.is_known(first - 1):
            before = self._typed[first - 1].word.syllable
        end = last + 1
        if end < len(self._typed) and self._typed[end].is_joined and self.is_known(end):
            after = self._typed[end].word.syllable
        return before, after

    def _weighed(
        self, first: int, last: int, meant: Sequence[str], text: str, price: float
    ) -> Correction:
        before, after = self._around(first, last)
        typed = [each.word.syllable for each in self._typed[first : last + 1]]
        score = self._likelihood.score
        odds = score(before, meant, after) - score(before, typed, after) - price
        support = self._likelihood.support(before, meant, after)
        return Correction(first, last, text, odds, support)

    # One syllable for another.

    def _slips(self, at: int) -> Iterator[Correction]:
        typed = self._typed[at]
        if not typed.text.isalpha() or len(typed.text) > MAX_LETTERS:
            return
        before, after = self._around(at, at)
        likelihood = self._likelihood
        found = sorted(self._alike(at), key=lambda pair: (pair[1], pair[0]))
        weights = [
            (math.log10(likelihood.frequency(meant)) - price, meant, price)
            for meant, price in found[:_N_CHEAPEST]
            if likelihood.frequency(meant)
        ]
        weights = [
            (
                likelihood.score(before, (meant,), after, is_counted=False) - price,
                meant,
                price,
            )
            for _, meant, price in sorted(weights, reverse=True)[:_N_LIKELIEST]
        ]
        for _, meant, price in sorted(weights, reverse=True)[:_N_COUNTED]:
            yield self._weighed(at, at, (meant,), cased(meant, typed.text), price)

    def _alike(self, at: int) -> Iterator[tuple[str, float]]:
        """Yield the index's syllables that a word may stand for, and the prices."""
        word = self._typed[at].word
        typed, folded = word.syllable, fold(word.syllable)
        limit = ONE_SLIP if self.is_known(at) else _SEVERAL_SLIPS
        others = dict.fromkeys(near(folded))
        others.pop(folded, None)
        for other in (folded, *others):
            spellings = self._snapshot.spellings(other)
            if not word.has_marks:
                if spellings and other != folded:
                    price = cost(folded, other, limit)
                    if price <= limit:
                        yield other, price
                continue
            if other != folded:
                spellings = spellings[:_N_SPELLINGS]
            # Other marks only ever add to what the letters without marks cost.
            least = cost(folded, other, limit) if spellings else 0.0
            for meant in spellings:
                if meant not in word.forms and tone_cost(typed, meant) + least <= limit:
                    price = cost(typed, meant, limit)
                    if price <= limit:
                        yield meant, price

    # Spaces too many, too few, or in the wrong place.

    def _spaces(self, at: int) -> Iterator[Correction]:
        yield from self._cut(at, at, _SPACE)
        for second in (at, at + 1):
            if not 1 <= second < len(self._typed) or not self._typed[second].is_joined:
                continue
            one, other = self._typed[second - 1 : second + 1]
            whole = one.text + other.text
            joined = normalise_syllable(whole)
            if not whole.isalpha() or len(whole) > MAX_LETTERS:
                continue
            if self._likelihood.frequency(joined):
                yield self._weighed(second - 1, second, (joined,), whole, _SPACE)
            yield from self._cut(second - 1, second, _SPACE + _MORE_SPACES)

    def _cut(self, first: int, last: int, price: float) -> Iterator[Correction]:
        """Cut what was typed into syllables, anywhere but where it was cut."""
        typed = [each.text for each in self._typed[first : last + 1]]
        whole = "".join(typed)
        if not whole.isalpha() or not 3 <= len(whole) <= _MAX_GLUED:
            return
        n_parts = 2 if len(typed) > 1 else _MAX_PARTS
        ways = []
        for parts in self._ways(whole, n_parts):
            if len(parts) > 1 and parts != typed:
                meant = tuple(map(normalise_syllable, parts))
                n_short = sum(len(part) == 1 for part in parts)
                dear = price + _MORE_SPACES * (len(parts) - 2) + _ONE_LETTER * n_short
                score = self._likelihood.score(None, meant, None, is_counted=False)
                ways.append((score - dear, parts, meant, dear))
        for _, parts, meant, dear in sorted(ways, reverse=True)[:_N_COUNTED]:
            yield self._weighed(first, last, meant, " ".join(parts), dear)
            if first == last and len(parts) >= _SURE_SIZE and not self.is_known(first):
                yield from self._glued_names(first, meant, dear)

    def _glued_names(
        self, at: int, meant: tuple[str, ...], price: float
    ) -> Iterator[Correction]:
        folded = tuple(map(fold, meant))
        typed = self._likelihood.score(None, (self._typed[at].word.syllable,), None)
        for name, count in self._snapshot.names_like(folded, _N_COUNTED):
            if tuple(map(fold, syllables(name))) == folded:
                odds = self._likelihood.score_of_name(count) - typed - price
                yield Correction(at, at, name, odds, count)

    def _ways(self, whole: str, n_parts: int) -> list[list[str]]:
        """List ways to cut a text into known syllables, those of few parts."""
        # ways[n]: of the first n letters.
        ways: list[list[list[str]]] = [[[]]]
        is_part: dict[str, bool] = {}
        for end in range(1, len(whole) + 1):
            found = []
            for start in range(max(0, end - _MAX_SYLLABLE), end):
                part = whole[start:end]
                if not ways[start]:
                    continue
                if part not in is_part:
                    is_part[part] = self._is_syllable(normalise_syllable(part))
                if is_part[part]:
                    found += [[*way, part] for way in ways[start]]
            found = [way for way in found if len(way) <= n_parts]
            ways.append(sorted(found, key=lambda way: (len(way), way))[:_N_LIKELIEST])
        return ways[-1]

    def _is_syllable(self, part: str) -> bool:
        if fold(part) != part:
            return is_vietnamese_syllable(part) and self._likelihood.frequency(part) > 0
        return any(map(is_vietnamese_syllable, self._snapshot.spellings(part)))

    # Names of persons.

    def _names(self, at: int, slips: Sequence[Correction]) -> Iterator[Correction]:
        """Yield persons whose name has another word at a place.

        Parameters
        ----------
        slips : sequence of Correction
            Of that word alone. Where one of them makes the name, the name, with
            its marks and capitals, is offered for it.
        """
        odds = {fold(each.text): each.odds for each in reversed(slips)}
        for size in _NAME_SIZES:
            for first in range(max(0, at - size + 1), at + 1):
                window = self._typed[first : first + size]
                if len(window) == size and all(t.is_joined for t in window[1:]):
                    yield from self._names_like(first, at, window, odds)

    def _names_like(
        self, first: int, at: int, window: Sequence[Typed], odds: dict[str, float]
    ) -> Iterator[Correction]:
        folded = tuple(fold(typed.word.syllable) for typed in window)
        names = self._snapshot.names_like(folded, _N_NAMES)
        total = sum(count for _, count in names)
        for name, count in names:
            meant = _syllables_of(name)
            if len(meant) != len(window):
                continue
            price = _name_cost(window, meant, at - first)
            if price is None:
                continue
            its_odds = math.log10(count / total) + _NEW_NAME - price
            if len(window) >= _SURE_SIZE:
                slip = odds.get(fold(meant[at - first]), its_odds)
                its_odds = max(its_odds, slip + _OF_A_NAME)
            yield Correction(first, first + len(window) - 1, name, its_odds, count)


@lru_cache(maxsize=4_096)
def _syllables_of(name: str) -> tuple[str, ...]:
    """List the syllables of a name: the commonest ones are looked at most often."""
    return tuple(syllables(name))


def _name_cost(window: Sequence[Typed], meant: Sequence[str], at: int) -> float | None:
    """Price a name in which the word at one place is another; None for no such.

    Parameters
    ----------
    window : sequence of Typed
    meant : sequence of str
        As many syllables.
    at : int
    """
    price = 0.0
    for place, (typed, syllable) in enumerate(zip(window, meant, strict=True)):
        word = typed.word
        if word.matches(syllable):
            if place == at:
                return None
        elif place != at:
            return None
        else:
            price = cost(word.syllable, syllable if word.has_marks else fold(syllable))
    return price if price <= _SEVERAL_SLIPS else None
