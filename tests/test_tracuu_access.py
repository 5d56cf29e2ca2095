"""Where secrets are read from, what is refused, and that nothing shows them."""

import pytest

from index.errors import TraCuuError
from tests.test_tracuu_commands import Shell
from tracuu.access import read_access
from tracuu.settings import SETTINGS
from web.config import Access
from web.errors import AccessSettingsError

TOKEN = "0123456789abcdef"


@pytest.fixture(autouse=True)
def no_variables(monkeypatch):
    for name in ("TOKEN", "USER", "PASSWORD"):
        monkeypatch.delenv(f"TRACUU_ACCESS_{name}", raising=False)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)


def test_without_settings_everybody_may_read():
    assert not read_access({}).is_restricted


def test_a_variable_comes_before_a_credential_and_that_before_the_file(
    monkeypatch, tmp_path
):
    config = {"access_token": f"{TOKEN}-file"}
    assert read_access(config) == Access(token=f"{TOKEN}-file")
    (tmp_path / "access_token").write_text(f"{TOKEN}-credential\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert read_access(config) == Access(token=f"{TOKEN}-credential")
    monkeypatch.setenv("TRACUU_ACCESS_TOKEN", f"{TOKEN}-variable")
    assert read_access(config) == Access(token=f"{TOKEN}-variable")


def test_name_and_password_may_come_from_different_places(monkeypatch, tmp_path):
    (tmp_path / "access_password").write_text("mật khẩu\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    access = read_access({"access_user": "bạn đọc"})
    assert access == Access(user="bạn đọc", password="mật khẩu")


@pytest.mark.parametrize(
    ("config", "name"),
    [
        ({"access_user": "a"}, "access_password"),
        ({"access_password": "hidden"}, "access_user"),
        ({"access_user": "a:b", "access_password": "hidden"}, "access_user"),
        ({"access_token": "hidden"}, "access_token"),
        ({"access_token": "hidden hidden hidden"}, "access_token"),
        ({"access_token": "hidden-hidden-hidden-ậ"}, "access_token"),
        ({"access_token": ""}, "access_token"),
    ],
)
def test_what_would_leave_the_archive_open_or_shut_is_refused(config, name):
    with pytest.raises(AccessSettingsError, match=name) as refused:
        read_access(config)
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe"])
def test_a_credential_that_says_nothing_is_refused(monkeypatch, tmp_path, content):
    (tmp_path / "access_token").write_bytes(content)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with pytest.raises(TraCuuError, match="access_token"):
        read_access({})


def test_no_secret_can_be_given_as_a_flag_or_is_named_in_the_help(tmp_path):
    assert [s.flag for s in SETTINGS if s.key.startswith("access_")] == [""] * 3
    shell = Shell(tmp_path)
    out, _err = shell("serve", "--help", TRACUU_ACCESS_TOKEN=TOKEN)
    assert TOKEN not in out and "access" not in out


def test_the_service_does_not_start_with_half_of_the_credentials(tmp_path):
    shell = Shell(tmp_path)
    _out, err = shell("--lang", "en", "serve", exit_code=1, TRACUU_ACCESS_USER="hidden")
    assert "access_password cannot be used: expected a value" in err
    assert "hidden" not in err
