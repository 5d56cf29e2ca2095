"""What the docs say, held against what the program does."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from typing import get_args

import click
import jsonschema
import pytest

from index.article import Article
from index.corpus import PAGE_ENDINGS
from search.answering import N_PERSONS
from search.prefixes import MAX_PREFIX_TERMS
from search.profiles import (
    MAX_MONTHS,
    MAX_NAMED_WITH,
    MAX_ROLES,
    N_NEWEST,
    ProfilePart,
)
from search.query.chunks import MIN_PREFIX
from search.query.fields import FIELD_NAMES
from search.query.leaves import MAX_PREFIXES
from search.query.parser import MAX_DEPTH, MAX_WORDS
from search.suggestions import MAX_SUGGESTIONS, MAX_TYPED_LENGTH
from search.types import MAX_PER_PAGE, MAX_QUERY_LENGTH, MAX_RESULT_WINDOW
from tests.helpers import ROOT, make_article, search, searcher_over
from tracuu.cli import cli
from tracuu.settings import SETTINGS
from web.api.openapi import build_document
from web.config import WebConfig
from web.exports.csv_rows import COLUMNS
from web.params import (
    EXPORT_PARAMETERS,
    FEED_PARAMETERS,
    MAX_NAME_LENGTH,
    MAX_PERSONS,
    SEARCH_PARAMETERS,
)
from web.serving.server import REQUEST_LINE_BYTES

DOCS = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])


def read(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def table_rows(text: str) -> list[list[str]]:
    """The cells of every table row of a Markdown text, headings left out."""
    rows = []
    for line in text.splitlines():
        if line.startswith("|") and not line.startswith("|---"):
            cells = re.split(r"(?<!\\)\|", line.strip().strip("|"))
            rows.append([cell.strip().replace("\\|", "|") for cell in cells])
    return rows


def rules(section: str) -> list[list[str]]:
    """The rows of a section's table of queries, in the docs' query language."""
    text = read("query-language.md").partition(f"## {section}\n")[2]
    rows = table_rows(text.partition("\n## ")[0])
    return [row for row in rows if len(row) == 4 and row[0] != "rule"]


def article_of(id: str, cell: str) -> Article:
    """Make an article of a cell such as ``title: Mưa lũ; person: Lê Mai``."""
    said: dict[str, list[str]] = {}
    for part in cell.split("; "):
        name, value = part.split(": ", 1)
        said.setdefault(name, []).append(value)
    article = make_article(
        id,
        *said.pop("title", ["Tin"]),
        *said.pop("text", ["Nội dung."]),
        *said.pop("published", [None]),
        persons=said.pop("person", ()),
        authors=said.pop("author", ()),
        source=said.pop("source", [None])[0],
    )
    assert not said
    return article


def check_rule(index_dir: Path, query: str, found: Article, missed: Article) -> None:
    """Check that all of a query is in the one article and not in the other."""
    results = search(searcher_over(index_dir, [found, missed]), query.strip("`"))
    # Partial matches follow where complete ones are few.
    assert [hit.id for hit in results.hits[: results.complete]] == [found.id]
    assert results.problems == ()


@pytest.mark.parametrize("row", rules("Words"), ids=lambda row: row[1])
def test_each_rule_of_the_query_language_does_what_its_row_says(
    tmp_path: Path, row: list[str]
) -> None:
    _rule, query, finds, misses = row
    found, missed = make_article("yes", "Tin", finds), make_article("no", "Tin", misses)
    check_rule(tmp_path / "index", query, found, missed)


@pytest.mark.parametrize("row", rules("Fields and dates"), ids=lambda row: row[1])
def test_each_rule_of_fields_and_dates_does_what_its_row_says(
    tmp_path: Path, row: list[str]
) -> None:
    _rule, query, finds, misses = row
    found, missed = article_of("yes", finds), article_of("no", misses)
    check_rule(tmp_path / "index", query, found, missed)


def test_all_names_of_fields_are_told() -> None:
    text = read("query-language.md").partition("## Fields and dates\n")[2]
    rows = table_rows(text.partition("\n## ")[0])
    rows = [row for row in rows if len(row) == 3 and row[0] != "field"]
    told = {
        english.strip("`:"): re.findall(r"`([^`]+):`", f"{english}, {vietnamese}")
        for english, vietnamese, _ in rows
    }
    assert told == {field: list(names) for field, names in FIELD_NAMES.items()}


LIMITS = (
    MAX_QUERY_LENGTH,
    MAX_WORDS,
    MAX_PREFIXES,
    MIN_PREFIX,
    MAX_PREFIX_TERMS,
    MAX_DEPTH,
    MAX_PERSONS,
    MAX_NAME_LENGTH,
    MAX_PER_PAGE,
    MAX_RESULT_WINDOW,
    N_PERSONS,
    MAX_TYPED_LENGTH,
    MAX_SUGGESTIONS,
    WebConfig().time_limit,
    REQUEST_LINE_BYTES,
)


def test_the_table_of_limits_has_the_program_s_in_its_order() -> None:
    section = read("query-language.md").partition("## Limits\n")[2]
    told = [row[1] for row in table_rows(section) if row[0] != "limit"]
    assert told == [f"{limit:,}" for limit in LIMITS]


def test_the_table_of_settings_is_the_program_s() -> None:
    rows = [row for row in table_rows(read("configuration.md")) if row[0] != "setting"]
    documented = {row[0].strip("`"): row for row in rows}
    assert list(documented) == [setting.key for setting in SETTINGS]
    for setting in SETTINGS:
        _key, flag, variable, default, commands, meaning = documented[setting.key]
        assert flag.strip("`") == setting.flag
        assert variable.strip("`") == setting.envvar
        if setting.default is not None:
            assert default.strip("`") == str(setting.default)
        of = commands.replace("`", "").split()
        assert of == list(setting.commands or ("tracuu",))
        assert setting.help.partition(" [")[0] in meaning


def test_the_parameters_of_the_endpoint_are_all_documented() -> None:
    section = read("json-api.md").partition("## `GET /api/search`")[2]
    rows = table_rows(section.partition("```")[0])[1:]
    assert [row[0].strip("`") for row in rows] == list(SEARCH_PARAMETERS)


def test_the_columns_and_the_parameters_of_the_csv_are_documented() -> None:
    section = read("json-api.md").partition("## `GET /api/search.csv`")[2]
    told = re.search(r"Parameters: (.+), as above", section)
    assert told is not None
    assert re.findall(r"`(\w+)`", told[1]) == list(EXPORT_PARAMETERS)
    told = re.search(r"\* Columns: (.+?)\. The", section, re.S)
    assert told is not None
    assert tuple(re.findall(r"`(\w+)`", told[1])) == COLUMNS


def test_the_parameters_of_the_feed_are_documented() -> None:
    section = read("json-api.md").partition("## `GET /search.atom`")[2]
    told = re.search(r"Parameters: (.+), as for", section)
    assert told is not None
    assert re.findall(r"`(\w+)`", told[1]) == list(FEED_PARAMETERS)


def test_the_example_answer_has_the_shape_of_the_schema() -> None:
    document = build_document(str, WebConfig())
    schema = {
        "$ref": "#/components/schemas/SearchResults",
        "components": document["components"],
    }
    examples = re.findall(r"```json\n(.*?)```", read("json-api.md"), re.S)
    jsonschema.validate(json.loads(examples[0]), schema)
    assert set(json.loads(examples[0])) == set(
        document["components"]["schemas"]["SearchResults"]["properties"]
    )


def test_every_command_and_page_ending_is_documented() -> None:
    text = read("command-line.md")
    for command in cli.commands:
        assert f"tracuu {command}" in text
    for ending in PAGE_ENDINGS:
        assert f"`{ending}`" in text


def test_every_setting_s_flag_is_an_option_of_its_commands() -> None:
    for setting in SETTINGS:
        if not setting.flag:
            continue
        for name in setting.commands or ("",):
            command: click.Command = cli.commands[name] if name else cli
            flags = [flag for param in command.params for flag in param.opts]
            assert setting.flag in flags, name


@pytest.mark.parametrize("file", DOCS, ids=lambda file: file.name)
def test_links_between_files_lead_somewhere(file: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", file.read_text("utf-8")):
        if "://" not in target:
            assert (file.parent / target).exists(), target


@pytest.mark.parametrize("file", DOCS, ids=lambda file: file.name)
def test_addresses_for_curl_need_no_encoding(file: Path) -> None:
    # gunicorn refuses letters with marks in the request line, and curl does
    # not encode them unless told to.
    for address in re.findall(r"http://127\.0\.0\.1\S*", file.read_text("utf-8")):
        assert address.isascii(), address


def test_the_readme_has_the_two_commands_and_they_are_targets() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in ("run", "test", "install"):
        assert f"make {target}" in readme
        assert re.search(rf"^{target}:", makefile, re.M)


def test_architecture_names_only_what_exists() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    for package in ("index", "search"):
        section = text.partition(f"`{package}/` knows")[2].partition("\n`")[0]
        for row in table_rows(section.partition("### ")[0])[1:]:
            for place in re.findall(r"`([^`]+)`", row[0]):
                assert (ROOT / package / place).exists(), place


def test_the_tables_of_extraction_are_those_of_the_program() -> None:
    spec = importlib.util.spec_from_file_location("rules", ROOT / "docs/rules.py")
    assert spec is not None and spec.loader is not None
    rules_of_extraction = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(rules_of_extraction)
    page = read("extraction.md")
    assert rules_of_extraction.with_tables(page) == page, "run: make rules"
    assert page.count("<!-- rules: ") == len(rules_of_extraction.tables())


def test_the_example_of_a_person_has_the_shape_of_the_schema_and_its_fields() -> None:
    document = build_document(str, WebConfig())
    schema = {
        "$ref": "#/components/schemas/PersonProfile",
        "components": document["components"],
    }
    section = read("json-api.md").partition("## `GET /api/people/<name>`")[2]
    section = section.partition("\n## ")[0]
    [example] = re.findall(r"```json\n(.*?)```", section, re.S)
    jsonschema.validate(json.loads(example), schema)
    rows = [row for row in table_rows(section) if row[0] != "field"]
    fields = dict((row[0].strip("`"), row[1]) for row in rows)
    assert list(fields) == list(json.loads(example))
    assert f"The {MAX_ROLES} stated most" in fields["roles"]
    assert f"the {MAX_NAMED_WITH} persons" in fields["named_with"]
    assert f"the {N_NEWEST} articles" in fields["newest"]
    assert f"more than {MAX_MONTHS} months" in fields["published"]
    assert re.findall(r"`(\w+)`", fields["incomplete"])[:3] == [*get_args(ProfilePart)]
