"""axe-core in a real Chromium: what on a page keeps somebody out."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""WCAG 2.2 AA, which contains the earlier ones, and what axe advises beyond it."""

_RUN = """
const [tags, done] = arguments;
const asked = {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]};
const failed = error => done({error: String(error)});
axe.run(document, asked).then(found => done(found), failed);
"""


@cache
def axe_source() -> str:
    """Read axe-core; nothing else of the package that brings it is used."""
    spec = find_spec("axe_playwright_python")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("axe-core is not installed: run make .venv/.test-installed")
    return (Path(spec.submodule_search_locations[0]) / "axe.min.js").read_text("utf-8")


def look(browser: Chrome) -> dict[str, Any]:
    """Let axe-core look at the page that is open; give its report.

    Raises
    ------
    RuntimeError
        If axe-core could not look.
    """
    browser.execute_script(axe_source())
    found = browser.execute_async_script(_RUN, TAGS)
    if "error" in found:
        raise RuntimeError(found["error"])
    if not found["passes"]:
        raise RuntimeError("no rule had anything to look at")
    return found


def violations(browser: Chrome) -> list[str]:
    """Let axe-core look at the page that is open.

    Returns
    -------
    list of str
        Rule, what it found, and the element; empty where nothing is wrong.
    """
    return [
        f"{rule['id']}: {node['failureSummary']} {node['html'][:200]}"
        for rule in look(browser)["violations"]
        for node in rule["nodes"]
    ]
