"""The OpenSearch server: fetched from Maven Central, checked, and unpacked once.

The server's own zip with few modules is what OpenSearch's developers test against.
Two modules that every full distribution has are added to it, each a folder of jars
with a descriptor.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.cluster.account import cache_folder, make_folder
from tests.cluster.errors import ClusterError
from tests.cluster.java import find_jdk

VERSION = "3.4.0"
HASHES = Path(__file__).with_name("server.sha256")
"""A line ``SHA-256  group:artifact:version:type`` for each file that is fetched."""


@dataclass(frozen=True)
class Module:
    """A module of the server: its descriptor, and the jars that it is made of."""

    name: str
    class_name: str
    jars: tuple[str, ...]
    extends: str = ""

    def descriptor(self) -> str:
        """Write ``plugin-descriptor.properties``."""
        lines = {
            "description": self.name,
            "version": VERSION,
            "name": self.name,
            "classname": self.class_name,
            "java.version": "21",
            "opensearch.version": VERSION,
            "has.native.controller": "false",
        }
        if self.extends:
            lines["extended.plugins"] = self.extends
        return "".join(f"{key}={value}\n" for key, value in lines.items())


MODULES = (
    Module(
        "analysis-common",
        "org.opensearch.analysis.common.CommonAnalysisModulePlugin",
        ("analysis-common",),
        extends="lang-painless;optional=true",
    ),
    Module(
        "lang-painless",
        "org.opensearch.painless.PainlessModulePlugin",
        ("lang-painless", "opensearch-scripting-painless-spi", "antlr4-runtime")
        + ("asm", "asm-analysis", "asm-commons", "asm-tree", "asm-util"),
    ),
)


@dataclass(frozen=True)
class Artifact:
    """A file of Maven Central, and the SHA-256 that it must have."""

    group: str
    name: str
    version: str
    type: str
    sha256: str

    @property
    def file_name(self) -> str:
        """What Maven calls the file."""
        return f"{self.name}-{self.version}.{self.type}"


def read_artifacts(file: Path = HASHES) -> dict[str, Artifact]:
    """Read the pinned artifacts, by their names."""
    artifacts = {}
    for line in file.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            sha256, coordinates = line.split()
            artifact = Artifact(*coordinates.split(":"), sha256)
            artifacts[artifact.name] = artifact
    return artifacts


def server_home(cache: Path | None = None) -> Path:
    """Give the folder of the unpacked server, made now where it is not there.

    Raises
    ------
    ClusterError
        It can be neither found nor fetched, or is not the file that was pinned.
    """
    cache = cache or cache_folder()
    home = cache / f"opensearch-{VERSION}"
    if not home.exists():
        make_folder(cache)
        with _locked(cache / ".lock"):
            if not home.exists():
                _make(home)
    return home


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    # Two test runs that begin together fetch once.
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(home: Path) -> None:
    artifacts = read_artifacts()
    with tempfile.TemporaryDirectory(dir=home.parent, prefix=".making-") as made:
        if given := os.environ.get("TRACUU_CLUSTER_FILES"):
            files = Path(given)
        else:
            files = Path(made) / "files"
            fetch(artifacts, files)
        check(artifacts, files)
        unpack(artifacts, files, Path(made))
        # A folder of this name is a whole server: it appears at once or not at all.
        (Path(made) / home.name).rename(home)


def fetch(artifacts: Mapping[str, Artifact], files: Path) -> None:
    """Let Maven put the artifacts into a folder."""
    maven = shutil.which("mvn")
    if maven is None:
        raise ClusterError(
            "OpenSearch is fetched by Maven, and there is no `mvn` here. Install it "
            "(`.ci/install-maven` does on Debian), or get these files of Maven Central "
            "yourself and name their folder with TRACUU_CLUSTER_FILES: "
            + ", ".join(artifact.file_name for artifact in artifacts.values())
        )
    files.mkdir(parents=True)
    pom = files / "pom.xml"
    pom.write_text(project(artifacts), "utf-8")
    done = subprocess.run(
        [maven, "--batch-mode", "--quiet", "--file", pom]
        + ["dependency:copy-dependencies", f"-DoutputDirectory={files}"],
        env=os.environ | {"JAVA_HOME": str(find_jdk().home)},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise ClusterError(
            f"Maven could not fetch OpenSearch:\n{(done.stdout + done.stderr)[-2000:]}"
        )


def project(artifacts: Mapping[str, Artifact]) -> str:
    """Write a Maven project that needs the artifacts, and nothing that they need."""
    needed = "".join(
        f"<dependency><groupId>{artifact.group}</groupId>"
        f"<artifactId>{artifact.name}</artifactId>"
        f"<version>{artifact.version}</version><type>{artifact.type}</type>"
        "<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId>"
        "</exclusion></exclusions></dependency>"
        for artifact in artifacts.values()
    )
    return (
        "<project><modelVersion>4.0.0</modelVersion><groupId>tracuu</groupId>"
        "<artifactId>cluster</artifactId><version>1</version>"
        f"<packaging>pom</packaging><dependencies>{needed}</dependencies></project>"
    )


def check(artifacts: Mapping[str, Artifact], files: Path) -> None:
    """Raise `ClusterError` where a file is missing or not the one that was pinned."""
    for artifact in artifacts.values():
        file = files / artifact.file_name
        if not file.is_file():
            raise ClusterError(f"{file} is missing")
        with file.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
        if found != artifact.sha256:
            raise ClusterError(
                f"{file} is not the file that {HASHES.name} tells of: expected SHA-256 "
                f"{artifact.sha256}, found {found}"
            )


def unpack(artifacts: Mapping[str, Artifact], files: Path, into: Path) -> None:
    """Unpack the server into ``into/opensearch-VERSION`` and add its modules."""
    with zipfile.ZipFile(files / artifacts["opensearch"].file_name) as packed:
        for entry in packed.infolist():
            path = packed.extract(entry, into)
            # What zipfile leaves out: that programs may be run.
            os.chmod(path, 0o755 if entry.is_dir() else (entry.external_attr >> 16))
    home = into / f"opensearch-{VERSION}"
    for module in MODULES:
        folder = home / "modules" / module.name
        folder.mkdir()
        for jar in module.jars:
            shutil.copy(files / artifacts[jar].file_name, folder)
        (folder / "plugin-descriptor.properties").write_text(module.descriptor())
    for path in [home, *home.rglob("*")]:
        # Readable to the nodes' user, whatever umask or zip said.
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
