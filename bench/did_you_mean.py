"""How often a slip in a query is mended, and how often a good query is nagged.

    .venv/bin/python bench/did_you_mean.py INDEX ../shared/retrieval/news_known \\
        [--good ../shared/retrieval/zalo_wikiqa_val ...] [--part odd]

`INDEX` is an index directory. Each query of the first set gets one slip of each
kind at a random place (the seed is fixed), with marks and, where the slip is
not in a mark, without; so do the names of persons that the index has. A slip
counts where it leaves the query with fewer than ten articles that hold every
word: otherwise nothing is asked. It is *mended* if what is offered is the query
as it was, or finds the same first article; *other* is anything else.

The rows of good queries tell how often something is offered for queries without
a slip: those of the set, the names, and the queries of ``--good``, which are
about other texts, so that most of them find little.

Where the query without its slip finds nothing either, or not clearly more, the
rules let nothing be offered. *Possible* counts the others, and the last column
is the share of these that was mended; the shares before it are of all.

Prices and limits (of `search.did_you_mean`)
were chosen on the queries of news_known with an even number. That half is no
sample of the whole: its queries are phrases of a text, those with an odd number
are keywords from all over one, and a third of these find nothing as they are.
So the halves are to be read apart (``--part``), and odd is the one not tuned on.

Times are the processor's, for the suggestion alone. Postings are decoded when a
term is first asked for, so each query is asked twice.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path

from retrieval import read_set

from index.analysis.normalise import fold, normalise_text
from index.analysis.tones import TONES, put_tone, split_tone
from search.did_you_mean.suggesting import suggest
from search.embedded import EmbeddedEngine
from search.engine import Snapshot
from search.query import parse
from search.query.nodes import Everything
from search.types import FEW, SearchRequest

SEED = 5
N_NAMES = 3000
MANY_TIMES = 10
"""As in `search.did_you_mean`."""
_KEYS_BESIDE = dict(
    pair.split(":")
    for pair in "a:sqwz b:vghn c:xdfv d:serfcx e:wsdr g:ftyhbv h:gyujnb i:ujko k:jiolm "
    "l:kop m:njk n:bhjm o:iklp p:ol q:wa r:edft s:awedxz t:rfgy u:yhji v:cfgb x:zsdc "
    "y:tghu".split()
)
_BY_EAR = "s:x x:s ch:tr tr:ch d:gi gi:d r:d l:n n:l gi:r v:d".split()
_CODAS_BY_EAR = "ng:n n:ng c:t t:c".split()
_QUALITIES = ("aăâ", "eê", "oôơ", "uư", "dđ")

Slip = Callable[[str, random.Random], str | None]
"""Makes a slip in one lower-case word; None where it has no place for it."""


def dropped(word: str, draw: random.Random) -> str | None:
    """Leave a letter out, not the first."""
    if len(word) < 3:
        return None
    at = draw.randrange(1, len(word))
    return word[:at] + word[at + 1 :]


def doubled(word: str, draw: random.Random) -> str | None:
    """Strike a letter twice."""
    at = draw.randrange(len(word))
    return word[: at + 1] + word[at:]


def swapped(word: str, draw: random.Random) -> str | None:
    """Strike two letters in the wrong order."""
    places = [n for n, (a, b) in enumerate(pairwise(word)) if a != b]
    if not places:
        return None
    at = draw.choice(places)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def wrong_key(word: str, draw: random.Random) -> str | None:
    """Strike the key beside the right one."""
    places = [n for n, c in enumerate(word) if c in _KEYS_BESIDE]
    if not places or len(word) < 2:
        return None
    at = draw.choice(places)
    return word[:at] + draw.choice(_KEYS_BESIDE[word[at]]) + word[at + 1 :]


def wrong_tone(word: str, draw: random.Random) -> str | None:
    """Give a word another tone or none."""
    toneless, tone = split_tone(word)
    if not tone:
        return None
    other = draw.choice([t for t in ("", *TONES) if t != tone])
    return put_tone(toneless, other) if other else toneless


def hook_or_tilde(word: str, draw: random.Random) -> str | None:
    """Take hỏi for ngã, or the other way round."""
    toneless, tone = split_tone(word)
    other = {"\u0309": "\u0303", "\u0303": "\u0309"}.get(tone)
    return put_tone(toneless, other) if other else None


def wrong_vowel(word: str, draw: random.Random) -> str | None:
    """Put another mark on a vowel, or none; or take d for đ."""
    toneless, tone = split_tone(word)
    places = [n for n, c in enumerate(toneless) if any(c in q[1:] for q in _QUALITIES)]
    if not places:
        return None
    at = draw.choice(places)
    [letters] = [q for q in _QUALITIES if toneless[at] in q]
    other = draw.choice([c for c in letters if c != toneless[at]])
    changed = toneless[:at] + other + toneless[at + 1 :]
    return put_tone(changed, tone) if tone else changed


def by_ear(word: str, draw: random.Random) -> str | None:
    """Spell a word as it sounds in some part of the country."""
    found = []
    for pair in _BY_EAR:
        typed, other = pair.split(":")
        rest = word[len(typed) :]
        if word.startswith(typed) and rest and rest[0] not in "hgr":
            found.append(other + rest)
    for pair in _CODAS_BY_EAR:
        typed, other = pair.split(":")
        if word.endswith(typed) and len(word) > len(typed) + 1:
            found.append(word.removesuffix(typed) + other)
    return draw.choice(found) if found else None


def split(word: str, draw: random.Random) -> str | None:
    """Put a space into a word."""
    if len(word) < 2:
        return None
    at = draw.randrange(1, len(word))
    return f"{word[:at]} {word[at:]}"


SLIPS: dict[str, Slip] = {
    "dropped letter": dropped,
    "doubled letter": doubled,
    "swapped letters": swapped,
    "key beside": wrong_key,
    "wrong tone": wrong_tone,
    "hook or tilde": hook_or_tilde,
    "wrong mark on vowel": wrong_vowel,
    "by ear": by_ear,
    "split": split,
}
OF_MARKS = ("wrong tone", "hook or tilde", "wrong mark on vowel")


def slipped(query: str, slip: Slip, draw: random.Random) -> str | None:
    """Make a slip in one word of a query; None where none has room for it."""
    words = query.split()
    order = list(range(len(words)))
    draw.shuffle(order)
    for at in order:
        word = words[at]
        other = slip(word.lower(), draw) if word.isalpha() else None
        if other is not None and other != word.lower():
            if word[0].isupper():
                other = other[0].upper() + other[1:]
            words[at] = unicodedata.normalize("NFC", other)
            return " ".join(words)
    return None


def glued(query: str, draw: random.Random) -> str | None:
    """Leave out the space between two words."""
    words = query.split()
    places = [n for n, (a, b) in enumerate(pairwise(words)) if (a + b).isalpha()]
    if not places:
        return None
    at = draw.choice(places)
    return " ".join([*words[:at], words[at] + words[at + 1], *words[at + 2 :]])


class Bench:
    """Counts what is offered over one index."""

    def __init__(self, snapshot: Snapshot, show: int) -> None:
        self.snapshot = snapshot
        self.show = show
        self.times: list[float] = []
        self.warm_times: list[float] = []
        self.total = {True: Counter(), False: Counter()}

    def ask(self, query: str) -> tuple[int, str | None]:
        """Count a query's articles; ask what is meant where they are few."""
        query = normalise_text(query)
        tree = parse(query)[0]
        n_found = self.snapshot.count(tree)
        if n_found >= FEW:
            return n_found, None
        request = SearchRequest(query=query)
        for times in (self.times, self.warm_times):
            started = time.thread_time()
            offered = suggest(self.snapshot, tree, request, n_found)
            times.append((time.thread_time() - started) * 1000)
        return n_found, offered

    def first(self, query: str) -> str | None:
        """Give the id of the first article found."""
        request = SearchRequest(query=query, per_page=1)
        articles = self.snapshot.search(parse(query)[0], request, 0).articles
        return articles[0][0].id if articles else None

    def slips(self, kind: str, pairs: Iterable[tuple[str, str | None]]) -> None:
        """Print what is offered for queries with a slip."""
        tally: Counter[tuple[bool, str]] = Counter()
        possible: Counter[tuple[bool, str]] = Counter()
        shown = 0
        for query, typed in pairs:
            if typed is None:
                continue
            n_found, offered = self.ask(typed)
            if n_found >= FEW:
                continue
            if offered is None:
                outcome = "nothing"
            elif offered.casefold() == query.casefold() or (
                self.first(offered) == self.first(query)
            ):
                outcome = "mended"
            else:
                outcome = "other"
            tally[n_found == 0, outcome] += 1
            n_right = self.snapshot.count(parse(normalise_text(query))[0])
            if n_right >= max(1, MANY_TIMES * n_found):
                possible[n_found == 0, outcome] += 1
            if outcome != "mended" and shown < self.show:
                shown += 1
                print(f"    {query!r} typed {typed!r} ({n_found}): {offered!r}")
        for is_none, label in ((True, "none"), (False, "1 to 9")):
            n = sum(
                tally[is_none, outcome] for outcome in ("mended", "other", "nothing")
            )
            if n:
                shares = " | ".join(
                    f"{tally[is_none, outcome] / n:.0%}"
                    for outcome in ("mended", "other", "nothing")
                )
                n_possible = sum(
                    possible[is_none, o] for o in ("mended", "other", "nothing")
                )
                share = possible[is_none, "mended"] / max(1, n_possible)
                right = f"{share:.0%}" if n_possible else "–"
                print(
                    f"| {kind} | {label} | {n} | {shares} | {n_possible} | {right} |",
                    flush=True,
                )
                self.total[is_none] += Counter(
                    n=n,
                    mended=tally[is_none, "mended"],
                    possible=n_possible,
                    mended_possible=possible[is_none, "mended"],
                )

    def good(self, label: str, queries: list[str]) -> None:
        """Print how often something is offered for queries without a slip."""
        n_little = n_none = 0
        needless: list[tuple[str, str, int]] = []
        for query in queries:
            n_found, offered = self.ask(query)
            n_little += n_found < FEW
            n_none += n_found == 0
            if offered is not None:
                needless.append((query, offered, n_found))
        for query, offered, n_found in needless[: self.show]:
            print(f"    {query!r} ({n_found}): {offered!r}")
        n_of_none = sum(n_found == 0 for *_, n_found in needless)
        print(
            f"| {label} | {len(queries)} | {n_little - n_none} "
            f"| {len(needless) - n_of_none} | {n_none} | {n_of_none} "
            f"| {len(needless) / len(queries):.1%} |",
            flush=True,
        )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("queries", type=Path, help="a set of queries (BEIR)")
    parser.add_argument("--good", nargs="*", type=Path, default=[])
    parser.add_argument("--part", choices=("all", "even", "odd"), default="all")
    parser.add_argument("--show", type=int, default=0, help="failures a row")
    arguments = parser.parse_args()
    part = {"all": slice(None), "even": slice(0, None, 2), "odd": slice(1, None, 2)}
    chosen = part[arguments.part]
    snapshot = EmbeddedEngine(arguments.index).snapshot()
    queries = [text for _, text in read_set(arguments.queries).queries][chosen]
    everybody = snapshot.search(Everything(), SearchRequest(), N_NAMES)
    names = [p.name for p in everybody.facets.persons if " " in p.name][chosen]
    # The vocabulary and the names are read once, by whoever searches first.
    Bench(snapshot, 0).ask("tổ chúc hội ngị")
    bench = Bench(snapshot, arguments.show)
    print(f"{snapshot.status().n_articles} articles, {len(queries)} queries")
    print("\n| slip | finds | queries | mended | other | nothing | possible | mended |")
    print("|---|---|---|---|---|---|---|---|")
    for write, how in ((str, ""), (fold, ", no marks")):
        written = [write(query) for query in queries]
        for kind, slip in SLIPS.items():
            if write is fold and kind in OF_MARKS:
                continue
            draw = random.Random(SEED)
            bench.slips(kind + how, [(q, slipped(q, slip, draw)) for q in written])
        draw = random.Random(SEED)
        bench.slips("glued" + how, [(q, glued(q, draw)) for q in written])
        draw = random.Random(SEED)
        kinds = [*SLIPS.values()] if write is str else [dropped, swapped, by_ear]
        some = [write(name) for name in names][:: 3 if write is str else 6]
        bench.slips(
            "name, any slip" + how,
            [(name, slipped(name, draw.choice(kinds), draw)) for name in some],
        )
    for label, some in (
        ("none", [bench.total[True]]),
        ("1 to 9", [bench.total[False]]),
        ("fewer than 10", [*bench.total.values()]),
    ):
        n, mended, possible, of_these = (
            sum(each[key] for each in some)
            for key in ("n", "mended", "possible", "mended_possible")
        )
        print(
            f"| **all** | {label} | {n} | {mended / n:.0%} | | "
            f"| {possible} | {of_these / possible:.0%} |"
        )
    print("\n| good queries | all | find 1 to 9 | offered | find none | offered | |")
    print("|---|---|---|---|---|---|---|")
    bench.good("of the set", queries)
    bench.good("of the set, no marks", [fold(query) for query in queries])
    bench.good("names", names)
    bench.good("names, no marks", [fold(name) for name in names])
    for folder in arguments.good:
        others = [text for _, text in read_set(folder).queries][chosen]
        bench.good(folder.name, others)
    print("\n| processor time | mean ms | p50 | p99 | max |\n|---|---|---|---|---|")
    for label, times in (("first", bench.times), ("asked again", bench.warm_times)):
        p99 = statistics.quantiles(times, n=100)[-1]
        print(
            f"| {label}, {len(times)} queries | {statistics.mean(times):.1f} "
            f"| {statistics.median(times):.1f} | {p99:.1f} | {max(times):.0f} |"
        )


if __name__ == "__main__":
    main()
