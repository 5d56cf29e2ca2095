"""What axe-core says of every page, as a table: WCAG 2.2 AA and its advice beyond.

PYTHONPATH=. .venv/bin/python bench/accessibility.py

The pages are those of tests/test_web_accessibility.py, of the sample corpus, with every
``<details>`` open. *Undecided* is what axe cannot tell by itself; which rules is said
below the table.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from index.reindex import reindex
from tests.axe import look
from tests.browser import look_as, open_browser, run_server
from tests.helpers import ROOT
from tests.test_web_accessibility import LOOKS, OPEN_ALL, PAGES


def main() -> None:
    """Print the table."""
    undecided: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        index_dir = Path(folder) / "index"
        reindex([ROOT / "corpus"], index_dir)
        profile = Path(folder) / "profile"
        with run_server(index_dir) as address, open_browser(profile) as browser:
            browser.set_script_timeout(60)
            print("| page | screen | rules held | violations | undecided |")
            print("|---|---|---|---|---|")
            for page, path in PAGES.items():
                for name, screen in LOOKS.items():
                    look_as(browser, *screen)
                    browser.get(address + path)
                    browser.execute_script(OPEN_ALL)
                    found = look(browser)
                    cells = [len(found[k]) for k in ("passes", "violations")]
                    cells.append(len(found["incomplete"]))
                    undecided.update(rule["id"] for rule in found["incomplete"])
                    print("|", page, "|", name, "|", " | ".join(map(str, cells)), "|")
            version = found["testEngine"]["version"]
    print(f"\naxe-core {version}; undecided:", dict(undecided) or "nothing")


if __name__ == "__main__":
    main()
