"""What ``config/audit.yml`` says: how far a candidate may differ from what came before it."""

from pathlib import Path

from pydantic import Field, model_validator

from python_jobs.config_file import Section, read_config
from python_jobs.settings import Settings


class Bound(Section):
    """A figure above ``warn`` deserves a note, above ``fail`` it stops the publication; None: never."""

    warn: float | None = Field(default=None, ge=0)
    fail: float | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _warns_first(self) -> "Bound":
        if self.warn is not None and self.fail is not None and self.warn > self.fail:
            raise ValueError(f"warn ({self.warn:g}) is larger than fail ({self.fail:g})")
        return self


class Factors(Bound):
    """A bound on how many times the usual a figure is, or its usual that figure. At least 1."""

    warn: float | None = Field(default=None, ge=1)
    fail: float | None = Field(default=None, ge=1)


class DriftConfig(Section):
    """Candidate against publication: shares of what is published, or days."""

    rows_fell: Bound = Bound(warn=0.01, fail=0.10)
    rows_rose: Bound = Bound(warn=1.0)
    cost_fell: Bound = Bound(warn=0.01, fail=0.10)
    revenue_fell: Bound = Bound(warn=0.01, fail=0.10)
    published_days_changed: Bound = Bound(warn=0.05, fail=0.25)
    campaigns_lost: Bound = Bound(warn=0, fail=0.20)
    channels_lost: Bound = Bound(warn=0, fail=0.50)
    customers_fell: Bound = Bound(warn=0.01, fail=0.20)
    newest_date_back: Bound = Bound(fail=0)
    newest_date_ahead: Bound = Bound(warn=31, fail=366)


class NewestDaysConfig(Section):
    """New or restated days against the days before them; the file says what each bound is good for."""

    first_days: int = Field(default=7, ge=1, le=366)
    most_days: int = Field(default=28, ge=1, le=366)
    history_days: int = Field(default=56, ge=7, le=731)
    minimum_days: int = Field(default=5, ge=2, le=56)
    deviations: float = Field(default=4, gt=0)
    totals: Factors = Factors(warn=3, fail=30)
    rows: Factors = Factors(warn=2, fail=30)
    ratios: Factors = Factors(warn=4, fail=20)
    moves_the_day: float = Field(default=0.5, ge=0)
    usually_there: float = Field(default=0.8, gt=0, le=1)
    twin_rows: Bound = Bound(warn=0.1, fail=0.5)


class AuditConfig(Section):
    """The whole file."""

    drift: DriftConfig = DriftConfig()
    newest_days: NewestDaysConfig = NewestDaysConfig()


def load_audit_config(settings: Settings) -> AuditConfig:
    """Read ``audit.yml``; a missing file or section means the defaults.

    Raises:
        ConfigurationError: not YAML, an unknown key or a bad value; the message names file and key.
    """
    return read_config(audit_path(settings), AuditConfig)


def audit_path(settings: Settings) -> Path:
    """Where the file is expected."""
    return settings.config_dir / "audit.yml"
