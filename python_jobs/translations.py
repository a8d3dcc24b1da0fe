"""``make translations``: brings every catalogue to the texts that stand in the code.

New texts are added without a translation and gone ones removed; what is translated stays.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from python_jobs.analysis.segment_names import NOISE_NAME, SINGLE_NAME, TRAITS, VALUES
from python_jobs.language import CATALOGUES, UNITS
from python_jobs.metrics import METRICS

_PACKAGE = Path(__file__).parent
# Where texts of reports are; elsewhere `text` is SQLAlchemy's.
SOURCES = ("analysis", "reporting")
KEYWORDS = {"text": None, "plural": (1, 2)}


def texts_of_the_code() -> Catalog:
    """Every text: the literals in the code, and those that come from lists."""
    catalogue = Catalog(charset="utf-8")
    for folder in SOURCES:
        for file, line, message, *_ in extract_from_dir(
            _PACKAGE / folder, method_map=[("**.py", "python")], keywords=KEYWORDS
        ):
            catalogue.add(message, locations=[(f"{folder}/{file}", line)])
    for message in _from_lists():
        catalogue.add(message)
    return catalogue


def _from_lists() -> Iterator[str]:
    """Units of numbers, metrics and the parts of segment names: texts that are not literals of a call."""
    yield "n/a"
    yield from UNITS
    for metric in METRICS:
        yield metric.label
        yield metric.description
    yield from (NOISE_NAME, SINGLE_NAME, *VALUES, "average")
    for words in TRAITS.values():
        yield from words


def not_literal() -> list[str]:
    """Calls whose text is not a literal, so that no catalogue can have it, as ``file:line``."""
    found = []
    for folder in SOURCES:
        for file in sorted((_PACKAGE / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    is_ours = node.func.attr in KEYWORDS and ast.unparse(node.func.value).endswith("language")
                    if is_ours and isinstance(node.args[0], ast.JoinedStr | ast.BinOp):
                        found.append(f"{file.relative_to(_PACKAGE)}:{node.lineno}")
    return found


def update(path: Path) -> int:
    """Bring one catalogue up to date; return how many of its texts are not translated."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem)
    catalogue.update(texts_of_the_code(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    write(path, catalogue)
    return len(untranslated(catalogue))


def untranslated(catalogue: Catalog) -> list[str]:
    """The texts of a catalogue that have no translation, or not in every plural form."""
    return [
        str(message.id)
        for message in catalogue
        if message.id
        and not all([message.string] if isinstance(message.string, str) else message.string or [""])
    ]


def write(path: Path, catalogue: Catalog) -> None:
    """Write a catalogue with no more of a header than is needed to read it."""
    header = (
        f"Language: {path.stem}",
        "Content-Type: text/plain; charset=utf-8",
        f"Plural-Forms: {catalogue.plural_forms}",
    )
    with path.open("wb") as file:
        lines = "".join(f'"{line}\\n"\n' for line in header)
        file.write(f'msgid ""\nmsgstr ""\n{lines}\n'.encode())
        write_po(file, catalogue, width=110, no_location=True, sort_output=True, omit_header=True)


def main() -> None:
    """Update all catalogues and say what is missing."""
    for path in sorted(CATALOGUES.glob("*.po")):
        print(f"{path.stem}: {update(path)} texts without a translation")


if __name__ == "__main__":
    main()
