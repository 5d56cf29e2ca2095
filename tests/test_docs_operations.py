"""The files that operators copy: each command, setting and figure in them is true."""

from __future__ import annotations

import configparser
import json
import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from tests.helpers import ROOT
from tests.web_fakes import FakeSearcher
from tracuu.cli import cli
from tracuu.config import read_config
from tracuu.settings import SETTINGS
from web.app import create_app

FOLDER = ROOT / "docs/operations"
PAGES = (ROOT / "docs/operations.md", ROOT / "docs/SECURITY.md")
FILES = sorted(file for file in FOLDER.iterdir() if file.is_file())
UNITS = [file for file in FILES if file.suffix in (".service", ".timer")]

# Commands, options and settings that come with other parts of the same issue.
OF_NGINX = {"limit_req", "limit_conn"}
PROGRAM = "/opt/tracuu/.venv/bin/tracuu"


def read(file: Path) -> str:
    return file.read_text("utf-8")


def command_lines(text: str) -> list[str]:
    """Every command line of Tra Cứu in a text, without the program's name."""
    found = re.findall(r"(?:`|bin/|backup )tracuu((?: [^\s`#]+)+)", text)
    for array in re.findall(r"(?:command: |CMD )(\[.*\])", text):
        words = json.loads(array)
        if not words[0].startswith("/"):
            found.append(" " + " ".join(words))
    return [line.strip() for line in found]


def check_command_line(line: str) -> None:
    words = re.sub(r"--(config|lang) \S+", "", line).replace("[", " ").split()
    name, *rest = words
    assert name in cli.commands, line
    command: click.Command = cli.commands[name]
    known = {flag for param in command.params for flag in param.opts}
    for word in rest:
        flag = word.partition("=")[0].rstrip("])")
        if flag.startswith("--"):
            assert flag in known, line


@pytest.mark.parametrize("file", [*PAGES, *FILES], ids=lambda file: file.name)
def test_every_command_that_is_named_exists_with_its_options(file: Path) -> None:
    for line in command_lines(read(file)):
        check_command_line(line)


def test_command_lines_are_found_wherever_they_stand() -> None:
    text = (
        'ExecStart=/x/bin/tracuu --config /y serve --port 1\n`tracuu verify`\nCMD ["a"]'
    )
    assert command_lines(text) == ["--config /y serve --port 1", "verify", "a"]
    total = sum(len(command_lines(read(file))) for file in [*PAGES, *FILES])
    assert total > 20
    with pytest.raises(AssertionError):
        check_command_line("serve --por 1")


@pytest.mark.parametrize("file", [*PAGES, *FILES], ids=lambda file: file.name)
def test_every_setting_and_variable_that_is_named_exists(file: Path) -> None:
    keys = {setting.key for setting in SETTINGS}
    variables = {f"TRACUU_{key.upper()}" for key in keys} | {"TRACUU_CONFIG"}
    text = read(file)
    assert set(re.findall(r"\bTRACUU_[A-Z_]+", text)) <= variables
    if file.suffix == ".md":
        names = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)(?: = [^`]+)?`", text))
        metrics = {name for name in names if name.startswith("tracuu_")}
        assert names - metrics <= keys | OF_NGINX


def test_the_example_of_a_config_file_can_be_used(tmp_path: Path) -> None:
    # What is commented out as well.
    text = re.sub(r"(?m)^# (\w+ = )", r"\1", read(FOLDER / "tracuu.toml"))
    (tmp_path / "tracuu.toml").write_text(text)
    config = read_config(tmp_path / "tracuu.toml")
    assert config.errors == []
    assert {"index", "corpus", "watch_poll", "reindex_memory"} <= config.values.keys()


def parse_unit(file: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=True, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(read(file))
    return parser


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_units_are_parsed_and_run_the_program_as_a_user_of_its_own(file: Path) -> None:
    unit = parse_unit(file)
    if file.suffix == ".timer":
        assert (FOLDER / f"{file.stem}.service").exists()
        assert unit["Timer"]["OnCalendar"]
        return
    service = unit["Service"]
    assert service["ExecStart"].startswith(
        f"{PROGRAM} --config /etc/tracuu/tracuu.toml"
    )
    assert service["User"] == service["Group"] == "tracuu"
    for key in ("NoNewPrivileges", "PrivateTmp", "MemoryDenyWriteExecute"):
        assert service[key] == "true"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert service["MemoryMax"]


def test_the_service_may_write_nothing_and_the_others_the_index_alone() -> None:
    for file in UNITS:
        if file.suffix == ".service":
            service = parse_unit(file)["Service"]
            may_write = service.get("ReadWritePaths")
            is_server = file.name == "tracuu.service"
            assert may_write == (None if is_server else "/var/lib/tracuu")


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_systemd_finds_no_fault_with_the_units(file: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    for unit in UNITS:
        text = read(unit).replace(PROGRAM, "/bin/true")
        (tmp_path / unit.name).write_text(text, "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / file.name],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def parse_nginx(text: str) -> list[tuple[str, ...]]:
    """Parse nginx's configuration: every directive with the names of its blocks.

    Raises ValueError where braces or semicolons are missing.
    """
    tokens = re.findall(r"""#[^\n]*|'[^']*'|"[^"]*"|[{};]|[^\s{};"']+""", text)
    blocks: list[str] = []
    words: list[str] = []
    found: list[tuple[str, ...]] = []
    for token in tokens:
        if token.startswith("#"):
            continue
        if token in ("{", ";"):
            if not words:
                raise ValueError(f"nothing before {token}")
            found.append((*blocks, " ".join(words)))
            if token == "{":
                blocks.append(" ".join(words))
            words = []
        elif token == "}":
            if words or not blocks:
                raise ValueError(f"unexpected }} after {words}")
            blocks.pop()
        else:
            words.append(token)
    if words or blocks:
        raise ValueError(f"not ended: {words or blocks}")
    return found


def test_nginx_sets_every_header_that_the_service_believes() -> None:
    directives = parse_nginx(read(FOLDER / "nginx.conf"))
    of_server = [names[-1] for names in directives if names[0] == "server"]
    for header in ("For", "Proto", "Host", "Prefix"):
        (line,) = [d for d in of_server if f"X-Forwarded-{header} " in d]
        assert line.startswith("proxy_set_header")
    assert not any("proxy_add_x_forwarded_for" in d for d in of_server)
    # A location that sets one header of its own would lose all of these.
    in_locations = [names for names in directives if len(names) > 2]
    assert not any(names[-1].startswith("proxy_set_header") for names in in_locations)
    assert ("server", "location = /metrics", "return 404") in directives
    with pytest.raises(ValueError):
        parse_nginx("server { listen 80 }")


def test_nginx_leaves_compression_and_caching_to_what_the_service_says() -> None:
    told = [names[-1] for names in parse_nginx(read(FOLDER / "nginx.conf"))]
    assert "gzip off" in told
    # A style kept in one encoding would be sent to browsers that cannot read it.
    assert not any(line.startswith("proxy_ignore_headers") for line in told)


def test_nginx_writes_to_its_log_what_the_service_writes_to_its_own() -> None:
    directives = parse_nginx(read(FOLDER / "nginx.conf"))
    told = [names[-1] for names in directives]
    (form,) = [directive for directive in told if directive.startswith("log_format")]
    assert not re.search(r"\$(uri|request|request_uri|args|query_string)\b", form)
    (block,) = {names[0] for names in directives if names[0].startswith("map")}
    assert block == "map $uri $tracuu_logged"
    rules = [names[1] for names in directives if names[0] == block and names[1:]]
    assert rules[0] == "default $uri"
    pattern = re.fullmatch(r'"~(.+)" \$tracuu_route\*', rules[1])
    assert pattern is not None
    cut = re.compile(pattern[1].replace("(?<", "(?P<"))
    app = create_app(FakeSearcher())
    n_cut = 0
    for rule in app.url_map.iter_rules():
        logged = cut.match(rule.rule)
        if "<path:" in rule.rule and rule.endpoint != "static":
            assert logged is not None, rule.rule
            assert logged["tracuu_route"] == rule.rule.partition("<")[0]
            n_cut += 1
        else:
            assert logged is None
    assert n_cut >= 6


def test_nginx_finds_no_fault_with_its_file(tmp_path: Path) -> None:
    if shutil.which("nginx") is None or shutil.which("openssl") is None:
        pytest.skip("nginx and openssl are not here")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x"]
        + ["-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"],
        capture_output=True,
        check=True,
    )
    text = read(FOLDER / "nginx.conf")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in kinds)
    for folder in (
        "/etc/letsencrypt/live/search.example.org",
        "/var/cache/nginx",
        "/var/log/nginx",
    ):
        text = text.replace(folder, str(tmp_path))
    (tmp_path / "tracuu.conf").write_text(text, "utf-8")
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/error.log;\nevents {{}}\n"
        f"http {{ access_log off;\n{temporary}include {tmp_path}/tracuu.conf; }}\n"
    )
    done = subprocess.run(
        ["nginx", "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_the_image_has_all_that_the_installation_needs() -> None:
    text = re.sub(r"\\\n", " ", read(FOLDER / "Containerfile"))
    lines = [line.split() for line in text.splitlines() if line[:1] not in ("#", "")]
    copied = {
        source
        for command, *rest in lines
        if command == "COPY" and not rest[0].startswith("--from")
        for source in rest[:-1]
    }
    assert all((ROOT / source).exists() for source in copied)
    packages = re.findall(
        r"(?m)^    (\w+)$",
        read(ROOT / "setup.cfg").partition("include =")[2].partition("[")[0],
    )
    assert packages and set(packages) <= copied
    assert {"setup.cfg", "pyproject.toml", "Makefile", ".ci/constraints.txt"} <= copied
    assert {"README.md", "LICENSE"} <= copied  # setup.cfg names them.
    users = [rest for command, *rest in lines if command == "USER"]
    assert users == [["tracuu"]]
    images = {rest[0] for command, *rest in lines if command == "FROM"}
    assert len(images) == 1
    assert any(command == "HEALTHCHECK" for command, *_ in lines)


def test_the_metrics_that_are_named_are_those_of_the_service() -> None:
    file = ROOT / "web/middleware/metrics.py"
    if not file.exists():
        pytest.skip("the service has no metrics yet")
    source = read(file)
    text = "".join(map(read, [*PAGES, FOLDER / "alerts.yml"]))
    for name in set(re.findall(r"\btracuu_([a-z_]+)", text)):
        if name in ("token", "requests_zone"):
            continue
        stem = re.sub(r"_(total|bucket|sum|count)$", "", name)
        assert f'"{stem}"' in source or f'"tracuu_{stem}"' in source, name


def test_the_figures_of_the_sizing_table_are_measured_ones() -> None:
    section = read(PAGES[0]).partition("\n## Sizes\n")[2].partition("\n## ")[0]
    measured = read(ROOT / "bench/results.md").replace("*", "")
    rows = [line for line in section.splitlines() if line.startswith("|")]
    figures = re.findall(r"\d[\d,]*\.\d+|\d{1,3}(?:,\d{3})+|\b\d{3}\b", "\n".join(rows))
    assert len(figures) > 30
    for figure in figures:
        # Rounded: 109.6 to 113.7 s, and 1,256 to 1,303 articles a second.
        assert figure in measured or figure in ("110", "114", "1,290"), figure


def test_every_file_for_operators_is_told_of() -> None:
    page = read(PAGES[0])
    for file in FILES:
        assert f"operations/{file.name}" in page, file.name


def test_every_test_that_shows_a_defence_exists() -> None:
    named = re.findall(r"`(tests/\w+\.py)::(\w+)`", read(PAGES[1]))
    assert len(named) > 15
    for file, test in named:
        assert re.search(rf"^def {test}\(", read(ROOT / file), re.M), test
