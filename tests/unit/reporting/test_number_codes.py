"""Number formats of the workbook."""

from python_jobs.language import Language
from python_jobs.reporting.workbook.number_codes import loss_codes, number_code

RUPEES = Language("en", "INR", "₹", "indian")


def test_western_amounts_have_the_currency_and_thousands() -> None:
    assert number_code("money", Language()) == '"$"#,##0.00'
    assert number_code("count", Language()) == "#,##0"
    assert loss_codes("money", Language()) == ()


def test_a_percentage_is_not_multiplied_by_100() -> None:
    assert number_code("percent", Language()) == '#,##0.00"\N{NO-BREAK SPACE}%"'


def test_indian_amounts_group_lakhs_and_crores_also_of_losses() -> None:
    assert number_code("money", RUPEES) == (
        r'[>=10000000]"₹"##\,##\,##\,##0.00;[>=100000]"₹"##\,##\,##0.00;"₹"##,##0.00'
    )
    assert loss_codes("money", RUPEES) == (
        (-10_000_000, r'"₹"##\,##\,##\,##0.00'),
        (-100_000, r'"₹"##\,##\,##0.00'),
    )


def test_a_quotation_mark_in_a_symbol_cannot_end_the_code() -> None:
    assert number_code("money", Language(symbol='"x')) == '"x"#,##0.00'
