"""How is a node's JVM called? As the server's own script calls it, found out once.

The script ``bin/opensearch`` runs four JVMs before the one that serves, which for
three nodes on two cores take longer than one node needs to start.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from tests.cluster.errors import ClusterError
from tests.cluster.java import Jdk

QUICK = "-XX:TieredStopAtLevel=1"
"""Options of a JVM that starts in half the time and is slower then: not for benches."""


def java_command(server: Path, jdk: Jdk, heap: str, java_options: str) -> list[str]:
    """Give the command line that all nodes share, from its program to its options.

    Parameters
    ----------
    heap : str
        The JVM's heap, such as ``512m`` or ``4g``.
    java_options : str
        Further options, parted by spaces.

    Raises
    ------
    ClusterError
        The JVM refuses the options, such as a heap that is no size.
    """
    java = str(jdk.home / "bin" / "java")
    with tempfile.TemporaryDirectory(prefix="tracuu-cluster-") as folder:
        given = (server / "config" / "jvm.options").read_text("utf-8")
        (Path(folder) / "jvm.options").write_text(without_gc_log(given), "utf-8")
        done = subprocess.run(
            [java, "-cp", f"{server}/lib/*"]
            + ["org.opensearch.tools.launchers.JvmOptionsParser", folder],
            cwd=server,
            env=clean_environment()
            | {
                "OPENSEARCH_JAVA_OPTS": f"-Xms{heap} -Xmx{heap} {java_options}",
                "OPENSEARCH_TMPDIR": folder,
            },
            capture_output=True,
            text=True,
        )
    if done.returncode:
        raise ClusterError(
            f"Java refuses a heap of {heap} and the options {java_options!r}:\n"
            f"{(done.stdout + done.stderr)[-1000:]}"
        )
    return [
        java,
        *done.stdout.split(),
        f"-Dopensearch.path.home={server}",
        "-Dopensearch.distribution.type=zip",
        "-Dopensearch.bundled_jdk=false",
    ]


def without_gc_log(jvm_options: str) -> str:
    """Take the log of collections out of ``jvm.options``.

    It would be written beside the server, where a node may not write.

    >>> without_gc_log("-Xms1g\\n9-:-Xlog:gc*:file=logs/gc.log:utctime\\n")
    '-Xms1g\\n'
    """
    lines = jvm_options.splitlines(keepends=True)
    return "".join(line for line in lines if "gc.log" not in line)


def clean_environment() -> dict[str, str]:
    """Give what of the environment a node gets: no options and secrets of others."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "LANG", "TZ") or name.startswith("LC_")
    }
