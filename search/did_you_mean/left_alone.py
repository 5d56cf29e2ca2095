"""Words of a query that nothing may be offered for."""

from __future__ import annotations

from collections.abc import Sequence

from index.analysis.normalise import fold
from index.analysis.spelling import is_vietnamese_syllable, may_be_vietnamese
from search.did_you_mean.words import Typed


def is_left_alone(typed: Sequence[Typed], at: int) -> bool:
    """Tell whether nothing shows what else a word may have been.

    That is an abbreviation in capitals (EVN), unless all is typed in capitals,
    and a well-spelled syllable with marks that stands alone (*chó*).

    Parameters
    ----------
    typed : sequence of Typed
        The words of the query.
    at : int
        Which of them is looked at.
    """
    text, syllable = typed[at].text, typed[at].word.syllable
    if len(typed) == 1 and fold(syllable) != syllable:
        return is_vietnamese_syllable(syllable)
    is_shouted = len(typed) > 1 and all(other.text.isupper() for other in typed)
    is_short = 1 < len(text) <= 5 and text.isascii() and text.isalpha()
    is_acronym = is_short and text.isupper() and not is_shouted
    return is_acronym and not may_be_vietnamese(syllable)


def only_drops_marks(syllable: str, text: str) -> bool:
    """Tell whether a well-spelled syllable with marks would lose them.

    Without marks it stands for all spellings, so it would find more, and
    nobody who typed *Tây Nguyên* meant *Tai Nguyên*.

    Parameters
    ----------
    syllable : str
        As typed, normalised.
    text : str
        What would be offered for it.

    Examples
    --------
    >>> only_drops_marks("tây", "Tai"), only_drops_marks("ngị", "nghi")
    (True, False)
    """
    has_marks = fold(syllable) != syllable and is_vietnamese_syllable(syllable)
    return has_marks and fold(text) == text.lower()
