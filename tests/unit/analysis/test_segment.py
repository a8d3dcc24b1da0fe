"""``segment``: numbers, names and profiles that a reader relies on."""

import numpy as np
import polars as pl
import pytest

from python_jobs.analysis.segment_names import segment_names
from python_jobs.analysis.segmentation import number_by_revenue, segment
from python_jobs.analysis_config import FEATURES, SegmentationConfig
from tests.fixtures.marts import plausible_customers

COLUMNS = ("customer_id", "age", "gender", "country", "sessions", "avg_session_duration",
           "pages_per_session", "transactions", "revenue", "is_behaviour_filled")  # fmt: skip


def customers(number: int) -> pl.DataFrame:
    rows = plausible_customers(number)
    frame = pl.DataFrame(rows, schema=list(COLUMNS), orient="row", infer_schema_length=None)
    return frame.select(pl.col(list(FEATURES)).cast(pl.Float64))


def test_segments_are_numbered_by_mean_revenue_and_profiles_add_up() -> None:
    frame = customers(400)
    result = segment(frame, SegmentationConfig())
    profiles = result.profiles
    assert profiles["segment"].to_list() == [1, 2, 3]
    assert profiles["mean_revenue"].is_sorted(descending=True)
    assert profiles["customers"].sum() == 400
    assert profiles["customer_share_pct"].sum() == pytest.approx(100)
    assert profiles["revenue_share_pct"].sum() == pytest.approx(100)
    first = frame.filter(pl.Series(result.labels == 1))
    assert profiles["mean_revenue"][0] == pytest.approx(first["revenue"].mean())
    assert profiles["std_sessions"][0] == pytest.approx(first["sessions"].std())
    assert len(set(result.names.values())) == 3
    assert result.names[1].startswith("High value")


def test_the_same_customers_in_another_order_get_the_same_segments() -> None:
    frame = customers(300)
    labels = segment(frame, SegmentationConfig()).labels
    reversed_labels = segment(frame.reverse(), SegmentationConfig()).labels[::-1]
    assert (labels == reversed_labels).mean() > 0.97


def test_missing_values_take_the_mean_for_clustering_but_not_in_the_profile() -> None:
    frame = pl.DataFrame({name: [1.0, 1.0, 9.0, 9.0] for name in FEATURES}).with_columns(
        pl.Series("age", [20.0, None, 60.0, None])
    )
    result = segment(frame, SegmentationConfig(n_clusters=2))
    assert result.profiles["mean_age"].to_list() == [60.0, 20.0]


@pytest.mark.parametrize("n_clusters", [3, "auto"])
@pytest.mark.parametrize("number", [1, 2, 3, 5])
def test_a_handful_of_customers_is_no_failure(number: int, n_clusters: int) -> None:
    result = segment(customers(number), SegmentationConfig(n_clusters=n_clusters))
    assert len(result.labels) == number
    assert set(result.names) == {int(label) for label in result.labels}


def test_no_customers_give_no_segments_and_say_so() -> None:
    result = segment(customers(1).clear(), SegmentationConfig())
    assert result.profiles.is_empty()
    assert "no customers" in result.notes[0]


def test_equal_customers_are_one_segment_with_notes() -> None:
    frame = pl.DataFrame({name: [5.0] * 20 for name in FEATURES})
    result = segment(frame, SegmentationConfig())
    assert result.names == {1: "All customers"}
    assert any("age is the same for every customer" in note for note in result.notes)


def test_a_feature_that_nobody_has_is_left_out_with_a_note() -> None:
    frame = customers(50).with_columns(pl.lit(None).cast(pl.Float64).alias("age"))
    result = segment(frame, SegmentationConfig())
    assert result.profiles["mean_age"].null_count() == 3
    assert "No customer has a value for age: it was left out of account." in result.notes


def test_noise_is_the_last_segment_even_with_the_highest_revenue() -> None:
    labels = number_by_revenue(np.array([0, 0, 1, -1]), np.array([1.0, 1.0, 5.0, 99.0]))
    assert labels.tolist() == [2, 2, 1, 3]


def test_names_stay_unique_when_segments_are_alike() -> None:
    alike = [{"transactions": 1.0}] * 3
    names = segment_names(alike, [2.0, 2.0, 2.0])
    assert names == ["High value, frequent", "High value, frequent 2", "High value, frequent 3"]


def test_a_name_says_what_sets_the_segment_apart() -> None:
    names = segment_names([{"transactions": 2.0, "age": -0.5}, {"age": -0.5}], [1.9, 0.4])
    assert names == ["High value, frequent", "Low value, younger"]
