"""What ``config/analysis.yml`` says: how customers are segmented and how reports look.

It sits beside ``settings`` because analysis and reporting both read it and neither may import the other.
"""

from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator

from python_jobs.config_file import Section, read_config
from python_jobs.features import FEATURES, Feature
from python_jobs.language import DigitGrouping, Language, languages
from python_jobs.settings import Settings


class SegmentationConfig(Section):
    """METRICS.md "Segmentation"; the defaults are its values."""

    algorithm: Literal["kmeans", "dbscan"] = "kmeans"
    n_clusters: int | Literal["auto"] = 3
    k_min: int = Field(default=2, ge=2)
    k_max: int = Field(default=10, ge=2, le=50)
    features: tuple[Feature, ...] = Field(default=FEATURES, min_length=1)
    log_features: tuple[Feature, ...] = ()
    model: str | None = None
    fit_rows: int = Field(default=100_000, ge=1_000)
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

    @field_validator("features", "log_features")
    @classmethod
    def _each_once(cls, features: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(features)) < len(features):
            raise ValueError("names a feature twice")
        return features

    @model_validator(mode="after")
    def _fits_together(self) -> "SegmentationConfig":
        unknown = sorted(set(self.log_features) - set(self.features))
        if unknown:
            raise ValueError(f"log_features names what features does not: {', '.join(unknown)}")
        if self.k_min > self.k_max:
            raise ValueError(f"k_min ({self.k_min}) is larger than k_max ({self.k_max})")
        return self


class CampaignsConfig(Section):
    """How sure the analysis of campaigns must be before it says something."""

    confidence: float = Field(default=0.95, ge=0.5, le=0.9999)
    min_conversions: int = Field(default=10, ge=1)
    anomaly_weeks: int = Field(default=8, ge=4, le=52)
    anomaly_score: float = Field(default=5.0, ge=2)
    anomaly_min_count: int = Field(default=20, ge=1)
    waste_expected_conversions: float = Field(default=3.0, ge=1)


class ReportConfig(Section):
    """Title, language, currency and files of the reports.

    The currency is a label: amounts are never converted. ``day_files_from_rows``: of a fact of so many rows
    there is a file for each day, instead of one for all.
    """

    title: str = Field(default="Campaign performance", min_length=1, max_length=200)
    language: str = "en"
    digit_grouping: DigitGrouping = "western"
    currency_code: str = Field(default="USD", pattern="^[A-Z]{3}$")
    currency_symbol: str | None = Field(default=None, min_length=1, max_length=4)
    day_files_from_rows: int | None = Field(default=2_000_000, ge=1)

    @field_validator("language")
    @classmethod
    def _with_catalogue(cls, language: str) -> str:
        if language not in languages():
            raise ValueError(f"must be one of {', '.join(languages())}")
        return language


def report_language(report: ReportConfig) -> Language:
    """How the reports speak."""
    return Language(report.language, report.currency_code, report.currency_symbol, report.digit_grouping)


class AnalysisConfig(Section):
    """The whole file."""

    segmentation: SegmentationConfig = SegmentationConfig()
    campaigns: CampaignsConfig = CampaignsConfig()
    report: ReportConfig = ReportConfig()


def config_path(settings: Settings) -> Path:
    """Where the file is expected."""
    return settings.config_dir / "analysis.yml"


def load_analysis_config(settings: Settings) -> AnalysisConfig:
    """Read ``analysis.yml``; a missing file or section means the defaults.

    Raises:
        ConfigurationError: not YAML, an unknown key or a bad value; the message names file and key.
    """
    return read_config(config_path(settings), AnalysisConfig)
