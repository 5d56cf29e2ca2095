"""Write the tables of docs/extraction.md from the program: ``make rules``.

The tables stand between ``<!-- rules: NAME -->`` and ``<!-- end -->``; what is
round them is written by hand. A test holds the page to this module.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = Path(__file__).with_name("extraction.md")
_PLACE = re.compile(r"(<!-- rules: (?P<name>[\w ]+) -->\n).*?(<!-- end -->)", re.S)


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    made = [f"| {' | '.join(map(_cell, line))} |\n" for line in (header, *rows)]
    return made[0] + "|---" * len(header) + "|\n" + "".join(made[1:])


def _cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")


def _code(text: str) -> str:
    return f"`{' '.join(text.split())}`"


def _marked(example: Sequence[str]) -> str:
    """Show the lines of an example in one cell, the meant one in bold."""
    shown = (f"**{line[1:]}**" if line[:1] == ">" else line for line in example if line)
    return " ⏎ ".join(shown)


def _values_left_out(reason: str) -> str:
    """Show a reason's template without the values that each page fills in."""
    return re.sub(r":? ?[“]?%\(\w+\)s[”]?", " …", reason).replace("  ", " ")


def _bold(example: str) -> str:
    """Show a mention that stands in brackets in bold."""
    return example.replace("[", "**").replace("]", "**")


def _sources(rows: Iterable) -> str:
    return _table(
        ("source, the most trusted first", "example", "read"),
        ((row.name, _code(row.example[0]), row.example[1]) for row in rows),
    )


def tables() -> dict[str, str]:
    """Give every table by its name."""
    from index.extract.dates import file_names, forms, told_years
    from index.extract.html import metadata, signatures
    from index.extract.pages import furniture_rules, title_signs
    from index.extract.persons import evidence
    from search.documents import forms as cited

    persons = (
        *evidence.TEXT_RULES,
        *dict.fromkeys((*evidence.RULES[True], *evidence.RULES[False])),
    )
    return {
        "furniture": _table(
            ("rule", "what follows", "examples"),
            (
                (rule.name, rule.place.value, " · ".join(map(_code, rule.examples)))
                for rule in furniture_rules.RULES
            ),
        ),
        "title": _table(
            ("sign", "points", "example (the line meant is bold)"),
            (
                (sign.name, f"{sign.points:+g}", _marked(sign.example)[:120])
                for sign in title_signs.SIGNS
            ),
        ),
        "dates": _table(
            ("form", "examples"),
            (
                (name, " · ".join(map(_code, examples)))
                for name, (_, examples) in forms.FORMS.items()
            ),
        ),
        "years": _table(
            ("what tells the year", "firm", "example", "day"),
            (
                (
                    _values_left_out(rule.reason),
                    "yes" if rule.is_firm else "with others",
                    *rule.examples[0],
                )
                for rule in told_years.RULES
            ),
        ),
        "file names": _table(
            ("example",), ((_code(example),) for _, example in file_names.FORMS)
        ),
        "html titles": _sources(metadata.TITLES),
        "html dates": _sources(metadata.DATES),
        "html authors": _sources(signatures.AUTHORS),
        "persons": _table(
            ("what stands round the name", "it is", "example (the name is bold)"),
            (
                (_values_left_out(one.reason), one.verdict.value, _bold(one.example))
                for one in persons
            ),
        ),
        "documents cited": _table(
            ("form", "example (the mention is bold)", "document"),
            ((form, _bold(text), found) for form, text, found in cited.FORMS),
        ),
        "not cited": _table(("what it is", "example"), cited.NOT_CITED),
    }


def with_tables(page: str) -> str:
    """Give the text of a page with its tables as they are in the program."""
    made = tables()
    return _PLACE.sub(lambda m: f"{m[1]}{made[m['name']]}{m[3]}", page)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    PAGE.write_text(with_tables(PAGE.read_text("utf-8")), "utf-8")
