"""`make demo` as a newcomer uses it: the whole main line, typed and clicked on the page's phones, in each language."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.product import free_port

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER),
        reason="Debian's chromium and chromium-driver are not installed",
    ),
]

#: What a prospect types, or [clicks], and a word of the honest message after the breach.
TALKS = {
    "id": (
        ["halo", "[Ya, boleh]", "Budi", "PT Maju", "website baru", "50jt", "[Bulan ini]"],
        "[Saya sendiri]",
        "Maaf Kak",
    ),
    "ms": (
        ["hai", "[Ya, boleh]", "Aisyah", "Maju Enterprise", "1", "RM20k", "[Bulan ini]"],
        "[Saya sendiri]",
        "Maaf",
    ),
    "en": (
        ["hello", "[Yes]", "Grace", "Lim Trading", "new website", "S$30k", "this month"],
        "[I do]",
        "Sorry",
    ),
}
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
    "--disable-background-networking --disable-component-update --window-size=1440,900"
)


@pytest.fixture
def page(tmp_path: Path) -> Iterator["Page"]:
    port = free_port()
    demo = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--port", str(port)],
        env={**os.environ, "SAPA_BUSINESS": ""},
        stdout=subprocess.DEVNULL,
    )
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for flag in (*_FLAGS.split(), f"--user-data-dir={tmp_path / 'chromium'}"):
        options.add_argument(flag)
    browser = webdriver.Chrome(options=options, service=Service(DRIVER or ""))
    try:
        _answers(f"http://127.0.0.1:{port}")
        browser.get(f"http://127.0.0.1:{port}")
        yield Page(browser)
    finally:
        browser.quit()
        demo.terminate()
        demo.wait(timeout=30)


def _answers(url: str) -> None:
    for _ in range(300):
        try:
            requests.get(url, timeout=2)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the demo did not start")


class Page:
    """Three phones, used with keyboard and mouse."""

    def __init__(self, browser: webdriver.Chrome) -> None:
        self._browser = browser
        self._patience = WebDriverWait(
            browser, 15, 0.1, [StaleElementReferenceException, WebDriverException]
        )
        self._patience.until(lambda _: self._buttons(".seat.manager button", "on"))

    def says(self, role: str, words: str) -> None:
        before = len(self.heard(role))
        if words.startswith("["):
            self.clicks(f".seat.{role} button", words[1:-1])
        else:
            box = self._browser.find_element(By.CSS_SELECTOR, f".seat.{role} textarea")
            box.send_keys(words, Keys.ENTER)
        self._patience.until(lambda _: len(self.heard(role)) >= before + 2)

    def clicks(self, selector: str, label: str) -> None:
        *_, button = self._patience.until(lambda _: self._buttons(selector, label))
        self._browser.execute_script("arguments[0].click()", button)

    def _buttons(self, selector: str, label: str) -> list[WebElement]:
        found = self._browser.find_elements(By.CSS_SELECTOR, selector)
        return [button for button in found if button.text.strip() == label]

    def heard(self, role: str) -> list[str]:
        texts = self._browser.find_elements(
            By.CSS_SELECTOR, f".seat.{role} [data-sid] .words-of"
        )
        return [text.text for text in texts]

    def hears(self, role: str, words: str) -> None:
        self._patience.until(lambda _: any(words in text for text in self.heard(role)))


@pytest.mark.parametrize("language", TALKS)
def test_the_whole_line_up_to_the_breach_alert_works_by_hand(page: Page, language: str) -> None:
    answers, last, apology = TALKS[language]
    for colleague in ("rep", "manager"):
        page.says(colleague, "on")
    page.clicks(".seat.prospect button", language.upper())
    for words in answers:
        page.says("prospect", words)

    page.says("prospect", last)
    page.hears("rep", "🔔 Lead baru")
    page.hears("rep", "Ambil #")
    for _ in range(5):
        page.clicks("header button", "+1 min")
        time.sleep(0.6)  # each minute brings what was due in it

    page.hears("manager", "sudah menunggu")
    page.hears("prospect", apology)
    page.says("manager", "[Ambil alih]")
    page.hears("prospect", "Ibu Ratna")
