"""A PNG file inside a PDF as it is: both know palettes, and what PNG compressed PDF can read.

ReportLab would unpack it to three bytes per pixel and compress those: twice the size, and three times
what the whole PDF takes.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObject, PDFStream

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_WITH_PALETTE, _NOT_INTERLACED = 3, 0
# ISO 32000-1, 7.4.4.4: each row says which of PNG's filters it has.
_PNG_PREDICTOR = 15


class PalettePicture(PDFObject):  # type: ignore[misc]
    """An image XObject (ISO 32000-1, 8.9.5) of a PNG file with a palette, which all our figures have.

    ``size`` is its width and height in pixels.

    Raises:
        ValueError: the file is another kind of PNG, or none.
    """

    def __init__(self, path: Path) -> None:
        chunks: dict[bytes, bytes] = {}
        for kind, content in _chunks(path):
            chunks[kind] = chunks.get(kind, b"") + content
        *size, bits, colours, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
        if (colours, interlaced) != (_WITH_PALETTE, _NOT_INTERLACED) or b"tRNS" in chunks:
            raise ValueError(f"{path.name} is no opaque PNG with a palette whose rows follow each other")
        self.size: tuple[int, int] = (size[0], size[1])
        self._bits: int = bits
        self._palette, self._rows = chunks[b"PLTE"], chunks[b"IDAT"]

    def format(self, document: Any) -> Any:
        """Its bytes in the document; called by ReportLab."""
        width, height = self.size
        packed = {"Predictor": _PNG_PREDICTOR, "BitsPerComponent": self._bits, "Columns": width}
        colours = f"<{self._palette.hex()}>"
        entries = {
            "Type": PDFName("XObject"),
            "Subtype": PDFName("Image"),
            "Width": width,
            "Height": height,
            "BitsPerComponent": self._bits,
            "ColorSpace": PDFArray(
                [PDFName("Indexed"), PDFName("DeviceRGB"), len(self._palette) // 3 - 1, colours]
            ),
            "Filter": PDFName("FlateDecode"),
            "DecodeParms": PDFDictionary(packed),
            "Length": len(self._rows),
        }
        return PDFStream(PDFDictionary(entries), self._rows).format(document)


def _chunks(path: Path) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each (https://www.w3.org/TR/png/, "Chunk layout")."""
    content = path.read_bytes()
    if not content.startswith(_SIGNATURE):
        raise ValueError(f"{path.name} is no PNG file")
    place = len(_SIGNATURE)
    while place < len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        yield kind, content[place + 8 : place + 8 + length]
        place += length + 12  # with the checksum that follows
