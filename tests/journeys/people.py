"""The customer and the agent, each in a browser window of their own."""

from playwright.async_api import Locator, Page, expect

PASSWORD = "correct horse battery"  # the tests' own agent


class Customer:
    """Somebody on the demo shop's page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def come(self, url: str, locale: str | None = None) -> "Customer":
        """Open the shop and the widget."""
        await self.page.goto(url + "/")
        await self.part("launcher").click()
        await expect(self.part("composer")).to_be_visible()
        if locale is not None:
            await self.part("locale").select_option(locale)
        return self

    def part(self, name: str) -> Locator:
        """Return a part of the widget."""
        return self.page.get_by_test_id(name)

    def messages(self, speaker: str) -> Locator:
        """Return what one side said."""
        return self.page.locator(f'[data-testid=message][data-from="{speaker}"]')

    async def say(self, text: str) -> None:
        """Send a message, and see it acknowledged."""
        before = await self.messages("customer").count()
        await self.part("composer").fill(text)
        await self.part("composer").press("Enter")
        await expect(self.messages("customer")).to_have_count(before + 1)
        await expect(self.messages("customer").last).to_have_attribute("data-state", "sent")

    async def ask(self, text: str) -> str:
        """Send a message and return the bot's answer to it."""
        before = await self.messages("bot").count()
        await self.say(text)
        await expect(self.messages("bot")).not_to_have_count(before)
        return await self.messages("bot").last.inner_text()

    async def call_person(self, text: str) -> tuple[str, str]:
        """Send a message that brings a person; return what the bot says: that they come, and how long it takes."""
        before = await self.messages("bot").count()
        await self.say(text)
        await expect(self.messages("bot")).to_have_count(before + 2)
        comes, wait = (await self.messages("bot").all_inner_texts())[before:]
        return comes, wait

    async def expect_mode(self, mode: str, text: str = "") -> None:
        """See how the conversation stands: in line, with nobody here, with an agent, and so on."""
        await expect(self.part("status")).to_have_attribute("data-mode", mode)
        await expect(self.part("status")).to_contain_text(text)


class Agent:
    """Somebody at the console."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def sign_in_first(self, url: str, code: str) -> "Agent":
        """Use the one-time link that the server printed."""
        await self.page.goto(f"{url}/console#code={code}")
        await self.part("new-password").fill(PASSWORD)
        await self.part("redeem-submit").click()
        await expect(self.part("presence-available")).to_be_visible()
        return self

    async def sign_in(self, url: str, email: str) -> "Agent":
        """Sign in by password."""
        await self.page.goto(f"{url}/console")
        await self.part("sign-in-email").fill(email)
        await self.part("sign-in-password").fill(PASSWORD)
        await self.part("sign-in-submit").click()
        await expect(self.part("presence-available")).to_be_visible()
        return self

    async def go_available(self) -> None:
        """Take conversations from now on."""
        await self.part("presence-available").click()

    async def accept(self) -> None:
        """Take the first offer."""
        await self.part("accept").first.click()
        await expect(self.part("mine").first).to_be_visible()
        await expect(self.part("composer")).to_be_enabled()

    async def write(self, text: str, mode: str = "reply") -> None:
        """Write to the customer, or a note."""
        await self.part(f"mode-{mode}").click()
        await self.part("composer").fill(text)
        await self.part("send").click()

    def part(self, name: str) -> Locator:
        """Return a part of the console."""
        return self.page.get_by_test_id(name)

    def entries(self, kind: str) -> Locator:
        """Return what happened, of one kind."""
        return self.page.locator(f'[data-testid=entry][data-kind="{kind}"]')

    async def more(self, act: str) -> None:
        """Choose what is not done every time."""
        await self.part("more").click()
        await self.part(f"more-{act}").click()

    async def confirm(self) -> None:
        """Send the dialog that is open."""
        await self.part("confirm").click()
        await expect(self.page.locator("dialog[open]")).to_have_count(0)

    async def direct(self, act: str, why: str) -> None:
        """Do what supervisors may do over somebody's head, and say why."""
        await self.more(act)
        await self.part("why").fill(why)
        await self.confirm()

    async def direct_for(self, act: str, colleague: str, why: str) -> None:
        """Do what supervisors may do about a colleague, by name, and say why."""
        await self.more(act)
        await self.page.locator("dialog[open]").get_by_role("radio", name=colleague).check()
        await self.part("why").fill(why)
        await self.confirm()

    async def pass_to(self, target: str, note: str) -> None:
        """Transfer what is shown to a colleague or a queue, by name."""
        await self.more("transfer")
        await self.part("transfer").get_by_role("radio", name=target).check()
        await self.part("transfer-note").fill(note)
        await self.confirm()

    async def open(self, kind: str, index: int = 0) -> None:
        """Show a conversation of one group of the line."""
        await self.part(kind).nth(index).locator(".card-open").click()

    async def end(self) -> None:
        """Close what is shown."""
        await self.part("close").click()
        await self.confirm()
