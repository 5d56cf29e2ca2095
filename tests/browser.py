"""A real Chromium and a real server, for tests and for screenshots."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    # Chromium asks its maker's hosts about many things; a test asks only ours.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def has_browser() -> bool:
    """Tell whether Chromium and its driver are installed."""
    return bool(shutil.which("chromium") and shutil.which("chromedriver"))


@contextmanager
def open_browser(
    profile: Path, width: int = 1200, height: int = 900, *extra: str
) -> Iterator[webdriver.Chrome]:
    """Start Chromium with an empty profile.

    Parameters
    ----------
    profile : Path
        A folder of its own.
    width, height : int
        Size of the window, in CSS pixels.
    *extra : str
        More flags.
    """
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for flag in (*FLAGS, f"--user-data-dir={profile}", *extra):
        options.add_argument(flag)
    options.add_argument(f"--window-size={width},{height}")
    # Pages speak the language that a browser wishes for; that of the readers here.
    options.add_experimental_option("prefs", {"intl.accept_languages": "vi"})
    # What went over the network, for `driver.get_log("performance")`.
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    # Naming the driver keeps Selenium from trying to download one.
    driver = webdriver.Chrome(options, Service(shutil.which("chromedriver")))
    try:
        yield driver
    finally:
        driver.quit()


def look_as(driver: webdriver.Chrome, width: int, height: int, scheme: str) -> None:
    """Show pages as on a screen of a size, ``light`` or ``dark``, in CSS pixels."""
    size = {"width": width, "height": height, "deviceScaleFactor": 1}
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {**size, "mobile": width < 500}
    )
    wish = {"name": "prefers-color-scheme", "value": scheme}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [wish]})


@contextmanager
def run_server(index_dir: Path, *arguments: str) -> Iterator[str]:
    """Run ``tracuu serve`` on a free port; give its address."""
    command = [sys.executable, "-m", "tracuu", "serve", "--index", str(index_dir)]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TRACUU_")}
    process = subprocess.Popen(
        [*command, "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = re.search(r"http://\S+", line)
        assert address is not None, f"the server said: {line!r}"
        yield address[0]
    finally:
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()
