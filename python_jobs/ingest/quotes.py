"""Quotes that do not stand where a quoted field begins or ends, found while the bytes of a file pass by."""

import codecs

import numpy as np
import numpy.typing as npt

_QUOTE = ord('"')


class QuoteLook:
    """A look at all quotes of a file, block by block, much quicker than to read its rows.

    Where every quote is closed and doubled as it should be, the first opens a field, the second closes it
    or is the first of a doubled one, and so on in turn. A file whose quotes stand otherwise may still be
    right (``5" pipe`` in a field without quotes): a strict reader has to tell.
    """

    def __init__(self, delimiter: str, encoding: str) -> None:
        self._is_readable = _is_read_by_bytes(encoding)
        self._around = np.zeros(256, dtype=bool)
        self._around[[*b'\r\n"', ord(delimiter)]] = True
        self._quotes = 0
        self._has_stray = False
        # The byte looked at last and the one before it; a file begins as a line does.
        self._before = b"\n"

    def take(self, block: bytes) -> None:
        """Look at the next bytes of the file."""
        if self._before == b"\n":
            block = block.removeprefix(codecs.BOM_UTF8)
        text = self._before + block
        self._before = text[-2:]
        # The last byte waits for the next block: what follows it is not known yet.
        if b'"' in text[1:-1]:
            self._look(np.frombuffer(text, dtype=np.uint8))

    def needs_strict_look(self) -> bool:
        """After the last block: whether only a strict reader can tell that all quotes are right."""
        self.take(b"\n")
        return not self._is_readable or self._has_stray or self._quotes % 2 == 1

    def _look(self, text: npt.NDArray[np.uint8]) -> None:
        places = np.flatnonzero(text[1:-1] == _QUOTE) + 1
        first = self._quotes % 2
        opening, closing = places[first::2], places[1 - first :: 2]
        in_place = self._around[text[opening - 1]].all() and self._around[text[closing + 1]].all()
        self._quotes += len(places)
        self._has_stray = self._has_stray or not in_place


def _is_read_by_bytes(encoding: str) -> bool:
    """Whether a byte like a quote, a delimiter or a line end is always one: not in UTF-16 or Shift JIS."""
    if encoding in ("utf-8", "ascii"):
        return True
    letters = bytes(range(256)).decode(encoding, errors="replace")
    one_byte_each = len(letters) == 256 and letters[:128] == bytes(range(128)).decode("ascii")
    # ISO 2022 has ASCII's bytes only, and other letters by escape sequences.
    return one_byte_each and set(letters[128:]) != {"\N{REPLACEMENT CHARACTER}"}
