"""How far the segments can be relied on, in words, from the run's model."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from python_jobs.language import Language

if TYPE_CHECKING:
    from python_jobs.settings import Settings


@dataclass(frozen=True)
class SegmentStability:
    """What the run's model knows of its segments.

    Attributes:
        mean_ari: mean adjusted Rand index between the segments and those of bootstrap samples; None where
            there is a single segment.
        moved_pct: customers of the publication before who have another segment now, in percent; None the
            first time.
        customers: all that have a segment.
        fitted_on: of these, the sample that the segments were found in; None where that is all.
    """

    mean_ari: float | None
    moved_pct: float | None
    customers: int = 0
    fitted_on: int | None = None


def read_segment_stability(settings: Settings, run_id: str) -> SegmentStability | None:
    """Read it from ``model.json``; None where the run registered no model."""
    path = settings.outputs / run_id / "model" / "model.json"
    try:
        model = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    stability = model.get("stability") or {}
    customers = int(model["customers"])
    fitted_on = model.get("fitted_on", customers)  # models of earlier versions: on all
    return SegmentStability(
        stability.get("mean_ari"),
        model.get("moved_pct"),
        customers,
        fitted_on if fitted_on < customers else None,
    )


def stability_in_words(stability: SegmentStability | None, language: Language) -> tuple[str, ...]:
    """One sentence for each that is known."""
    if stability is None:
        return ()
    sentences = []
    if stability.fitted_on is not None:
        sentences.append(
            language.text(
                "The segments were found in a fixed sample of {sample} of {customers} customers; each of the "
                "others is in the one that is nearest.",
                sample=language.count(stability.fitted_on),
                customers=language.count(stability.customers),
            )
        )
    if stability.mean_ari is not None:
        sentences.append(_verdict(stability.mean_ari, language))
    if stability.moved_pct is not None:
        sentences.append(
            language.text(
                "{share} of the customers have another segment than in the publication before.",
                share=language.percent(stability.moved_pct, 1),
            )
        )
    return tuple(sentences)


def _verdict(mean_ari: float, language: Language) -> str:
    # Bounds after Hennig (2007), "Cluster-wise assessment of cluster stability".
    index = language.ratio(mean_ari)
    if mean_ari >= 0.85:
        return language.text(
            "The segments are very stable: other samples of the customers give nearly the same ones "
            "(agreement {index} of 1).",
            index=index,
        )
    if mean_ari >= 0.75:
        return language.text(
            "The segments are stable: other samples of the customers give much the same ones "
            "(agreement {index} of 1).",
            index=index,
        )
    if mean_ari >= 0.6:
        return language.text(
            "The segments show a pattern, but who belongs to which is doubtful: other samples of the "
            "customers give partly other ones (agreement {index} of 1).",
            index=index,
        )
    return language.text(
        "The segments are not stable: other samples of the customers give other ones (agreement "
        "{index} of 1). Do not plan with them.",
        index=index,
    )
