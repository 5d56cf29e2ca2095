"""The most probable labels of many sequences at once, as CRFsuite finds them.

Of two labels only the difference of their Viterbi scores matters. With
``d[t]`` that difference after token ``t``, ``e[t]`` the difference of the
token's own scores and ``m[i][j]`` the weight of label ``j`` after ``i``::

    d[t] = e[t] + g(d[t - 1])
    g(x) = max(m[0][1], x + m[1][1]) - max(m[0][0], x + m[1][0])

``g`` stays between ``m[0][1] - m[0][0]`` and ``m[1][1] - m[1][0]``. So where
``e[t]`` is far enough from the middle, the label of ``t`` is known without
its neighbours', and only the few runs of tokens between such ones need the
recurrence: all runs take their first step together, then their second, and so
on. Going back, ``t`` is inside a word if ``d[t] > x[j]`` for ``j`` the label of
the next token, where ``x[j] = m[0][j] - m[1][j]``; the last token, if
``d[t] > 0``. Ties go to label 0, as in ``crf1dc_viterbi`` of CRFsuite's
``lib/crf/src/crf1d_context.c``, which takes a label only where it is better
than those before it.

CRFsuite adds its scores up in another order, so a difference that is not
clearly on one side is not decided here but reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.analysis.word_segmentation.features import INSIDE, OUTSIDE

NEAR = 1e-6
"""Differences this close to a threshold are not trusted.

CRFsuite's scores grow by some 10 a token, so those of a text of a million
tokens are exact to 1e-8; ours, which start anew all the time, to 1e-14.
"""

Transitions = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Labels:
    """What `decode` found.

    Attributes
    ----------
    is_inside : (n,) bool ndarray
        Label of each token; False at boundaries.
    near_ties : (k,) int64 ndarray
        Tokens whose labels, and those of the tokens before them, rounding may
        have decided.
    """

    is_inside: np.ndarray
    near_ties: np.ndarray


def decode(
    advantages: np.ndarray, boundaries: np.ndarray, transitions: Transitions
) -> Labels:
    """Label sequences of tokens that stand in one row, boundaries between them.

    Parameters
    ----------
    advantages : (n,) float64 ndarray
        By how much each token's features speak for `INSIDE`; anything at
        boundaries.
    boundaries : (b,) int64 ndarray
        Ascending, from 0 to ``n - 1``: what separates sequences, and stands
        before the first and after the last. Sequences may be empty.
    transitions : 2 × 2 float
        ``transitions[before][after]`` by `OUTSIDE` and `INSIDE`.
    """
    (m00, m01), (m10, m11) = transitions
    after_outside, after_inside = m01 - m00, m11 - m10
    thresholds = m00 - m10, m01 - m11
    low, high = min(thresholds), max(thresholds)
    is_inside = advantages > high - min(after_outside, after_inside) + NEAR
    is_open = advantages > low - max(after_outside, after_inside) - NEAR
    is_open &= ~is_inside
    # The first token of a sequence has nothing before it and the last nothing
    # after it: other thresholds hold for them.
    lasts = boundaries[1:] - 1
    is_open[boundaries[:-1] + 1] = True
    is_open[lasts] = True
    is_open[boundaries] = False
    from_before = np.where(is_inside, after_inside, after_outside)
    from_before[boundaries] = 0.0
    is_inside[boundaries] = False

    differences = np.empty(len(advantages))
    step = (is_open[1:] > is_open[:-1]).nonzero()[0] + 1
    while step.size:
        d = advantages[step] + from_before[step - 1]
        differences[step] = d
        from_before[step] = np.maximum(m01, d + m11) - np.maximum(m00, d + m10)
        step += 1
        step = step[is_open[step]]

    opened = is_open.nonzero()[0]
    is_open[lasts] = False
    is_last = ~is_open[opened]
    d = differences[opened]
    below, above = np.full(len(d), low), np.full(len(d), high)
    below[is_last] = above[is_last] = 0.0
    is_near = (abs(d - below) < NEAR) | (abs(d - above) < NEAR)
    is_inside[opened] = d > above
    # What is left hangs on the label of the next token: from the last of each
    # run backwards.
    hangs = (d > below) & (d <= above)
    is_open[opened] = hangs
    hanging = opened[hangs]
    step = hanging[~is_open[hanging + 1]]
    while step.size:
        threshold = np.where(is_inside[step + 1], thresholds[1], thresholds[0])
        is_inside[step] = differences[step] > threshold
        step -= 1
        step = step[is_open[step]]
    return Labels(is_inside, opened[is_near])


def decode_exactly(
    scores: Sequence[tuple[float, float]], transitions: Transitions
) -> list[bool]:
    """Label one sequence with CRFsuite's own additions, in CRFsuite's order.

    Slow, and right to the last bit: ``crf1dc_viterbi``.

    Parameters
    ----------
    scores : sequence of (float, float)
        Of each token for `OUTSIDE` and `INSIDE`; at least one token.

    Returns
    -------
    list of bool
        Whether each token's label is `INSIDE`.
    """
    (m00, m01), (m10, m11) = transitions
    outside, inside = scores[0]
    came_from: list[tuple[bool, bool]] = []
    for of_outside, of_inside in scores[1:]:
        outside_outside, inside_outside = outside + m00, inside + m10
        outside_inside, inside_inside = outside + m01, inside + m11
        came_from.append(
            (inside_outside > outside_outside, inside_inside > outside_inside)
        )
        outside = max(outside_outside, inside_outside) + of_outside
        inside = max(outside_inside, inside_inside) + of_inside
    labels = [inside > outside]
    for back in reversed(came_from):
        labels.append(back[INSIDE if labels[-1] else OUTSIDE])
    return labels[::-1]
