"""The slow second look at a file that the fast reader refused: which row and column is broken, and how."""

import csv
import io
import re
from itertools import islice

from python_jobs.errors import DataError
from python_jobs.ingest.headers import LONGEST_ROW, open_bytes, open_text
from python_jobs.ingest.matching import MatchedFile

_SHOWN = 40
# A record that is broken further down has its quote open in one of these.
_LINES_LOOKED_AT = 1000


def find_broken_row(matched: MatchedFile) -> None:
    """Read the whole file row by row and stop at the first that is broken; return if none is.

    A file without any row is broken as well.

    Raises:
        DataError: names the file, the row (line of the file, the header is row 1), the column and what to do.
    """
    # The csv module's own limit of 128 kB per field would hide what is wrong with a longer one.
    csv.field_size_limit(LONGEST_ROW)
    with open_text(matched.file, matched.mapping.encoding) as text:
        reader = csv.reader(text, delimiter=matched.mapping.delimiter, strict=True)
        row, has_rows = 1, False
        try:
            next(reader)
            row = reader.line_num + 1
            for fields in reader:
                if fields and len(fields) != len(matched.header):
                    raise DataError(_wrong_width(matched, row, fields, is_last=next(reader, None) is None))
                row, has_rows = reader.line_num + 1, has_rows or bool(fields)
        except UnicodeError:
            raise DataError(_wrong_encoding(matched)) from None
        except csv.Error as error:
            raise DataError(_wrong_quotes(matched, row, reader.line_num, str(error))) from None
    if not has_rows:
        raise DataError(f"{matched.file} has a header but no rows. Export it again, or leave it out.")


def _wrong_width(matched: MatchedFile, row: int, fields: list[str], *, is_last: bool) -> str:
    header = matched.header
    found = f"{len(fields)} of {len(header)} fields"
    if len(fields) > len(header):
        return (
            f"{matched.file}, row {row}: {len(fields)} fields where the header has {len(header)}; the first "
            f"without a column is {fields[len(header)][:_SHOWN]!r}, after column {header[-1]!r}. "
            f"Quote fields that hold the delimiter {matched.mapping.delimiter!r}."
        )
    missing = header[len(fields)]
    if is_last:
        return (
            f"{matched.file}, row {row}: the last row is cut off, it has {found}; column {missing!r} is "
            "missing. Copy or export the file again."
        )
    return (
        f"{matched.file}, row {row}: only {found}; column {missing!r} is missing. "
        "Complete the row or remove it."
    )


def _wrong_quotes(matched: MatchedFile, row: int, last_row: int, problem: str) -> str:
    column = _column_of_broken_quote(matched, row, last_row)
    where = f"{matched.file}, row {row}, column {column!r}"
    # What follows an open quote is one field, to the next quote, the end of the file or the limit.
    if "unexpected end of data" in problem or "field larger than" in problem:
        return (
            f'{where}: a quote is opened and never closed. Close it, or write a quote inside a field as "".'
        )
    if "expected after" in problem:
        next_quote = "the quote that closes it" + (f", in row {last_row}," if last_row != row else "")
        return (
            f"{where}: a quote is opened and {next_quote} has text after it. "
            'Remove the quote, or quote the whole field and write a quote inside it as "".'
        )
    return f'{where}: {problem}. Write a quote inside a field as "".'


def _column_of_broken_quote(matched: MatchedFile, row: int, last_row: int) -> str:
    """The column of the first field, in these lines of the file, that is not one by the rules."""
    with open_text(matched.file, matched.mapping.encoding) as text:
        record = "".join(islice(text, row - 1, min(last_row, row + _LINES_LOOKED_AT)))
    delimiter = re.escape(matched.mapping.delimiter)
    field = re.compile(rf'(?:"[^"]*(?:""[^"]*)*"|[^"{delimiter}][^{delimiter}]*|){delimiter}')
    fields = position = 0
    while found := field.match(record, position):
        fields, position = fields + 1, found.end()
    return matched.header[min(fields, len(matched.header) - 1)]


def _wrong_encoding(matched: MatchedFile) -> str:
    encoding = matched.mapping.encoding
    mapping_file = f"config/sources/{matched.mapping.name}.yml"
    with open_bytes(matched.file) as stream:
        for row, line in enumerate(stream, start=1):
            try:
                line.decode(encoding)
            except UnicodeDecodeError as error:
                before = line[: error.start].decode(encoding, errors="replace")
                fields = next(csv.reader(io.StringIO(before), delimiter=matched.mapping.delimiter), [""])
                column = matched.header[min(len(fields), len(matched.header)) - 1]
                return (
                    f"{matched.file}, row {row}, column {column!r}: byte 0x{line[error.start]:02x} is not "
                    f"{encoding} text. Save the file as {encoding}, or set its encoding in {mapping_file}."
                )
    return f"{matched.file} is not {encoding} text. Set its encoding in {mapping_file}."
