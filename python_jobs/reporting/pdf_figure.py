"""A figure on paper, with its words for who cannot see it."""

from pathlib import Path

from reportlab.platypus import Flowable

from python_jobs.reporting.pdf_picture import PalettePicture
from python_jobs.reporting.pdf_tags import Element, tagged


class Figure(Flowable):  # type: ignore[misc]
    """A PNG file as wide as the column; ``element`` carries the text alternative."""

    def __init__(self, path: Path, width: float, element: Element) -> None:
        super().__init__()
        self.name, self.picture, self.element = path.stem, PalettePicture(path), element
        pixels_across, pixels_down = self.picture.size
        self.width, self.height = width, width * pixels_down / pixels_across
        self.spaceAfter = 8

    def wrap(self, _width: float, height: float) -> tuple[float, float]:
        """Its size; one that is higher than a page is made smaller by the page."""
        if self.height > height > 600:
            self.width, self.height = self.width * height / self.height, height
        return self.width, self.height

    def draw(self) -> None:
        """Draw the picture at the origin of the canvas."""
        canvas = self.canv
        with tagged(canvas, self.element):
            canvas._doc.addForm(self.name, self.picture)
            canvas.saveState()
            canvas.scale(self.width, self.height)  # a picture is one unit wide and high
            canvas.doForm(self.name)
            canvas.restoreState()
