"""Whether sources are the same as before, told by their content and not by a revision."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

# What Python and dbt write beside the sources.
_MADE = {"__pycache__", "target", "logs"}


def digest_of(root: Path, places: Iterable[Path]) -> str:
    """A digest of the names and the content of files and of folders with all that is in them.

    Args:
        root: what the names are taken from, so that it may lie elsewhere.
    """
    digest = hashlib.sha256()
    for place in places:
        for file in _files(place):
            content = file.read_bytes()
            digest.update(f"{file.relative_to(root)} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    for folder, inner, names in os.walk(place):
        inner[:] = sorted(set(inner) - _MADE)
        yield from (Path(folder) / name for name in sorted(names))
