"""messaging-api-messenger from npm, in Node: a client that others wrote."""

import asyncio
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).parent.parent / "support" / "graph" / "node"
CACHE = SOURCE.parents[3] / ".cache" / "graph-client"
FILES = ("package.json", "package-lock.json", "client.mjs")


#: What is said where there is no npm.
UNCHECKED = (
    "npm is missing: whether the fake answers as messaging-api-messenger expects is not checked "
    "(messages, actions, personas, profiles, errors, who has a thread, ids on other Pages)"
)


def must_have_npm() -> None:
    """Skip the test where npm is missing; where all must be checked (`CI` is set), fail."""
    if shutil.which("npm"):
        return
    if os.environ.get("CI"):
        pytest.fail(UNCHECKED)
    pytest.skip(UNCHECKED)


def installed(cache: Path = CACHE) -> Path:
    """Return a folder with the client and what it needs: installed once for each lock file.

    Raises:
        AssertionError: npm is there and cannot install it; says what npm says.
    """
    key = hashlib.sha256(b"".join((SOURCE / name).read_bytes() for name in FILES)).hexdigest()[:16]
    folder = cache / key
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=cache))
        for name in FILES:
            shutil.copy(SOURCE / name, made)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=made, timeout=300, check=False, capture_output=True, text=True)
        if done.returncode == 0:
            # Another test process may have been faster.
            with suppress(OSError):
                made.rename(folder)
        shutil.rmtree(made, ignore_errors=True)
        assert done.returncode == 0, f"npm cannot install the client: {done.stderr}"
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
