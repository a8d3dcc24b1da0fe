"""The structure of the document for screen readers (tagged PDF), which ReportLab itself does not write.

Every text and figure that is drawn is marked in its page's content with a number; a tree of elements
(headings, paragraphs, tables with rows and cells, figures with a text in their place) refers to the marks.
See ISO 32000-1, 14.6 to 14.8.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["Document", "H1", "H2", "P", "L", "LI", "Table", "TR", "TH", "TD", "Figure"]


@dataclass(eq=False)
class Element:
    """A node of the tree. ``alt`` stands for a figure; ``marks`` are (page from 0, number on it)."""

    kind: Kind
    alt: str = ""
    scope: Literal["", "Column", "Row"] = ""
    children: "list[Element]" = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)

    def add(self, kind: Kind, alt: str = "", scope: Literal["", "Column", "Row"] = "") -> "Element":
        """A new last child."""
        child = Element(kind, alt, scope)
        self.children.append(child)
        return child


@contextmanager
def tagged(canvas: Any, element: Element | None) -> Iterator[None]:
    """Mark what is drawn inside as the element's; None marks a decoration, which screen readers skip.

    ``canvas.marked`` holds the elements of each page drawn so far, by their number on it.
    """
    if element is None:
        canvas.addLiteral("/Artifact BMC")
    else:
        page = canvas.marked[-1]
        element.marks.append((len(canvas.marked) - 1, len(page)))
        canvas.addLiteral(f"/{element.kind} <</MCID {len(page)}>> BDC")
        page.append(element)
    yield
    canvas.addLiteral("EMC")


def write_structure(document: Any, root: Element, pages: list[list[Element]]) -> None:
    """Put the tree into a ReportLab document whose pages are complete.

    Args:
        pages: for each page the elements by their number on it.
    """
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName

    tree = PDFDictionary({"Type": PDFName("StructTreeRoot")})
    tree_reference = document.Reference(tree)
    references: dict[Element, Any] = {}
    tree["K"] = _write(document, root, tree_reference, references)
    numbers: list[Any] = []
    for number, elements in enumerate(pages):
        numbers += [number, PDFArray([references[element] for element in elements])]
        page = document.idToObject[_page_name(number)]
        page.__Defaults__ = {**page.__Defaults__, "StructParents": number, "Tabs": PDFName("S")}
    tree["ParentTree"] = document.Reference(PDFDictionary({"Nums": PDFArray(numbers)}))
    document.Catalog.StructTreeRoot = tree_reference
    document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})


def _write(document: Any, element: Element, parent: Any, references: dict[Element, Any]) -> Any:
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObjectReference, PDFString

    entry = PDFDictionary({"Type": PDFName("StructElem"), "S": PDFName(element.kind), "P": parent})
    references[element] = reference = document.Reference(entry)
    if element.alt:
        entry["Alt"] = PDFString(element.alt)
    if element.scope:
        entry["A"] = PDFDictionary({"O": PDFName("Table"), "Scope": PDFName(element.scope)})
    kids = [_write(document, child, reference, references) for child in element.children]
    for page, number in element.marks:
        page_reference = PDFObjectReference(_page_name(page))
        kids.append(PDFDictionary({"Type": PDFName("MCR"), "Pg": page_reference, "MCID": number}))
    entry["K"] = PDFArray(kids)
    return reference


def _page_name(number: int) -> str:
    """What ReportLab calls a page, counted from 0."""
    return f"Page{number + 1}"
