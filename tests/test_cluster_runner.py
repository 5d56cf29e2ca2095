"""The runner of OpenSearch clusters, as far as it needs neither Java nor a network."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cluster import (
    Cluster,
    ClusterError,
    __main__,
    account,
    conformance,
    java,
    server,
)
from tests.cluster.errors import NoJdkError
from tests.cluster.launch import without_gc_log
from tests.cluster.node import Node, command_line, lives
from tests.cluster.nodes import STATE, check_free, free_ports
from tests.helpers import ROOT

TOLD = {
    8: 'openjdk version "1.8.0_402"',
    17: 'openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment',
    21: 'java version "21-ea" 2023-09-19',
    25: 'openjdk version "25.0.3" 2026-04-21 LTS',
}


@pytest.fixture(autouse=True)
def all_may_enter(monkeypatch: pytest.MonkeyPatch) -> None:
    # pytest's folders are closed to the user that root's nodes run as.
    monkeypatch.setattr(java, "may_enter", lambda folder: True)


def make_jdk(home: Path, told: str) -> Path:
    """Make a folder with a ``bin/java`` that tells its version, as Java does."""
    program = home / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{told}\nEND\n")
    program.chmod(0o755)
    return home


def found_in(tmp_path: Path, *majors: int, **environment: str) -> java.Jdk:
    folder = tmp_path / "jvm"
    for major in majors:
        make_jdk(folder / f"jdk-{major}", TOLD[major])
    return java.find_jdk({"PATH": "/none"} | environment, [folder])


def test_the_newest_jdk_is_found(tmp_path: Path) -> None:
    assert found_in(tmp_path, 17, 25, 21, 8).major == 25


def test_a_jdk_is_found_by_java_home_and_by_path(tmp_path: Path) -> None:
    home = make_jdk(tmp_path / "my" / "jdk", TOLD[21])
    assert found_in(tmp_path, 17, JAVA_HOME=str(home)).home == home
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").symlink_to(home / "bin" / "java")
    assert java.find_jdk({"PATH": str(tmp_path / "bin")}, []).home == home


def test_where_no_jdk_is_new_enough_the_message_tells_what_there_is(
    tmp_path: Path,
) -> None:
    with pytest.raises(
        NoJdkError, match="JDK of 21 or later; found Java 8 in .*Java 17"
    ):
        found_in(tmp_path, 17, 8)
    with pytest.raises(NoJdkError, match="found no Java"):
        java.find_jdk({"PATH": "/none"}, [])


def test_a_jdk_that_is_named_for_opensearch_is_taken_or_refused(tmp_path: Path) -> None:
    old = make_jdk(tmp_path / "old", TOLD[17])
    chosen = make_jdk(tmp_path / "chosen", TOLD[21])
    assert found_in(tmp_path, 25, OPENSEARCH_JAVA_HOME=str(chosen)).major == 21
    with pytest.raises(
        NoJdkError, match="expected a JDK of 21 or later, found Java 17"
    ):
        java.find_jdk({"OPENSEARCH_JAVA_HOME": str(old)}, [])
    with pytest.raises(NoJdkError, match="found no Java there"):
        java.find_jdk({"OPENSEARCH_JAVA_HOME": str(tmp_path)}, [])


def test_a_java_that_does_not_run_or_tells_no_version_counts_as_none(
    tmp_path: Path,
) -> None:
    silent = make_jdk(tmp_path / "silent", "no version here")
    broken = make_jdk(tmp_path / "broken", TOLD[25])
    (broken / "bin" / "java").write_bytes(b"\x7fELF")
    assert java.look_at(silent) is None and java.look_at(broken) is None


def test_without_a_jdk_the_command_ends_with_a_status_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none() -> java.Jdk:
        raise NoJdkError("none here")

    monkeypatch.setattr(__main__, "find_jdk", none)
    assert __main__.main(["jdk"]) == __main__.NO_JDK == 3
    assert "none here" in capsys.readouterr().err
    # .ci/run goes on at this status and at no other.
    assert "3) echo" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_all_jars_of_the_modules_are_pinned_by_their_hashes() -> None:
    artifacts = server.read_artifacts()
    needed = {jar for module in server.MODULES for jar in module.jars}
    assert set(artifacts) == needed | {"opensearch"}
    for artifact in artifacts.values():
        assert re.fullmatch("[0-9a-f]{64}", artifact.sha256)
    assert artifacts["opensearch"].file_name == f"opensearch-{server.VERSION}.zip"


def test_a_descriptor_names_the_module_its_class_and_what_it_extends() -> None:
    analysis, painless = (module.descriptor() for module in server.MODULES)
    lines = dict(line.split("=", 1) for line in analysis.splitlines())
    assert lines["name"] == "analysis-common"
    assert lines["classname"].endswith(".CommonAnalysisModulePlugin")
    assert lines["extended.plugins"] == "lang-painless;optional=true"
    assert lines["opensearch.version"] == lines["version"] == server.VERSION
    assert "extended.plugins" not in painless


def test_the_maven_project_needs_the_pinned_artifacts_alone() -> None:
    artifacts = server.read_artifacts()
    space = "{*}"
    (needed,) = ElementTree.fromstring(server.project(artifacts)).findall(
        f"{space}dependencies"
    )
    told = [
        tuple(str(one.findtext(space + part)) for part in PARTS)
        for one in needed.findall(f"{space}dependency")
    ]
    assert told == [(a.group, a.name, a.version, a.type) for a in artifacts.values()]
    assert len(needed.findall(f".//{space}exclusion/{space}artifactId")) == len(told)


PARTS = ("groupId", "artifactId", "version", "type")


def make_files(folder: Path) -> dict[str, server.Artifact]:
    """Make small files in the places of those of Maven Central, and pin them."""
    import hashlib

    folder.mkdir()
    with zipfile.ZipFile(folder / f"opensearch-{server.VERSION}.zip", "w") as packed:
        root = f"opensearch-{server.VERSION}"
        for name, mode, text in (
            ("bin/opensearch", 0o100755, "#!/bin/sh\n"),
            ("config/jvm.options", 0o100640, "-Xms1g\n"),
            ("modules/transport-netty4/a.jar", 0o100644, "jar"),
        ):
            entry = zipfile.ZipInfo(f"{root}/{name}")
            entry.external_attr = mode << 16
            packed.writestr(entry, text)
    pinned = {}
    for artifact in server.read_artifacts().values():
        file = folder / artifact.file_name
        if artifact.type == "jar":
            file.write_text(f"the jar {artifact.name}")
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
        pinned[artifact.name] = server.Artifact(
            artifact.group, artifact.name, artifact.version, artifact.type, sha256
        )
    return pinned


def make_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pinned: Mapping[str, object]
) -> Path:
    monkeypatch.setenv("TRACUU_CLUSTER_FILES", str(tmp_path / "files"))
    monkeypatch.setattr(server, "read_artifacts", lambda: pinned)
    monkeypatch.setattr(
        server, "make_folder", lambda folder: folder.mkdir(exist_ok=True)
    )
    return server.server_home(tmp_path / "cache")


def test_the_server_is_unpacked_with_its_modules_readable_to_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_server(tmp_path, monkeypatch, make_files(tmp_path / "files"))
    assert os.access(home / "bin" / "opensearch", os.X_OK)
    assert (home / "config" / "jvm.options").stat().st_mode & 0o777 == 0o644
    painless = home / "modules" / "lang-painless"
    assert (painless / "asm-9.7.jar").read_text() == "the jar asm"
    assert len(list(painless.iterdir())) == 9
    assert "classname=" in (painless / "plugin-descriptor.properties").read_text()
    # Once it is there nothing is fetched.
    monkeypatch.setenv("TRACUU_CLUSTER_FILES", "/none")
    assert server.server_home(tmp_path / "cache") == home


@pytest.mark.parametrize("name", ["opensearch-3.4.0.zip", "asm-9.7.jar"])
def test_a_file_that_is_not_the_pinned_one_is_refused_and_leaves_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pinned = make_files(tmp_path / "files")
    with (tmp_path / "files" / name).open("ab") as file:
        file.write(b"more")
    with pytest.raises(
        ClusterError, match=f"{name} is not the file .* expected SHA-256"
    ):
        make_server(tmp_path, monkeypatch, pinned)
    assert [file.name for file in (tmp_path / "cache").iterdir()] == [".lock"]
    (tmp_path / "files" / name).unlink()
    with pytest.raises(ClusterError, match=f"{name} is missing"):
        make_server(tmp_path, monkeypatch, pinned)


def test_without_maven_the_message_tells_what_to_get(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ClusterError, match="install-maven.*opensearch-3.4.0.zip, "):
        server.fetch(server.read_artifacts(), tmp_path / "files")


def test_a_cluster_is_known_by_its_folder_and_ports(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path, 3, 9210)
    assert cluster.hosts == [f"http://127.0.0.1:{port}" for port in (9210, 9211, 9212)]
    assert [node.transport_port for node in cluster.nodes] == [9310, 9311, 9312]
    free = Cluster(tmp_path, 2, 0)
    ports = [p for node in free.nodes for p in (node.http_port, node.transport_port)]
    assert len(set(ports)) == 4
    for wrong in ((0, 9210, None), (3, 65534, None), (3, 9210, 9212)):
        with pytest.raises(ClusterError, match="not 0|cannot be"):
            Cluster(tmp_path, wrong[0], wrong[1], first_transport_port=wrong[2])
    with pytest.raises(ClusterError, match="a node of 0 to 2, not 3"):
        cluster.kill(3)
    with pytest.raises(ClusterError, match="holds no cluster"):
        Cluster.open(tmp_path)


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(ClusterError, match=f"port {port} of 127.0.0.1 is taken"):
            check_free([port])
    check_free(free_ports(3))


@pytest.mark.parametrize("n_nodes", [1, 3])
def test_nodes_find_each_other_on_loopback(n_nodes: int, tmp_path: Path) -> None:
    (tmp_path / "server" / "config").mkdir(parents=True)
    cluster = Cluster(tmp_path / "c", n_nodes, 9210, settings={"a.b": [1, "ô"]})
    node = cluster.nodes[-1]
    node.folder.mkdir(parents=True)
    (node.folder / "data").mkdir()
    (node.folder / "data" / "kept").touch()
    node.configure(tmp_path / "server", cluster._shared_settings() | cluster.settings)
    text = (node.folder / "config" / "opensearch.yml").read_text("utf-8")
    told = {k: json.loads(v) for k, v in (x.split(": ", 1) for x in text.splitlines())}
    assert told["network.host"] == "127.0.0.1"
    assert (told["http.port"], told["transport.port"]) == (
        node.http_port,
        node.transport_port,
    )
    assert told["cluster.routing.allocation.disk.threshold_enabled"] is False
    assert told["a.b"] == [1, "ô"]
    if n_nodes == 1:
        assert told["discovery.type"] == "single-node"
    else:
        assert told["discovery.seed_hosts"] == [
            *("127.0.0.1:9310", "127.0.0.1:9311", "127.0.0.1:9312")
        ]
        assert told["cluster.initial_cluster_manager_nodes"] == [
            *("node-0", "node-1", "node-2")
        ]
    assert (node.folder / "data" / "kept").exists()


def test_the_log_of_collections_is_left_out() -> None:
    text = "-Xms1g\n9-:-Xlog:gc*:file=logs/gc.log:pid\n8:-Xloggc:logs/gc.log\n-Xmx1g\n"
    assert without_gc_log(text) == "-Xms1g\n-Xmx1g\n"


SERVES = "while :; do sleep 0.05; done"


def start_node(tmp_path: Path, program: str = SERVES) -> Node:
    """Start a shell in the place of Java."""
    node = Node(0, tmp_path / "node-0", 9210, 9310)
    node.folder.mkdir(exist_ok=True)
    node.start(tmp_path, ["/bin/sh", "-c", program])
    return node


def test_a_node_ends_when_told_and_is_found_by_its_folder(tmp_path: Path) -> None:
    node = start_node(tmp_path)
    pid = node.pid()
    assert pid is not None and lives(pid)
    # As another program sees it, which has only the folder.
    assert Node(0, node.folder, 9210, 9310).pid() == pid
    node.send(signal.SIGSTOP)
    node.end()
    assert node.pid() is None and not (node.folder / "pid").exists()
    node.end()
    with pytest.raises(ClusterError, match="does not run"):
        node.send(signal.SIGSTOP)


def test_a_node_that_does_not_end_is_ended_by_force(tmp_path: Path) -> None:
    node = start_node(tmp_path, f"trap '' TERM; echo deaf; {SERVES}")
    pid = node.pid()
    while "deaf" not in node.last_words():
        pass
    node.end(seconds=0.1)
    assert pid is not None and not lives(pid)


def test_a_node_outlives_who_started_it_and_is_ended_by_another(tmp_path: Path) -> None:
    source = (
        "import os, pathlib; from tests.test_cluster_runner import start_node\n"
        f"start_node(pathlib.Path({str(tmp_path)!r})); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", source], cwd=ROOT)
    node = Node(0, tmp_path / "node-0", 9210, 9310)
    pid = node.pid()
    assert pid is not None
    node.end()
    assert not lives(pid) and node.pid() is None


def test_a_process_that_was_given_the_number_of_a_dead_node_is_left_alone(
    tmp_path: Path,
) -> None:
    node = Node(0, tmp_path, 9210, 9310)
    (tmp_path / "pid").write_text(f"{os.getpid()}\n")
    assert command_line(os.getpid()) and node.pid() is None
    node.end(signal.SIGKILL)
    (tmp_path / "pid").write_text("no number")
    assert node.pid() is None


def test_waiting_for_a_node_that_died_tells_its_last_words(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path, 1, 0)
    (node,) = cluster.nodes
    node.folder.mkdir()
    node.start(tmp_path, ["/bin/sh", "-c", "echo java.lang.Exception: no room"])
    with pytest.raises(ClusterError, match="(?s)does not run.*no room"):
        cluster.wait_green()


def test_the_list_of_the_conformance_suite_names_tests_that_exist(
    tmp_path: Path,
) -> None:
    assert "tests/test_search_answers.py" in conformance.conformance_tests()
    listed = tmp_path / "list.txt"
    listed.write_text("# a comment\n\ntests/test_search_answers.py  # why\n")
    assert conformance.conformance_tests(listed) == ["tests/test_search_answers.py"]
    listed.write_text("tests/test_none.py\n")
    with pytest.raises(ClusterError, match="there is no file .*test_none.py"):
        conformance.conformance_tests(listed)
    listed.write_text("# nothing\n")
    with pytest.raises(ClusterError, match="names no test"):
        conformance.conformance_tests(listed)


def test_the_suite_runs_on_the_nodes_that_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test_file = tmp_path / "test_env.py"
    test_file.write_text(
        "import os\ndef test_it():\n"
        "    assert os.environ['TRACUU_TEST_ENGINE'] == 'opensearch'\n"
        "    assert os.environ['TRACUU_TEST_HOSTS'] == 'http://a:1,http://b:2'\n"
    )
    monkeypatch.setattr(conformance, "conformance_tests", lambda: [str(test_file)])
    monkeypatch.setenv("TRACUU_TEST_HOSTS", "http://a:1,http://b:2")
    assert (
        conformance.run_conformance(Cluster(tmp_path, 1, 0), ["-p", "no:cacheprovider"])
        == 0
    )
    monkeypatch.setenv("TRACUU_TEST_HOSTS", "http://a:1")
    assert conformance.run_conformance(Cluster(tmp_path, 1, 0)) == 1


def test_a_folder_that_the_nodes_cannot_enter_is_refused_before_any_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    monkeypatch.setattr(account, "may_enter", lambda folder: folder != closed)
    with pytest.raises(ClusterError, match="closed cannot be entered"):
        account.make_folder(closed / "a" / "b")
    assert not (closed / "a").exists()
    account.make_folder(tmp_path / "open" / "a" / "b")
    assert (tmp_path / "open" / "a" / "b").is_dir()


def test_a_cluster_is_found_by_its_port_and_the_tests_have_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACUU_CLUSTER_CACHE", str(tmp_path))
    mine, of_tests = tmp_path / "clusters" / "9210", tmp_path / "clusters" / "test-9210"

    def folder(*words: str) -> Path:
        return __main__.folder_of(__main__.parser().parse_args([*words]))

    assert folder("start", "--http", "9210") == mine == folder("stop", "--http", "9210")
    assert folder("test", "--http", "9210") == of_tests
    assert folder("stop", "--dir", "x") == Path("x")
    # What a test run left that was killed is found to be stopped.
    of_tests.mkdir(parents=True)
    state = {"http": free_ports(1), "transport": [9310], "heap": "1g", "settings": {}}
    (of_tests / STATE).write_text(json.dumps(state | {"java_options": ""}))
    assert folder("stop", "--http", "9210") == of_tests
    mine.mkdir()
    (mine / STATE).write_text(json.dumps(state | {"java_options": ""}))
    assert folder("stop", "--http", "9210") == mine
    node = start_node(of_tests)
    assert folder("stop", "--http", "9210") == of_tests
    assert __main__.main(["status", "--http", "9210"]) == 1
    assert __main__.main(["stop", "--http", "9210", "--remove"]) == 0
    assert node.pid() is None and not of_tests.exists() and mine.exists()


def test_a_folder_holds_one_cluster(tmp_path: Path) -> None:
    state = {"http": [1, 2], "transport": [3, 4], "heap": "1g", "settings": {}}
    (tmp_path / STATE).write_text(json.dumps(state | {"java_options": "-Da=b"}))
    opened = Cluster.open(tmp_path)
    assert [node.http_port for node in opened.nodes] == [1, 2]
    assert (opened.heap, opened.java_options) == ("1g", "-Da=b")
    opened._check_folder()
    # At other ports the data is as good, while nobody uses it.
    Cluster(tmp_path, 2, 9210)._check_folder()
    with pytest.raises(ClusterError, match="holds a cluster of 2 nodes"):
        Cluster(tmp_path, 3, 9210)._check_folder()
    node = start_node(tmp_path)
    with pytest.raises(ClusterError, match="holds a cluster of 2 nodes"):
        Cluster(tmp_path, 2, 9210)._check_folder()
    node.end()


def test_make_lists_targets_with_dashes() -> None:
    listed = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    ).stdout
    targets = {line.split(" ")[0] for line in listed.splitlines()}
    assert {"cluster", "cluster-stop", "test-cluster", "test"} <= targets
