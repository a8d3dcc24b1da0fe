"""Who is at work: the user, host and process that the audit trail names."""

import getpass
import os
import socket
from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """A process of a user of an operating system."""

    os_user: str
    host: str
    pid: int


def this_actor() -> Actor:
    """This process."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that has no name
        user = f"uid {os.getuid()}"
    return Actor(user, socket.gethostname(), os.getpid())
