"""Writes requirements.lock: the versions that are installed now, as constraints for pip."""

import importlib.metadata
import re
from pathlib import Path


def main() -> None:
    """Write the lock."""
    lines = {
        f"{re.sub(r'[-_.]+', '-', found.name).lower()}=={found.version.split('+')[0]}"
        for found in importlib.metadata.distributions()
        if found.name not in {"baton-bot", "pip", "setuptools"}
    }
    head = "# Versions that were tested together; `make lock` writes this file.\n"
    (Path(__file__).parent.parent / "requirements.lock").write_text(head + "\n".join(sorted(lines)) + "\n")


if __name__ == "__main__":
    main()
