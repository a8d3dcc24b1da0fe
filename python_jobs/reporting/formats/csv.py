"""CSV files of every mart, for those who cannot connect to the database."""

from python_jobs.reporting.report import Report, Written, WrittenFile
from python_jobs.warehouse.csv_lines import Column, write_lines
from python_jobs.warehouse.period_marts import mart


def write(report: Report) -> Written:
    """Write ``csv/<mart>.csv``: RFC 4180, UTF-8 with a byte order mark, NULL as an empty cell.

    Texts that a spreadsheet would run as a formula begin with an apostrophe.
    """
    folder = report.folder / "csv"
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    with report.snapshot() as marts:
        for table, columns in marts.columns().items():
            path = folder / f"{table}.csv"
            rows = write_lines(
                marts.connection,
                [Column(column.name, f"{table}.{column.name}", column.is_text) for column in columns],
                mart(marts.database, table, report.data.period),
                path,
                mark=True,
            )
            files.append(WrittenFile(path, rows, tuple((column.name, column.declared) for column in columns)))
    return Written({"csv": folder}, tuple(files))
