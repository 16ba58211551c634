"""Installs a CPU build of torch where pip can find one; what is there already, or a machine with a GPU, is left alone.

On Linux the default wheel of torch brings several gigabytes of CUDA. Serving needs none of it.
"""

import importlib.util
import json
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

#: PyTorch's own index of CPU wheels, for Linux machines where pip's usual places only have the CUDA build.
CPU_INDEX = "https://download.pytorch.org/whl/cpu"


def pip(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pip of this environment."""
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def pinned() -> str:
    """Return the version that the lock names, as a requirement."""
    lock = (Path(__file__).parent.parent / "requirements.lock").read_text()
    found = re.search(r"^torch==([\w.]+)", lock, re.MULTILINE)
    return f"torch=={found[1]}" if found else "torch<2.14"


def brings_cuda(requirement: str) -> bool:
    """Say whether what pip would take depends on CUDA packages."""
    found = pip("install", "--dry-run", "--no-deps", "--ignore-installed", "--report", "-", requirement)
    if found.returncode:
        return True
    items = json.loads(found.stdout)["install"]
    return any(
        "nvidia" in need or "cuda" in need for item in items for need in item["metadata"].get("requires_dist", [])
    )


def main() -> None:
    """Install torch if it is missing."""
    if importlib.util.find_spec("torch") or shutil.which("nvidia-smi"):
        return
    requirement = pinned()
    extra = []
    if platform.system() == "Linux" and brings_cuda(requirement):
        extra = ["--extra-index-url", CPU_INDEX]
        requirement += "+cpu" if "==" in requirement else ""
    if pip("install", requirement, *extra).returncode:
        print("no CPU wheel of torch was found; pip will choose one", file=sys.stderr)


if __name__ == "__main__":
    main()
