"""A figure on paper, with its words for who cannot see it."""

from pathlib import Path

from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable

from python_jobs.reporting.pdf_tags import Element, tagged


class Figure(Flowable):  # type: ignore[misc]
    """A PNG file as wide as the column; ``element`` carries the text alternative."""

    def __init__(self, path: Path, width: float, element: Element) -> None:
        super().__init__()
        self.path, self.element = path, element
        pixels_across, pixels_down = ImageReader(str(path)).getSize()
        self.width, self.height = width, width * pixels_down / pixels_across
        self.spaceAfter = 8

    def wrap(self, _width: float, height: float) -> tuple[float, float]:
        """Its size; one that is higher than a page is made smaller by the page."""
        if self.height > height > 600:
            self.width, self.height = self.width * height / self.height, height
        return self.width, self.height

    def draw(self) -> None:
        """Draw the picture at the origin of the canvas."""
        with tagged(self.canv, self.element):
            self.canv.drawImage(str(self.path), 0, 0, self.width, self.height)
