"""Names from outside as they are shown: nothing hides, nothing overruns, and what differs looks different."""

import pytest

from python_jobs.printable import printable, printable_lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2Jred\x07", r"\x1b[2Jred\x07"),
        ("\u202eeunever", r"\u202eeunever"),
        ("zero\u200bwidth", r"zero\u200bwidth"),
        ("zero\u200dwidth", r"zero\u200dwidth"),
        ("nul\0", r"nul\x00"),
        ("\udcff.csv", r"\udcff.csv"),
        ("a" + "\u0301" * 6, "a" + "\u0301" * 4 + r"\u0301\u0301"),
        ("two\r\n lines\tand", "two lines and"),
        ("été 春节 שלום 👩\u200d👩\u200d👧 می\u200cخواهم", "été 春节 שלום 👩\u200d👩\u200d👧 می\u200cخواهم"),
    ],
)
def test_what_hides_is_shown_as_its_code(text: str, shown: str) -> None:
    assert printable(text) == shown
    assert printable(shown) == shown


def test_long_texts_are_cut_and_lines_kept() -> None:
    assert printable("x" * 300, 40) == "x" * 39 + "…"
    assert printable_lines("one\n  two\x1b") == "one\n  two\\x1b"
