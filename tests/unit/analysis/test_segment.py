"""``segment``: numbers, names and profiles that a reader relies on."""

import numpy as np
import polars as pl
import pytest

from python_jobs.analysis.segment_names import segment_names
from python_jobs.analysis.segment_numbers import number_by_revenue, renumbered
from python_jobs.analysis.segmentation import segment, with_model
from python_jobs.analysis_config import SegmentationConfig
from python_jobs.features import FEATURES
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
    labels = np.array([0, 0, 1, -1])
    numbers = number_by_revenue(labels, np.array([1.0, 1.0, 5.0, 99.0]))
    assert renumbered(labels, numbers).tolist() == [2, 2, 1, 3]


def test_names_stay_unique_when_segments_are_alike() -> None:
    alike = [{"transactions": 1.0}] * 3
    names = segment_names(alike, [2.0, 2.0, 2.0])
    assert names == ["High value, frequent", "High value, frequent 2", "High value, frequent 3"]


def test_a_name_says_what_sets_the_segment_apart() -> None:
    names = segment_names([{"transactions": 2.0, "age": -0.5}, {"age": -0.5}], [1.9, 0.4])
    assert names == ["High value, frequent", "Low value, younger"]


def test_segments_keep_their_numbers_when_their_order_by_revenue_turns() -> None:
    frame = customers(400)
    # The third segment now earns most; who belongs together does not change (revenue is no feature here).
    config = SegmentationConfig(features=("age", "sessions", "pages_per_session", "transactions"))
    before = segment(frame, config)
    turned = frame.with_columns(revenue=pl.Series(before.labels) * 100.0)
    assert segment(turned, config).profiles["mean_revenue"].is_sorted(descending=True)
    after = segment(turned, config, previous=before.description)
    assert (after.labels == before.labels).all()
    assert not after.profiles["mean_revenue"].is_sorted(descending=True)
    # A model of other features says nothing about these.
    of_others = segment(frame, SegmentationConfig()).description
    again = segment(turned, config, previous=of_others)
    assert again.profiles["mean_revenue"].is_sorted(descending=True)


@pytest.mark.parametrize("n_clusters", [2, 4])
def test_with_another_number_of_segments_the_nearest_keep_theirs(n_clusters: int) -> None:
    frame = customers(400)
    before = segment(frame, SegmentationConfig())
    after = segment(frame, SegmentationConfig(n_clusters=n_clusters), previous=before.description)
    numbers = set(after.names)
    assert len(numbers) == n_clusters
    kept = sorted(numbers & {1, 2, 3})
    assert len(kept) == min(n_clusters, 3)
    assert numbers <= {1, 2, 3, 4}
    same = [(after.labels[before.labels == number] == number).mean() for number in kept]
    assert min(same) > 0.5, "most customers of a segment that goes on stay in it"


def test_an_old_model_gives_customers_the_segments_that_it_gave_them() -> None:
    frame = customers(400)
    config = SegmentationConfig(log_features=("revenue", "transactions"))
    fitted = segment(frame, config, run_id="old")
    assert fitted.description is not None
    assert (with_model(frame, fitted.description, config).labels == fitted.labels).all()
    assert with_model(frame.head(7), fitted.description, config).labels.tolist() == fitted.labels[:7].tolist()


def test_log_scaling_keeps_one_big_spender_from_being_a_segment() -> None:
    frame = customers(300)
    frame = frame.with_columns(revenue=pl.when(pl.arange(pl.len()) == 0).then(1e6).otherwise("revenue"))
    features = ("sessions", "pages_per_session", "revenue")
    alone = segment(frame, SegmentationConfig(features=features))
    among = segment(frame, SegmentationConfig(features=features, log_features=("revenue",)))
    assert alone.profiles["customers"].min() == 1
    assert among.profiles["customers"].min() > 10  # type: ignore[operator]


def test_three_clear_groups_are_stable_and_one_cloud_is_not() -> None:
    random = np.random.default_rng(1)
    groups = np.concatenate([random.normal(centre, 0.3, (200, 6)) for centre in (0, 5, 10)])
    cloud = random.normal(0, 1, (600, 6))
    clear, luck = (
        segment(pl.DataFrame(points, schema=list(FEATURES)), SegmentationConfig()).stability
        for points in (groups, cloud)
    )
    assert clear is not None
    assert luck is not None
    assert clear.mean_ari > 0.99
    assert luck.mean_ari < 0.65


def test_the_map_has_the_directions_of_most_variance() -> None:
    frame = customers(300)
    drawn = segment(frame, SegmentationConfig()).map
    assert drawn is not None
    filled = frame.with_columns(pl.all().fill_null(pl.all().mean()))
    scaled = (filled.to_numpy() - filled.to_numpy().mean(axis=0)) / filled.to_numpy().std(axis=0)
    variances = np.sort(np.linalg.eigvalsh(np.cov(scaled.T)))[::-1]
    assert drawn.explained_pct == pytest.approx(100 * variances[:2] / variances.sum())
    assert len(drawn.points) == 300
    assert {point[2] for point in drawn.points} == {1, 2, 3}
