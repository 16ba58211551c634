"""Builds the browser code before packaging: where npm is there and the committed build is older than its sources."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_SINGLE = ("build.mjs", "package-lock.json", "package.json", "tsconfig.json")
_FOLDERS = ("console", "locales", "messenger", "shared", "shop", "widget")


def source_hash(web: Path) -> str:
    """Return the hash that `dist/.source-hash` holds when the build is up to date."""
    files = [web / name for name in _SINGLE]
    files += [path for folder in _FOLDERS for path in (web / folder).rglob("*") if path.is_file()]
    digest = hashlib.sha256()
    for path in sorted(files, key=lambda path: path.relative_to(web).as_posix()):
        digest.update(path.relative_to(web).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class WebBuildHook(BuildHookInterface[Any]):
    """Runs with `BATON_BUILD_WEB=auto` (default), `always` or `never`."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build if need be; a committed build that is merely older is used with a warning."""
        web = Path(self.root) / "bot" / "web"
        mark = web / "dist" / ".source-hash"
        wish = os.environ.get("BATON_BUILD_WEB", "auto")
        fresh = mark.exists() and mark.read_text().strip() == source_hash(web)
        if wish == "never" or (fresh and wish == "auto"):
            return
        npm = shutil.which("npm")
        if npm and self._build(web, npm):
            return
        if not (web / "dist" / "widget.js").exists():
            sys.exit("bot/web/dist is empty and npm is not there to build it: install Node.js 20 or newer")
        self.app.display_warning(
            "bot/web/dist is older than its sources; npm could not build it, so it is used as it is"
        )

    def _build(self, web: Path, npm: str) -> bool:
        """Say whether the build worked; without a network it may not."""
        for command in ([npm, "ci", "--no-audit", "--no-fund"], [npm, "run", "build"]):
            if subprocess.run(command, cwd=web, check=False, stdout=subprocess.DEVNULL).returncode:
                return False
        return True
