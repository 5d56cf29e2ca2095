"""What scripts add to the pages, in a real Chromium: suggestions, keys, dragging."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser import has_browser, look_as, open_browser

pytestmark = pytest.mark.skipif(
    not has_browser(), reason="chromium and chromedriver are not installed"
)

FOUND = "/?q=" + quote("hội nghị")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with open_browser(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture
def open_page(browser: Chrome, sample_site: str) -> Callable[[str], None]:
    look_as(browser, 1200, 900, "light")
    return lambda path: browser.get(sample_site + path)


def one(browser: Chrome, selector: str) -> WebElement:
    return browser.find_element(By.CSS_SELECTOR, selector)


def every(browser: Chrome, selector: str) -> list[WebElement]:
    return browser.find_elements(By.CSS_SELECTOR, selector)


def wait(browser: Chrome, until: Callable[[], object]) -> object:
    return WebDriverWait(browser, 10).until(lambda _: until())


def state(browser: Chrome) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(browser.current_url).query, keep_blank_values=True))


def focused(browser: Chrome) -> WebElement:
    return browser.switch_to.active_element


def press(browser: Chrome, *keys: str) -> None:
    ActionChains(browser).send_keys(*keys).perform()


def offered(browser: Chrome) -> list[WebElement]:
    return [each for each in every(browser, "#suggestions li") if each.is_displayed()]


def test_persons_are_suggested_first_and_chosen_by_keys(browser, open_page):
    open_page("/?lang=en")
    box = one(browser, "#q")
    box.send_keys("le thi")
    first = wait(browser, lambda: offered(browser))[0]
    name, kind = (span.text for span in first.find_elements(By.TAG_NAME, "span"))
    assert kind == "person" and name.startswith("Lê Thị")
    assert box.get_attribute("aria-expanded") == "true"
    assert "Suggestions:" in one(browser, "form.search [role=status]").text
    box.send_keys(Keys.ARROW_DOWN)
    assert box.get_attribute("value") == name
    assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")
    assert first.get_attribute("aria-selected") == "true"
    box.send_keys(Keys.ENTER)
    wait(browser, lambda: "person" in state(browser))
    assert state(browser) == {"q": "", "person": name, "lang": "en"}
    assert every(browser, ".hit")


def test_arrows_go_around_and_come_back_to_what_was_typed(browser, open_page):
    open_page("/")
    box = one(browser, "#q")
    box.send_keys("hội")
    options = wait(browser, lambda: offered(browser))
    box.send_keys(Keys.ARROW_UP)
    assert box.get_attribute("value") == options[-1].get_attribute("data-text")
    box.send_keys(Keys.ARROW_DOWN)
    assert box.get_attribute("value") == "hội"
    assert box.get_attribute("aria-activedescendant") is None


def test_escape_closes_the_suggestions_and_keeps_what_was_typed(browser, open_page):
    open_page("/")
    box = one(browser, "#q")
    box.send_keys("hội")
    wait(browser, lambda: offered(browser))
    box.send_keys(Keys.ARROW_DOWN, Keys.ESCAPE)
    assert not offered(browser)
    assert box.get_attribute("value") == "hội"
    assert box.get_attribute("aria-expanded") == "false"
    box.send_keys(Keys.ESCAPE)
    assert focused(browser) != box
    assert box.get_attribute("value") == "hội"


def test_a_suggestion_is_chosen_by_a_click(browser, open_page):
    open_page("/")
    one(browser, "#q").send_keys("hội ng")
    words = wait(
        browser,
        lambda: [
            each
            for each in offered(browser)
            if each.get_attribute("data-kind") == "words"
        ],
    )[0]
    text = words.get_attribute("data-text")
    words.click()
    wait(browser, lambda: state(browser))
    assert state(browser)["q"] == text


def test_slash_goes_to_the_box_and_can_be_turned_off(browser, open_page):
    open_page(FOUND)
    press(browser, "/")
    box = one(browser, "#q")
    assert focused(browser) == box
    assert box.get_attribute("value") == "hội nghị"
    press(browser, "a/b")  # In the box it is a letter, in place of what was chosen.
    assert box.get_attribute("value") == "a/b"
    browser.execute_script("document.querySelector('.keys').open = true")
    browser.execute_script("document.getElementById('slash-key').click()")
    open_page(FOUND)
    press(browser, "/")
    assert focused(browser) != one(browser, "#q")
    browser.execute_script("document.getElementById('slash-key').click()")
    press(browser, "/")
    assert focused(browser) == one(browser, "#q")


def test_arrows_go_from_the_box_to_the_hits_and_escape_back(browser, open_page):
    open_page(FOUND)
    box, hits = one(browser, "#q"), every(browser, ".hit h2 a")
    box.click()
    press(browser, Keys.ARROW_DOWN)
    assert focused(browser) == hits[0]
    press(browser, Keys.ARROW_DOWN)
    assert focused(browser) == hits[1]
    press(browser, Keys.ARROW_UP, Keys.ARROW_UP)
    assert focused(browser) == box
    press(browser, Keys.ARROW_DOWN, Keys.ESCAPE)
    assert focused(browser) == box
    press(browser, Keys.ARROW_DOWN)
    title = hits[0].text
    press(browser, Keys.ENTER)
    wait(browser, lambda: "/articles/" in browser.current_url)
    assert one(browser, "h1").text == title


def test_dragging_over_the_chart_chooses_a_time_and_back_takes_it_back(
    browser, open_page
):
    open_page(FOUND + "&lang=en")
    buckets = every(browser, ".chart .bucket")
    assert len(buckets) >= 4
    first, last = buckets[1], buckets[3]
    drag = ActionChains(browser).move_to_element(first).click_and_hold()
    drag.move_to_element(last).perform()
    labels = [each.get_attribute("data-label") for each in (first, last)]
    assert one(browser, ".chosen").text == " – ".join(labels)
    assert len(every(browser, ".chart .dragged")) == 3
    days = first.get_attribute("data-from"), last.get_attribute("data-to")
    before = browser.current_url
    ActionChains(browser).release().perform()
    wait(browser, lambda: "from" in state(browser))
    found = state(browser)
    assert (found["from"], found["to"]) == days
    assert found["q"] == "hội nghị" and found["lang"] == "en"
    browser.back()
    wait(browser, lambda: browser.current_url == before)
    assert not every(browser, ".chart .dragged")


def test_escape_gives_up_a_drag(browser, open_page):
    open_page(FOUND)
    buckets = every(browser, ".chart .bucket")
    drag = ActionChains(browser).move_to_element(buckets[0]).click_and_hold()
    drag.move_to_element(buckets[2]).perform()
    press(browser, Keys.ESCAPE)
    assert not every(browser, ".chart .dragged")
    ActionChains(browser).release().perform()
    assert "from" not in state(browser)


def test_a_click_on_a_bar_narrows_to_it(browser, open_page):
    open_page(FOUND)
    bar = one(browser, ".chart a.bucket")
    days = bar.get_attribute("data-from"), bar.get_attribute("data-to")
    bar.click()
    wait(browser, lambda: "from" in state(browser))
    assert (state(browser)["from"], state(browser)["to"]) == days


def test_names_are_found_in_the_list_while_typing(browser, open_page):
    open_page("/?q=")
    names = [each.text for each in every(browser, ".person-list .name")]
    one(browser, "#find_person").send_keys("lê")
    wait(
        browser,
        lambda: [e.text for e in every(browser, ".person-list .name")] != names,
    )
    found = [each.text for each in every(browser, ".person-list .name")]
    assert found and all("Lê" in name for name in found)
    # Nothing else of the page moved, and the address stays.
    assert "find_person" not in state(browser)
    assert every(browser, ".hit")


def test_without_scripts_everything_is_a_link_or_a_form(
    tmp_path, sample_site: str
) -> None:
    with open_browser(tmp_path, 1200, 900) as plain:
        plain.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        plain.get(sample_site + "/")
        one(plain, "#q").send_keys("hội nghị", Keys.ENTER)
        wait(plain, lambda: every(plain, ".hit"))
        one(plain, "#find_person").send_keys("ha", Keys.ENTER)
        wait(plain, lambda: every(plain, ".all-persons"))
        names = every(plain, ".person-list .name")
        assert names and all("Hà" in each.text for each in names)
        one(plain, "a.exclude").click()
        wait(plain, lambda: "not_person" in state(plain))
        one(plain, ".chart a.bucket").click()
        wait(plain, lambda: "from" in state(plain))
        one(plain, ".chips a").click()
        wait(plain, lambda: "not_person" not in state(plain))
        # What only scripts can do is not shown.
        assert not one(plain, "#slash-key").is_displayed()
        assert one(plain, ".chosen").text == ""


def test_nothing_moves_while_the_page_loads_its_scripts(browser, open_page):
    """The layout does not shift (CLS) by more than nothing."""
    open_page(FOUND)
    shift = browser.execute_async_script(
        """
        const done = arguments[0];
        let total = 0;
        new PerformanceObserver(list => {
          for (const entry of list.getEntries()) total += entry.value;
        }).observe({type: "layout-shift", buffered: true});
        setTimeout(() => done(total), 300);
        """
    )
    assert shift == 0
