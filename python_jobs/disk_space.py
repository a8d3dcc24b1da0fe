"""Room on the disk of the home: said before a run, and where one fails for want of it or for a wrong path."""

import errno
import shutil

from python_jobs.errors import ConfigurationError, McaError, ServerError
from python_jobs.settings import Settings

# The demo's run writes some 30 MB; with less than this not even the logs of a failure are safe.
LEAST_FREE = 64 * 2**20

_FULL = {errno.ENOSPC, errno.EDQUOT}
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}
_WRONG_PATH = {
    errno.ENOENT: "there is no such file or folder",
    errno.ENOTDIR: "a file stands where a folder has to be",
    errno.EEXIST: "a file stands where a folder has to be",
    errno.EISDIR: "a folder stands where a file has to be",
    errno.ENAMETOOLONG: "the name is too long",
}
_SHOWN = 300


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


def explained(error: OSError) -> McaError | None:
    """The error to tell in place of one that the disk or a path explains; None where it is the program's."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in _FULL:
        return ServerError(
            f"The disk is full{where}: no space left. Make room and start again; nothing is lost."
        )
    if error.errno in _REFUSED:
        return ServerError(f"May not write{where}: {error.strerror}. Set MCA_HOME to a folder of yours.")
    if error.errno in _WRONG_PATH and isinstance(error.filename, str):
        return ConfigurationError(
            f"{error.filename[:_SHOWN]}: {_WRONG_PATH[error.errno]}. Name another path, or set MCA_HOME to a "
            "folder if this is below it."
        )
    return None
