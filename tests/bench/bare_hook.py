"""The least that a webhook can be: it checks the signature, commits one row, and answers. A process of its own."""

import sqlite3
import sys

from aiohttp import web

from bot.channels.messenger.signature import is_signed


def main(file: str, secret: str) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (a);")

    async def receive(request: web.Request) -> web.Response:
        raw = await request.read()
        if not is_signed(raw, request.headers.get("X-Hub-Signature-256"), [secret]):
            return web.Response(status=403)
        connection.execute("INSERT INTO t VALUES (?)", (raw,))
        return web.Response(text="EVENT_RECEIVED")

    app = web.Application()
    app.router.add_post("/", receive)
    web.run_app(app, host="127.0.0.1", port=0, access_log=None, print=lambda text: print(text, flush=True))


if __name__ == "__main__":
    main(*sys.argv[1:3])
