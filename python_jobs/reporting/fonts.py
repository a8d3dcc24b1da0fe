"""The embedded font, DejaVu Sans (it comes with matplotlib), and what to do about characters it lacks."""

from functools import lru_cache
from pathlib import Path

REGULAR, BOLD = "DejaVuSans", "DejaVuSans-Bold"
_LINE_BREAKS = str.maketrans("\r\n\t", "   ")
MISSING = "□"
MISSING_NOTE = (
    f"{MISSING} stands for a character that this document's font does not have; the HTML report and the CSV "
    "files have the full names."
)


def font_file(name: str) -> Path:
    """Path of a font by its name."""
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / f"{name}.ttf"


@lru_cache(maxsize=1)
def _known_characters() -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(font_file(REGULAR))).get_charmap()) & frozenset(
        FT2Font(str(font_file(BOLD))).get_charmap()
    )


def printable(text: str) -> str:
    """The text with ``MISSING`` for each character that the font lacks, and without control characters."""
    known = _known_characters()
    return "".join(
        character if ord(character) in known else MISSING
        for character in text.translate(_LINE_BREAKS)
        if character.isprintable() or character == "\N{NO-BREAK SPACE}"
    )


def shortened(text: str, length: int) -> str:
    """A text cut to a length, with an ellipsis where it was cut."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
