"""Takes the pictures of this folder, in Chromium, of the sample corpus.

make screenshots
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from index.reindex import reindex
from tests.browser import look_as, open_browser, run_server
from tests.helpers import ROOT

HERE = Path(__file__).resolve().parent

DESKTOP = (1200, 900)
PHONE = (390, 844)


@dataclass(frozen=True, slots=True)
class Picture:
    """What is taken: a page, on a screen, perhaps with something typed."""

    path: str
    size: tuple[int, int] = DESKTOP
    scheme: str = "light"
    typed: str = ""


QUERY = "/?q=" + quote("ban to chuc trung uong")
FILTERS = (
    "/?q=&person="
    + quote("Tạ Hữu Khiêm")
    + "&person="
    + quote("Cao Thị Ngân Hà")
    + "&person_match=any&not_person="
    + quote("Lù Văn Phương")
    + "&from=2023&to=2023"
)
ARTICLE = "/articles/204d42b0e48a5af9?q=" + quote("nông thôn mới")
PERSON = "/people/" + quote("Tạ Hữu Khiêm")

PICTURES = {
    "start": Picture("/", (1200, 700)),
    "suggestions": Picture("/", (1200, 560), typed="le"),
    "results": Picture(QUERY),
    "results-dark": Picture(QUERY, scheme="dark"),
    "results-phone": Picture("/?q=" + quote("phòng chống lụt bão"), PHONE),
    "filters": Picture(FILTERS),
    "article": Picture(ARTICLE),
    "article-phone": Picture(ARTICLE, PHONE, "dark"),
    "person": Picture(PERSON),
    "person-dark": Picture(PERSON, scheme="dark"),
    "empty": Picture("/?q=" + quote("tàu vũ trụ sao hỏa") + "&from=1999&to=1999"),
    "error": Picture('/?q="' + quote("nghị quyết") + "&from=" + quote("tháng tám")),
    "not-found": Picture("/articles/khong-co-bai-nay", (1200, 560)),
}


def main() -> None:
    """Index the corpus, serve it, take every picture."""
    with tempfile.TemporaryDirectory() as folder:
        index_dir = Path(folder) / "index"
        reindex([ROOT / "corpus"], index_dir)
        with run_server(index_dir) as address:
            for name, picture in PICTURES.items():
                width, height = picture.size
                with open_browser(Path(folder) / name, width, height) as browser:
                    look_as(browser, width, height, picture.scheme)
                    browser.get(address + picture.path)
                    if picture.typed:
                        type_into(browser, picture.typed)
                    browser.save_screenshot(str(HERE / f"{name}.png"))
                    print(HERE / f"{name}.png")


def type_into(browser: Chrome, text: str) -> None:
    """Type into the search box and wait for suggestions."""
    browser.find_element(By.ID, "q").send_keys(text)
    WebDriverWait(browser, 10).until(
        lambda _: browser.find_elements(By.CSS_SELECTOR, "#suggestions li")
    )


if __name__ == "__main__":
    main()
