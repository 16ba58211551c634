"""Files are kept whole or not at all: a real folder, a real database."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from bot.conversation.errors import BadInput, TooLarge, Unavailable
from bot.engine.file_types import BY_MEDIA_TYPE, LARGEST_FILE, LARGEST_IMAGE
from bot.engine.files import Files, NotKept, safe_name
from bot.storage.file_folder import FileFolder
from bot.storage.files import StoredFiles
from tests.storage.stage import Stage
from tests.support.samples import HTML, PDF, PNG
from tests.support.soon import soon


class Kept:
    """Files of a shop in which one customer has written."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage = stage
        self.folder = folder
        self.files = Files(StoredFiles(stage.database), FileFolder(folder), clock=self, new_id=self._new_id)
        self._ids = iter(range(1000))

    def now(self):  # type: ignore[no-untyped-def]  # noqa: ANN201
        return self.stage.now

    def _new_id(self) -> str:
        return f"f{next(self._ids)}"

    @property
    def names(self) -> set[str]:
        """What lies in the folder."""
        return {path.name for path in self.folder.iterdir()} if self.folder.exists() else set()


@pytest.fixture
async def kept(stage: Stage, tmp_path: Path) -> Kept:
    await stage.starts()
    return Kept(stage, tmp_path / "files")


async def pieces(data: bytes, size: int = 64 * 1024) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


@pytest.mark.parametrize("size", [1, 7, 64 * 1024])
async def test_a_file_is_kept_as_it_came_however_it_was_cut(kept: Kept, size: int) -> None:
    file = await kept.files.keep("c1", pieces(PNG, size), name="cat.png")
    found = await kept.files.of(file.id)
    assert found is not None
    about, path = found
    assert path.read_bytes() == PNG
    assert about == file
    assert (about.media_type, about.size, about.name, about.conversation_id) == ("image/png", len(PNG), "cat.png", "c1")
    assert kept.names == {file.id}


async def test_nobody_else_on_the_machine_may_look_into_the_folder(kept: Kept) -> None:
    await kept.files.keep("c1", pieces(PNG), name="")
    assert kept.folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("data", "why"), [(HTML, "type"), (b"", "empty"), (b"x", "type")])
async def test_what_is_of_no_type_that_is_kept_never_touches_the_disk(kept: Kept, data: bytes, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        await kept.files.keep("c1", pieces(data), name="cat.png")
    assert not kept.folder.exists()


@pytest.mark.parametrize(("head", "largest"), [(PNG, LARGEST_IMAGE), (PDF, LARGEST_FILE)])
async def test_a_file_may_be_as_large_as_its_type_and_not_a_byte_larger(kept: Kept, head: bytes, largest: int) -> None:
    whole = head + bytes(largest - len(head))
    file = await kept.files.keep("c1", pieces(whole), name="a")
    assert file.size == largest
    with pytest.raises(TooLarge):
        await kept.files.keep("c1", pieces(whole + b"x"), name="b")
    assert kept.names == {file.id}


async def test_an_endless_file_is_read_no_further_than_its_limit(kept: Kept) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 65_536
            yield PNG.ljust(65_536, b"\0")

    with pytest.raises(TooLarge):
        await kept.files.keep("c1", endless(), name="")
    assert read <= LARGEST_IMAGE + 2 * 65_536
    assert kept.names == set()


async def test_a_stream_that_breaks_leaves_nothing(kept: Kept) -> None:
    async def breaking() -> AsyncIterator[bytes]:
        yield PNG.ljust(4096, b"\0")
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await kept.files.keep("c1", breaking(), name="")
    assert kept.names == set()


async def test_who_is_cancelled_in_the_middle_leaves_nothing(kept: Kept) -> None:
    waiting = asyncio.Event()

    async def stuck() -> AsyncIterator[bytes]:
        yield PNG.ljust(4096, b"\0")
        waiting.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(kept.files.keep("c1", stuck(), name=""))
    await soon(waiting)
    assert kept.names == {"f0.part"}
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert kept.names == set()


async def test_a_file_that_the_database_does_not_take_is_removed(kept: Kept) -> None:
    with pytest.raises(IntegrityError):
        await kept.files.keep("nobody's", pieces(PNG), name="")
    await kept.stage.database.close()
    with pytest.raises(Unavailable):
        await kept.files.keep("c1", pieces(PNG), name="")
    assert kept.names == set()


async def test_a_folder_that_cannot_be_written_is_told_in_plain_words(kept: Kept) -> None:
    kept.folder.write_text("a file where the folder belongs")
    with pytest.raises(NotKept, match="could not be written"):
        await kept.files.keep("c1", pieces(PNG), name="")


async def test_a_sweep_removes_what_a_crash_left_and_nothing_else(kept: Kept) -> None:
    old = await kept.files.keep("c1", pieces(PNG), name="")
    for name in ("orphan", "half.part"):
        (kept.folder / name).write_bytes(PNG)
    day_before = (kept.stage.now - timedelta(days=1, seconds=1)).timestamp()
    just_now = (kept.stage.now - timedelta(hours=23)).timestamp()
    for name in (old.id, "orphan", "half.part"):
        os.utime(kept.folder / name, (day_before, day_before))
    (kept.folder / "fresh").write_bytes(PNG)
    os.utime(kept.folder / "fresh", (just_now, just_now))
    assert await kept.files.sweep() == 2
    assert kept.names == {old.id, "fresh"}
    assert await kept.files.sweep() == 0


async def test_a_sweep_of_a_folder_that_is_not_there_finds_nothing(kept: Kept) -> None:
    assert await kept.files.sweep() == 0


async def test_a_file_of_another_conversation_cannot_be_attached(kept: Kept) -> None:
    await kept.stage.starts("c2")
    file = await kept.files.keep("c1", pieces(PDF), name="invoice.pdf")
    (attached,) = await kept.files.attached("c1", [file.id])
    assert (attached.kind, attached.title, attached.media_type, attached.size) == (
        "file",
        "invoice.pdf",
        "application/pdf",
        len(PDF),
    )
    for conversation_id, file_ids in (("c2", [file.id]), ("c1", [file.id, "unknown"])):
        with pytest.raises(BadInput):
            await kept.files.attached(conversation_id, file_ids)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("cat.png", "cat.png"),
        ("Cat.JPG", "Cat.JPG.png"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Users\\ada\\cat.png", "cat.png"),
        ("invoice.exe", "invoice.exe.png"),
        ("a\u202egnp.exe", "agnp.exe.png"),
        ("tab\there\r\nX: y.png", "tabhereX y.png"),
        ('<b>"x"|?*.png', "bx.png"),
        ("  猫 的 照片.png ", "猫 的 照片.png"),
        ("", "file.png"),
        ("...", "file.png"),
        (".png", "png.png"),
        ("\ud800.png", "\ufffd.png"),
        ("x" * 500, "x" * 96 + ".png"),
    ],
)
def test_names_are_fit_to_be_shown_and_saved_under(given: str, shown: str) -> None:
    assert safe_name(given, BY_MEDIA_TYPE["image/png"]) == shown
