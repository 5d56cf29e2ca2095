"""Measure extraction on the gold pages: ``python bench/extraction.py [--wrong]``.

Reads ``../shared`` beside the checkout and prints one table: measure, set, what
is asked, what was reached. With ``--wrong`` it lists before it every page,
person, role and date that is not as the gold has it.
"""

from __future__ import annotations

import argparse
import json
import lzma
import statistics
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from index.article import Article  # noqa: E402
from index.corpus import RawPage, read_file  # noqa: E402
from index.errors import CorpusError  # noqa: E402
from index.extract import extract_article  # noqa: E402
from index.extract.wordlists import modern_tones  # noqa: E402

SHARED = ROOT.parent / "shared"
N_RUNS = 5

# Name of a measure → the set, and what is asked of it (None: nothing).
TABLE: dict[str, tuple[str, float | None]] = {
    "seeds: every field": ("five seeds", 1.0),
    "pages: title": ("gold/pages (64)", 0.98),
    "pages: published": ("gold/pages (64)", 0.97),
    "pages: authors": ("gold/pages (64)", 0.95),
    "pages: paragraphs": ("gold/pages (64)", 0.98),
    "pages: junk left in body": ("gold/pages (64)", 0.01),
    "persons: precision": ("gold/persons (60)", None),
    "persons: recall": ("gold/persons (60)", None),
    "persons: F1": ("gold/persons (60)", 0.95),
    "persons: role": ("gold/persons (60)", 0.80),
    "persons: authors": ("gold/persons (60)", None),
    "html: fields": ("html/", 1.0),
    "news: articles a second": ("news-43k, 10,000 pages", 1000),
    "news: dated by text": ("news-43k, 10,000 pages", None),
    "news: right within a week": ("news-43k, 10,000 pages", None),
}
AT_MOST = {"pages: junk left in body"}
Report = Callable[..., None]


def read_page(path: Path) -> Article:
    """Extract the article of a file of `SHARED`, decoded as a reindex does."""
    (page,) = read_file(path, path.name)
    if isinstance(page, CorpusError):
        raise page
    return extract_article(page)


def flat(text: str) -> str:
    """Give a text with single spaces and modern tones, to compare."""
    return modern_tones(unicodedata.normalize("NFC", " ".join(text.split())))


def gold_lines(name: str) -> Iterator[dict]:
    """Give the records of a gold JSONL file."""
    with (SHARED / "gold" / name).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def measure_seeds(wrong: Report) -> dict[str, float]:
    """Compare every field of the five seeds."""
    gold = json.loads((SHARED / "gold/seeds.json").read_text("utf-8"))
    n_right = 0
    for one in gold:
        got = read_page(SHARED / "seeds" / one["file"])
        persons = [{"name": p.name, "role": p.role} for p in got.persons]
        right = (
            got.title == one["title"]
            and got.published == one["published"]
            and list(got.authors) == one["authors"]
            and persons == one["persons"]
            and not any(junk in got.body for junk in one["junk"])
            and got.title not in got.body
        )
        n_right += right
        if not right:
            wrong(one["file"], got.title, got.published, got.authors, persons)
    return {"seeds: every field": n_right / len(gold)}


def measure_pages(wrong: Report) -> dict[str, float]:
    """Compare the fields of the gold pages."""
    counts = dict.fromkeys(("title", "published", "authors", "paragraphs"), 0)
    n_pages = n_junk = n_left = 0
    for one in gold_lines("pages.jsonl"):
        got = read_page(SHARED / "gold/pages" / one["file"])
        body = flat(got.body)
        ends = one["first_paragraph"], one["last_paragraph"]
        right = {
            "title": flat(got.title) == flat(one["title"]),
            "published": got.published == one["published"],
            "authors": set(got.authors) == set(one["authors"]),
            "paragraphs": all(flat(end) in body for end in ends),
        }
        left = [junk for junk in one["junk"] if junk in got.body]
        n_pages += 1
        n_junk += len(one["junk"])
        n_left += len(left)
        for name, is_right in right.items():
            counts[name] += is_right
        if left or not all(right.values()):
            wrong(one["file"], right, left, got.title, got.published, got.authors)
    table = {f"pages: {name}": count / n_pages for name, count in counts.items()}
    return table | {"pages: junk left in body": n_left / n_junk}


def measure_persons(wrong: Report) -> dict[str, float]:
    """Compare persons (micro F1, exact name), roles and bylines of articles."""
    n_both = n_got = n_want = n_roles = n_roles_right = n_articles = n_authors = 0
    for one in gold_lines("persons.jsonl"):
        fields = {"title": one["title"], "body": one["body"]}
        article = extract_article(RawPage("record", one["id"], "", fields=fields))
        got = {flat(p.name): p.role or "" for p in article.persons}
        want = {flat(p["name"]): p["role"] or "" for p in one["persons"]}
        n_both += len(got.keys() & want.keys())
        n_got += len(got)
        n_want += len(want)
        for name in sorted(got.keys() ^ want.keys()):
            wrong(one["id"], "person", "too many" if name in got else "missing", name)
        for name in got.keys() & want.keys():
            if want[name]:
                a, b = flat(got[name]).lower(), flat(want[name]).lower()
                is_right = bool(a) and (a in b or b in a)
                n_roles += 1
                n_roles_right += is_right
                if not is_right:
                    wrong(one["id"], "role", name, "want", want[name], "got", a)
        n_articles += 1
        n_authors += set(article.authors) == set(one["authors"])
        if set(article.authors) != set(one["authors"]):
            wrong(one["id"], "authors", one["authors"], article.authors)
    return {
        "persons: precision": n_both / n_got,
        "persons: recall": n_both / n_want,
        "persons: F1": 2 * n_both / (n_got + n_want),
        "persons: role": n_roles_right / n_roles,
        "persons: authors": n_authors / n_articles,
    }


def measure_html(wrong: Report) -> dict[str, float]:
    """Compare title, date, author and first paragraph of the HTML page."""
    gold = json.loads((SHARED / "html/gold.json").read_text("utf-8"))
    got = read_page(SHARED / "html" / gold["file"])
    right = {
        "title": got.title == gold["title"],
        "published": got.published == gold["published"][:16].replace(" ", "T"),
        "authors": list(got.authors) == gold["authors"],
        "first paragraph": flat(gold["first_paragraph"]) in flat(got.body),
    }
    if not all(right.values()):
        wrong("html", right, got)
    return {"html: fields": sum(right.values()) / len(right)}


def news_sample(every: int, most: int) -> list[dict]:
    """Take each `every`-th article of the dated news, at most `most`."""
    taken: list[dict] = []
    with lzma.open(SHARED / "news/news-43k-dated.jsonl.xz", "rt") as lines:
        for number, line in enumerate(lines):
            if number % every == 0:
                taken.append(json.loads(line))
                if len(taken) == most:
                    break
    return taken


def measure_news(wrong: Report) -> dict[str, float]:
    """Time text pages, and check dates told by the text against real ones."""
    news = [
        one
        for one in news_sample(every=4, most=10_000)
        if one["body"].strip() and one["published"]
    ]
    pages = [
        RawPage("text", f"n/{one['id']}", "", f"{one['title']}\n\n{one['body']}")
        for one in news
    ]
    extract_article(pages[0])
    articles: list[Article] = []
    rates = []
    # No page is read twice: what is remembered of lines would flatter us.
    for first in range(0, len(pages), len(pages) // N_RUNS):
        some = pages[first : first + len(pages) // N_RUNS]
        start = time.process_time()
        articles += [extract_article(page) for page in some]
        rates.append(len(some) / (time.process_time() - start))
    days = {f"n/{one['id']}": one["published"][:10] for one in news}
    told = [article for article in articles if article.published_from == "text"]
    n_right = 0
    for article in told:
        # An event is reported on its day or within the week after it.
        late = _days_between(article.published or "", days[article.path])
        n_right += 0 <= late <= 7
        if not 0 <= late <= 7:
            wrong(
                article.path, days[article.path], article.published, article.body[:90]
            )
    return {
        "news: articles a second": statistics.median(rates[:N_RUNS]),
        "news: dated by text": len(told),
        "news: right within a week": n_right / len(told) if told else 1.0,
    }


def _days_between(first: str, second: str) -> int:
    from datetime import date

    return (date.fromisoformat(second[:10]) - date.fromisoformat(first[:10])).days


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="print what is wrong")
    arguments = parser.parse_args()
    if not SHARED.is_dir():
        raise SystemExit(f"expected the gold pages in {SHARED}")

    def wrong(*what: object) -> None:
        if arguments.wrong:
            print("  wrong:", *what)

    print(f"{'measure':28}{'set':24}{'asked':>10}{'reached':>10}")
    for measure in (
        measure_seeds,
        measure_pages,
        measure_persons,
        measure_html,
        measure_news,
    ):
        for name, value in measure(wrong).items():
            measured_on, asked = TABLE[name]
            print(
                f"{name:28}{measured_on:24}{_asked(name, asked):>10}{_shown(value):>10}"
            )


def _asked(name: str, asked: float | None) -> str:
    if asked is None:
        return ""
    return f"{'≤' if name in AT_MOST else '≥'} {_shown(asked)}"


def _shown(value: float) -> str:
    return f"{value:.3f}" if value <= 1 else f"{value:,.0f}"


if __name__ == "__main__":
    main()
