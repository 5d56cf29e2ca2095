"""As whom do the nodes run? OpenSearch refuses to run as root."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.cluster.errors import ClusterError

NOBODY = 65534
"""The user and group that nodes run as where root starts them."""


def is_root() -> bool:
    """Whether the nodes need another user than the one that starts them."""
    return os.geteuid() == 0


def account() -> dict[str, Any]:
    """Tell `subprocess.Popen` as whom to run a node."""
    if not is_root():
        return {}
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}


def give(folder: Path) -> None:
    """Make a folder and all in it the nodes' own."""
    if not is_root():
        return
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


def may_enter(folder: Path) -> bool:
    """Whether the nodes' user reaches what is in a folder."""
    if not is_root():
        return os.access(folder, os.X_OK)
    return all(
        stat.S_IMODE(part.stat().st_mode) & stat.S_IXOTH or part.stat().st_uid == NOBODY
        for part in [folder, *folder.parents]
    )


def check_reachable(folder: Path) -> None:
    """Raise `ClusterError` where the nodes' user would not reach a folder."""
    if not may_enter(folder):
        raise ClusterError(
            f"{folder} cannot be entered by the user {NOBODY}, as whom the nodes run "
            "because OpenSearch refuses to run as root; name a folder below one that "
            "everybody may enter, such as /var/tmp"
        )


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, that the nodes' user can enter.

    Raises
    ------
    ClusterError
        One that is there already is closed to that user. Nothing was made then.
    """
    missing = [part for part in [folder, *folder.parents] if not part.exists()]
    check_reachable((missing[-1].parent if missing else folder).resolve())
    for part in reversed(missing):
        part.mkdir(exist_ok=True)
        if is_root():
            # Whatever the umask says: root's own would shut the nodes out.
            part.chmod(0o755)


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Tell where servers and clusters are kept unless a folder is named.

    ``TRACUU_CLUSTER_CACHE`` names another. Root's home is closed to the nodes.
    """
    if chosen := environment.get("TRACUU_CLUSTER_CACHE"):
        return Path(chosen).resolve()
    if is_root():
        return Path("/var/cache/tracuu")
    caches = environment.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(caches) / "tracuu"
