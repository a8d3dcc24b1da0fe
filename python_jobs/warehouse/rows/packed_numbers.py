"""Numbers of packed rows, read from their decimal digits eight at a time, exactly."""

import numpy as np
import numpy.typing as npt

from python_jobs.warehouse.rows.packed_rows import FRONT_ROOM, PackedRows, Places

Integers = npt.NDArray[np.int64]

_WORD = 8
_MOST_DIGITS = 18
_MINUS, _ZERO = ord("-"), ord("0")


def unscaled(rows: PackedRows, column: int, scale: int = 0) -> Integers | None:
    """Numbers with so many decimals as whole numbers, 1.50 as 150; whatever for NULL.

    None if one has more than 18 digits, which 64 bits may not hold.
    """
    start, end = rows.starts[column], rows.ends[column]
    negative = rows.first_bytes(column) == _MINUS
    whole = end - start - negative
    if scale:
        whole -= scale + 1  # the point
    if whole.max(initial=0) + scale > _MOST_DIGITS:
        return None
    np.maximum(whole, 0, out=whole)  # of NULL
    number = _digits(rows, end - (scale + 1 if scale else 0), whole)
    if scale:
        number *= 10**scale
        number += _digits(rows, end, np.full_like(end, scale))
    np.negative(number, out=number, where=negative)
    return number


def signs(rows: PackedRows, column: int) -> npt.NDArray[np.int8]:
    """-1, 0 or 1 for each number, whatever its length; 0 for NULL."""
    start, end, first = rows.starts[column], rows.ends[column], rows.first_bytes(column)
    found = np.where(first == _MINUS, np.int8(-1), np.int8(1))
    small = np.flatnonzero(first == _ZERO)  # from 0 to below 1: all are written with as many digits
    if len(small):
        width = int(end[small[0]] - start[small[0]])
        digits = rows.data[start[small][:, np.newaxis] + np.arange(width, dtype=np.int32)]
        found[small] = (digits > _ZERO).any(axis=1)
    found[rows.nulls(column)] = 0
    return found


def _digits(rows: PackedRows, end: Places, length: Places) -> Integers:
    """The numbers of so many digits that end there."""
    number = _eight_digits(rows, end, np.minimum(length, _WORD))
    weight = 1
    most = int(length.max(initial=0))
    for done in range(_WORD, most, _WORD):
        weight *= 10**_WORD
        number += weight * _eight_digits(rows, end - done, np.clip(length - done, 0, _WORD))
    return number


def _eight_digits(rows: PackedRows, end: Places, length: Places) -> Integers:
    """At most eight digits: one word, whose halves are added up three times, each with its weight."""
    words: npt.NDArray[np.uint64] = np.ndarray(
        (len(rows.data) - _WORD + 1,), "<u8", rows.data.data, strides=(1,)
    )
    word = words[np.maximum(end, FRONT_ROOM) - _WORD]
    # What stands before the number counts as zeros; a shift by 64 gives 0.
    others = (_WORD * (_WORD - length)).astype(np.uint64)
    word >>= others
    word <<= others
    for mask, factor, shift in (
        (0x0F0F0F0F0F0F0F0F, 2561, 8),
        (0x00FF00FF00FF00FF, 6553601, 16),
        (0x0000FFFF0000FFFF, 42949672960001, 32),
    ):
        word &= np.uint64(mask)
        word *= np.uint64(factor)
        word >>= np.uint64(shift)
    number: Integers = word.view(np.int64)
    return number
