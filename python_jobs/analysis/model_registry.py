"""The registered model of a run: the fitted estimator, and in JSON what made it and how good it is."""

import json
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import polars as pl

from python_jobs.analysis.segmentation import Segmentation
from python_jobs.analysis_config import SegmentationConfig


def model_folder(run_folder: Path) -> Path:
    """Where a run keeps its model: ``model.joblib`` and ``model.json``."""
    return run_folder / "model"


def register_model(
    run_folder: Path, run_id: str, frame: pl.DataFrame, config: SegmentationConfig, segmentation: Segmentation
) -> Path:
    """Write the model of a run and return its folder.

    ``model.joblib`` holds scaler and estimator; load it only from a folder you trust (it is a pickle).
    """
    import joblib  # type: ignore[import-untyped]

    folder = model_folder(run_folder)
    folder.mkdir(parents=True, exist_ok=True)
    joblib.dump(
        {"scaler": segmentation.scaler, "model": segmentation.model, "features": list(config.features)},
        folder / "model.joblib",
    )
    description = describe_model(run_id, frame, config, segmentation)
    (folder / "model.json").write_text(json.dumps(description, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return folder


def describe_model(
    run_id: str, frame: pl.DataFrame, config: SegmentationConfig, segmentation: Segmentation
) -> dict[str, Any]:
    """Parameters, scores, data range and library versions, ready for JSON."""
    return {
        "run_id": run_id,
        "created_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "parameters": config.model_dump(mode="json"),
        "customers": len(frame),
        "data_range": {
            name: {"min": frame[name].min(), "max": frame[name].max(), "missing": frame[name].null_count()}
            for name in config.features
        },
        "scores": [asdict(entry) for entry in segmentation.scores],
        "segments": {str(number): name for number, name in segmentation.names.items()},
        "centroids": segmentation.centroids.to_dicts(),
        "notes": list(segmentation.notes),
        "versions": _versions(),
    }


def _versions() -> dict[str, str]:
    from importlib.metadata import version
    from platform import python_version

    return {
        "python": python_version(),
        **{name: version(name) for name in ("scikit-learn", "numpy", "polars")},
    }
