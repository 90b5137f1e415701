"""The page with three phones, in a real browser."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait
from twilio.rest import Client

from bot.sandbox.cast import PROSPECTS, Cast, Due, Person
from bot.sandbox.sandbox import ACCOUNT, Sandbox
from tests.sandbox_product import Product, real_client

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER),
        reason="Debian's chromium and chromium-driver are not installed",
    ),
]

BUDI, AISYAH, GRACE = (person.number for person in PROSPECTS)
SARI, BOS = "+628111000200", "+628111000300"
US = f"whatsapp:{ACCOUNT.sender}"
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
    "--disable-background-networking --disable-component-update --window-size=1366,768"
)


class Page:
    def __init__(self, browser: webdriver.Chrome) -> None:
        self.browser = browser

    def seat(self, role: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, f".seat.{role}")

    def all(self, selector: str) -> list[WebElement]:
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def until(self, seen: Callable[[], Any]) -> Any:
        """Wait; a bubble may be drawn anew while it is looked at."""
        patience = WebDriverWait(self.browser, 8, 0.05, [StaleElementReferenceException])
        return patience.until(lambda _: seen())

    def read(self, role: str) -> list[str]:
        texts = self.seat(role).find_elements(By.CSS_SELECTOR, "[data-sid] .words-of")
        return [text.text for text in texts]

    def write(self, role: str, text: str) -> None:
        box = self.seat(role).find_element(By.TAG_NAME, "textarea")
        box.send_keys(text, Keys.ENTER)

    def click(self, selector: str) -> None:
        (element,) = self.until(lambda: self.all(selector))
        element.click()

    def trouble(self, item: str) -> None:
        self.click("#trouble")
        self.click(f"#trouble-menu {item}")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for flag in _FLAGS.split():
        options.add_argument(flag)
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('chromium')}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=Service(DRIVER or ""))
    yield browser
    browser.quit()


@pytest.fixture
def product() -> Iterator[Product]:
    with Product() as product:
        yield product


@pytest.fixture
def due() -> list[Due]:
    return []


@pytest.fixture
def sandbox(product: Product, due: list[Due]) -> Iterator[Sandbox]:
    staff = (Person(SARI, "Sari", ("rep",)), Person(BOS, "Pak Bos", ("rep", "manager")))
    cast = Cast("Toko Digital", people=(*PROSPECTS, *staff), sla=lambda: due)
    with Sandbox(product.url, cast=cast) as sandbox:
        yield sandbox


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[Client]:
    client = real_client(sandbox)
    yield client
    client.http_client.session.close()


@pytest.fixture
def page(browser: webdriver.Chrome, sandbox: Sandbox) -> Iterator[Page]:
    browser.get(sandbox.url)
    page = Page(browser)
    page.until(lambda: page.all(".rep .openers button"))
    yield page
    complaints = [entry["message"] for entry in browser.get_log("browser")]  # type: ignore[no-untyped-call]
    browser.get("about:blank")
    assert complaints == []


def hear(client: Client, text: str, to: str = BUDI, **more: Any) -> Any:
    """The product says something."""
    return client.messages.create(to=f"whatsapp:{to}", from_=US, body=text, **more)


def ask(client: Client, kind: str, spec: dict[str, Any]) -> None:
    """The product asks with buttons or a list."""
    url, kind_of = "https://content.twilio.com/v1/Content", {"Content-Type": "application/json"}
    data = {"language": "id", "types": {f"twilio/{kind}": spec}}
    sid = json.loads(client.request("POST", url, data=data, headers=kind_of).text)["sid"]
    client.messages.create(to=f"whatsapp:{BUDI}", from_=US, content_sid=sid)


def test_what_is_typed_reaches_the_product_and_gets_its_ticks(
    page: Page, product: Product
) -> None:
    page.write("prospect", "Halo, masih ada?")
    page.until(lambda: page.all(".prospect .ticks.delivered"))
    assert [form["Body"] for form in product.hooks] == ["Halo, masih ada?"]
    assert page.read("prospect") == ["Halo, masih ada?"]


def test_first_words_are_offered_until_something_was_said(page: Page, product: Product) -> None:
    page.click(".rep .openers button")
    page.until(lambda: not page.all(".rep .openers button"))
    assert product.hooks[0]["From"] == f"whatsapp:{SARI}"


def test_buttons_are_pressed_and_remembered(
    page: Page, product: Product, sandbox: Sandbox, client: Client
) -> None:
    sandbox.phone(BUDI).say("halo")
    actions = [{"title": t, "id": f"c:{t}"} for t in ("Ya", "Tidak")]
    ask(client, "quick-reply", {"body": "Boleh?", "actions": actions})
    page.until(lambda: len(page.all(".prospect .choices button")) == 2)
    page.all(".prospect .choices button")[1].click()
    page.until(lambda: page.all(".prospect .choices .chosen"))
    page.until(lambda: len(product.hooks) == 2)
    assert product.hooks[1]["ButtonPayload"] == "c:Tidak"


def test_a_list_opens_from_below_and_is_chosen_by_keyboard(
    page: Page, product: Product, sandbox: Sandbox, client: Client
) -> None:
    sandbox.phone(BUDI).say("halo")
    items = [{"item": item, "id": item} for item in ("Website", "Iklan", "SEO")]
    ask(client, "list-picker", {"body": "Cari apa?", "button": "Lihat", "items": items})
    page.click(".prospect .choices button")
    keys = ActionChains(page.browser)
    keys.send_keys(Keys.ARROW_DOWN, Keys.ENTER).perform()
    page.until(lambda: len(product.hooks) == 2)
    assert product.hooks[1]["ListId"] == "Iklan"
    assert not page.seat("prospect").find_element(By.CSS_SELECTOR, ".sheet").is_displayed()


def test_what_people_type_is_text_and_never_markup(
    page: Page, sandbox: Sandbox, client: Client
) -> None:
    nasty = '<img src=x onerror="document.title=1"> *tebal* https://x.example/a?b=1.'
    sandbox.phone(BUDI, "<b>Budi</b>").say(nasty)
    hear(client, nasty)
    page.until(lambda: len(page.read("prospect")) == 2)
    assert page.read("prospect")[1] == nasty.replace("*", "")
    assert not page.all(".chat img, .who b > b")
    assert [a.text for a in page.all(".row:not(.mine) .words-of a")] == [
        "https://x.example/a?b=1"
    ]
    assert page.all(".words-of strong")


def test_a_message_outside_the_window_is_a_ghost_with_the_reason(
    page: Page, sandbox: Sandbox, client: Client
) -> None:
    sandbox.phone(BUDI).say("halo")
    page.click("[data-advance='25h']")
    page.until(lambda: page.all(".prospect .window.closed"))
    hear(client, "masih di sana?")
    page.until(lambda: page.all(".prospect .ghost .reason"))
    assert "63016" in page.seat("prospect").find_element(By.CSS_SELECTOR, ".reason").text


def test_looking_at_the_phone_reads_the_message(
    page: Page, product: Product, sandbox: Sandbox, client: Client
) -> None:
    sandbox.phone(BUDI).say("halo")
    hear(client, "hai", status_callback=f"{product.url}/status")
    assert product.told(3) == ["sent", "delivered", "read"]


def test_a_phone_nobody_looks_at_counts_what_is_new(
    page: Page, product: Product, sandbox: Sandbox, client: Client
) -> None:
    sandbox.phone(GRACE).say("hello")
    hear(client, "hi", to=GRACE, status_callback=f"{product.url}/status")
    page.until(lambda: any("(1 new)" in o.text for o in page.all(".prospect option")))
    assert product.told(3, seconds=0.6) == ["sent", "delivered"]
    page.click("[data-tongue='en']")
    page.until(lambda: page.read("prospect") == ["hello", "hi"])
    assert product.told(3) == ["sent", "delivered", "read"]


def test_each_language_is_another_phone(page: Page, product: Product) -> None:
    page.write("prospect", "halo")
    page.until(lambda: page.read("prospect") == ["halo"])
    page.click("[data-tongue='ms']")
    page.until(lambda: page.read("prospect") == [])
    page.write("prospect", "hai")
    page.until(lambda: len(product.hooks) == 2)
    assert [form["From"][9:] for form in product.hooks] == [BUDI, AISYAH]


def test_a_new_prospect_has_a_number_nobody_has_met(page: Page, product: Product) -> None:
    page.click(".fresh")
    page.until(lambda: "Budi" not in page.seat("prospect").find_element(By.TAG_NAME, "b").text)
    page.write("prospect", "halo")
    page.until(lambda: len(product.hooks) == 1)
    assert product.hooks[0]["From"].removeprefix("whatsapp:") not in {BUDI, AISYAH, GRACE}


def test_a_reply_quotes_the_message_it_answers(
    page: Page, product: Product, sandbox: Sandbox, client: Client
) -> None:
    sandbox.phone(SARI).say("on")
    asked = hear(client, "Budi #A7: kapan?", to=SARI)
    page.until(lambda: len(page.read("rep")) == 2)
    row = page.all(".rep .row:not(.mine)[data-sid]")[-1]
    ActionChains(page.browser).move_to_element(row).perform()
    row.find_element(By.CSS_SELECTOR, ".answer").click()
    page.write("rep", "besok")
    page.until(lambda: len(product.hooks) == 2)
    assert product.hooks[1]["OriginalRepliedMessageSid"] == asked.sid
    page.until(lambda: page.all(".rep .quote"))


def test_the_countdown_turns_amber_then_red(
    page: Page, sandbox: Sandbox, due: list[Due]
) -> None:
    now: datetime = sandbox.provider.clock.now()
    due.append(Due(SARI, "Budi #A7", now + timedelta(minutes=5), now))
    page.until(lambda: page.all(".rep .sla.calm"))
    sandbox.advance("200s")
    page.until(lambda: page.all(".rep .sla.soon"))
    page.click("[data-advance='5m']")
    page.until(lambda: page.all(".rep .sla.late"))
    assert not page.all(".manager .sla.late, .prospect .sla.late")


def test_trouble_is_armed_for_the_next_message(page: Page, sandbox: Sandbox) -> None:
    page.trouble("[data-fault='429:2']")
    page.until(lambda: "429" in page.all("#armed")[0].text)
    page.trouble("[data-calm]")
    page.until(lambda: page.all("#armed")[0].text == "")
    assert sandbox.provider.faults.pending() == []


def test_a_forged_message_fails_in_sight(page: Page) -> None:
    page.trouble("[data-manner='forged']")
    page.write("prospect", "saya direktur")
    page.until(lambda: page.all(".prospect .reason"))
    assert "403" in page.all(".prospect .reason")[0].text
    page.write("prospect", "halo")
    page.until(lambda: page.all(".prospect .ticks.delivered"))


def test_every_request_is_in_the_wire_log(page: Page, sandbox: Sandbox, client: Client) -> None:
    sandbox.phone(BUDI).say("halo")
    hear(client, "hai")
    page.click("#wire-opener")
    page.until(lambda: len(page.all("#calls li")) >= 2)
    calls = " ".join(line.text for line in page.all("#calls li"))
    assert "POST /Messages.json" in calls
    assert "POST /webhooks/whatsapp" in calls


def test_a_reload_shows_the_same_chats(page: Page, sandbox: Sandbox) -> None:
    sandbox.phone(BUDI).say("halo")
    page.until(lambda: page.read("prospect") == ["halo"])
    page.browser.refresh()
    page.until(lambda: page.read("prospect") == ["halo"])


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080)])
def test_three_phones_fit_on_a_screen(page: Page, width: int, height: int) -> None:
    assert _overflow(page, width, height) == (0, 0)


def test_phones_are_stacked_on_a_small_screen(page: Page) -> None:
    sideways, down = _overflow(page, 390, 844)
    assert (sideways, down > 844) == (0, True)


def _overflow(page: Page, width: int, height: int) -> tuple[int, int]:
    """How far the page is larger than the screen."""
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    page.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    root = "document.documentElement"
    sideways = page.browser.execute_script(f"return {root}.scrollWidth - {root}.clientWidth")
    down = page.browser.execute_script(f"return {root}.scrollHeight - {root}.clientHeight")
    page.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    return sideways, down
