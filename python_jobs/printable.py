"""Text from files and databases, made safe to show to people on a line."""

import unicodedata

# A flood of combining marks would run over the lines above and below; no script stacks more than these.
_MARKS_SHOWN = 4
# Join emoji and shape Persian and Indic letters; between others they are only invisible.
_JOINERS = {"\N{ZERO WIDTH JOINER}", "\N{ZERO WIDTH NON-JOINER}"}


def printable(text: str, longest: int | None = None) -> str:
    """The text on one line: whitespace as spaces, what hides or overruns as its code, cut after ``longest``.

    A name with an escape sequence could repaint the operator's terminal, and one with a right-to-left mark
    could make a message read as its opposite. As codes (``\\x1b``, ``\\u202e``) they keep names apart that
    differ in nothing else.
    """
    shown = []
    before, marks = "", 0
    for letter in " ".join(text.split()):
        marks = marks + 1 if unicodedata.category(letter) in {"Mn", "Me"} else 0
        hides = _is_unsafe(letter, before) or marks > _MARKS_SHOWN
        shown.append(letter.encode("unicode_escape").decode() if hides else letter)
        before = letter
    safe = "".join(shown)
    if longest is not None and len(safe) > longest:
        return safe[: longest - 1] + "\N{HORIZONTAL ELLIPSIS}"
    return safe


def printable_lines(text: str) -> str:
    """The same for a text of several lines, whose indents and line ends stay."""
    return "\n".join(line[: len(line) - len(line.lstrip(" "))] + printable(line) for line in text.split("\n"))


def _is_unsafe(letter: str, before: str) -> bool:
    if letter in _JOINERS:
        return before.isascii()
    # Control, format (direction marks, zero-width), surrogate (a file name that is no UTF-8).
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs"}
