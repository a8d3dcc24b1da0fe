"""Room on the disk of the home: said before a run, and where one fails for want of it."""

import errno
import shutil

from python_jobs.errors import ServerError
from python_jobs.settings import Settings

# The demo's run writes some 30 MB; with less than this not even the logs of a failure are safe.
LEAST_FREE = 64 * 2**20

_FULL = {errno.ENOSPC, errno.EDQUOT}
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}


def require_room(settings: Settings) -> None:
    """Refuse to begin where the disk is nearly full: a server that cannot write may wait without an end.

    Raises:
        ServerError: less than 64 MB are free.
    """
    free = shutil.disk_usage(settings.home).free
    if free < LEAST_FREE:
        raise ServerError(
            f"Only {free // 2**20} MB are free on the disk of {settings.home} (MCA_HOME). Make room and "
            "start again; the published marts are as they were."
        )


def want_of_room(settings: Settings) -> str:
    """A sentence for a failure that a full disk explains; empty where there is room."""
    try:
        free = shutil.disk_usage(settings.home).free
    except OSError:
        return ""
    return f" The disk of {settings.home} has {free // 2**20} MB free." if free < LEAST_FREE else ""


def in_words(error: OSError) -> str | None:
    """What to tell of an error that the disk explains and not the program; None for any other."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in _FULL:
        return f"The disk is full{where}: no space left. Make room and start again; nothing is lost."
    if error.errno in _REFUSED:
        return f"May not write{where}: {error.strerror}. Set MCA_HOME to a folder of yours."
    return None
