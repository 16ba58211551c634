"""The application as a whole."""

from tests.http.doors import door, fine, served


async def test_it_says_that_it_lives() -> None:
    async with served([]) as client, client.get("/healthz") as response:
        assert (response.status, await response.json()) == (200, {"status": "ok"})


async def test_its_doors_are_open() -> None:
    async with served([door(fine)]) as client, client.post("/api/door") as response:
        assert await response.json() == {"fine": True}
