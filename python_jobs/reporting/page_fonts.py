"""Fonts in the page itself, for scripts that a reader's machine may lack: only the letters that it shows."""

import base64
import io
from functools import lru_cache
from pathlib import Path

from python_jobs.reporting.fonts import font_of, fonts

# Latin, Greek and Cyrillic are on every machine, and so are punctuation and the signs of currencies.
_EVERYWHERE = (range(0x0530), range(0x1E00, 0x2C00))
_FAMILY = "Letters of this page"


def font_faces(text: str) -> tuple[str, str]:
    """The ``@font-face`` rules for a text, and their families for ``font-family``; both may be empty."""
    letters: dict[str, set[str]] = {}
    for letter in set(text):
        if any(ord(letter) in codes for codes in _EVERYWHERE):
            continue
        name = font_of(letter)
        if name is not None:
            letters.setdefault(name, set()).add(letter)
    rules, families = [], []
    for name in sorted(letters):
        family = f"{_FAMILY}, {name}"
        font = _subset(fonts()[name].path, "".join(sorted(letters[name])))
        rules.append(f'@font-face {{ font-family: "{family}"; src: url("data:font/woff;base64,{font}"); }}')
        families.append(f'"{family}"')
    return "\n".join(rules), ", ".join(families)


@lru_cache(maxsize=16)
def _subset(path: Path, letters: str) -> str:
    """A font with nothing but these letters and what shaping makes of them, as WOFF in base64."""
    from fontTools import subset

    options = subset.Options()
    options.layout_features = ["*"]
    options.hinting = False
    options.drop_tables += ["FFTM"]  # time stamps of the program that drew the font
    options.flavor = "woff"
    with subset.load_font(str(path), options) as font:
        subsetter = subset.Subsetter(options)
        # Digits, space and joiners stand within words of every script.
        subsetter.populate(text=letters + " 0123456789.,-\u200c\u200d\u25cc")
        subsetter.subset(font)
        written = io.BytesIO()
        subset.save_font(font, written, options)
    return base64.b64encode(written.getvalue()).decode()
