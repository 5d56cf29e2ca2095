"""Takes the pictures of this folder, in Chromium, of the sample corpus.

make screenshots
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from index.reindex import reindex
from tests.browser import look_as, open_browser, run_server
from tests.helpers import ROOT

HERE = Path(__file__).resolve().parent

PICTURES = {
    "results": ("/?q=ban+to+chuc+trung+uong", 1200, 900, False),
    "results-dark": ("/?q=ban+to+chuc+trung+uong", 1200, 900, True),
    "results-phone": (
        "/?q=ph%C3%B2ng+ch%E1%BB%91ng+l%E1%BB%A5t+b%C3%A3o",
        390,
        844,
        False,
    ),
    "article": (
        "/articles/204d42b0e48a5af9?q=n%C3%B4ng+th%C3%B4n+m%E1%BB%9Bi",
        1200,
        900,
        False,
    ),
    "start": ("/", 1200, 700, False),
}


def main() -> None:
    """Index the corpus, serve it, take every picture."""
    with tempfile.TemporaryDirectory() as folder:
        index_dir = Path(folder) / "index"
        reindex([ROOT / "corpus"], index_dir)
        with run_server(index_dir) as address:
            for name, (path, width, height, is_dark) in PICTURES.items():
                with open_browser(Path(folder) / name, width, height) as browser:
                    look_as(browser, width, height, "dark" if is_dark else "light")
                    browser.get(address + path)
                    browser.save_screenshot(str(HERE / f"{name}.png"))
                    print(HERE / f"{name}.png")


if __name__ == "__main__":
    main()
