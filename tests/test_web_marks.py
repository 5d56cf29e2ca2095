"""From one marked place to the next in a real Chromium, with and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser import has_browser, open_browser, run_server
from tests.helpers import build_index, make_article

pytestmark = pytest.mark.skipif(
    not has_browser(), reason="Chromium and chromedriver are not installed"
)

FILLING = " ".join(["Dân bản dựng nhà, trồng ngô và chăn trâu trên nương."] * 40)
PAGE = "/articles/lu?q=l%C5%A9+qu%C3%A9t"

IS_IN_SIGHT = """
const box = document.getElementById(arguments[0]).getBoundingClientRect();
return box.top >= 0 && box.bottom <= window.innerHeight;
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("marks") / "index"
    body = f"\n\n{FILLING}\n\n".join(["Lũ quét ở Nghị quyết 18-NQ/TW."] * 3)
    other = make_article("cho", "Chợ phiên", "Chợ phiên họp sáng nay.")
    build_index(folder, [make_article("lu", "Lũ quét", body), other])
    with run_server(folder) as address:
        yield address


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with open_browser(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    profile: Path = tmp_path_factory.mktemp("profile")
    with open_browser(profile, 1200, 900, "--force-prefers-reduced-motion") as browser:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        yield browser


def wait_for_sight(browser: Chrome, element_id: str) -> None:
    """Wait until smooth scrolling has brought an element into the window."""
    wait = WebDriverWait(browser, 5)
    wait.until(lambda b: b.execute_script(IS_IN_SIGHT, element_id))


def is_in_sight(browser: Chrome, element_id: str) -> bool:
    """Ask by the driver itself: scripts of the page do not run."""
    element = browser.find_element(By.ID, element_id)
    top = browser.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssVisualViewport"]
    y = element.rect["y"] - top["pageY"]
    return 0 <= y <= top["clientHeight"] - element.rect["height"]


def test_without_scripts_each_mark_leads_to_the_next_and_the_last_to_the_first(
    plain: Chrome, address: str
) -> None:
    plain.get(address + PAGE)
    assert not plain.find_element(By.CLASS_NAME, "mark-bar").is_displayed()
    plain.find_element(By.CSS_SELECTOR, ".note a").click()
    for number in (1, 2, 3):
        assert plain.current_url.endswith(f"#mark-{number}")
        assert is_in_sight(plain, f"mark-{number}")
        plain.find_element(By.CSS_SELECTOR, f"#mark-{number} a").send_keys(Keys.ENTER)
    assert plain.current_url.endswith("#mark-1")
    assert is_in_sight(plain, "mark-1")


def test_without_scripts_a_cited_document_leads_to_its_place(
    plain: Chrome, address: str
) -> None:
    plain.get(f"{address}/articles/lu")
    plain.find_element(By.CSS_SELECTOR, ".cited .to-text").click()
    assert plain.current_url.endswith("#document-1")
    assert is_in_sight(plain, "document-1")


def test_with_scripts_a_bar_goes_round_and_says_where_it_is(
    scripted: Chrome, address: str
) -> None:
    scripted.get(address + PAGE)
    # Nothing moves on its own.
    assert scripted.execute_script("return window.scrollY") == 0
    place = scripted.find_element(By.CLASS_NAME, "mark-place")
    assert place.get_attribute("aria-live") == "polite"
    assert place.text == "– / 3"
    following = scripted.find_element(By.CLASS_NAME, "mark-next")
    for number in (1, 2, 3, 1):
        following.send_keys(Keys.ENTER)
        assert place.text == f"{number} / 3"
        wait_for_sight(scripted, f"mark-{number}")
        # The bar itself stays where it can be pressed again.
        assert (
            scripted.execute_script("return document.activeElement.className")
            == "mark-next"
        )
    scripted.find_element(By.CLASS_NAME, "mark-previous").click()
    assert place.text == "3 / 3"
    wait_for_sight(scripted, "mark-3")
    current = scripted.find_elements(By.CSS_SELECTOR, "mark.current")
    assert [mark.get_attribute("id") for mark in current] == ["mark-3"]


def test_with_scripts_the_first_step_back_is_to_the_last_mark(
    scripted: Chrome, address: str
) -> None:
    scripted.get(address + PAGE + "&lang=en")
    scripted.find_element(By.CLASS_NAME, "mark-previous").click()
    assert scripted.find_element(By.CLASS_NAME, "mark-place").text == "3 / 3"


def test_the_bar_goes_on_from_a_mark_that_was_followed_by_its_link(
    scripted: Chrome, address: str
) -> None:
    scripted.get(f"{address}{PAGE}&per_page=20#mark-2")
    place = scripted.find_element(By.CLASS_NAME, "mark-place")
    assert place.text == "2 / 3"
    scripted.find_element(By.CSS_SELECTOR, "#mark-2 a").send_keys(Keys.ENTER)
    WebDriverWait(scripted, 5).until(lambda _: place.text == "3 / 3")


def test_the_policy_of_the_service_lets_the_script_run_and_nothing_is_refused(
    scripted: Chrome, address: str
) -> None:
    scripted.get(address + PAGE)
    assert scripted.find_element(By.CLASS_NAME, "mark-bar").is_displayed()
    assert [e for e in scripted.get_log("browser") if e["level"] == "SEVERE"] == []
