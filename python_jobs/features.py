"""What customers are segmented by: columns of ``dim_customer``."""

from typing import Literal

Feature = Literal["age", "sessions", "avg_session_duration", "pages_per_session", "transactions", "revenue"]
FEATURES: tuple[Feature, ...] = (
    "age",
    "sessions",
    "avg_session_duration",
    "pages_per_session",
    "transactions",
    "revenue",
)
