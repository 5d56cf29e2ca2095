"""Where a plan's words stand and which window says most, by compiled loops.

What `search.snippets.occurrences` and `search.snippets.passages` make of most texts
and queries, in a fifth of the time. The loops know letters alone: queries with
numbers, prefixes and names, and texts with unusual characters, are left to these.

The loops compare words as a text spells them. Which of the sought ones a spelling
answers is worked out here, when it is first met, as for Python's (`Plan.begun`).
"""

from __future__ import annotations

import logging
import sys
import threading
from functools import cache
from typing import TYPE_CHECKING

from search.query.nodes import Prefix
from search.snippets.candidates import fold_text
from search.types import Range

if TYPE_CHECKING:
    from search.snippets.sought import Plan

try:
    from search.snippets.kernels import native
except (OSError, AttributeError) as _exc:
    native = None  # type: ignore[assignment]
    logging.getLogger(__name__).info(
        "snippets are made without compiled loops, some times slower: %s", _exc
    )

Looked = tuple[Range, list[Range]]
"""The window to be shown and the ranges of all occurrences, ascending by start."""

_LEFT = -1
_CODING = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"


def is_compiled() -> bool:
    """Say whether there are compiled loops."""
    return native is not None


class Looker:
    """Looks through texts for what one plan looks for.

    Its tables are made at the first text. Safe to use from several threads.
    """

    def __init__(self) -> None:
        self._tables: native.PlanTables | None = None
        self._is_made = False
        self._spelled: set[str] = set()
        self._needles: dict[bytes, int] = {}
        self._places: list[tuple[int, int]] = []
        self._lock = threading.Lock()

    def look(self, plan: Plan, text: str) -> Looked | None:
        """Look through a text; None where Python has to.

        Parameters
        ----------
        plan : Plan
            The same one every time.
        text : str
        """
        if native is None:
            return None
        if not self._is_made:
            with self._lock:
                if not self._is_made:
                    self._make(plan)
                    self._is_made = True
        if self._tables is None:
            return None
        coded = text.encode(_CODING, "surrogatepass")
        n, ranges = native.look(self._tables, _fold_table(), coded, len(text))
        if n < _LEFT:
            ends = ranges[: 2 * (_LEFT - n)]
            unknown = {text[a:b] for a, b in zip(ends[::2], ends[1::2], strict=True)}
            with self._lock:
                if not all([self._learn(plan, spelling) for spelling in unknown]):
                    return None
            n, ranges = native.look(self._tables, _fold_table(), coded, len(text))
        if n < 0:
            return None
        flat = ranges[: 2 + 2 * n]
        pairs = list(zip(flat[::2], flat[1::2], strict=True))
        return pairs[0], pairs[1:]

    def _make(self, plan: Plan) -> None:
        """Write down what a plan looks for, if it is for the loops."""
        places = [
            (n, k)
            for n, one in enumerate(plan.sought)
            if len(one.words) > 1
            for k in range(len(one.words))
        ]
        features = [*range(len(plan.sizes)), *sorted(plan.pairs)]
        forms = {
            form
            for one in plan.sought
            for word in one.words
            for form in (("*",) if isinstance(word, Prefix) else word.forms)
        }
        needles = list(dict.fromkeys(map(fold_text, sorted(forms))))
        if (
            plan.numbers
            or any(one.in_any_order for one in plan.sought)
            or not all(_is_word(needle) for needle in needles)
            or len(needles) > native.N_NEEDLES
            or len(plan.sought) > native.N_SOUGHT
            or len(features) > native.N_FEATURES
            or len(places) > native.N_PLACES
        ):
            return
        tables = native.PlanTables()
        tables.n_needles, tables.n_sought = len(needles), len(plan.sought)
        tables.n_features, tables.has_marks = len(features), plan.has_marks
        for at, needle in enumerate(needles):
            tables.needles[at] = (len(needle), -1, (*needle,))
            tables.by_letter[needle[0]] |= 1 << at
            self._needles[needle] = at
        number = {feature: at for at, feature in enumerate(features)}
        for at, feature in enumerate(features):
            tables.sizes[at] = plan.size_of(feature)
        answering: dict[int, list[int]] = {}
        for n, one in enumerate(plan.sought):
            sought = tables.sought[n]
            sought.answers = sum(1 << typed for typed in one.answers)
            said = (*one.answers, *one.pairs)
            sought.features = sum(1 << number[feature] for feature in said)
            sought.n_words = len(one.words)
            sought.first_place = places.index((n, 0)) if (n, 0) in places else 0
            for typed in one.answers:
                answering.setdefault(typed, []).append(n)
        for pair in plan.pairs:
            for a in answering.get(pair[0], ()):
                for b in answering.get(pair[1], ()):
                    tables.sought[a].beside[b] |= 1 << number[pair]
        self._places, self._tables = places, tables

    def _learn(self, plan: Plan, spelled: str) -> bool:
        """Add a spelling to the tables; False where there is no room for it."""
        tables, at = self._tables, len(self._spelled)
        assert tables is not None
        if spelled in self._spelled:
            return True
        if at == native.N_SPELLINGS:
            return False
        normalised, words, _ = plan.begun[spelled]
        needle = tables.needles[self._needles[fold_text(spelled)]]
        bits = exact = places = 0
        for n, is_exact in words:
            bits |= 1 << n
            exact |= is_exact << n
        for place, (n, k) in enumerate(self._places):
            places |= plan.sought[n].words[k].matches(normalised) << place
        letters = (*map(ord, spelled),)
        tables.spellings[at] = needle.first, bits, exact, places, letters
        self._spelled.add(spelled)
        # Last, for others may be looking.
        needle.first = at
        return True


def _is_word(needle: bytes) -> bool:
    is_short = len(needle) <= native.LONGEST
    return is_short and needle.isalnum() and needle[:1].isalpha()


@cache
def _fold_table() -> bytes:
    """What each code point is when folded; a question mark is unusual to Python."""
    every = "".join(map(chr, range(native.N_KNOWN)))
    return fold_text(every.replace("?", " "))
