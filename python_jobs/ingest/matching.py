"""Which mapping a file takes, by its header, and which header fills which of our columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from python_jobs.errors import ConfigurationError, DataError
from python_jobs.ingest.headers import read_header
from python_jobs.ingest.mappings import SourceMapping, header_key, load_mapping, load_mappings

_NEAREST_SHOWN = 3


@dataclass(frozen=True)
class MatchedFile:
    """A file with its mapping. ``header`` as in the file, in order; ``chosen_by`` says why this mapping."""

    file: Path
    header: list[str]
    mapping: SourceMapping
    chosen_by: str


def match_file(config_dir: Path, file: Path, source: str | None) -> MatchedFile:
    """Find the mapping of a file: the named one, or the one that its header fits best.

    Raises:
        DataError: the file cannot be read or lacks a column of the named source.
        ConfigurationError: no mapping fits the header, two fit equally, or a mapping is broken.
    """
    if source is not None:
        mapping = load_mapping(config_dir, source)
        header = read_header(file, mapping.encoding, mapping.delimiter)
        if missing := missing_headers(mapping, header):
            raise DataError(
                f"{file}, row 1: the header has no column {_listed(missing)}, which source {source!r} needs. "
                f"It has: {', '.join(header)}. Correct the file or config/sources/{source}.yml."
            )
        return MatchedFile(file, header, mapping, "named by --source")
    return _match_by_header(file, load_mappings(config_dir))


def missing_headers(mapping: SourceMapping, header: Sequence[str]) -> list[str]:
    """Headers that the mapping requires and the file lacks; alternatives as ``a or b``."""
    there = {header_key(name) for name in header}
    return [
        " or ".join(alternatives)
        for alternatives in mapping.required_headers()
        if not there & {header_key(name) for name in alternatives}
    ]


def matched_headers(mapping: SourceMapping, header: Sequence[str]) -> int:
    """How many columns of the file the mapping uses: the measure of how well it fits."""
    used = {header_key(name) for column in mapping.columns.values() for name in column.header}
    used |= {header_key(name) for alternatives in mapping.required_headers() for name in alternatives}
    return len(used & {header_key(name) for name in header})


def _match_by_header(file: Path, mappings: Sequence[SourceMapping]) -> MatchedFile:
    if not mappings:
        raise ConfigurationError(
            "config/sources holds no mapping. Add one, see config/sources/campaigns.yml."
        )
    candidates = []
    unreadable: DataError | None = None
    for mapping in mappings:
        try:
            candidates.append((mapping, read_header(file, mapping.encoding, mapping.delimiter)))
        except DataError as error:  # the file is in another encoding than this mapping's
            unreadable = error
    if not candidates and unreadable is not None:
        raise unreadable
    fitting = [(mapping, header) for mapping, header in candidates if not missing_headers(mapping, header)]
    if not fitting:
        raise ConfigurationError(_no_match_text(file, candidates))
    best = max(matched_headers(mapping, header) for mapping, header in fitting)
    chosen = [(mapping, header) for mapping, header in fitting if matched_headers(mapping, header) == best]
    if len(chosen) > 1:
        names = " and ".join(mapping.name for mapping, _ in chosen)
        raise ConfigurationError(
            f"{file}: the header fits the sources {names} equally. Choose one: --source NAME."
        )
    mapping, header = chosen[0]
    return MatchedFile(file, header, mapping, f"matched by header ({best} of {len(header)} columns)")


def _no_match_text(file: Path, candidates: Sequence[tuple[SourceMapping, list[str]]]) -> str:
    lacking = sorted(
        (len(missing), mapping.name, missing)
        for mapping, header in candidates
        if (missing := missing_headers(mapping, header))
    )
    nearest = "; ".join(f"{name} lacks {_listed(missing)}" for _, name, missing in lacking[:_NEAREST_SHOWN])
    header = max((header for _, header in candidates), key=len)
    return (
        f"{file}: no source mapping fits its header ({', '.join(header)}). Nearest: {nearest}. "
        "Correct the header, or describe the file in config/sources/NAME.yml."
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(repr(name) for name in names)
