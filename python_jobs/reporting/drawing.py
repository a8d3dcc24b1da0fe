"""Figures drawn in a process of their own: matplotlib keeps a core busy, and the run's Python has other work.

    python -m python_jobs.reporting.drawing PARENT_PID

It imports what it needs, waits on standard input for what to draw, and ends with the process that started it.
"""

from __future__ import annotations

import atexit
import gc
import os
import pickle
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from python_jobs.errors import McaError
from python_jobs.project import PROJECT_ROOT

if TYPE_CHECKING:
    from types import TracebackType

    from python_jobs.reporting.charts.base import Context


class DrawingFailed(McaError):
    """The process that draws ended with an error, or was killed."""


class Drawing:
    """The process, once it is started; whoever leaves without waiting for it ends it."""

    def __init__(self) -> None:
        """Nothing is started yet."""
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None

    def start(self) -> None:
        """Start it, unless it waits for its order already; one that was given an order is ended.

        It ends with the calling thread at the latest: that is whom Linux takes for its parent.
        """
        if self._waits():
            return
        self.end()
        # A file: a pipe that nobody empties would stop the process once it is full, and us at its order.
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  # closed by ``end``
        self._process = subprocess.Popen(
            [sys.executable, "-m", "python_jobs.reporting.drawing", str(os.getpid())],
            cwd=PROJECT_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._said,
            start_new_session=True,  # Ctrl-C on the terminal is for us
        )

    def _waits(self) -> bool:
        process = self._process
        return (
            process is not None
            and process.poll() is None
            and process.stdin is not None
            and not process.stdin.closed
        )

    def begin(self, context: Context, folder: Path) -> None:
        """Let it draw every chart of a report into a folder, as ``draw_charts`` does.

        Raises:
            DrawingFailed: it has ended already.
        """
        assert self._process is not None
        assert self._process.stdin is not None
        # A copy of the language has not loaded its catalogue, which cannot be sent.
        order = pickle.dumps((replace(context, language=replace(context.language)), folder.absolute()))
        try:
            self._process.stdin.write(order)
            self._process.stdin.close()
        except BrokenPipeError:
            self.wait()

    def wait(self) -> None:
        """Until all is drawn; twice equals once.

        Raises:
            DrawingFailed: with what it said last, or because it is not there.
        """
        process = self._process
        if process is None:
            raise DrawingFailed("The figures were not drawn: nobody began")
        if process.stdin is not None:
            process.stdin.close()
        if process.wait() != 0:
            assert self._said is not None
            self._said.seek(0)
            last = self._said.read().decode(errors="replace")[-2000:]
            raise DrawingFailed(f"The figures were not drawn ({process.returncode}): {last}")

    def end(self) -> None:
        """End it, whatever it has drawn."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.kill()
            process.wait()
        for file in (process.stdin, self._said):
            if file is not None:
                file.close()

    def __enter__(self) -> Drawing:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()


def main() -> None:
    """Be the process."""
    from python_jobs.child_process import end_with_parent

    end_with_parent(int(sys.argv[1]))
    # What is imported is no garbage, and looking through it for some would take a tenth of the time. Figures,
    # which refer to themselves, are: `draw_charts` collects each when it is drawn.
    gc.disable()
    import matplotlib.backends.backend_agg  # noqa: F401

    from python_jobs.reporting.charts import draw_charts, make_charts

    gc.freeze()
    atexit.register(gc.freeze)

    order = sys.stdin.buffer.read()
    if order:  # otherwise nobody needs figures any more
        context, folder = pickle.loads(order)  # noqa: S301  # from the process that started us
        draw_charts(make_charts(context), folder)


if __name__ == "__main__":
    main()
