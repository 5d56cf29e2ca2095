"""Word sequences that many titles share: ``hội nghị trung ương``.

A sequence has two to six syllables, begins and ends where words do, does not
run over punctuation and neither begins nor ends with a function word. It is
kept where enough different titles have it, unless a longer one is in the very
same titles: then it is only a part of that one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from index.analysis.normalise import normalise_syllable
from index.analysis.syllables import syllable_spans

Spans = list[tuple[int, int]]
"""``(start, end)`` in code points of a text, ascending."""

MIN_TITLES = 3
"""Different titles that a sequence must stand in."""

MAX_SYLLABLES = 6
_MAX_SHOWN_SPELLINGS = 20
"""Occurrences whose capitals are looked at; more would not change the answer."""

# They join the words around them; what begins or ends with one is cut off in
# the middle of a phrase.
FUNCTION_WORDS = frozenset(
    """
    ai bao bằng bị bởi cả các cái càng cần chỉ cho chưa chứ có còn của cùng cũng
    dù do đã đang đây đâu để đến đều đó được gì giữa hay hãy hoặc hơn khi không
    là lại làm lên luôn mà mình mỗi một mới nào nay này nên nếu ngay những như
    nhưng nơi nữa ở phải qua ra rằng rất rồi sao sau sẽ sắp so tại theo thì thế
    thêm tới trên trong trước từ từng tự và vào vẫn vì việc với về vừa xuống
    """.split()
)
_NO_WORD = (1 << 60, 1 << 60)
_STAYS_TOGETHER = re.compile(r"[ \u00a0]?")


@dataclass(slots=True)
class Sequence:
    """A kept sequence.

    Attributes
    ----------
    text : str
        In its commonest capitals.
    titles : list of int
        Numbers of the different titles that have it, ascending.
    """

    text: str
    titles: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of a title with nothing but spaces between.

    Attributes
    ----------
    first : int
        Number of its first syllable among those of the title.
    words : list of str
        Normalised; the syllables of a word with a space between.
    sizes : list of int
        Syllables of each word.
    """

    first: int
    words: list[str]
    sizes: list[int]


def find_stretches(title: str, words: Spans) -> list[Stretch]:
    """Cut a title at its punctuation.

    Parameters
    ----------
    title : str
        NFC.
    words : list of (int, int)
        Its words of two or more syllables.

    Examples
    --------
    >>> [s.words for s in find_stretches("Hà Nội: Cấm xe tải", [(0, 6), (12, 18)])]
    [['hà nội'], ['cấm', 'xe tải']]
    """
    stretches: list[Stretch] = []
    whole = iter(words)
    word_start, word_end = next(whole, _NO_WORD)
    previous_end = 0
    for at, (start, end) in enumerate(syllable_spans(title)):
        syllable = normalise_syllable(title[start:end])
        while word_end <= start:
            word_start, word_end = next(whole, _NO_WORD)
        if at and word_start < start:
            stretches[-1].words[-1] += f" {syllable}"
            stretches[-1].sizes[-1] += 1
        elif at and _STAYS_TOGETHER.fullmatch(title, previous_end, start):
            stretches[-1].words.append(syllable)
            stretches[-1].sizes.append(1)
        else:
            stretches.append(Stretch(at, [syllable], [1]))
        previous_end = end
    return stretches


def find_sequences(
    titles: list[str], stretches: list[list[Stretch]]
) -> dict[str, Sequence]:
    """Find the sequences of a collection of different titles.

    Everything is counted in passes over the titles, each of which only looks
    at what the one before it left, so that memory grows with what is frequent
    and not with all that occurs once.

    Parameters
    ----------
    titles : list of str
        NFC.
    stretches : list of list of Stretch
        Of each title, by `find_stretches`.

    Returns
    -------
    dict
        Normalised syllables, a space between → the sequence.
    """
    pairs: Counter[str] = Counter()
    for title in stretches:
        pairs.update({pair for words in title for pair in _pairs(words)})
    frequent = {pair for pair, n in pairs.items() if n >= MIN_TITLES}
    del pairs
    counts: Counter[str] = Counter()
    for title in stretches:
        counts.update({text for text, *_ in _windows(title, frequent)})
    kept = {text: n for text, n in counts.items() if n >= MIN_TITLES}
    del counts
    return _collect(titles, stretches, frequent, kept)


_Window = tuple[str, Stretch, int, int]
"""Text, where it stands, number of its first word, and of the first after it."""


def _pairs(stretch: Stretch) -> Iterator[str]:
    words = stretch.words
    for at in range(len(words) - 1):
        yield f"{words[at]} {words[at + 1]}"


def _windows(title: list[Stretch], frequent: set[str]) -> Iterator[_Window]:
    """Yield what may be a sequence of a title."""
    for stretch in title:
        words, sizes = stretch.words, stretch.sizes
        for first, word in enumerate(words):
            if word in FUNCTION_WORDS or word[0].isdigit():
                continue
            text, size = word, sizes[first]
            for end in range(first + 1, len(words) + 1):
                last = words[end - 1]
                if end > first + 1:
                    if f"{words[end - 2]} {last}" not in frequent:
                        break
                    text, size = f"{text} {last}", size + sizes[end - 1]
                if size > MAX_SYLLABLES:
                    break
                if size > 1 and last not in FUNCTION_WORDS:
                    yield text, stretch, first, end


def _collect(
    titles: list[str],
    stretches: list[list[Stretch]],
    frequent: set[str],
    counts: dict[str, int],
) -> dict[str, Sequence]:
    """Collect the titles of each counted sequence and how it is mostly written.

    The first word of a title has a capital whatever it is, so such an
    occurrence counts only where there is no other.
    """
    inner: dict[str, Counter[str]] = defaultdict(Counter)
    initial: dict[str, Counter[str]] = defaultdict(Counter)
    found: dict[str, Sequence] = {}
    parts: set[str] = set()
    for number, (title, its) in enumerate(zip(titles, stretches, strict=True)):
        windows = [w for w in _windows(its, frequent) if w[0] in counts]
        spans: Spans = []
        for window in windows:
            text, stretch, first, _ = window
            sequence = found.get(text)
            if sequence is None:
                sequence = found[text] = Sequence(text)
                parts.update(_parts(window, windows, counts))
            if sequence.titles[-1:] != [number]:
                sequence.titles.append(number)
            if len(sequence.titles) > _MAX_SHOWN_SPELLINGS:
                continue
            spans = spans or list(syllable_spans(title))
            at = stretch.first + sum(stretch.sizes[:first])
            last = at + text.count(" ")
            shown = " ".join(title[spans[at][0] : spans[last][1]].split())
            (inner if at else initial)[text][shown] += 1
    for text in parts:
        del found[text]
    for text, sequence in found.items():
        shown = inner.get(text) or initial[text]
        sequence.text = min(shown, key=lambda spelling: (-shown[spelling], spelling))
    return found


def _parts(
    window: _Window, windows: list[_Window], counts: dict[str, int]
) -> Iterator[str]:
    """Yield what lies in a window of a title and is in no other titles than it.

    One title is enough to know by: what is in as many titles as something
    around it is in the same.
    """
    text, stretch, first, end = window
    for inner, other, begin, stop in windows:
        is_inside = other is stretch and first <= begin and stop <= end
        if is_inside and inner != text and counts[inner] == counts[text]:
            yield inner
