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
        ("indx = 1", "unknown setting “indx”"),
        ("index = ", "cannot be used"),
        ('port = "x"\nindex = "index-1"', "port"),
    ],
)
def test_a_wrong_config_file_is_refused(tracuu: Shell, text: str, message: str) -> None:
    (tracuu.folder / "tracuu.toml").write_text(text)
    command = ["serve"] if "port" in text else ["status"]
    exit_code = 2 if "port" in text else 1
    assert message in tracuu("--lang", "en", *command, exit_code=exit_code)[1]


def test_a_config_file_that_is_named_must_be_there(tracuu: Shell) -> None:
    _out, err = tracuu("--lang", "en", "--config", "x.toml", "status", exit_code=1)
    assert "x.toml" in err
