"""Names by their syllables without marks, against sets made one by one."""

import random

from index.analysis.normalise import fold
from search.embedded.name_words import NameWords


def names_by_word(keys):
    by_word = {}
    for ordinal, key in enumerate(keys):
        for word in set(fold(key).split()):
            by_word.setdefault(word, []).append(ordinal)
    return by_word


def test_names_are_found_by_every_syllable_of_theirs():
    draw = random.Random(3)
    syllables = ["lê", "le", "thị", "thi", "hà", "nguyễn", "đ.", "o'neil", "2", "ﬁ"]
    keys = sorted(
        " ".join(draw.choices(syllables, k=draw.randint(1, 5))) for _ in range(300)
    )
    words = NameWords(keys)
    expected = names_by_word(keys)
    assert len(expected) > 5
    for word, ordinals in expected.items():
        assert words.names_with(word).tolist() == ordinals


def test_no_name_has_a_syllable_that_none_holds():
    for keys in ([], ["mai"], [""]):
        words = NameWords(keys)
        for other in ("", "\n", " ", "mái", "an"):
            assert words.names_with(other).tolist() == []
