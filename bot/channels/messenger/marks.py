"""Up to when nothing of a page is missing here: a small file, since it is about what the database does not hold.

It is written whole and put in place at once; where it cannot be read, what is in the database tells how far we got.
"""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far a page was looked after.

    Attributes:
        began: before this the page was not ours; its old messages are not read.
        well: when it was last seen that all is well.
    """

    began: datetime
    well: datetime


class Marks:
    """The marks of all pages."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def of(self, page_id: str) -> Mark | None:
        """Return the mark of a page; None where there is none yet."""
        try:
            began, well = (datetime.fromisoformat(self._all()[page_id][name]) for name in ("began", "well"))
            return Mark(began=began, well=well)
        except (KeyError, TypeError, ValueError):
            return None

    def set(self, page_id: str, mark: Mark) -> None:
        """Keep a mark; what it replaces is gone only when the new one is there whole."""
        every = self._all() | {page_id: {"began": mark.began.isoformat(), "well": mark.well.isoformat()}}
        self._file.parent.mkdir(parents=True, exist_ok=True)
        new = self._file.with_suffix(f".{os.getpid()}.new")
        new.write_text(json.dumps(every, indent=1), encoding="utf-8")
        new.replace(self._file)

    def _all(self) -> dict[str, dict[str, str]]:
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            log.warning("messenger_marks_unreadable", file=self._file.name)
            return {}
        return found if isinstance(found, dict) else {}
