"""messaging-api-messenger from npm, in Node: a client that others wrote."""

import asyncio
import hashlib
import json
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parent.parent / "support" / "graph" / "node"
CACHE = SOURCE.parents[3] / ".cache" / "graph-client"
FILES = ("package.json", "package-lock.json", "client.mjs")


def installed() -> Path:
    """Return a folder with the client and what it needs: installed once for each lock file.

    Raises:
        subprocess.CalledProcessError: when npm cannot install it.
    """
    key = hashlib.sha256(b"".join((SOURCE / name).read_bytes() for name in FILES)).hexdigest()[:16]
    folder = CACHE / key
    if not folder.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=CACHE))
        for name in FILES:
            shutil.copy(SOURCE / name, made)
        command = ["npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=made, check=True, timeout=300)
        # Another test process may have been faster.
        with suppress(OSError):
            made.rename(folder)
        shutil.rmtree(made, ignore_errors=True)
    return folder


class NpmClient:
    """Calls the client's methods, by name."""

    def __init__(self, folder: Path, origin: str, token: str, secret: str) -> None:
        self._command = ["node", str(folder / "client.mjs"), origin, token, secret]

    async def __call__(self, *calls: list[Any]) -> list[dict[str, Any]]:
        """Make calls, one after the other: `[method, *arguments]`; return `{"answer"}` or `{"error"}` of each."""
        pipe = asyncio.subprocess.PIPE
        node = await asyncio.create_subprocess_exec(*self._command, stdin=pipe, stdout=pipe, stderr=pipe)
        out, err = await asyncio.wait_for(node.communicate(json.dumps(calls).encode()), 60)
        assert node.returncode == 0, err.decode()
        results: list[dict[str, Any]] = json.loads(out)
        return results
