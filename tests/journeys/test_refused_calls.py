"""A call that cannot be: the customer is told why, each reason in its own words, in the language of the widget."""

import json
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, WebSocketRoute, expect

from tests.journeys.conftest import Windows
from tests.journeys.people import Customer
from tests.routing.samples import POLICY_FILE
from tests.support.server import Server, serving

#: People are here in the mornings, so that a call can be had tomorrow and not at any hour.
MORNINGS = '\nhours:\n  timezone: UTC\n  open: {mon-sun: ["00:00-12:00"]}\n'
TEXTS = {
    "en": ("has passed", "too soon", "more than 7 days away", "Nobody is here at that time", "can't read that"),
    "zh-Hans": ("已经过了", "太近", "7 天以内", "没有客服在线", "无法识别"),
    "zh-Hant": ("已經過了", "太近", "7 天內", "沒有客服在線上", "無法辨識"),
}
AGREED = {"en": "Cancel it first", "zh-Hans": "请先取消回电", "zh-Hant": "請先取消回電"}


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """Give a server whose people are here in the mornings only."""
    folder = tmp_path / "training_data"
    shutil.copytree(POLICY_FILE.parent, folder)
    (folder / "policy.yml").write_text(POLICY_FILE.read_text("utf-8") + MORNINGS, "utf-8")
    async with serving(tmp_path / "data", training_data=str(folder)) as running:
        yield running


class Line:
    """What is between a widget and its server.

    Attributes:
        at: the moment of a call that arrives in place of the one sent, as if the form had been open for long.
        is_deaf: the widget hears of no change, as while another tab of the customer is faster.
    """

    def __init__(self) -> None:
        self.at: str | None = None
        self.is_deaf = False

    async def lay(self, page: Page) -> None:
        """Join the page's widget to its server."""
        await page.route_web_socket("**/api/widget/socket", self._join)

    def _join(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def hear(frame: str | bytes) -> None:
            if not (self.is_deaf and json.loads(frame)["type"] in {"state", "event"}):
                socket.send(frame)

        socket.on_message(lambda frame: server.send(self._changed(frame)))
        server.on_message(hear)

    def _changed(self, frame: str | bytes) -> str:
        said = json.loads(frame)
        if said["type"] == "callback" and self.at is not None:
            said["at"] = self.at
        return json.dumps(said)


def refused_moments() -> tuple[str, ...]:
    """Return a moment that has passed, one too soon, one too far, one at which nobody is here, and none."""
    now = datetime.now(UTC)
    evening = (now + timedelta(days=1)).replace(hour=18, minute=0, second=0)
    moments = (now - timedelta(minutes=1), now + timedelta(minutes=1), now + timedelta(days=9), evening)
    return (*(moment.isoformat() for moment in moments), "soon")


async def test_each_refused_moment_is_told_apart_and_a_good_one_is_taken_after_all(
    server: Server, windows: Windows
) -> None:
    line, page = Line(), await windows.page()
    await line.lay(page)
    customer = await Customer(page).come(server.url)
    await customer.call_person("I want a real person")
    await customer.part("call-me").click()
    await customer.part("call-phone").fill("+852 5555 0101")
    for locale, texts in TEXTS.items():
        await customer.part("locale").select_option(locale)
        for line.at, text in zip(refused_moments(), texts, strict=True):
            await customer.part("call-confirm").click()
            await expect(customer.part("call-error")).to_contain_text(text)
            wrong = "call-phone" if line.at == "soon" else "call-moment"
            await expect(customer.part(wrong)).to_have_attribute("aria-invalid", "true")
            await expect(customer.part(wrong)).to_be_focused()
    line.at = None
    await customer.part("call-confirm").click()
    await customer.expect_mode("call")


async def test_who_agreed_to_a_call_in_another_tab_is_told_so_when_they_leave_a_message(
    server: Server, windows: Windows
) -> None:
    customer, line = await windows.customer(server), Line()
    await customer.call_person("I want a real person")
    page = await customer.page.context.new_page()
    await line.lay(page)
    other = await Customer(page).come(server.url)
    await expect(other.part("leave-message")).to_be_visible()
    line.is_deaf = True
    await customer.part("call-me").click()
    await customer.part("call-phone").fill("+852 5555 0101")
    await customer.part("call-confirm").click()
    await customer.expect_mode("call")

    await other.part("leave-message").click()
    for locale, text in AGREED.items():
        await other.part("locale").select_option(locale)
        await expect(other.part("choice-error")).to_contain_text(text)
    await customer.expect_mode("call")
