"""Names by their syllables without marks, against sets made one by one."""

import random
from collections import Counter

import numpy as np

from index.analysis.names import person_key
from index.analysis.normalise import fold
from search.names import NameColumn
from search.names.words import NameWords
from search.query.nodes import Prefix, Word

SYLLABLES = (
    "lê le lý lí ly thuỷ thúy thuy quý quí qui hoà hoàng hòa hoa an ân tây đ đạt dat"
    " nguyễn nguyên nguyen 2 o ﬁ"
).split()
BEGINNINGS = "l lê le thú thu q quí hoà hò h hoang a â đ d ng nguyễ nguye 2 ! ﬁ".split()


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
            assert not words.answering(Word(other, 0, 0)).any()


def test_names_are_counted_in_syllables():
    assert NameWords(["", "mai", "lê lê thị"]).lengths.tolist() == [0, 1, 3]
    assert NameWords([]).lengths.tolist() == []


def random_column(draw):
    keys = {" ".join(draw.choices(SYLLABLES, k=draw.randint(0, 4))) for _ in range(80)}
    offsets, values = np.zeros(1, np.uint32), np.zeros(0, np.int32)
    return NameColumn(sorted(keys), offsets, values, lambda _: Counter())


def test_names_typed_in_part_are_those_that_looking_at_each_syllable_gives():
    draw = random.Random(4)
    n_found = 0
    for _ in range(30):
        column = random_column(draw)
        for _ in range(60):
            beginnings = draw.choices(BEGINNINGS, k=draw.randint(0, 3))
            typed = draw.choice([" ", ", ", "  "]).join(beginnings)
            expected = [
                ordinal
                for ordinal, key in enumerate(column.keys)
                if all(
                    any(Prefix(one, 0, 0).matches(other) for other in key.split())
                    for one in person_key(typed).split()
                )
            ]
            assert column.beginning(typed).tolist() == expected
            n_found += 0 < len(expected) < len(column)
    assert n_found > 500


def test_names_with_words_are_those_that_looking_at_each_syllable_gives():
    draw = random.Random(5)
    n_found = 0
    for _ in range(30):
        column = random_column(draw)
        for _ in range(60):
            words = [
                Word(person_key(syllable), 0, 0)
                for syllable in draw.choices(SYLLABLES, k=draw.randint(0, 3))
            ]
            expected = [
                ordinal
                for ordinal, key in enumerate(column.keys)
                if words and all(any(map(w.matches, key.split())) for w in words)
            ]
            assert column.holding(words) == expected
            n_found += len(expected) > 1
    assert n_found > 300
