"""Attachments: what the Page uploaded, and the CDN that serves what people sent."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp
from yarl import URL

from tests.support.graph.errors import GraphError, need
from tests.support.graph.faults import Hold
from tests.support.graph.people import DAY, Page
from tests.support.graph.signing import Json

if TYPE_CHECKING:
    from tests.support.graph.world import World

KINDS = {"image", "audio", "video", "file"}
#: Bytes; seconds.
IMAGE_LIMIT, FILE_LIMIT = 8 * 1024 * 1024, 25 * 1024 * 1024
FETCH_TIMEOUT = 10.0
KEPT = 90 * DAY


@dataclass
class Stored:
    """Bytes with a type, served at a URL until they expire."""

    data: bytes
    content_type: str
    expires: float
    #: Drips: what comes after the first bytes waits for it.
    hold: Hold | None = None


@dataclass
class Upload:
    """An `attachment_id` of a Page."""

    page_id: str
    kind: str
    url: str
    expires: float


class Files:
    """Everything with bytes."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.origin = ""
        self.stored: dict[str, Stored] = {}
        self.uploads: dict[str, Upload] = {}

    def put(
        self,
        data: bytes,
        content_type: str,
        name: str = "file",
        seconds: float = 7 * DAY,
        hold: Hold | None = None,
    ) -> str:
        """Serve bytes for so many seconds; return their URL."""
        path = f"/cdn/v/{self._world.chance.text(20)}/{name}"
        expires = self._world.clock.now() + seconds
        self.stored[path] = Stored(data, content_type, expires, hold)
        return f"{self.origin}{path}?_nc_cat=1&oe={int(expires):X}"

    def keep(self, page: Page, kind: str, url: str) -> str:
        """Make an attachment reusable; return its id."""
        number = self._world.chance.number()
        self.uploads[number] = Upload(page.id, kind, url, self._world.clock.now() + KEPT)
        return number

    async def take(self, page: Page, attachment: Json, data: tuple[bytes, str] | None) -> tuple[Json, str | None]:
        """Take image, audio, video or file in: by URL, by id or with its bytes.

        Returns:
            The attachment as an echo shows it, and the id where it is reusable.

        Raises:
            GraphError: 100 with 2018008 (not fetched), 2018109 (too big), 2018074 (no such id) or none.
        """
        kind = attachment.get("type")
        payload: Any = attachment.get("payload") or {}
        need(kind in KINDS, "param message[attachment][type] must be one of image, audio, video, file, template")
        need(isinstance(payload, dict), "param message[attachment][payload] must be an object")
        given = [k for k in ("url", "attachment_id") if payload.get(k)]
        need(len(given) + (data is not None) == 1, "Exactly one of url, attachment_id and filedata is required")
        if "attachment_id" in given:
            return self._again(page, str(kind), payload["attachment_id"]), None
        url = await self._fetch(str(kind), payload["url"]) if data is None else self._received(str(kind), *data)
        reusable = payload.get("is_reusable") in {True, "true"}
        number = self.keep(page, str(kind), url) if reusable else None
        # Meta prints the id as a number here and wants a string when it is sent.
        shown = {"url": url} | ({"attachment_id": int(number)} if number else {})
        return {"type": kind, "payload": shown}, number

    def _again(self, page: Page, kind: str, number: Any) -> Json:
        need(isinstance(number, str), "param message[attachment][payload][attachment_id] must be a string")
        upload = self.uploads.get(number)
        good = upload and upload.page_id == page.id and upload.expires > self._world.clock.now()
        need(good and upload and upload.kind == kind, "Invalid attachment id", 2018074)
        assert upload
        return {"type": kind, "payload": {"url": upload.url, "attachment_id": int(number)}}

    def _received(self, kind: str, data: bytes, content_type: str) -> str:
        _check_size(kind, len(data))
        return self.put(data, content_type, kind)

    async def _fetch(self, kind: str, url: Any) -> str:
        """Fetch what is on this machine as Meta would; what is elsewhere is believed, for tests have no network."""
        need(isinstance(url, str) and url.startswith(("http://", "https://")), "param url should represent a valid URL")
        if URL(url).host not in {"127.0.0.1", "localhost"}:
            return str(url)
        try:
            limit = aiohttp.ClientTimeout(total=FETCH_TIMEOUT)
            async with aiohttp.ClientSession(timeout=limit) as http, http.get(url) as response:
                response.raise_for_status()
                return self._received(kind, await response.read(), response.content_type)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise GraphError(100, "(#100) Failed to fetch the file from the url", 2018008) from error


def _check_size(kind: str, size: int) -> None:
    limit = IMAGE_LIMIT if kind == "image" else FILE_LIMIT
    need(size <= limit, "Attachment size exceeds allowable limit", 2018109)
