"""What was typed and how it ended, in the log."""

import logging
import os
import shlex
import sys

from python_jobs import logs
from python_jobs.errors import ConfigurationError
from python_jobs.operations_config import LogsConfig, load_operations_config
from python_jobs.settings import load_settings

# Stands in the log for an exception that ends Python with its traceback.
UNEXPECTED = 70

log = logging.getLogger(__name__)


def start_logging(*, as_json: bool = False) -> None:
    """Set up the log of the home that the settings name, and note the command line of this process.

    A broken configuration file is told by the commands that need it: `mca server stop` works all the same.
    """
    if as_json:
        os.environ["MCA_LOG_FORMAT"] = "json"  # also for the runs that a schedule starts
    try:
        settings = load_settings()
    except ConfigurationError:
        return
    try:
        config = load_operations_config(settings).logs
    except ConfigurationError:
        config = LogsConfig()
    everywhere = settings.log_format == "json"
    if settings.log_format is not None:
        config = config.model_copy(update={"format": settings.log_format})
    logs.configure(settings, config, json_on_terminal=everywhere)
    log.info("%s", shlex.join(["mca", *sys.argv[1:]]), extra={"event": "command_started"})


def note_failure(error: BaseException, exit_code: int) -> None:
    """Note that the command failed; an error that nobody expected comes with its traceback.

    A command that does not exist is refused before there is a log.
    """
    if not logs.is_configured():
        return
    fields = {"event": "command_failed", "exit_code": exit_code}
    reason = str(error) or type(error).__name__
    log.error("%s", reason, exc_info=error if exit_code == UNEXPECTED else None, extra=fields)
