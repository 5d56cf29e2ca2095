"""Everything that is wrong with the settings is told at once, with its place."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from unittest import mock

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers import build_index, make_article
from tests.test_tracuu_commands import Shell
from tracuu import config, show_settings
from tracuu.config import HIDDEN, SettingsError, load_config
from tracuu.parameter_types import Duration
from tracuu.settings import BY_KEY, SETTINGS, Setting


@pytest.fixture
def tracuu(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> Setting:
    """A setting whose value is never printed."""
    setting = Setting("key", "--key", click.IntRange(1, 9), None, "", is_secret=True)
    monkeypatch.setitem(BY_KEY, "key", setting)
    for module in (config, show_settings):
        monkeypatch.setattr(module, "SETTINGS", (*SETTINGS, setting))
    return setting


def mock_environment(variables: dict[str, str]) -> Any:
    """Let these be all of the environment's variables."""
    return mock.patch.dict(os.environ, variables, clear=True)


def errors_of(text: str, tmp_path: Path, **variables: str) -> list[str]:
    file = tmp_path / "tracuu.toml"
    file.write_text(text, "utf-8")
    with mock_environment(variables), pytest.raises(SettingsError) as found:
        load_config(file)
    return [str(error).replace(str(file), "FILE") for error in found.value.errors]


def test_all_that_is_wrong_is_told_in_one_go_with_file_and_line(
    tracuu: Shell,
) -> None:
    text = '# Kho báo\nindx = "a"\n\nport = 99999\nlang = "fr"\nhost = "::1"\n'
    (tracuu.folder / "tracuu.toml").write_text(text, "utf-8")
    wrong = {"TRACUU_PER_PAGE": "many", "TRACUU_WATCH_EVRY": "5m"}
    out, err = tracuu("--lang", "en", "status", exit_code=1, **wrong)
    assert out == ""
    assert err.splitlines() == [
        "Error: tracuu.toml:2: unknown setting “indx”; did you mean “index”?",
        "Error: tracuu.toml:4: “port” cannot be 99999: expected a whole number from 0 "
        "to 65535",
        "Error: tracuu.toml:5: “lang” cannot be 'fr': expected vi | en",
        "Error: TRACUU_PER_PAGE: “per_page” cannot be 'many': expected a whole number "
        "from 1 to 100",
        "Error: environment: unknown setting “TRACUU_WATCH_EVRY”; did you mean "
        "“TRACUU_WATCH_EVERY”?",
    ]


def test_it_is_told_in_the_language_that_the_file_asks_for(tracuu: Shell) -> None:
    (tracuu.folder / "tracuu.toml").write_text('port = "x"\nlang = "en"')
    assert "expected" in tracuu("status", exit_code=1)[1]
    (tracuu.folder / "tracuu.toml").write_text('port = "x"\nlang = "vi"')
    assert "expected" not in tracuu("status", exit_code=1)[1]


def test_settings_that_are_tables_are_told_with_the_line_of_the_table(
    tmp_path: Path,
) -> None:
    text = 'site_name = "x"\n\n[serve]\nport = 1\n\n[index]\na = 1\n'
    serve, index = errors_of(text, tmp_path)
    assert serve.startswith("FILE:3: unknown setting “serve”")
    assert index == "FILE:6: “index” cannot be {'a': 1}: expected text"


def test_a_file_that_is_no_toml_is_told_beside_wrong_variables(tmp_path: Path) -> None:
    unreadable, variable = errors_of("port = 1\nindex = \n", tmp_path, TRACUU_PORT="-1")
    assert unreadable.startswith("the config file FILE cannot be used: ")
    assert "line 2" in unreadable
    assert variable.startswith("TRACUU_PORT: “port” cannot be '-1'")


def test_variables_of_others_and_empty_ones_are_no_concern_of_ours(
    tmp_path: Path,
) -> None:
    file = tmp_path / "tracuu.toml"
    file.write_text("")
    others = {
        "TRACUU_SERVICE_HOST": "10.0.0.1",
        "TRACUU_PORT": "",
        "TRACUU_CONFIG": "x",
        "PORT": "x",
        "TRACUU_CORPUS": "mot:hai",
    }
    with mock_environment(others):
        load_config(file)


def test_a_secret_is_never_printed(
    tmp_path: Path, secret: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    (error,) = errors_of('key = "s3cret"', tmp_path)
    assert "s3cret" not in error and HIDDEN in error
    (error,) = errors_of("", tmp_path, TRACUU_KEY="s3cret")
    assert "s3cret" not in error and HIDDEN in error
    monkeypatch.setenv("TRACUU_KEY", "5")
    from click.testing import CliRunner

    from tracuu.cli import cli

    for arguments in (["config"], ["config", "--json"]):
        out = CliRunner().invoke(cli, arguments).output
        assert HIDDEN in out and "5" not in out.partition("key")[2].partition("\n")[0]


def test_config_tells_every_setting_and_where_it_comes_from(tracuu: Shell) -> None:
    (tracuu.folder / "tracuu.toml").write_text(
        'index = "i"\nport = 81\ncorpus = ["mot", "hai"]\nwatch_every = "5m"'
    )
    arguments = ("--lang", "en", "config")
    told = json.loads(tracuu(*arguments, "--json", TRACUU_PORT="82")[0])
    assert list(told) == [setting.key for setting in SETTINGS]
    assert told["lang"] == {"value": "en", "from": "flag", "place": "--lang"}
    assert told["index"] == {"value": "i", "from": "file", "place": "tracuu.toml:1"}
    assert told["port"] == {"value": "82", "from": "variable", "place": "TRACUU_PORT"}
    assert told["corpus"]["value"] == ["mot", "hai"]
    assert told["host"] == {"value": "127.0.0.1", "from": "default", "place": None}
    lines = tracuu(*arguments, TRACUU_PORT="82")[0].splitlines()
    (port,) = [line.split() for line in lines if line.startswith("port")]
    assert port == ["port", "82", "variable", "TRACUU_PORT"]
    (corpus,) = [line for line in lines if line.startswith("corpus")]
    assert "mot, hai" in corpus and corpus.endswith("file tracuu.toml:3")


def test_a_wrong_file_can_be_checked_before_it_is_used(tracuu: Shell) -> None:
    (tracuu.folder / "moi.toml").write_text("port = 0.5")
    _out, err = tracuu("--lang", "en", "--config", "moi.toml", "config", exit_code=1)
    assert "moi.toml:1" in err


def test_every_default_can_be_used() -> None:
    for setting in SETTINGS:
        if setting.default is not None:
            click.types.convert_type(setting.type)(setting.default)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("0", 0), (90, 90), ("30s", 30), ("5m", 300), (" 1h ", 3600), ("365d", 31536000)],
)
def test_times_are_read_with_their_units(written: object, seconds: int) -> None:
    assert Duration()(written) == seconds


@given(st.one_of(st.text(), st.from_regex(r"[0-9]{1,12}[smhdw ]{0,2}")))
def test_any_text_is_a_time_of_up_to_a_year_or_refused(text: str) -> None:
    try:
        assert 0 <= Duration()(text) <= 365 * 86_400
    except click.BadParameter as error:
        assert "30s" in str(error.message) or "30" in str(error.message)


def test_a_service_checks_the_folder_of_its_index_before_it_starts(
    tracuu: Shell,
) -> None:
    (tracuu.folder / "tep").write_text("x")
    for command in ("serve", "watch"):
        _out, err = tracuu(
            "--lang", "en", command, "--index", "tep", exit_code=1, TRACUU_CORPUS="."
        )
        assert "tep cannot be read: it is no folder" in err


def test_a_watch_names_every_folder_that_is_misspelt(tracuu: Shell) -> None:
    _out, err = tracuu(
        "--lang", "en", "watch", "--index", "i", exit_code=1, TRACUU_CORPUS="mot:hai"
    )
    assert "no such file or folder: mot" in err
    assert "no such file or folder: hai" in err
    assert "name a folder" in tracuu("--lang", "en", "watch", exit_code=1)[1]
    # An index that remembers no folder needs some as well.
    build_index(tracuu.folder / "cu", [make_article("1")])
    assert (
        "name a folder"
        in tracuu("--lang", "en", "watch", "--index", "cu", exit_code=1)[1]
    )
