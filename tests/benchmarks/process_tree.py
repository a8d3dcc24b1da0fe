"""Running a command and watching it with all its descendants: wall time, and peak memory of all together."""

import resource
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from python_jobs.errors import ServerError

_PROC = Path("/proc")
_INTERVAL_SECONDS = 0.2
# For PSS the kernel goes through all pages of a process: ten times a second, that took 4 % of two cores from
# a run that needs both, and nothing from one that leaves a core idle. RSS, which it knows, says when to look.
_LOOKED_AT_WHEN_GROWN_BY = 1.02
_LOOKED_AT_AFTER_SECONDS = 1.0
_OUTPUT_SHOWN = 3_000  # characters of a command that failed


@dataclass(frozen=True)
class Usage:
    """What a command took.

    ``processor_seconds``: computed by it and all its descendants that it waited for, on all cores together.
    ``megabytes``: the peak of the sum over its processes, in MB of 2**20 bytes.
    """

    seconds: float
    processor_seconds: float
    megabytes: float
    stdout: str = field(repr=False)
    stderr: str = field(repr=False)


def watched(
    command: Sequence[str | Path], environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> Usage:
    """Run a command to its end.

    Memory that processes share is counted once (PSS), where the kernel tells it; else RSS. It is looked at
    once a second, and whenever it has been 2 % higher than ever for a fifth of a second.

    Args:
        environment: the whole environment; None is ours.
        folder: where it runs; None is our working directory.

    Raises:
        ServerError: the command failed; the message ends with what it printed last.
    """
    began, computed_before = time.monotonic(), _computed()
    process = subprocess.Popen(
        command, env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    peak = 0
    ended = threading.Event()

    def sample() -> None:
        nonlocal peak
        before, highest, looked_at = 0, 0.0, began
        while not ended.wait(_INTERVAL_SECONDS):
            pids = _tree(process.pid)
            resident = sum(map(_resident, pids))
            # A child that has not begun its program yet (vfork) says for a moment that it has all of its
            # parent's memory; the kernel counts that of both, and it is one.
            lasting, before = min(before, resident), resident
            now = time.monotonic()
            if lasting > highest * _LOOKED_AT_WHEN_GROWN_BY or now > looked_at + _LOOKED_AT_AFTER_SECONDS:
                highest, looked_at = max(highest, lasting), now
                peak = max(peak, min(sum(map(_proportional, pids)), lasting))

    sampler = threading.Thread(target=sample)
    sampler.start()
    try:
        stdout, stderr = process.communicate()
    finally:
        seconds = time.monotonic() - began
        ended.set()
        sampler.join()
        if process.poll() is None:
            process.kill()
            process.wait()
    if process.returncode:
        said = (stdout + stderr)[-_OUTPUT_SHOWN:]
        name = Path(command[0]).name
        raise ServerError(
            f"{name} {' '.join(map(str, command[1:]))} ended with {process.returncode}:\n{said}"
        )
    return Usage(seconds, _computed() - computed_before, peak / 1024, stdout, stderr)


def _computed() -> float:
    """Processor seconds of all that this process has started and waited for; one command at a time."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _tree(root: int) -> list[int]:
    """A process and all that descend from it."""
    found = [root]
    for pid in found:  # grows while it is walked
        try:
            lists = [file.read_text() for file in (_PROC / str(pid) / "task").glob("*/children")]
        except OSError:  # it has ended
            continue
        found += [int(child) for text in lists for child in text.split()]
    return found


def _proportional(pid: int) -> int:
    return _kibibytes(pid, "smaps_rollup", "Pss:") or _resident(pid)


def _resident(pid: int) -> int:
    return _kibibytes(pid, "status", "VmRSS:")


def _kibibytes(pid: int, file: str, key: str) -> int:
    try:
        lines = (_PROC / str(pid) / file).read_text().splitlines()
    except OSError:  # it has ended, or the kernel has no such file
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(key)), 0)
