"""The embedded fonts of paper and figures: which one has a character, and what to do where none has it.

DejaVu Sans (it comes with matplotlib) has Latin, Greek, Cyrillic, Arabic, Hebrew and the signs of
currencies; the files in ``font_files`` add India's scripts, Thai, Chinese and Japanese.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from python_jobs.language import Language

REGULAR, BOLD = "DejaVuSans", "DejaVuSans-Bold"
_FILES = Path(__file__).with_name("font_files")
_NOTO = ("Devanagari", "Bengali", "Gujarati", "Gurmukhi", "Kannada", "Malayalam", "Tamil", "Telugu", "Thai")

MISSING = "□"
_LINE_BREAKS = str.maketrans("\r\n\t\u2028\u2029", "     ")
# They join or part the letters beside them, as Hindi and Persian need. Other invisible signs are dropped.
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True)
class Font:
    """One file of a family. ``name`` is what the PDF calls it."""

    name: str
    family: str
    path: Path


@lru_cache(maxsize=1)
def fonts() -> dict[str, Font]:
    """Every font by its name, regular and bold, in the order in which a character is looked for."""
    import matplotlib

    dejavu = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    found = [Font(name, "DejaVu Sans", dejavu / f"{name}.ttf") for name in (REGULAR, BOLD)]
    for script in _NOTO:
        names = (f"NotoSans{script}-Regular", f"NotoSans{script}-Bold")
        found += [Font(name, f"Noto Sans {script}", _FILES / f"{name}.ttf") for name in names]
    found.append(Font("DroidSansFallback", "Droid Sans Fallback", _FILES / "DroidSansFallbackFull.ttf"))
    return {font.name: font for font in found if font.path.exists()}


@lru_cache(maxsize=1)
def font_families() -> list[str]:
    """The list for matplotlib's ``font.family``: it takes each character from the first that has it."""
    from matplotlib import font_manager

    manager, families = font_manager.fontManager, []
    for family, group in groupby(fonts().values(), key=lambda font: font.family):
        files = list(group)
        families.append(family)
        if files[0].family == "DejaVu Sans":
            continue
        for font in files:
            manager.addfont(str(font.path))
        if len(files) == 1:
            # Bold titles take the regular then, without a warning for each family.
            manager.ttflist.append(replace(manager.ttflist[-1], weight=700))
    return families


@lru_cache(maxsize=8192)
def font_of(character: str, bold: bool = False) -> str | None:
    """The name of the font for a character; None where none has it. Scripts without a bold stay regular."""
    code = ord(character)
    for name in _search_order(bold):
        if code in _characters(name):
            return name
    return None


def font_runs(text: str, bold: bool = False) -> Iterator[tuple[str, str]]:
    """Cut a printable text into pieces of one font each: ``(font, piece)``."""
    current = _search_order(bold)[0]
    named: list[tuple[str, str]] = []
    for character in text:
        # Vowel signs and joiners belong to the letter before them, whatever other fonts have them.
        if not (unicodedata.category(character)[0] == "M" or character in _JOINERS) or not named:
            current = font_of(character, bold) or current
        named.append((current, character))
    for font, characters in groupby(named, key=lambda pair: pair[0]):
        yield font, "".join(character for _, character in characters)


def printable(text: str) -> str:
    """The text with ``MISSING`` for what no font has, and without control and invisible characters."""
    return "".join(_shown(character) for character in text.translate(_LINE_BREAKS))


@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Co", "Cn"):  # private and unassigned: something stands there, nobody knows what
        return MISSING
    if category[0] == "C" and character not in _JOINERS:
        return ""
    if unicodedata.name(character, "").startswith("VARIATION SELECTOR"):
        return ""
    return character if font_of(character) or character in _JOINERS else MISSING


def missing_note(language: Language) -> str:
    """What ``MISSING`` in a document means."""
    return language.text(
        "{mark} stands for a character that this document's fonts do not have, such as an emoji. The HTML "
        "report and the files have the whole names.",
        mark=MISSING,
    )


def shortened(text: str, length: int) -> str:
    """A text cut to a length, with an ellipsis where it was cut."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


@lru_cache(maxsize=2)
def _search_order(bold: bool) -> tuple[str, ...]:
    names = list(fonts())
    if not bold:
        return tuple(name for name in names if not name.endswith("-Bold"))
    # Of each family its bold; of those without one, the regular.
    bolds = {fonts()[name].family: name for name in names if name.endswith("-Bold")}
    return tuple(dict.fromkeys(bolds.get(fonts()[name].family, name) for name in names))


@lru_cache
def _characters(name: str) -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(fonts()[name].path)).get_charmap())
