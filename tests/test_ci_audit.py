"""The audit of dependencies fails where a vulnerability is known, and never claims
to have looked where it could not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import ROOT

SAFE = {"name": "flask", "version": "3.1.3", "vulns": []}
SKIPPED = {"name": "numpy", "skip_reason": "Dependency not found on PyPI"}
VULNERABLE = {
    "name": "click",
    "version": "8.5.1",
    "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["8.5.2"], "aliases": []}],
}
NO_NETWORK = "requests.exceptions.ConnectionError: Max retries exceeded"


def audit(
    tmp_path: Path, osv: list[dict] | str, pypi: list[dict] | str = NO_NETWORK
) -> tuple[int, str]:
    """Run the audit with a pip-audit that answers so, or fails with that message."""
    answers = {"osv": osv, "pypi": pypi}
    (tmp_path / "answers.json").write_text(json.dumps(answers))
    fake = tmp_path / "pip-audit"
    fake.write_text(
        f"""#!{sys.executable}
import json, pathlib, sys
service = sys.argv[sys.argv.index("--vulnerability-service") + 1]
pins = pathlib.Path(sys.argv[sys.argv.index("--requirement") + 1]).read_text()
assert "numpy==" in pins
answers = json.loads((pathlib.Path(__file__).parent / "answers.json").read_text())
answer = answers[service]
if isinstance(answer, str):
    sys.exit(answer)
print(json.dumps({{"dependencies": answer, "fixes": []}}))
sys.exit(any(package.get("vulns") for package in answer))
"""
    )
    fake.chmod(0o755)
    return run_audit(tmp_path)


def run_audit(path: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, ROOT / ".ci/audit.py"],
        env=os.environ | {"PATH": str(path)},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def test_nothing_known_passes(tmp_path: Path) -> None:
    status, said = audit(tmp_path, [SAFE])
    assert status == 0
    assert "1 packages audited (osv)" in said and "NOT AUDITED" not in said


@pytest.mark.parametrize("pypi", [NO_NETWORK, [SAFE]], ids=["offline", "safe"])
def test_a_known_vulnerability_fails_and_is_named(
    tmp_path: Path, pypi: list[dict] | str
) -> None:
    status, said = audit(tmp_path, [SAFE, VULNERABLE], pypi)
    assert status == 1
    assert "click 8.5.1: PYSEC-2026-1, fixed in: 8.5.2" in said


def test_where_no_database_is_reached_it_says_so_and_passes(tmp_path: Path) -> None:
    status, said = audit(tmp_path, NO_NETWORK)
    assert status == 0
    assert "NOT AUDITED: no database" in said


def test_packages_that_are_skipped_are_not_taken_for_safe(tmp_path: Path) -> None:
    status, said = audit(tmp_path, NO_NETWORK, [SKIPPED])
    assert status == 0
    assert "NOT AUDITED: no database" in said
    status, said = audit(tmp_path, NO_NETWORK, [SKIPPED, SAFE])
    assert status == 0
    assert "NOT AUDITED, no record of them: numpy" in said and "1 packages" in said


def test_the_second_database_is_asked_where_the_first_cannot_be(tmp_path: Path) -> None:
    assert audit(tmp_path, NO_NETWORK, [VULNERABLE])[0] == 1


def test_an_audit_that_fails_otherwise_fails(tmp_path: Path) -> None:
    status, said = audit(tmp_path, "ERROR: invalid requirement")
    assert status == 2
    assert "invalid requirement" in said


def test_without_pip_audit_it_fails(tmp_path: Path) -> None:
    assert run_audit(tmp_path) == (2, "pip-audit is not installed; run: make audit\n")


def test_ci_runs_the_audit_after_the_tests() -> None:
    lines = (ROOT / ".ci/run").read_text("utf-8").splitlines()
    commands = [line for line in lines if line.startswith("make ")]
    assert commands == ["make test", "make audit"] and lines[-1] == commands[-1]
