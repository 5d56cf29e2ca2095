"""Groups among many articles, and what does not change them."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from index import generations
from index.analysis.article import analyse_article
from index.article import Article
from index.duplicates.candidates import candidate_pairs
from index.duplicates.grouping import find_groups
from index.duplicates.groups import COPIES, read_groups
from index.duplicates.similarity import similar_pairs
from index.duplicates.table import (
    SIGNATURES,
    UNKNOWN_MINUTE,
    SignatureTable,
)
from tests.copied_texts import BODY, weather
from tests.grouping import DAY, groups_of, row
from tests.helpers import ROOT, build_index, make_article
from tests.strategies import SYLLABLES


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
