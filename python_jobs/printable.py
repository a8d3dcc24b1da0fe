"""Text from files and databases, made safe to show to people on a line."""

import unicodedata


def printable(text: str, longest: int | None = None) -> str:
    """The text on one line: no control or direction marks, whitespace as spaces, cut after ``longest``.

    A name with an escape sequence could repaint the operator's terminal, and one with a right-to-left mark
    could make a message read as its opposite.
    """
    one_line = " ".join(text.split())
    safe = "".join("\N{REPLACEMENT CHARACTER}" if _is_unsafe(letter) else letter for letter in one_line)
    if longest is not None and len(safe) > longest:
        return safe[: longest - 1] + "\N{HORIZONTAL ELLIPSIS}"
    return safe


def _is_unsafe(letter: str) -> bool:
    # Control, format (direction marks, zero-width), surrogate (a file name that is no UTF-8).
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs"}
