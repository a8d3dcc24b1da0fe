"""The four classic CSV files for Power BI and their metadata."""

import json

from python_jobs.reporting.metadata import described, publication_facts
from python_jobs.reporting.powerbi_lines import EXPORTS
from python_jobs.reporting.report import Report, Written, WrittenFile
from python_jobs.warehouse.csv_lines import write_lines


def write(report: Report) -> Written:
    """Write the files (RFC 4180, UTF-8, NULL as an empty cell) and ``powerbi_metadata.json``."""
    folder = report.folder / "powerbi"
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    with report.snapshot() as marts:
        types = {
            f"{table}.{column.name}": column.declared
            for table, columns in marts.columns().items()
            for column in columns
        }
        for export in EXPORTS:
            path = folder / export.file_name
            source = export.source(marts.database, report.data.period)
            rows = write_lines(marts.connection, export.columns, source, path)
            columns = tuple(
                (column.name, types.get(column.expression, "varchar")) for column in export.columns
            )
            files.append(WrittenFile(path, rows, columns))
    path = folder / "powerbi_metadata.json"
    first_date, last_date = report.data.first_date, report.data.last_date
    metadata = publication_facts(report) | {
        # Of the figures; what was asked for stands beside it.
        "period": {"first_date": first_date and str(first_date), "last_date": last_date and str(last_date)},
        "encoding": "utf-8",
        "null": "an empty cell",
        "files": [described(file, folder) for file in files],
    }
    path.write_text(json.dumps(metadata, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return Written({**{file.path.name: file.path for file in files}, path.name: path}, tuple(files))
