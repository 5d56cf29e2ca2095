"""How much pyvi's features of a token speak for its labels.

The features are those of pyvi 0.1.1, `ViTokenizer.word2features`. pycrfsuite
hands CRFsuite an attribute ``name:value`` of weight 1 for each text, and an
attribute ``name`` of weight 1 or 0 for each truth value; CRFsuite adds up the
weights in the order in which pyvi lists them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.analysis.word_segmentation.crfsuite_model import CrfModel

OUTSIDE, INSIDE = 0, 1
"""Rows of our labels: the token begins a word; it goes on with one (`I_W`)."""

_LABELS = ("B_W", "I_W")


class TokenFeatures:
    """The weights of a model by what pyvi asks about a token.

    Parameters
    ----------
    model : CrfModel
        pyvi's.
    bigrams, trigrams : frozenset of str
        Entries of pyvi's word list of two and three syllables.

    Raises
    ------
    ValueError
        If the model's labels are not pyvi's.

    Attributes
    ----------
    transitions : tuple of tuple of float
        ``transitions[before][after]``, by `OUTSIDE` and `INSIDE`.
    """

    def __init__(
        self, model: CrfModel, bigrams: frozenset[str], trigrams: frozenset[str]
    ) -> None:
        if sorted(model.labels) != sorted(_LABELS):
            raise ValueError(f"expected the labels {_LABELS}, found {model.labels}")
        order = [model.labels.index(label) for label in _LABELS]
        weights = model.weights[:, order].tolist()
        self._weights = {
            attribute: (weights[id_][OUTSIDE], weights[id_][INSIDE])
            for attribute, id_ in model.attributes.items()
        }
        rows = model.transitions[np.ix_(order, order)].tolist()
        self.transitions = tuple(map(tuple, rows))
        self._bigrams = bigrams
        self._trigrams = trigrams

    def advantage(self, attribute: str) -> float:
        """Give by how much an attribute speaks for `INSIDE`; 0 for unknown ones."""
        weights = self._weights.get(attribute)
        return 0.0 if weights is None else weights[INSIDE] - weights[OUTSIDE]

    def advantages(self, token: str) -> tuple[float, float, float]:
        """Give what a token's own features say of three tokens' being `INSIDE`.

        Returns
        -------
        (float, float, float)
            Of itself, of the token before it, and of the token after it.
        """
        of = self.advantage
        own = sum(map(of, _own(token)))
        as_next = sum(map(of, _neighbour("+1", token)))
        as_previous = sum(map(of, _neighbour("-1", token)))
        return own, as_next, as_previous

    def scores(self, tokens: Sequence[str], at: int) -> tuple[float, float]:
        """Add up the weights of both labels for ``tokens[at]`` as CRFsuite does.

        Slow and to the last bit: what the sums of `advantages` stand for.

        Returns
        -------
        (float, float)
            By `OUTSIDE` and `INSIDE`.
        """
        outside = inside = 0.0
        for attribute in self._attributes(tokens, at):
            weights = self._weights.get(attribute)
            if weights is not None:
                outside += weights[OUTSIDE]
                inside += weights[INSIDE]
        return outside, inside

    def _attributes(self, tokens: Sequence[str], at: int) -> list[str]:
        """List the attributes of a token of weight 1, in pyvi's order."""
        word, last = tokens[at], len(tokens) - 1
        found = _own(word)
        if at > 0:
            found += _neighbour("-1", tokens[at - 1])
            if _joined(tokens[at - 1 : at + 1]) in self._bigrams:
                found.append("-1:word.bi_gram()")
            if at > 1 and _joined(tokens[at - 2 : at + 1]) in self._trigrams:
                found.append("-2:word.tri_gram()")
        if at < last:
            found += _neighbour("+1", tokens[at + 1])
            if _joined(tokens[at : at + 2]) in self._bigrams:
                found.append("+1:word.bi_gram()")
            if at < last - 1 and _joined(tokens[at : at + 3]) in self._trigrams:
                found.append("+2:word.tri_gram()")
        return found


def _own(word: str) -> list[str]:
    found = ["bias", _valued("word.lower()", word.lower())]
    if word.isupper():
        found.append("word.isupper()")
    if word.istitle():
        found.append("word.istitle()")
    if word.isdigit():
        found.append("word.isdigit()")
    return found


def _neighbour(place: str, word: str) -> list[str]:
    found = [_valued(f"{place}:word.lower()", word.lower())]
    if word.istitle():
        found.append(f"{place}:word.istitle()")
    if word.isupper():
        found.append(f"{place}:word.isupper()")
    return found


def _valued(name: str, value: str) -> str:
    # CRFsuite takes attributes as C strings, which end at the first NUL; the
    # model does know the attributes whose value is empty.
    return f"{name}:{value}".partition("\0")[0]


def _joined(tokens: Sequence[str]) -> str:
    return " ".join(tokens).lower()
