"""The query's words are found and marked where they stand, and nowhere else."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.analysis.normalise import fold, normalise_syllable
from index.analysis.numbers import document_numbers
from index.analysis.syllables import syllable_spans, syllables
from search.query import parse
from search.query.nodes import (
    Also,
    And,
    DocumentNumber,
    InTitle,
    Named,
    Not,
    Phrase,
    Prefix,
    Published,
    Query,
    Reading,
    Word,
    wanted,
)
from search.snippets import candidates
from search.snippets.candidates import fold_text
from search.snippets.highlights import find_highlights
from search.snippets.occurrences import find_all, find_occurrences
from search.snippets.sought import Plan, plan_of
from tests.strategies import SYLLABLES, texts


def word(syllable: str) -> Word:
    return Word(normalise_syllable(syllable), 0, 0)


def words(text: str) -> tuple[Word, ...]:
    return tuple(map(word, syllables(text)))


def all_of(*parts: Query | str) -> Query:
    """Words of strings, and trees as they are, all of them wanted."""
    children: list[Query] = []
    for part in parts:
        children += words(part) if isinstance(part, str) else [part]
    return And(tuple(children))


def either_way(long: str, short: str) -> tuple[Query, Query]:
    """A run of words each of which the short form answers, and the other way round."""
    run = [Also(w, (Reading(word(short), 0.9),)) for w in words(long)]
    return And(tuple(run)), Also(word(short), (Reading(Phrase(words(long)), 0.9),))


def marked(query: Query, text: str, *, in_title: bool = True) -> str:
    """Put brackets where the marks go."""
    for start, end in reversed(find_highlights(query, text, in_title=in_title)):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


TYPED = [
    ("tổ chức", "Ban Tổ chức họp, tổ 3 chức", "Ban [Tổ chức] họp, [tổ] 3 [chức]"),
    ('"tổ chức"', "Ban Tổ chức, tổ 3 chức", "Ban [Tổ chức], tổ 3 chức"),
    ("to chuc", "Tổ chức tờ", "[Tổ chức tờ]"),
    ("chó", "chó chò cho", "[chó] chò cho"),
    ("hoà", "Hòa Bình", "[Hòa] Bình"),
    ("lý", "lý luận, lí luận, ly", "[lý] luận, [lí] luận, ly"),
    ("họp -báo", "họp báo", "[họp] báo"),
    ("", "họp", "họp"),
    ("ban to chuc", "bản tổ", "[bản tổ]"),
    ("lũ OR lụt", "mùa lũ lụt", "mùa [lũ lụt]"),
    ("1.192", "có 1.192 xã, 192 xã", "có [1.192] xã, 192 xã"),
    ("192", "có 1.192 xã, 192 xã", "có 1.192 xã, [192] xã"),
    ("1.500 m", "cao 1.500m, 2,5m", "cao [1.500m], 2,5[m]"),
    ("ban", "ban?ban, (ban) urban ban_bàn", "[ban]?[ban], ([ban]) urban [ban]_[bàn]"),
    ("việt", "Vi\u00adệt\u200b, Viê\u0323t", "[Vi\u00adệt\u200b], [Viê\u0323t]"),
    ("tổ", "ｔổ ＴỔ", "[ｔổ ＴỔ]"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "text", "expected"), TYPED)
def test_exactly_the_found_words_are_marked(
    query: str, text: str, expected: str
) -> None:
    assert marked(parse(query)[0], text) == expected


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("Ban Tổ chức", "Ban Tổ chức về bản, bàn", "[Ban Tổ chức] về bản, bàn"),
        ("Trương thi Mai", "Trương Thị Mai dự thi", "[Trương Thị Mai] dự [thi]"),
        ("Trung ương hoi nghi", "Trung ương mở hội nghị về hội chợ",
         "[Trung ương] mở [hội nghị] về hội chợ"),
        ("Đà Nẵng bien", "Biển ở Đà Nẵng", "[Biển] ở [Đà Nẵng]"),
        ("Đà Nẵng bien", "Biển và biên ở Đà Nẵng", "[Biển] và [biên] ở [Đà Nẵng]"),
        ("Đà Nẵng bien", "Biển và bien ở Đà Nẵng", "Biển và [bien] ở [Đà Nẵng]"),
        ("đời sống lý", "Lí do của đời sống", "[Lí] do của [đời sống]"),
    ],
)  # fmt: skip
def test_in_a_half_marked_query_other_marks_need_something_to_speak_for_them(
    query: str, text: str, expected: str
) -> None:
    assert marked(all_of(query), text) == expected


UBND_LONG, UBND_SHORT = either_way("ủy ban nhân dân", "UBND")
NQ18 = DocumentNumber("18-nq-tw", words("18-NQ/TW"))
TREES = [
    (Prefix("ngh", 0, 0), "Nghị quyết nghề, ngân", "[Nghị] quyết [nghề], ngân"),
    (Prefix("nghề", 0, 0), "Nghị quyết nghề", "Nghị quyết [nghề]"),
    (Prefix("1.1", 0, 0), "1.192 và 11", "[1.192] và 11"),
    (all_of("Tổ", Prefix("ngh", 0, 0)), "nghị, Tổ", "[nghị], [Tổ]"),
    (NQ18, "số 18-NQ/TW, 18/NQ-TW", "số [18-NQ/TW], [18/NQ-TW]"),
    (NQ18, "số 18 NQ TW và 18-NQ/TƯ.", "số [18 NQ TW] và [18-NQ/TƯ]."),
    (NQ18, "118-NQ/TW, 18-NQ/TU, NQ 18", "118-NQ/TW, 18-NQ/TU, NQ 18"),
    (DocumentNumber("30-2020-nd-cp", words("30/2020/NĐ-CP")),
     "30/2020/ND-CP và 30/2020/NĐ-CP", "[30/2020/ND-CP] và [30/2020/NĐ-CP]"),
    (DocumentNumber("30-2020-nd-cp", words("30/2020/ND-CP")),
     "(30/2020/NĐ–CP)", "([30/2020/NĐ–CP])"),
    (UBND_LONG, "UBND tỉnh, Ủy ban nhân dân", "[UBND] tỉnh, [Ủy ban nhân dân]"),
    (UBND_LONG, "nhân dịp này", "[nhân] dịp này"),
    (UBND_SHORT, "UBND tỉnh, Uỷ ban nhân dân", "[UBND] tỉnh, [Uỷ ban nhân dân]"),
    (UBND_SHORT, "nhân dân, ủy ban", "nhân dân, ủy ban"),
    (Also(Phrase(words("hôm qua")), (Reading(Published(None, None), 1.0),)),
     "hôm qua", "[hôm qua]"),
    (Named("person", words("Trương Thị Mai")), "bà Trương Thị Mai, Thị Mai",
     "bà [Trương Thị Mai], Thị Mai"),
    (Named("person", words("mai truong thi")), "bà Trương Thị Mai, thi",
     "bà [Trương Thị Mai], thi"),
    (Named("person", words("Thị Mai")), "Trương Thị Mai, mai", "Trương [Thị Mai], mai"),
    (Named("person", words("Mai")), "Trương Thị Mai", "Trương Thị [Mai]"),
    (Named("author", words("Mai")), "Mai", "Mai"),
    (Not(word("Mai")), "Mai", "Mai"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "text", "expected"), TREES)
def test_every_kind_of_leaf_is_marked(query: Query, text: str, expected: str) -> None:
    assert marked(query, text) == expected


def test_what_is_wanted_in_the_title_is_marked_in_titles_only() -> None:
    query = all_of(InTitle(word("lũ")), "lụt")
    assert marked(query, "Lũ lụt") == "[Lũ lụt]"
    assert marked(query, "Lũ lụt", in_title=False) == "Lũ [lụt]"


def test_names_that_are_too_long_for_all_their_orders_are_found_as_typed() -> None:
    name = "an an an an an an an an an an an an an an an an an bình"
    assert marked(Named("person", words(name)), name) == f"[{name}]"
    swapped = f"bình {name.removesuffix(' bình')}"
    assert marked(Named("person", words(name)), swapped) == swapped


# What pages hold besides words: marks that nothing composed, invisible and wide
# characters, superscripts, emoji, other scripts, white space of all kinds.
NASTY = [
    *"ô\u0323 ｔổ Đ ð Ð Ｔ 字 й ½ ² ³ ¹ ? _ . , 👩\u200d👧 \u200b".split(" "),
    *("\u00ad", "\ufb01", "İ", "ß", "ﬁ", "n\u200b"),
    *("18-NQ/TW", "18/NQ–TƯ", "18 nq tw", "5-QĐ/TW¹", "30/2020/NĐ-CP", "1.192"),
    *("1.500đ", "m²"),
    *(" ", "\n", "\t", "\xa0", "\x1c", "\u3000", " - ", "-", "/", "?", ", "),
]  # fmt: skip
nasty_texts = st.lists(st.sampled_from(SYLLABLES + NASTY)).map("".join)
any_texts = texts() | nasty_texts | st.lists(nasty_texts, max_size=8).map(" ".join)

_leaf_words = st.sampled_from([*SYLLABLES, "duong", "1192", "字", "ｔo"]).map(word)
_runs = st.lists(_leaf_words, min_size=1, max_size=3).map(tuple)
_numbers = st.sampled_from(
    ["18-NQ/TW", "18-NQ/TƯ", "5-QĐ/TW", "5-qd/tw", "30/2020/ND-CP"]
).map(
    lambda typed: DocumentNumber(next(document_numbers(typed))[2], words(typed))
)  # fmt: skip
_leaves = st.one_of(
    _leaf_words,
    st.sampled_from(["t", "ch", "đ", "1.1", "duo", "ｔ"]).map(
        lambda typed: Prefix(normalise_syllable(typed), 0, 0)
    ),
    _runs.map(Phrase),
    _numbers,
    _runs.map(lambda name: Named("person", name)),
    st.builds(
        lambda typed, other: Also(typed, (Reading(other, 0.5),)),
        _leaf_words,
        _leaf_words | _runs.map(Phrase),
    ),
)
queries = st.lists(_leaves, min_size=1, max_size=5).map(lambda found: And(tuple(found)))


def slowly_found(plan: Plan, text: str) -> dict[tuple[int, int, int, bool], int]:
    """Compare every syllable of a text with everything; give positions as well."""
    spans = list(syllable_spans(text))
    normalised = [normalise_syllable(text[start:end]) for start, end in spans]
    found: dict[tuple[int, int, int, bool], int] = {}
    for n, sought in enumerate(plan.sought):
        size = len(sought.words)
        orders = permutations(sought.words) if sought.in_any_order else [sought.words]
        for order in orders:
            for at in range(len(spans) - size + 1):
                run = normalised[at : at + size]
                if not all(map(lambda w, s: w.matches(s), order, run)):
                    continue
                (only,) = order if size == 1 else (None,)
                is_exact = (
                    run[0].startswith(only.syllable)
                    if isinstance(only, Prefix)
                    else only is None or run[0] in only.forms
                )
                found[spans[at][0], spans[at + size - 1][1], n, is_exact] = at
        for start, end, number in document_numbers(text):
            inside = [k for k, (s, e) in enumerate(spans) if s < end and start < e]
            if number == sought.number and inside:
                first, last = inside[0], inside[-1]
                found[spans[first][0], spans[last][1], n, True] = first
    return found


@given(queries, any_texts)
@example(And((word("m"), word("1.500"))), "cao 1.500m, 1,5m")
@example(And((word("ban"),)), "?ban ban? \u200bban ba\u0300n")
def test_the_fast_way_finds_what_the_slow_way_finds(query: Query, text: str) -> None:
    plan = plan_of(query, in_title=True)
    found = find_all(plan, text)
    slow = slowly_found(plan, text)
    assert {(o.start, o.end, o.sought, o.is_exact) for o in found} == set(slow)
    assert found == sorted(set(found))
    # Numbers of syllables are no positions, but neighbours are neighbours.
    spans = list(syllable_spans(text))
    first = {span[0]: n for n, span in enumerate(spans)}
    last = {span[1]: n for n, span in enumerate(spans)}
    for a in found:
        for b in found:
            is_beside = first[b.start] == last[a.end] + 1
            assert (b.first == a.last + 1) == is_beside


@given(queries, any_texts)
def test_marks_are_joined_occurrences(query: Query, text: str) -> None:
    found = find_occurrences(query, text)
    ranges = find_highlights(query, text)
    assert all(any(s <= o.start and o.end <= e for s, e in ranges) for o in found)
    covered = {at for o in found for at in range(o.start, o.end)}
    for start, end in ranges:
        assert all(at in covered or text[at].isspace() for at in range(start, end))
        assert start in covered and end - 1 in covered
    for (_, before), (after, _) in zip(ranges, ranges[1:], strict=False):
        assert before < after and not text[before:after].isspace()


@given(queries)
def test_what_is_sought_is_what_the_tree_wants(query: Query) -> None:
    wanted_words = {
        (leaf.syllable,)
        if isinstance(leaf, Word | Prefix)
        else tuple(w.syllable for w in leaf.words)
        for leaf in wanted(query)
    }
    plan = plan_of(query, in_title=True)
    assert {tuple(w.syllable for w in s.words) for s in plan.sought} == wanted_words
    assert {n for s in plan.sought for n in s.answers} == set(range(len(plan.sizes)))


@given(any_texts)
def test_a_text_is_folded_to_one_byte_a_character(text: str) -> None:
    folded = fold_text(text)
    assert len(folded) == len(text)
    for start, end in syllable_spans(text):
        if b"?" not in folded[start:end]:
            syllable = fold(normalise_syllable(text[start:end]))
            assert folded[start:end] == fold_text(syllable)


def test_folding_looks_characters_up_in_a_table() -> None:
    # A code page that does not begin with NUL becomes a dict, ten times slower.
    assert not isinstance(candidates._CODE_PAGE, dict)
    assert fold_text("\0 a\0") == b"? a?"
