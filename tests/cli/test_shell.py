"""`baton shell` at a terminal."""

import os
import pty
import select
import subprocess
import sys
import time

#: What a machine that is busy may take to start, in seconds.
PATIENCE = 120
#: Makes the terminal its own, so that Ctrl-C reaches it; whoever runs the tests in the background ignores it.
AT_TERMINAL = (
    "import fcntl, os, signal, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "signal.signal(signal.SIGINT, signal.SIG_DFL); "
    "os.execv(sys.executable, [sys.executable, '-m', 'bot', 'shell'])"
)


def read_until(terminal: int, wanted: bytes) -> bytes:
    """Return what the terminal shows, up to what is wanted."""
    shown, ends_at = b"", time.monotonic() + PATIENCE
    while wanted not in shown:
        assert select.select([terminal], [], [], max(0.0, ends_at - time.monotonic()))[0], shown
        shown += os.read(terminal, 4096)
    return shown


def test_ctrl_c_ends_it_without_another_key() -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", AT_TERMINAL]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True) as shell:
        os.close(theirs)
        try:
            read_until(ours, b"you  ")
            os.write(ours, b"\x03")
            read_until(ours, b"Aborted!")
            assert shell.wait(PATIENCE) == 1
        finally:
            shell.kill()
            os.close(ours)
