"""Load batches in short."""

import pytest

from python_jobs.warehouse.runs.loaded_data import as_ranges


@pytest.mark.parametrize(
    ("numbers", "text"),
    [([], ""), ([4], "4"), ([1, 2, 3], "1-3"), ([1, 2, 3, 5, 7, 8], "1-3, 5, 7-8")],
)
def test_batches_are_written_as_ranges(numbers: list[int], text: str) -> None:
    assert as_ranges(numbers) == text
