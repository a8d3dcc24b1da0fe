"""Each macro of the project by itself, on each kind of server: one query with every expression."""

import datetime
import hashlib
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from python_jobs.warehouse.dbt_environment import dbt_environment
from tests.integration.conftest import BuiltProject
from tests.integration.transformation_cases import compile_with_dbt

WHITE_SPACE = "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000"
JSON = """(select '{"cost": "ten"}' as unparsed) as row_of"""

# A Jinja expression, and the value that it must have.
EXPECTED: dict[str, Any] = {
    "{{ safe_divide('3', '70000') }}": Decimal("0.00004286"),
    "{{ safe_divide('3', '70000', 100) }}": Decimal("0.00428571"),
    "{{ safe_divide('-1', '3') }}": Decimal("-0.33333333"),
    "{{ safe_divide('1 - 3', '1') }}": Decimal(-2),
    "{{ safe_divide('2', '3') }}": Decimal("0.66666667"),
    "{{ safe_divide('1', '0') }}": None,
    "{{ safe_divide('null', '7') }}": None,
    "{{ safe_divide('1e14', '0.0001') }}": Decimal("1e18"),
    "{{ collapse_white_space(\"'  a \t b  '\") }}": "a b",
    f"{{{{ collapse_white_space(\"'{WHITE_SPACE}a{WHITE_SPACE}b'\") }}}}": "a b",
    f"{{{{ collapse_white_space(\"'{WHITE_SPACE}'\") }}}}": None,
    "{{ collapse_white_space('null') }}": None,
    "{{ collapse_white_space(\"'😀 é'\") }}": "😀 é",
    "{{ week_start(\"'2024-02-26'\") }}": datetime.date(2024, 2, 26),
    "{{ week_start(\"'2024-03-03'\") }}": datetime.date(2024, 2, 26),
    "{{ week_start(\"'2025-01-01'\") }}": datetime.date(2024, 12, 30),
    "{{ date_key(\"date '2024-02-29'\") }}": 20240229,
    f"(select {{{{ is_unparsed('cost') }}}} from {JSON})": 1,
    f"(select {{{{ is_unparsed('co') }}}} from {JSON})": 0,
    "(select {{ is_unparsed('cost') }} from (select null as unparsed) as row_of)": 0,
    "(select count(distinct n) from ({{ whole_numbers() }}) as numbers)": 100_000,
    "(select max(n) - min(n) from ({{ whole_numbers() }}) as numbers)": 99_999,
}
NAMES = ["summer sale", "Été 🎉", "", "x" * 255]


def test_every_macro_gives_its_value(project: BuiltProject, tmp_path: Path) -> None:
    keys = ["{{ surrogate_key(\"'" + name + "'\") }}" for name in NAMES]
    expressions = [*EXPECTED, *keys]
    select = "select " + ",\n".join(f"{text} as v{place}" for place, text in enumerate(expressions))
    with project.connection.cursor() as cursor:
        cursor.execute(compiled(project, select, tmp_path))
        (values,) = cursor.fetchall()
    expected = [
        *EXPECTED.values(),
        *(int(hashlib.sha256(name.encode()).hexdigest()[:13], 16) for name in NAMES),
    ]
    for expression, value, wanted in zip(expressions, values, expected, strict=True):
        assert value == wanted, expression


def compiled(project: BuiltProject, text: str, target: Path) -> str:
    """The SQL that dbt makes of a text with macros."""
    compile_with_dbt(dbt_environment(project.warehouse.settings), target, "--inline", text)
    (result,) = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    return str(result["compiled_code"])
