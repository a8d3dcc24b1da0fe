"""METRICS.md's cleaning of customers in plain Python, without a look at the SQL."""

from dataclasses import dataclass

from tests.integration.reference import Row, collapsed

BEHAVIOUR = ("sessions", "avg_session_duration", "pages_per_session", "transactions", "revenue")
COLUMNS = ("customer_id", "age", "gender", "country", *BEHAVIOUR)
GENDERS = {"f": "Female", "female": "Female", "m": "Male"}
COUNTRIES = {"de": "Germany", "germany": "Germany"}


@dataclass(frozen=True)
class ExpectedCustomers:
    """Customers by id, and the reasons of each quarantined row by its number."""

    clean: dict[str, Row]
    quarantined: dict[int, set[str]]


def expected_customers(rows: list[Row]) -> ExpectedCustomers:
    """Apply the cleaning rules to raw rows in the order of their loading. Rows are numbered from 1."""
    conflicts = conflicting_ids(rows)
    quarantined = {number: found for number, row in enumerate(rows, 1) if (found := reasons(row, conflicts))}
    groups: dict[str, list[Row]] = {}
    for number, row in enumerate(rows, 1):
        if number not in quarantined:
            groups.setdefault(collapsed(row["customer_id"]), []).append(row)
    return ExpectedCustomers({key: clean_row(group) for key, group in groups.items()}, quarantined)


def conflicting_ids(rows: list[Row]) -> set[tuple[int, str]]:
    """Batch and id of customers that one batch tells two things about."""
    contents: dict[tuple[int, str], list[tuple[object, ...]]] = {}
    for row in rows:
        content = (*(row[column] for column in COLUMNS[1:]), sorted(row["unparsed"]))
        contents.setdefault((row["batch_id"], collapsed(row["customer_id"])), []).append(content)
    return {key for key, told in contents.items() if key[1] and any(other != told[0] for other in told)}


def reasons(row: Row, conflicts: set[tuple[int, str]]) -> set[str]:
    """Every reason to quarantine a row."""
    name = collapsed(row["customer_id"])
    found = {f"unparsed_{column}" for column in row["unparsed"]}
    found |= {f"negative_{column}" for column in BEHAVIOUR if row[column] is not None and row[column] < 0}
    if not name and "customer_id" not in row["unparsed"]:
        found.add("missing_customer_id")
    if (row["batch_id"], name) in conflicts:
        found.add("conflicting_customer_id")
    if row["age"] is not None and not 0 <= row["age"] <= 120:
        found.add("age_out_of_range")
    return found


def clean_row(group: list[Row]) -> Row:
    """The row loaded last, its texts normalised and its missing behaviour filled; a missing age stays."""
    row = group[-1]
    gender, country = collapsed(row["gender"]), collapsed(row["country"])
    return {
        "age": row["age"],
        "gender": GENDERS.get(gender.lower(), gender) or "Unknown",
        "country": COUNTRIES.get(country.lower(), country) or "Unknown",
        **{column: row[column] or 0 for column in BEHAVIOUR},
        "is_behaviour_filled": int(any(row[column] is None for column in BEHAVIOUR)),
        "superseded_rows": len(group) - 1,
    }
