"""Logs that stay bounded, also where several processes write one file."""

import fcntl
import logging
import os
import shutil
import sys
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

_MEGABYTE = 2**20


class RotatingLog(logging.Handler):
    """Appends to a file and rotates it: ``mca.log``, ``mca.log.1``, ..., at most ``keep`` older ones.

    The standard library's handler loses lines when two processes rotate one file: a schedule, its runs and
    a command by hand do write at once. So the file is opened for each record, under a lock: 0.13 ms.
    """

    def __init__(self, path: Path, maximum_megabytes: float, keep: int) -> None:
        super().__init__()
        self.path, self.maximum_bytes, self.keep = path, int(maximum_megabytes * _MEGABYTE), keep
        self.has_complained = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; a full disk or a folder without rights is said once and costs no run."""
        try:
            line = self.format(record).encode("utf-8", "backslashreplace") + b"\n"
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with _append_to(self.path.parent / ".lock") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if _size(self.path) + len(line) > self.maximum_bytes:
                    _shift(self.path, self.keep)
                with _append_to(self.path) as file:
                    file.write(line)
        except OSError as error:
            if not self.has_complained:
                self.has_complained = True
                print(f"Warning: nothing can be logged to {self.path}: {error.strerror}.", file=sys.stderr)
        except Exception:
            self.handleError(record)


def bound_log(path: Path, maximum_megabytes: float = 10, keep: int = 3) -> None:
    """Rotate a log that another program appends to, without that program's help.

    Its content is copied away and the file emptied: a program that appends goes on at the new end. What it
    writes between the two (microseconds) is lost, which for a server's log is better than a full disk.
    """
    if _size(path) <= maximum_megabytes * _MEGABYTE:
        return
    _shift(path, keep, copy=True)
    os.truncate(path, 0)


def _shift(path: Path, keep: int, *, copy: bool = False) -> None:
    """Make ``path`` the first of the older logs, and drop the oldest."""
    older = [path.with_name(f"{path.name}.{number}") for number in range(1, keep + 1)]
    for source, target in reversed(list(pairwise(older))):
        if source.exists():
            source.replace(target)
    if not older:
        if not copy:
            path.unlink(missing_ok=True)
    elif copy:
        shutil.copyfile(path, older[0])
    elif path.exists():
        path.replace(older[0])


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _append_to(path: Path) -> BinaryIO:
    """The file, which only its owner can read, for unbuffered appending."""
    return open(path, "ab", buffering=0, opener=lambda name, flags: os.open(name, flags, 0o600))
