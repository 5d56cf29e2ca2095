"""The Vietnamese order of names, held against CLDR's own rules."""

import re
import unicodedata
from functools import cmp_to_key

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.collation import collation_key

RULES = (
    "&\u0300<<\u0309<<\u0303<<\u0301<<\u0323&a<ă<<<Ă<â<<<Â&d<đ<<<Đ&e<ê<<<Ê"
    "&o<ô<<<Ô<ơ<<<Ơ&u<ư<<<Ư"
)
"""Of common/collation/vi.xml in CLDR."""

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
VOWELS = "aăâeêioôơuưy"
CONSONANTS = "bcdđghklmnpqrstvx"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]

WEIGHED = [*"abcdefghijklmnopqrstuvwxyz"]
"""Letters before any rule: a rule puts others behind one of them."""


def read_rules():
    """Give the order of letters, of marks, and which are capitals of which.

    Every rule says: go to a place in the order, put there what follows, each behind
    the one before, by as many levels' difference as there are signs.
    """
    letters, marks, capital_of = list(WEIGHED), [], {}
    for rule in RULES.split("&")[1:]:
        at, *steps = re.findall(r"(<*)([^<]+)", rule)
        last = at[1]
        for level, character in steps:
            if level == "<":
                letters.insert(letters.index(last) + 1, character)
                last = character
            elif level == "<<":
                marks = marks or [last]
                marks.append(character)
            else:
                capital_of[character] = last
    return letters, marks, capital_of | {c.upper(): c for c in WEIGHED}


ORDER, MARKS, CAPITALS = read_rules()


def elements(text):
    """What each character of a text weighs on the three levels."""
    composed = unicodedata.normalize("NFC", text)
    for character in composed:
        # A tone is taken off; what is left is a letter that the rules name.
        decomposed = unicodedata.normalize("NFD", character)
        tones = [mark for mark in decomposed if mark in MARKS]
        bare = "".join(mark for mark in decomposed if mark not in MARKS)
        bare = unicodedata.normalize("NFC", bare)
        small = CAPITALS.get(bare, bare)
        place = ORDER.index(small) + 1 if small in ORDER else 0
        tone = MARKS.index(tones[0]) + 1 if tones else 0
        yield place, tone, bare in CAPITALS


def compare_by_rules(first, second):
    """Letters of the whole text first, then tones, then capitals."""
    weighed = [list(elements(text)) for text in (first, second)]
    for level in range(3):
        one, other = ([element[level] for element in text] for text in weighed)
        if one != other:
            return -1 if one < other else 1
    return 0


vietnamese = st.text(
    st.builds(
        lambda letter, tone, upper: unicodedata.normalize(
            "NFC", (letter.upper() if upper else letter) + tone
        ),
        st.sampled_from(VOWELS),
        st.sampled_from(TONES),
        st.booleans(),
    )
    | st.sampled_from(CONSONANTS + CONSONANTS.upper() + " "),
    max_size=6,
)


@given(vietnamese, vietnamese)
def test_two_texts_are_ordered_as_the_rules_say(first, second):
    expected = compare_by_rules(first, second)
    keys = collation_key(first)[:3], collation_key(second)[:3]
    assert (keys[0] > keys[1]) - (keys[0] < keys[1]) == expected


@given(st.lists(vietnamese, max_size=8))
def test_a_list_is_sorted_as_the_rules_say(texts):
    expected = sorted(sorted(texts), key=cmp_to_key(compare_by_rules))
    assert sorted(texts, key=collation_key) == expected


@given(st.text())
def test_every_text_has_a_key_and_only_equal_texts_have_equal_ones(text):
    assert collation_key(text)[3] == text
    assert sorted([text, text + "a"], key=collation_key) == [text, text + "a"]


@given(vietnamese)
def test_marks_written_apart_change_no_letter(text):
    apart = unicodedata.normalize("NFD", text)
    assert collation_key(apart)[:3] == collation_key(text)[:3]


def test_the_letters_are_those_of_the_alphabet():
    shuffled = sorted(LETTERS)
    assert "".join(sorted(shuffled, key=collation_key)) == LETTERS


def test_a_tone_counts_only_where_all_letters_are_the_same():
    names = ["Hà Anh", "Ha An", "Há An", "Hạ An", "Hà An", "Hả An", "Hã An", "ha an"]
    expected = ["ha an", "Ha An", "Hà An", "Hả An", "Hã An", "Há An", "Hạ An", "Hà Anh"]
    assert sorted(names, key=collation_key) == expected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("An Bình", "Anh"),  # a space comes before a letter
        ("Zidane", "Ølberg"),  # foreign letters come last
        ("Lê 10", "Lê 2"),  # digits one by one, not as a number
        ("9", "a"),
        ("Lê An Bình", "Lê-An"),  # signs by their code points
        ("a\u0301\u0306", "a\u0306\u0301b"),  # a tone typed before the breve is ắ
        ("ặ", "â"),  # the dot below stands between a and its breve
        ("Pele", "Pelé"),
        ("Pelé", "Pelë"),
    ],
)
def test_one_comes_before_the_other(first, second):
    assert collation_key(first) < collation_key(second)
