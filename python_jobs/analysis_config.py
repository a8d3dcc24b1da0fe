"""What ``config/analysis.yml`` says: how customers are segmented and how reports look.

It sits beside ``settings`` because analysis and reporting both read it and neither may import the other.
"""

from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from python_jobs.errors import ConfigurationError
from python_jobs.settings import Settings

Feature = Literal["age", "sessions", "avg_session_duration", "pages_per_session", "transactions", "revenue"]
FEATURES: tuple[Feature, ...] = (
    "age",
    "sessions",
    "avg_session_duration",
    "pages_per_session",
    "transactions",
    "revenue",
)


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SegmentationConfig(_Section):
    """METRICS.md "Segmentation"; the defaults are its values."""

    algorithm: Literal["kmeans", "dbscan"] = "kmeans"
    n_clusters: int | Literal["auto"] = 3
    k_min: int = Field(default=2, ge=2)
    k_max: int = Field(default=10, ge=2, le=50)
    features: tuple[Feature, ...] = Field(default=FEATURES, min_length=1)
    silhouette_sample: int = Field(default=5000, ge=100, le=50_000)
    random_state: int = Field(default=42, ge=0)
    dbscan_eps: float = Field(default=0.9, gt=0)
    dbscan_min_samples: int = Field(default=10, ge=1)

    @field_validator("n_clusters")
    @classmethod
    def _some_clusters(cls, n_clusters: int | str) -> int | str:
        if isinstance(n_clusters, int) and not 1 <= n_clusters <= 50:
            raise ValueError("must be a number from 1 to 50, or auto")
        return n_clusters

    @field_validator("features")
    @classmethod
    def _each_once(cls, features: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(features)) < len(features):
            raise ValueError("names a feature twice")
        return features

    @model_validator(mode="after")
    def _range_runs_up(self) -> "SegmentationConfig":
        if self.k_min > self.k_max:
            raise ValueError(f"k_min ({self.k_min}) is larger than k_max ({self.k_max})")
        return self


class ReportConfig(_Section):
    """Title and currency of the reports. The currency is a label: amounts are never converted."""

    title: str = Field(default="Campaign performance", min_length=1, max_length=200)
    currency_code: str = Field(default="USD", pattern="^[A-Z]{3}$")
    currency_symbol: str = Field(default="$", min_length=1, max_length=4)


class AnalysisConfig(_Section):
    """The whole file."""

    segmentation: SegmentationConfig = SegmentationConfig()
    report: ReportConfig = ReportConfig()


def config_path(settings: Settings) -> Path:
    """Where the file is expected."""
    return settings.config_dir / "analysis.yml"


def load_analysis_config(settings: Settings) -> AnalysisConfig:
    """Read ``analysis.yml``; a missing file or section means the defaults.

    Raises:
        ConfigurationError: not YAML, an unknown key or a bad value; the message names file and key.
    """
    path = config_path(settings)
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return AnalysisConfig()
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not readable YAML: {error}. Correct the file.") from None
    if content is None:
        return AnalysisConfig()
    try:
        return AnalysisConfig.model_validate(content)
    except ValidationError as error:
        problems = "; ".join(_problem(dict(problem)) for problem in error.errors())
        raise ConfigurationError(f"{path} cannot be used. {problems}. Correct the file.") from None


def _problem(problem: dict[str, Any]) -> str:
    # pydantic names the members of a union as the last part of the place ("n_clusters", "int").
    place = ".".join(str(part) for part in problem["loc"] if part not in ("int", "literal['auto']"))
    message = "unknown key" if problem["type"] == "extra_forbidden" else str(problem["msg"])
    return f"{place or 'the file'}: {message}"
