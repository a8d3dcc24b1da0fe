"""Source mappings: what ``config/sources/<name>.yml`` says about the files of one source."""

import codecs
import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from python_jobs.config_file import read_yaml, require_folder
from python_jobs.errors import ConfigurationError
from python_jobs.warehouse.raw_tables import RAW_COLUMNS, ColumnType, RawTable

# A source name becomes a file name and fits `_source` VARCHAR(64).
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
# The parts of a date format that Python and Polars read alike.
_DATE_DIRECTIVES = set("YymbBdjHMSIp%")

# Without one of these every row of the table would end in quarantine (missing_<column>).
_NEEDED: dict[RawTable, tuple[str, ...]] = {
    "campaigns": ("campaign_name", "cost", "revenue", "date"),
    "customers": ("customer_id",),
}


def header_key(header: str) -> str:
    """What two headers must share to be the same: their text without outer blanks, in any case."""
    return header.strip().casefold()


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _exact_decimal(value: Any) -> Any:
    """YAML reads 0.000001 as a float; its shortest text is the number that was written."""
    return str(value) if isinstance(value, float) else value


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceColumn(_Strict):
    """Where a column comes from: the first of these headers that the file has, times a unit factor."""

    header: Annotated[list[str], BeforeValidator(_as_list), Field(min_length=1)]
    optional: bool = False
    factor: Annotated[Decimal, BeforeValidator(_exact_decimal)] | None = None


def _as_column(value: Any) -> Any:
    return {"header": value} if isinstance(value, (str, list)) else value


class SourceMapping(_Strict):
    """One source: the table its rows go to and how each column is filled."""

    name: str
    description: str = ""
    table: RawTable
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    encoding: str = "utf-8"
    decimal_comma: bool = False
    date_formats: Annotated[list[str], BeforeValidator(_as_list), Field(min_length=1)] = ["%Y-%m-%d"]
    columns: dict[str, Annotated[SourceColumn, BeforeValidator(_as_column)]]
    constants: dict[str, str | int | float] = {}
    templates: dict[str, str] = {}

    @field_validator("delimiter")
    @classmethod
    def _delimits(cls, delimiter: str) -> str:
        if not delimiter.isascii() or delimiter in '"\r\n\0':
            raise ValueError(
                f"{delimiter!r} cannot separate fields; take an ASCII character such as ',' or ';' "
                "or '\\t', no quote and no line end"
            )
        return delimiter

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, encoding: str) -> str:
        try:
            known = codecs.lookup(encoding)
            "".encode(encoding)  # refuses what is no encoding of text, such as zlib
        except LookupError:
            raise ValueError(f"unknown encoding {encoding!r}") from None
        return known.name

    @field_validator("date_formats")
    @classmethod
    def _readable_formats(cls, formats: list[str]) -> list[str]:
        for text in formats:
            directives = set(re.findall(r"%(.?)", text))
            if unknown := directives - _DATE_DIRECTIVES:
                raise ValueError(f"date format {text!r}: %{min(unknown)} is not supported")
            has_day = "d" in directives and directives & set("mbB")
            if not directives & set("Yy") or not (has_day or "j" in directives):
                raise ValueError(f"date format {text!r} does not give a year, month and day")
        return formats

    @model_validator(mode="after")
    def _fits_the_table(self) -> "SourceMapping":
        fillings = [*self.columns, *self.constants, *self.templates]
        known = RAW_COLUMNS[self.table]
        if unknown := [name for name in fillings if name not in known]:
            raise ValueError(f"{unknown[0]!r} is not a column of {self.table}; those are {', '.join(known)}")
        if twice := [name for name in fillings if fillings.count(name) > 1]:
            raise ValueError(f"{twice[0]!r} is given twice among columns, constants and templates")
        if missing := [name for name in _NEEDED[self.table] if name not in fillings]:
            raise ValueError(
                f"{missing[0]!r} is not mapped and every row would be quarantined; map a header or a constant"
            )
        for name, column in self.columns.items():
            if column.factor is not None and known[name] not in ("integer", "decimal"):
                raise ValueError(f"{name!r} is no number and takes no factor")
        for name, template in self.templates.items():
            if known[name] != "text" or not _PLACEHOLDER.search(template) or "{}" in template:
                raise ValueError(f"template of {name!r}: only text columns, with at least one {{header}}")
        return self

    def column_type(self, column: str) -> ColumnType:
        """Type of one of our columns in this mapping's table."""
        return RAW_COLUMNS[self.table][column]

    def required_headers(self) -> list[list[str]]:
        """Headers that a file must have; each entry is a list of alternatives."""
        of_columns = [column.header for column in self.columns.values() if not column.optional]
        return of_columns + [
            [header] for template in self.templates.values() for header in placeholders(template)
        ]


def placeholders(template: str) -> list[str]:
    """Headers that a template such as ``"{campaign}/{ad}"`` names."""
    return _PLACEHOLDER.findall(template)


def load_mapping(config_dir: Path, name: str) -> SourceMapping:
    """Read one source mapping.

    Raises:
        ConfigurationError: there is none of that name, or its file cannot be used; the message says where.
    """
    sources = config_dir / "sources"
    file = sources / f"{name}.yml"
    if not _NAME.fullmatch(name) or not file.is_file():
        known = ", ".join(source_names(config_dir)) or "none"
        raise ConfigurationError(
            f"There is no source {name!r}. Known sources: {known}. "
            f"A new one is a file {sources}/NAME.yml; the name has letters, digits, '-' and '_' only."
        )
    if not file.resolve().is_relative_to(sources.resolve()):
        raise ConfigurationError(f"{file} is a link to a file outside {sources}. Copy the mapping there.")
    content = read_yaml(file)
    if not isinstance(content, dict) or "name" in content:
        raise ConfigurationError(
            f"{file} must be a YAML mapping with the keys table and columns, without a name key."
        )
    try:
        return SourceMapping.model_validate({**content, "name": name})
    except ValidationError as error:
        raise ConfigurationError(f"{file} cannot be used. {_problems(error)}") from None


def load_mappings(config_dir: Path) -> list[SourceMapping]:
    """Read all source mappings, in the order of their names."""
    return [load_mapping(config_dir, name) for name in source_names(config_dir)]


def source_names(config_dir: Path) -> list[str]:
    """Names of the mapping files there are.

    Raises:
        ConfigurationError: the folder of configuration is missing.
    """
    require_folder(config_dir)
    return sorted(file.stem for file in (config_dir / "sources").glob("*.yml"))


def _problems(error: ValidationError) -> str:
    told = []
    for problem in error.errors():
        key = ".".join(str(part) for part in problem["loc"])
        message = (
            "unknown key"
            if problem["type"] == "extra_forbidden"
            else problem["msg"].removeprefix("Value error, ")
        )
        told.append(f"{key}: {message}" if key else message)
    return "; ".join(told) + "."
