"""What went wrong once, and may not again."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import asyncio, sys
from pathlib import Path
import structlog
from bot.cli.logs import set_up_logs
from bot.storage.sqlite import SqliteDatabase
set_up_logs("info")
text = "the customer's " + "own words"
def unit(connection):
    connection.exec_driver_sql("PRAGMA max_page_count=20")
    connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS t (x, y)")
    connection.exec_driver_sql("INSERT INTO t VALUES (?, zeroblob(500000))", (text,))
async def main():
    database = SqliteDatabase(Path(sys.argv[1]) / "x.db")
    if sys.argv[2] == "database":
        try:
            await database.write(unit)
        except Exception:
            structlog.get_logger().exception("turn_lost")
        await database.close()
        return
    await database.close()
    said = text
    try:
        raise KeyError("a bug")
    except KeyError:
        structlog.get_logger().exception("turn_failed")
asyncio.run(main())
"""


@pytest.mark.parametrize("cause", ["database", "turn"])
def test_no_log_of_a_failure_holds_what_a_customer_wrote(tmp_path: Path, cause: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path), cause], capture_output=True, text=True, check=True
    )
    assert "exception" in done.stderr
    assert "own words" not in done.stderr


def test_a_log_that_cannot_be_written_ends_nothing() -> None:
    program = """
import logging, structlog
from bot.cli.logs import set_up_logs
set_up_logs("info")
structlog.get_logger().error("something")
logging.getLogger("library").error("something")
print("still here")
"""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=full, timeout=60, check=False
        )
    assert done.stdout == b"still here\n"
