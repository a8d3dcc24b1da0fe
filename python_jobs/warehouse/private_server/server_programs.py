"""Finding a database server program: on PATH, or in the private prefix that ``mca server install`` fills."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from python_jobs.errors import ServerError
from python_jobs.settings import ServerKind, Settings

KINDS: tuple[ServerKind, ...] = get_args(ServerKind)
BINARIES: dict[ServerKind, str] = {"mysql": "mysqld", "mariadb": "mariadbd"}
OLDEST: dict[ServerKind, tuple[int, int]] = {"mysql": (8, 0), "mariadb": (10, 6)}

# Distributions put servers into sbin, which is not on an ordinary user's PATH.
_SYSTEM_FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/usr/libexec")


@dataclass(frozen=True)
class ServerProgram:
    """A server that can be run. ``command`` starts it; its options follow."""

    kind: ServerKind
    version: tuple[int, int]
    command: tuple[str, ...]
    base: Path
    """The installation's root, e.g. ``/usr``."""

    @property
    def share(self) -> Path:
        """Folder of the error messages and system-table scripts; its place differs by distribution."""
        for name in ("share/mysql", "share/mariadb", "share"):
            if (self.base / name / "english" / "errmsg.sys").is_file():
                return self.base / name
        raise ServerError(
            f"{self.command[-1]} lacks its message files under {self.base}/share. Reinstall it."
        )


def parse_version(kind: ServerKind, text: str) -> tuple[int, int] | None:
    """Major and minor number from ``--version`` output; None if it is the other kind's server.

    Debian links ``mysqld`` to ``mariadbd``, so the name of the file does not tell.
    """
    # The program's path comes before "Ver" and may hold either word.
    match = re.search(r"Ver ((\d+)\.(\d+).*)", text)
    if match is None or ("mariadb" in match[1].lower()) != (kind == "mariadb"):
        return None
    return int(match[2]), int(match[3])


def find_program(settings: Settings, kind: ServerKind) -> ServerProgram | None:
    """The first server of a kind that is new enough, PATH before the private prefix.

    Raises:
        ServerError: there are servers of this kind, but all are too old.
    """
    too_old: list[str] = []
    for command, base in _candidates(settings, kind):
        version = _version_of(kind, command)
        if version is None:
            continue
        if version >= OLDEST[kind]:
            return ServerProgram(kind, version, command, base)
        too_old.append(f"{command[-1]} is {version[0]}.{version[1]}")
    if too_old:
        oldest = ".".join(str(number) for number in OLDEST[kind])
        raise ServerError(
            f"{', '.join(too_old)}; {kind} {oldest} or newer is needed. "
            f"Install one beside it: mca server install {kind}"
        )
    return None


def require_program(settings: Settings, kind: ServerKind | None) -> ServerProgram:
    """The server of a kind, or without a kind the first of MySQL and MariaDB.

    Raises:
        ServerError: none is there; the message gives the ways on.
    """
    wanted = KINDS if kind is None else (kind,)
    problems: list[str] = []
    for candidate in wanted:
        try:
            program = find_program(settings, candidate)
        except ServerError as error:
            problems.append(str(error))
            continue
        if program is not None:
            return program
    if problems:
        raise ServerError(" ".join(problems))
    name = kind or "mariadb"
    raise ServerError(
        f"No {' or '.join(wanted)} server was found on PATH or under {settings.server_prefix}. "
        f"Three ways on: (1) install one without root: mca server install {name}; "
        f"(2) install the system's package as root: apt-get install {name}-server-core; "
        "(3) use a server of your own: set MCA_MYSQL_HOST, MCA_MYSQL_USER and MCA_MYSQL_PASSWORD."
    )


def _candidates(settings: Settings, kind: ServerKind) -> list[tuple[tuple[str, ...], Path]]:
    folders = os.pathsep.join((os.environ.get("PATH", os.defpath), *_SYSTEM_FOLDERS))
    found: list[tuple[tuple[str, ...], Path]] = []
    system = shutil.which(BINARIES[kind], path=folders)
    if system is not None:
        binary = Path(system).resolve()
        found.append(((str(binary),), binary.parents[1]))
    base = settings.server_prefix / kind / "usr"
    if (base / "sbin" / BINARIES[kind]).is_file():
        found.append((prefix_command(base.parent, BINARIES[kind]), base))
    return found


def prefix_command(prefix: Path, binary: str) -> tuple[str, ...]:
    """Command of a server in a private prefix, run by that prefix's own loader and C library.

    The packages may come from a newer distribution than the machine's, whose C library would not do.
    """
    program = str(prefix / "usr" / "sbin" / binary)
    for loader in sorted(prefix.glob("**/lib/*-linux-gnu/ld-linux-*.so.*")):
        if not loader.is_symlink():
            triplet = loader.parent.name
            folders = (f"usr/lib/{triplet}", f"lib/{triplet}", "usr/lib", f"usr/lib/{triplet}/mysql/private")
            libraries = ":".join(str(prefix / folder) for folder in folders)
            return (str(loader), "--library-path", libraries, program)
    return (program,)


def _version_of(kind: ServerKind, command: tuple[str, ...]) -> tuple[int, int] | None:
    try:
        answer = subprocess.run(
            [*command, "--no-defaults", "--version"], capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return parse_version(kind, answer.stdout)
