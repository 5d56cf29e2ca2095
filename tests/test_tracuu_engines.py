"""How a cluster is reached: options, variables, the file; secrets in no flag."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import certifi
import pytest
from click.testing import CliRunner

from index.opensearch.connection import ClusterSettings
from tests.test_tracuu_commands import Shell
from tracuu.engines import cluster_settings
from tracuu.parameter_types import Hosts, LibraryName
from tracuu.settings import SETTINGS
from web.errors import AccessSettingsError

CERTIFICATES = Path(certifi.where())

VALUES = {
    "engine": "opensearch",
    "hosts": ("https://kho-1:9200",),
    "opensearch_name": "kho",
    "opensearch_shards": 3,
    "opensearch_replicas": 2,
    "opensearch_timeout": 5,
    "opensearch_ca_file": CERTIFICATES,
}


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in SETTINGS:
        monkeypatch.delenv(setting.envvar, raising=False)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)


def test_all_settings_reach_the_cluster() -> None:
    config = {"opensearch_user": "kho", "opensearch_password": "hidden"}
    found = cluster_settings(VALUES, config)
    assert found == ClusterSettings(
        hosts=("https://kho-1:9200",),
        name="kho",
        user="kho",
        password="hidden",
        ca_file=str(CERTIFICATES),
        timeout=5.0,
        n_shards=3,
        n_replicas=2,
    )
    assert "hidden" not in repr(found)


def test_the_embedded_engine_has_no_cluster() -> None:
    assert cluster_settings(VALUES | {"engine": "embedded"}, {}) is None


def test_secrets_are_read_from_variables_credentials_and_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def key() -> str:
        found = cluster_settings(VALUES, {"opensearch_api_key": "of the file"})
        assert found is not None
        return found.api_key

    assert key() == "of the file"
    (tmp_path / "opensearch_api_key").write_text("of a credential\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert key() == "of a credential"
    monkeypatch.setenv("TRACUU_OPENSEARCH_API_KEY", "of a variable")
    assert key() == "of a variable"


@pytest.mark.parametrize(
    ("config", "name"),
    [
        ({"opensearch_user": "a"}, "opensearch_password"),
        ({"opensearch_password": "hidden"}, "opensearch_user"),
        ({"opensearch_password": ""}, "opensearch_password"),
        (
            {
                "opensearch_user": "a",
                "opensearch_password": "hidden",
                "opensearch_api_key": "hidden",
            },
            "opensearch_api_key",
        ),
    ],
)
def test_half_of_the_credentials_or_two_kinds_are_refused(
    config: dict[str, str], name: str
) -> None:
    with pytest.raises(AccessSettingsError, match=name) as refused:
        cluster_settings(VALUES, config)
    assert "hidden" not in str(refused.value)


def test_no_secret_of_the_cluster_has_a_flag() -> None:
    secrets = [s for s in SETTINGS if s.is_secret and "opensearch" in s.key]
    assert [s.flag for s in secrets] == [""] * 3


@pytest.mark.parametrize(
    ("written", "hosts"),
    [
        ("http://a:9200", ("http://a:9200",)),
        (" https://a:9200/ , http://b ", ("https://a:9200", "http://b")),
        (["https://[::1]:9200"], ("https://[::1]:9200",)),
        ("https://a:9200/kho", ("https://a:9200/kho",)),
    ],
)
def test_addresses_are_parted_by_commas(written: object, hosts: tuple) -> None:
    assert Hosts()(written) == hosts


@pytest.mark.parametrize(
    "written",
    ["", "a:9200", "ftp://a", "http://", "http://a,", "http://user:word@a", [], [5]],
)
def test_what_is_no_address_is_refused(written: object, refused: Callable) -> None:
    assert refused(Hosts(), written)


@pytest.mark.parametrize(
    "written",
    ["", "Kho", "kho báo", "_kho", "-kho", "a,b", "a*", "kho-tables", "kho-000001"],
)
def test_what_can_be_no_name_of_a_library_is_refused(
    written: str, refused: Callable
) -> None:
    assert refused(LibraryName(), written)
    assert LibraryName()("kho-bao_2020") == "kho-bao_2020"


@pytest.fixture
def refused() -> Callable[[object, object], bool]:
    """Tell whether a type refuses a value."""
    import click

    def is_refused(type_: click.ParamType, value: object) -> bool:
        with pytest.raises(click.BadParameter):
            type_(value)
        return True

    return is_refused


def test_the_config_file_names_engine_and_hosts(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    (tmp_path / "kho").mkdir()
    (tmp_path / "kho/tin.txt").write_text("Tin\n\nNội dung.", "utf-8")
    (tmp_path / "tracuu.toml").write_text(
        'engine = "opensearch"\nhosts = ["http://127.0.0.1:1"]\n'
        'opensearch_name = "kho"\nlang = "en"'
    )
    for command in (["reindex", "kho"], ["rollback"]):
        _out, err = shell(*command, exit_code=1)
        assert "OpenSearch cannot be reached at http://127.0.0.1:1" in err
    (tmp_path / "tracuu.toml").write_text('hosts = [5]\nlang = "en"')
    assert "expected addresses such as" in shell("rollback", exit_code=1)[1]


def test_the_options_stand_in_the_help_of_both_commands() -> None:
    from tracuu.cli import cli

    for command in ("reindex", "rollback"):
        out = CliRunner().invoke(cli, [command, "--help"]).output
        assert "--engine" in out and "--hosts" in out and "password" not in out
