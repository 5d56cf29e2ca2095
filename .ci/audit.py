#!/usr/bin/env python3
"""Looks the pinned packages up among known vulnerabilities, with pip-audit.

Exits with 1 where one is known, with 2 where the audit itself failed. Where no
database of advisories can be reached it says that nothing was audited, and exits
with 0: whoever builds offline could do nothing about it.

pip-audit alone does not tell the two apart: a package that the index at hand has no
record of is skipped, and "No known vulnerabilities found" with all of them skipped.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

CONSTRAINTS = Path(__file__).resolve().parent / "constraints.txt"
SERVICES = ("osv", "pypi")
NOT_REACHED = re.compile(
    r"ConnectionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError|HTTPError: 5"
)


def main() -> int:
    """Ask one service after the other until one answers."""
    program = shutil.which("pip-audit")
    if program is None:
        print("pip-audit is not installed; run: make audit", file=sys.stderr)
        return 2
    for service in SERVICES:
        done = subprocess.run(
            [program, "--requirement", str(CONSTRAINTS), "--no-deps", "--disable-pip"]
            + ["--vulnerability-service", service, "--format", "json"]
            + ["--progress-spinner", "off"],
            capture_output=True,
            text=True,
        )
        try:
            packages = json.loads(done.stdout)["dependencies"]
        except (ValueError, KeyError, TypeError):
            if not NOT_REACHED.search(done.stderr):
                print(done.stderr, file=sys.stderr)
                print(f"The audit failed (pip-audit, {service}).", file=sys.stderr)
                return 2
            print(f"{service}: cannot be reached")
            continue
        if (status := tell(service, packages)) is not None:
            return status
    print(
        "NOT AUDITED: no database of known vulnerabilities can be reached from here. "
        "Run `make audit` where there is a network."
    )
    return 0


def tell(service: str, packages: list[dict]) -> int | None:
    """Print what a service knows; None: it knows none of the packages."""
    vulnerable = [package for package in packages if package.get("vulns")]
    for package in vulnerable:
        for found in package["vulns"]:
            fixed = ", ".join(found.get("fix_versions", [])) or "none yet"
            print(
                f"{package['name']} {package['version']}: {found['id']}, "
                f"fixed in: {fixed}"
            )
    if vulnerable:
        print("Move the pins in .ci/constraints.txt.")
        return 1
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    n_audited = len(packages) - len(skipped)
    if not n_audited:
        print(f"{service}: has no record of any package")
        return None
    if skipped:
        print(f"NOT AUDITED, no record of them: {', '.join(skipped)}")
    print(f"{n_audited} packages audited ({service}), no vulnerability is known.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
