"""Which JDK of this machine does OpenSearch run on?"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.cluster.account import may_enter
from tests.cluster.errors import NoJdkError

OLDEST = 21
"""What OpenSearch 3 needs at least."""

FOLDERS = (
    Path("/usr/lib/jvm"),
    Path("/opt/java"),
    Path("/Library/Java/JavaVirtualMachines"),
)


@dataclass(frozen=True, order=True)
class Jdk:
    """A JDK: `home` is the folder with ``bin/java``, `major` 21 for Java 21.0.4."""

    major: int
    home: Path


def find_jdk(
    environment: Mapping[str, str] = os.environ, folders: Iterable[Path] = FOLDERS
) -> Jdk:
    """Find the newest JDK.

    ``OPENSEARCH_JAVA_HOME`` goes before all others, as it does for OpenSearch.

    Raises
    ------
    NoJdkError
        There is none of version 21 or later, with what was found instead.
    """
    if chosen := environment.get("OPENSEARCH_JAVA_HOME"):
        jdk = look_at(Path(chosen))
        if jdk is None or jdk.major < OLDEST:
            found = "no Java there" if jdk is None else f"Java {jdk.major} there"
            raise NoJdkError(
                f"OPENSEARCH_JAVA_HOME is {chosen}: expected a JDK of {OLDEST} or "
                f"later, found {found}"
            )
        return jdk
    homes = dict.fromkeys(home.resolve() for home in _homes(environment, folders))
    found = [jdk for home in homes if (jdk := look_at(home)) is not None]
    newest = max(found, default=None)
    if newest is None or newest.major < OLDEST:
        others = ", ".join(f"Java {j.major} in {j.home}" for j in sorted(found))
        raise NoJdkError(
            f"OpenSearch needs a JDK of {OLDEST} or later; found "
            f"{others or 'no Java'}. Install one, or name it with OPENSEARCH_JAVA_HOME."
        )
    return newest


def _homes(environment: Mapping[str, str], folders: Iterable[Path]) -> Iterator[Path]:
    if home := environment.get("JAVA_HOME"):
        yield Path(home)
    for folder in folders:
        for home in sorted(folder.glob("*")):
            inner = home / "Contents" / "Home"  # as macOS has them
            yield inner if inner.exists() else home
    if java := shutil.which("java", path=environment.get("PATH", "")):
        yield Path(java).resolve().parent.parent


def look_at(home: Path) -> Jdk | None:
    """Ask the Java of a folder for its version; None: there is none that runs.

    One in a folder that the nodes' user may not enter counts as none.
    """
    java = home / "bin" / "java"
    if not java.is_file() or not may_enter(java.resolve().parent):
        return None
    try:
        told = subprocess.run(
            [java, "-version"], capture_output=True, text=True, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    major = major_version(told.stderr + told.stdout)
    return None if major is None else Jdk(major, home)


def major_version(told: str) -> int | None:
    """Read what ``java -version`` tells; None: it tells no version.

    >>> major_version('openjdk version "25.0.1" 2025-10-21 LTS')
    25
    >>> major_version('java version "1.8.0_402"')
    8
    """
    match = re.search(r'version "(?:1\.)?(\d+)', told)
    return None if match is None else int(match[1])
