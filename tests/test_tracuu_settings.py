"""Flags come before variables, variables before the file, the file before defaults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers import build_index, make_article
from tests.test_tracuu_commands import Shell


@pytest.fixture
def tracuu(tmp_path: Path) -> Shell:
    """A shell beside three indexes of one, two and three articles."""
    for n_articles in (1, 2, 3):
        articles = [make_article(str(n)) for n in range(n_articles)]
        build_index(tmp_path / f"index-{n_articles}", articles)
    return Shell(tmp_path)


def n_articles(output: tuple[str, str]) -> int:
    return json.loads(output[0])["articles"]


def test_the_config_file_in_the_working_directory_is_read(tracuu: Shell) -> None:
    (tracuu.folder / "tracuu.toml").write_text('index = "index-1"')
    assert n_articles(tracuu("status", "--json")) == 1


def test_a_variable_overrides_the_file_and_a_flag_the_variable(tracuu: Shell) -> None:
    (tracuu.folder / "tracuu.toml").write_text('index = "index-1"')
    assert n_articles(tracuu("status", "--json", TRACUU_INDEX="index-2")) == 2
    given = tracuu("status", "--json", "--index", "index-3", TRACUU_INDEX="index-2")
    assert n_articles(given) == 3


def test_the_home_folder_may_be_written_as_a_tilde(tracuu: Shell) -> None:
    (tracuu.folder / "tracuu.toml").write_text('index = "~/index-1"')
    home = str(tracuu.folder)
    assert n_articles(tracuu("status", "--json", HOME=home)) == 1


def test_an_empty_part_of_the_corpus_variable_is_no_folder(tracuu: Shell) -> None:
    (tracuu.folder / "mot").mkdir()
    record = json.dumps({"title": "Tin", "body": "Nội dung."})
    (tracuu.folder / "mot/tin.jsonl").write_text(record)
    out = tracuu("reindex", "--json", "--index", "moi", TRACUU_CORPUS="mot::")
    assert n_articles(out) == 1


def test_another_config_file_can_be_named(tracuu: Shell) -> None:
    (tracuu.folder / "khac.toml").write_text('index = "index-3"')
    assert n_articles(tracuu("--config", "khac.toml", "status", "--json")) == 3
    assert n_articles(tracuu("status", "--json", TRACUU_CONFIG="khac.toml")) == 3


def test_the_language_can_be_set_everywhere(tracuu: Shell) -> None:
    (tracuu.folder / "tracuu.toml").write_text('lang = "en"\nindex = "none"')
    assert "no index in" in tracuu("status", exit_code=1)[1]
    assert "no index in" not in tracuu("status", exit_code=1, TRACUU_LANG="vi")[1]
    english = tracuu("--lang", "en", "status", exit_code=1, TRACUU_LANG="vi")[1]
    assert "no index in" in english
    assert "Usage:" in tracuu("--help")[0]
    assert "No such command" in tracuu("foo", exit_code=2)[1]


def test_the_corpus_can_be_set(tracuu: Shell) -> None:
    for name in ("mot", "hai"):
        (tracuu.folder / name).mkdir()
        record = json.dumps({"title": name, "body": "Nội dung."})
        (tracuu.folder / name / "tin.jsonl").write_text(record)
    (tracuu.folder / "tracuu.toml").write_text('corpus = ["mot", "hai"]\nindex = "i"')
    assert n_articles(tracuu("reindex", "--json")) == 2
    one = tracuu("reindex", "--json", "--index", "j", TRACUU_CORPUS="mot")
    assert n_articles(one) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("indx = 1", "unknown setting “indx”; did you mean “index”?"),
        ("máy = 1", "cannot be used"),
        ("x = 1", "unknown setting “x”; known are: lang, index"),
        ("index = ", "cannot be used"),
        ('port = "x"', "“port” cannot be 'x': expected a whole number from 0 to 65535"),
        ("port = true", "expected a whole number"),
        ("port = 99999", "cannot be 99999: expected a whole number from 0 to 65535"),
        ("per_page = 2.5", "expected a whole number"),
        ('lang = "fr"', "expected vi | en"),
        ('watch_every = "soon"', "expected a time such as 30s"),
        ("watch_every = 1.5", "expected a time such as 30s"),
        ("index = 5", "expected text"),
        ('index = ["a"]', "expected text"),
        ('index = ""', "expected text"),
        ("[index]\na = 1", "expected text"),
        ('corpus = ""', "expected text"),
        ("corpus = [5]", "expected text or a list of texts"),
    ],
)
def test_a_wrong_config_file_is_refused(tracuu: Shell, text: str, message: str) -> None:
    (tracuu.folder / "tracuu.toml").write_text(text)
    assert message in tracuu("--lang", "en", "status", exit_code=1)[1]


def test_a_config_file_that_is_named_must_be_there(tracuu: Shell) -> None:
    _out, err = tracuu("--lang", "en", "--config", "x.toml", "status", exit_code=1)
    assert "x.toml" in err
