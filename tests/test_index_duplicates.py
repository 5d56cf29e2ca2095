"""Which articles are the same article: signatures, rules, groups, files."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import generations
from index.analysis import article as analysis
from index.analysis.article import analyse_article
from index.analysis.normalise import normalise_text
from index.article import Article, published_minute
from index.duplicates.candidates import candidate_pairs
from index.duplicates.grouping import find_groups
from index.duplicates.groups import COPIES, CopyGroups, read_groups, write_groups
from index.duplicates.signature import N_HASHES, Signature
from index.duplicates.similarity import similar_pairs
from index.duplicates.table import (
    SIGNATURES,
    UNKNOWN_MINUTE,
    Row,
    SignatureTable,
    read_signatures,
    write_signatures,
)
from index.errors import IndexCorruptError
from index.reindex import reindex
from tests.copied_texts import BODY, FLOOD, PARAGRAPHS, report, weather
from tests.helpers import ROOT, build_index, make_article, write_jsonl
from tests.strategies import SYLLABLES

DAY = "2021-03-31"


def row(article: Article) -> Row:
    published = article.published
    minute = None if published is None else published_minute(published)
    return Row(article.id, minute, analyse_article(article).signature)


def groups_of(articles: Iterable[Article]) -> list[list[str]]:
    table = SignatureTable.of(row(article) for article in articles)
    return [[table.ids[member] for member in group] for group in find_groups(table)]


def are_copies(*bodies: str, titles: tuple[str, ...] = (), **fields: object) -> bool:
    """Whether texts from different sites are one article."""
    fields.setdefault("published", DAY)
    articles = [
        make_article(f"{n}", title, body, source=f"Báo {n}", **fields)
        for n, (body, title) in enumerate(
            zip(bodies, titles or ("Cầu mới",) * len(bodies), strict=True)
        )
    ]
    groups = groups_of(articles)
    assert groups in ([], [[article.id for article in articles]])
    return bool(groups)


# What a reprint does to a text.


@pytest.mark.parametrize(
    "reprint",
    [
        f"(Tin Vùng Cao) - {BODY}",
        f"{BODY}\n\nTheo Tin Vùng Cao",
        f"Báo Bản Mới, 05:30 ngày 1/4\n\n{BODY}\n\nLò Văn Páo",
        "\n\n".join(PARAGRAPHS[1:]),
        "\n\n".join(PARAGRAPHS[:-1]),
        f"{BODY}\n\nCùng chuyên mục: Chợ phiên vùng cao đông vui ngày đầu xuân",
        f"{BODY}\n\nBà con hai bản qua cầu trong buổi sáng khánh thành.",
        BODY.replace("hóa", "hoá").replace("Hà Văn", "Hà  Văn"),
        BODY.replace(", ", " – ").replace("Già làng", "“Già làng”"),
        BODY.upper(),
    ],
    ids=[
        "site's name",
        "source",
        "dateline and byline",
        "first paragraph cut",
        "last paragraph cut",
        "related link",
        "caption",
        "tone marks",
        "dashes and quotes",
        "capitals",
    ],
)
def test_a_reprint_is_a_copy_however_it_was_dressed(reprint: str) -> None:
    assert are_copies(BODY, reprint)
    assert are_copies(BODY, reprint, titles=("Cầu mới", "Niềm vui ở Nậm Ngà"))


def test_decomposed_letters_and_invisible_characters_make_no_difference() -> None:
    decomposed = unicodedata.normalize("NFD", BODY).replace(" cầu", " \u200bcầu")
    assert normalise_text(decomposed) == BODY
    article = make_article("a", body=normalise_text(decomposed))
    signature = analyse_article(article).signature
    assert signature == analyse_article(make_article("b", body=BODY)).signature


def test_an_equal_text_is_a_copy_even_years_later() -> None:
    articles = [
        make_article("cu", "Một", BODY, "2011-01-01", source="Báo A"),
        make_article("moi", "Hai", BODY, "2021-01-01", source="Báo A"),
    ]
    assert groups_of(articles) == [["cu", "moi"]]


# What only looks like a copy.


def test_forecasts_of_two_days_are_two_articles() -> None:
    one, other = weather("3/4", 18, 27, 20), weather("4/4", 19, 26, 35)
    assert not are_copies(one, other)
    assert are_copies(one, one + " Theo Đài huyện")


def test_reports_of_two_provinces_after_one_template_are_two_articles() -> None:
    one = report("Hà Giang", "Vàng Seo Chứ")
    assert not are_copies(one, report("Nghệ An", "Lê Đình Khoát"))
    assert are_copies(one, one.replace("Sáng nay", "Sáng 31/3"))


def test_two_parts_with_one_introduction_are_two_articles() -> None:
    lead = PARAGRAPHS[0]
    one = "\n\n".join([lead, *PARAGRAPHS[1:3]])
    other = "\n\n".join([lead, *PARAGRAPHS[3:]])
    assert not are_copies(one, other, titles=("Cây cầu (kỳ 1)", "Cây cầu (kỳ 2)"))


def test_papers_of_one_exam_differ_in_their_number_alone() -> None:
    texts = [f"Gợi ý lời giải mã đề {n}. {BODY}" for n in (201, 202)]
    assert not are_copies(*texts)
    titles = ("Lời giải mã đề 201", "Lời giải mã đề 202")
    assert not are_copies(f"Gợi ý. {BODY}", f"Gợi ý lời giải. {BODY}", titles=titles)


def test_news_that_repeats_what_was_known_is_no_copy_of_it() -> None:
    news = f"{FLOOD}\n\n" + "\n\n".join(PARAGRAPHS[:4])
    assert not are_copies(BODY, news)
    assert not are_copies(BODY, news, published=None)


def test_the_same_site_under_another_title_has_another_article() -> None:
    longer = f"{BODY}\n\nBà con hai bản qua cầu trong buổi sáng khánh thành."
    articles = [
        make_article("a", "Danh sách ủng hộ ngày 1", BODY, DAY, source="Báo A"),
        make_article("b", "Danh sách ủng hộ ngày hai", longer, DAY, source="Báo A"),
    ]
    assert groups_of(articles) == []
    same_title = [articles[0], replace(articles[1], title=articles[0].title)]
    assert groups_of(same_title) == [["a", "b"]]
    other_site = [articles[0], replace(articles[1], source="Báo B")]
    assert groups_of(other_site) == [["a", "b"]]


def test_an_old_text_under_a_new_lead_is_news_again() -> None:
    lead = "Nhìn lại một năm, bà con vẫn nhắc mãi buổi sáng hôm ấy.\n\n"
    for later, expected in (("2021-05-31", [["a", "b"]]), ("2022-03-31", [])):
        articles = [
            make_article("a", "Cầu mới", BODY, DAY, source="Báo A"),
            make_article("b", "Cầu mới", lead + BODY, later, source="Báo B"),
        ]
        assert groups_of(articles) == expected


def test_short_bodies_are_copies_only_under_one_title_and_on_one_day() -> None:
    caption = "Bà con hai bản qua cầu trong buổi sáng khánh thành. Ảnh: Lò Páo"
    assert not are_copies(caption, caption, titles=("Cầu treo", "Chợ phiên"))
    assert are_copies(caption, caption)
    assert are_copies(caption, caption, published=None)
    notices = [
        make_article(f"{day}", "Giá ngô hôm nay", caption, f"2021-04-{day}")
        for day in (10, 11)
    ]
    assert groups_of(notices) == []
    assert not are_copies("Xem video", "Xem video")


def test_a_chain_of_small_changes_does_not_join_its_ends() -> None:
    words = random.Random(5).choices([f"{s}{n}" for s in "abcd" for n in "xyz"], k=600)
    texts = [" ".join(words[n * 12 : n * 12 + 300]) for n in range(12)]
    articles = [
        make_article(f"{n:02}", body=text, published=DAY)
        for n, text in enumerate(texts)
    ]
    groups = groups_of(articles)
    assert len(groups) > 1
    table = SignatureTable.of(map(row, articles))
    for group in groups:
        leader = np.full(len(group) - 1, table.ids.index(group[0]))
        others = np.array([table.ids.index(id_) for id_ in group[1:]])
        assert similar_pairs(table, leader, others).all()


def test_a_group_is_in_the_order_of_its_dates() -> None:
    dated = [("c", None), ("b", "2021-04-02"), ("d", "2021-04-01T07:00"), ("a", None)]
    articles = [make_article(id_, "Cầu", BODY, day) for id_, day in dated]
    assert groups_of(articles) == [["d", "b", "a", "c"]]


# Groups of many articles.


def lookalikes(rng: random.Random, n: int) -> list[Article]:
    """Articles of which many are copies, reprints or lookalikes of others."""
    bases = [
        " ".join(random.Random(base).choices(SYLLABLES, k=rng.choice([20, 60, 180])))
        for base in range(4)
    ]
    days = [None, "2021-03-31", "2021-04-02", "2021-04-20", "2023-01-01"]
    articles = []
    for number in range(n):
        words = rng.choice(bases).split()
        for _ in range(rng.choice([0, 0, 1, 3])):
            words[rng.randrange(len(words))] = rng.choice(SYLLABLES)
        cut = rng.choice([0, 0, 5, 30])
        words = words[cut:] + rng.choice([[], ["theo", "báo"], ["17", "8"]])
        articles.append(
            make_article(
                f"bai-{number}",
                rng.choice(["Tin", "Tin khác"]),
                " ".join(words),
                rng.choice(days),
                source=rng.choice([None, "Báo A", "Báo B"]),
            )
        )
    return articles


def plain_groups(articles: list[Article]) -> list[list[str]]:
    """The definition of `find_groups`, over all pairs, one by one."""
    table = SignatureTable.of(map(row, articles))

    def order(member: int) -> tuple:
        minute = int(table.minutes[member])
        return minute == UNKNOWN_MINUTE, minute, table.ids[member]

    classes: dict[object, list[int]] = {}
    for member in sorted(range(len(articles)), key=order):
        key = int(table.exact[member]) or f"alone {member}"
        classes.setdefault(key, []).append(member)
    firsts = [members[0] for members in classes.values()]
    groups = []
    taken = set()
    for leader, members in zip(firsts, classes.values(), strict=True):
        if leader in taken:
            continue
        group = list(members)
        for other, copies in zip(firsts, classes.values(), strict=True):
            pair = np.array([min(leader, other)]), np.array([max(leader, other)])
            if other != leader and other not in taken:
                if similar_pairs(table, *pair)[0]:
                    group += copies
                    taken.add(other)
        if len(group) > 1:
            groups.append([table.ids[member] for member in sorted(group, key=order)])
    return groups


@pytest.mark.parametrize("seed", range(6))
def test_groups_are_those_of_comparing_all_pairs(seed: int) -> None:
    articles = lookalikes(random.Random(seed), 40)
    assert groups_of(articles) == plain_groups(articles)


@pytest.mark.parametrize("seed", range(4))
def test_groups_do_not_depend_on_the_order_in_which_articles_came(
    tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    articles = {a.id: a for a in lookalikes(rng, 40)}
    at_once = build_index(tmp_path / "at-once", articles.values())
    early = dict(rng.sample(sorted(articles.items()), 15))
    build_index(tmp_path / "by-and-by", early.values())
    strangers = [replace(a, id=f"la-{a.id}") for a in early.values()]
    build_index(tmp_path / "by-and-by", strangers[:5], removed=[*early][:4])
    late = [a for id_, a in articles.items() if id_ not in early]
    late += [early[id_] for id_ in [*early][:4]]
    rng.shuffle(late)
    build_index(tmp_path / "by-and-by", late[:20], removed=[])
    build_index(
        tmp_path / "by-and-by", late[20:], removed=[a.id for a in strangers[:5]]
    )
    by_and_by = generations.open_current(tmp_path / "by-and-by")
    assert read_groups(by_and_by.path) == read_groups(at_once.path)
    for name in (SIGNATURES, COPIES):
        assert (by_and_by.path / name).read_bytes() == (
            at_once.path / name
        ).read_bytes()


def test_no_similar_pair_is_missed_among_the_candidates() -> None:
    rng = random.Random(3)
    words = [a + b + c for a in "bcdghk" for b in "aeiouy" for c in "mnptx"]
    articles = []
    for number in range(60):
        text = rng.choices(words, k=200)
        changed = [*text[: rng.randint(150, 190)], *rng.choices(words, k=10)]
        articles.append(make_article(f"{number}-a", body=" ".join(text), published=DAY))
        articles.append(
            make_article(f"{number}-b", body=" ".join(changed), published=DAY)
        )
    table = SignatureTable.of(map(row, articles))
    rows = np.arange(len(articles))
    first, second = candidate_pairs(table, rows)
    found = set(zip(first.tolist(), second.tolist(), strict=True))
    every = np.array([*combinations(range(len(articles)), 2)]).T
    similar = every[:, similar_pairs(table, *every)]
    assert similar.shape[1] >= 20
    assert {tuple(pair) for pair in similar.T.tolist()} <= found


def test_a_crowd_after_one_template_stays_cheap_and_apart() -> None:
    articles = [
        make_article(f"{n:03}", f"Thời tiết {n}", weather(f"{n}", n, n + 7, n + 30))
        for n in range(100, 400)
    ]
    table = SignatureTable.of(map(row, articles))
    first, _ = candidate_pairs(table, np.arange(len(articles)))
    assert 0 < len(first) < len(articles) * (len(articles) - 1) // 4
    assert find_groups(table) == []


# What is kept of it.


def test_signatures_are_the_same_in_every_process() -> None:
    program = (
        "from tests.helpers import make_article\n"
        "from tests.copied_texts import BODY\n"
        "from index.analysis.article import analyse_article\n"
        "print(analyse_article(make_article('a', 'Cầu', BODY)).signature)\n"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert found == {str(analyse_article(make_article("a", "Cầu", BODY)).signature)}


UINT32 = st.integers(0, 2**32 - 1)
LISTS = st.lists(UINT32, max_size=5, unique=True).map(
    lambda values: np.array(sorted(values), "<u4").tobytes()
)
SIGNATURE = st.builds(
    Signature,
    exact=st.integers(0, 2**64 - 1),
    title=UINT32,
    source=UINT32,
    n_shingles=UINT32,
    minhash=st.binary(min_size=2 * N_HASHES, max_size=2 * N_HASHES),
    numbers=LISTS,
    names=LISTS,
)
MINUTES = st.none() | st.integers(-(2**31) + 1, 2**31 - 1)
ROWS = st.lists(
    st.builds(Row, st.text(max_size=6), MINUTES, SIGNATURE),
    max_size=6,
    unique_by=lambda one: one.id,
)


def rows_of(table: SignatureTable) -> list[Row]:
    return [
        Row(
            id_,
            None if table.minutes[at] == UNKNOWN_MINUTE else int(table.minutes[at]),
            Signature(
                int(table.exact[at]),
                int(table.titles[at]),
                int(table.sources[at]),
                int(table.n_shingles[at]),
                table.minhashes[at].tobytes(),
                table.numbers[at].tobytes(),
                table.names[at].tobytes(),
            ),
        )
        for at, id_ in enumerate(table.ids)
    ]


@settings(max_examples=60)
@given(rows=ROWS)
def test_what_is_written_of_signatures_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row]
) -> None:
    file = tmp_path_factory.getbasetemp() / "signatures"
    write_signatures(file, SignatureTable.of(rows))
    assert rows_of(read_signatures(file)) == sorted(rows, key=lambda one: one.id)


@settings(max_examples=60)
@given(old=ROWS, new=ROWS, gone=st.sets(st.text(max_size=6), max_size=4))
def test_a_changed_table_is_the_table_of_the_changed_rows(
    old: list[Row], new: list[Row], gone: set[str]
) -> None:
    gone = gone | {one.id for one in old[:2]}
    kept = {one.id: one for one in old if one.id not in gone}
    kept |= {one.id: one for one in new}
    changed = SignatureTable.of(old).changed(new, gone)
    assert rows_of(changed) == rows_of(SignatureTable.of(kept.values()))


GROUPS = st.lists(st.lists(st.text(max_size=5), min_size=2, max_size=4), max_size=4)


@given(groups=GROUPS)
def test_what_is_written_of_groups_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, groups: list[list[str]]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    write_groups(folder / COPIES, CopyGroups(groups))
    assert read_groups(folder) == CopyGroups(groups)


@pytest.mark.parametrize("name", [SIGNATURES, COPIES])
def test_a_damaged_file_is_noticed_and_named(tmp_path: Path, name: str) -> None:
    articles = [make_article("a", body=BODY), make_article("b", body=BODY)]
    folder = build_index(tmp_path / "index", articles).path
    whole = (folder / name).read_bytes()

    def read() -> object:
        return read_groups(folder) if name == COPIES else read_signatures(folder / name)

    read()
    rng = random.Random(1)
    places = range(len(whole))
    for at in [*places[:48], *rng.choices(places, k=40)]:
        damaged = bytearray(whole)
        damaged[at] ^= 1 << rng.randrange(8)
        (folder / name).write_bytes(damaged)
        with pytest.raises(IndexCorruptError, match=name):
            read()
    for shorter in (whole[:-1], whole[:10], b""):
        (folder / name).write_bytes(shorter)
        with pytest.raises(IndexCorruptError, match=name):
            read()
    (folder / name).unlink()
    with pytest.raises(IndexCorruptError, match=name):
        read()


# Generations.


def record(id_: str, body: str, title: str = "Cầu mới") -> dict:
    return {"id": id_, "title": title, "body": body, "published": DAY}


def test_a_reindex_counts_copies_and_follows_changes(tmp_path: Path) -> None:
    corpus = tmp_path / "kho"
    corpus.mkdir()
    index = tmp_path / "index"

    def run(*records: dict) -> list[list[str]]:
        write_jsonl(corpus / "tin.jsonl", records)
        summary = reindex([corpus], index, n_workers=1)
        groups = read_groups(generations.open_current(index).path)
        assert summary.copies == groups.n_copies
        assert summary.articles == len(records)
        return [list(group) for group in groups.groups]

    a, b, c = record("a", BODY), record("b", BODY), record("c", FLOOD)
    assert run(a, b) == [["a", "b"]]
    assert run(a, b, c) == [["a", "b"]]
    assert run(a, record("b", FLOOD), c) == [["b", "c"]]
    assert run(a, c) == []
    assert run(a, c) == []


def test_an_update_makes_signatures_of_what_changed_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = tmp_path / "kho"
    corpus.mkdir()
    for number in range(5):
        write_jsonl(corpus / f"{number}.jsonl", [record(f"{number}", BODY)])
    reindex([corpus], tmp_path / "index", n_workers=1)
    made = []
    make_signature = analysis.make_signature

    def watched(article: Article, *texts: list[str]) -> Signature:
        made.append(article.id)
        return make_signature(article, *texts)

    monkeypatch.setattr(analysis, "make_signature", watched)
    write_jsonl(corpus / "5.jsonl", [record("5", BODY)])
    summary = reindex([corpus], tmp_path / "index", n_workers=1)
    assert made == ["5"]
    assert summary.copies == 5


def test_the_live_generation_keeps_its_groups_while_the_next_is_made(
    tmp_path: Path,
) -> None:
    articles = [make_article("a", body=BODY), make_article("b", body=BODY)]
    first = build_index(tmp_path / "index", articles)
    kept = {name: (first.path / name).read_bytes() for name in (SIGNATURES, COPIES)}
    second = build_index(tmp_path / "index", [], removed=["b"])
    for name, data in kept.items():
        assert (first.path / name).read_bytes() == data
        assert (second.path / name).read_bytes() != data
    third = build_index(tmp_path / "index", [], removed=[])
    for name in kept:
        assert os.path.samefile(second.path / name, third.path / name)
        assert third.manifest.files[name] == tuple(second.manifest.files[name])


def test_damaged_signatures_stop_an_update_and_leave_the_index_as_it_was(
    tmp_path: Path,
) -> None:
    corpus = tmp_path / "kho"
    corpus.mkdir()
    write_jsonl(corpus / "a.jsonl", [record("a", BODY)])
    reindex([corpus], tmp_path / "index", n_workers=1)
    generation = generations.open_current(tmp_path / "index")
    file = generation.path / SIGNATURES
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    write_jsonl(corpus / "b.jsonl", [record("b", BODY)])
    with pytest.raises(IndexCorruptError, match=str(file)):
        reindex([corpus], tmp_path / "index", n_workers=1)
    assert generations.current_number(tmp_path / "index") == 1
    summary = reindex([corpus], tmp_path / "index", is_full=True, n_workers=1)
    assert (summary.articles, summary.copies) == (2, 1)
