"""One Ctrl-C stops; the next ones, while the first is tidied up, do nothing."""

import signal
import subprocess
import sys

import pytest

STOPPED_WHILE_SLEEPING = """
import os, signal, sys, time
from python_jobs.stop_signals import Stopped, stoppable
try:
    with stoppable():
        try:
            os.kill(os.getpid(), signal.{name})
            time.sleep(30)
        finally:
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGTERM)
            print("tidied up")
except Stopped as stop:
    sys.exit(stop.exit_code)
"""


@pytest.mark.parametrize(("name", "exit_code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_tidying_up_is_not_disturbed(name: str, exit_code: int) -> None:
    code = STOPPED_WHILE_SLEEPING.format(name=name)
    stopped = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (stopped.returncode, stopped.stdout) == (exit_code, "tidied up\n"), stopped.stderr


def test_what_this_process_was_told_to_ignore_stays_ignored() -> None:
    code = STOPPED_WHILE_SLEEPING.format(name="SIGHUP").replace("time.sleep(30)", "pass")
    nohup = f"import signal; signal.signal(signal.{signal.SIGHUP.name}, signal.SIG_IGN)\n{code}"
    ended = subprocess.run([sys.executable, "-c", nohup], capture_output=True, text=True, check=False)
    assert ended.returncode == 130, "only the SIGINT of the tidying up has stopped it"
