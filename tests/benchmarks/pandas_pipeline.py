"""What a user would write instead: the same job with plain pandas, in one process, without tests or audit.

Reads campaigns and customers, cleans them, computes the metrics, clusters the customers, draws eight
pictures, and writes a PDF, an HTML table and the files for Power BI. Neither tuned nor padded.

Example:
    python tests/benchmarks/pandas_pipeline.py mysql+pymysql://reader@127.0.0.1:3306/plain /tmp/pandas-outputs
"""

import json
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import sqlalchemy as sa
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler

mpl.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes

CHANNELS = {
    "email": "Email",
    "e-mail": "Email",
    "newsletter": "Email",
    "facebook": "Social Media",
    "social media": "Social Media",
    "paid social": "Social Media",
    "ppc": "Paid Search",
    "google ads": "Paid Search",
    "search": "Paid Search",
    "paid search": "Paid Search",
    "display": "Display",
    "display ads": "Display",
    "banner": "Display",
    "mobile": "Mobile Push",
    "mobile push": "Mobile Push",
    "push": "Mobile Push",
    "video": "Video",
    "youtube": "Video",
    "affiliate": "Affiliate",
}
FEATURES = ["age", "sessions", "avg_session_duration", "pages_per_session", "transactions", "revenue"]


def read(url: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All campaigns and all customers."""
    engine = sa.create_engine(url)
    campaigns = pd.read_sql(
        "select campaign_name, channel, cost, impressions, clicks, conversions, revenue, date from campaigns",
        engine,
    )
    customers = pd.read_sql("select * from customers", engine)
    campaigns["date"] = pd.to_datetime(campaigns["date"])
    campaigns = campaigns.astype({"cost": float, "revenue": float})
    customers = customers.astype(
        {"avg_session_duration": float, "pages_per_session": float, "revenue": float}
    )
    return campaigns, customers


def clean(campaigns: pd.DataFrame) -> pd.DataFrame:
    """One row per campaign and day, channels by their usual names, outliers marked."""
    counts = ["impressions", "clicks", "conversions"]
    campaigns[counts] = campaigns[counts].fillna(0)
    campaigns = campaigns.drop_duplicates(subset=["campaign_name", "date"], keep="first")
    campaigns["channel"] = campaigns["channel"].str.strip().str.lower().map(CHANNELS).fillna("Other")
    campaigns["campaign_name"] = campaigns["campaign_name"].str.strip()
    for column in ("cost", "revenue"):
        first, third = campaigns[column].quantile(0.25), campaigns[column].quantile(0.75)
        reach = 1.5 * (third - first)
        is_outlier = (campaigns[column] < first - reach) | (campaigns[column] > third + reach)
        campaigns[f"is_outlier_{column}"] = is_outlier
    return campaigns


def add_metrics(campaigns: pd.DataFrame) -> pd.DataFrame:
    """Ratios of each row; 0 where the denominator is."""

    def ratio(numerator: pd.Series, denominator: pd.Series, factor: float = 1) -> np.ndarray:
        return np.where(denominator > 0, numerator / denominator * factor, 0)

    with np.errstate(divide="ignore", invalid="ignore"):
        campaigns["ctr"] = ratio(campaigns["clicks"], campaigns["impressions"], 100)
        campaigns["conversion_rate"] = ratio(campaigns["conversions"], campaigns["clicks"], 100)
        campaigns["cpc"] = ratio(campaigns["cost"], campaigns["clicks"])
        campaigns["cpa"] = ratio(campaigns["cost"], campaigns["conversions"])
        campaigns["roas"] = ratio(campaigns["revenue"], campaigns["cost"])
        campaigns["roi"] = ratio(campaigns["revenue"] - campaigns["cost"], campaigns["cost"], 100)
    campaigns["profit"] = campaigns["revenue"] - campaigns["cost"]
    return campaigns


def by_channel(campaigns: pd.DataFrame) -> pd.DataFrame:
    """Sums and mean ratios of each channel, best ROI first."""
    sums = dict.fromkeys(["cost", "revenue", "profit", "impressions", "clicks", "conversions"], "sum")
    means = dict.fromkeys(["roi", "roas", "ctr"], "mean")
    channels = campaigns.groupby("channel").agg({**sums, **means})
    return channels.round(2).sort_values("roi", ascending=False)


def clusters(customers: pd.DataFrame) -> np.ndarray:
    """Three clusters of customers by six standardised features."""
    features = customers[FEATURES]
    scaled = StandardScaler().fit_transform(features.fillna(features.mean()))
    model = KMeans(n_clusters=3, init="k-means++", n_init=10, max_iter=300, random_state=42)
    return np.asarray(model.fit_predict(scaled))


def draw(campaigns: pd.DataFrame, channels: pd.DataFrame, customers: pd.DataFrame, folder: Path) -> None:
    """Eight pictures."""
    days = campaigns.groupby("date")[["revenue", "cost"]].sum()

    def picture() -> Axes:
        return plt.subplots(figsize=(12, 6))[1]

    def save(name: str) -> None:
        plt.savefig(folder / f"{name}.png", dpi=150)
        plt.close()

    for measure in ("revenue", "cost"):
        picture().plot(days.index, days[measure])
        save(f"{measure}_trend")
    for measure in ("roi", "ctr"):
        picture().hist(campaigns[measure], bins=50)
        save(f"{measure}_distribution")
    for measure in ("roi", "revenue"):
        picture().bar(channels.index, channels[measure])
        save(f"channel_{measure}")
    campaigns.boxplot(column="roi", by="channel", ax=picture())
    save("roi_by_channel")
    picture().scatter(customers["sessions"], customers["revenue"], c=customers["cluster"], s=2)
    save("segments")


def write_reports(channels: pd.DataFrame, folder: Path) -> None:
    """The PDF and the HTML table."""
    lines = [["Channel", "Cost", "Revenue", "ROI"]]
    for name, row in channels.iterrows():
        lines.append([str(name), f"{row['cost']:,.2f}", f"{row['revenue']:,.2f}", f"{row['roi']:.2f} %"])
    table = Table(lines, style=[("GRID", (0, 0), (-1, -1), 1, colors.black)])
    heading = Paragraph("Campaign report", getSampleStyleSheet()["Heading1"])
    SimpleDocTemplate(str(folder / "executive_summary.pdf"), pagesize=A4).build([heading, table])
    (folder / "executive_summary.html").write_text(channels.to_html())


def export(campaigns: pd.DataFrame, channels: pd.DataFrame, customers: pd.DataFrame, folder: Path) -> None:
    """Four CSV files and what they hold."""
    campaigns.to_csv(folder / "campaign_data_powerbi.csv", index=False)
    channels.to_csv(folder / "channel_performance_powerbi.csv")
    customers.to_csv(folder / "customer_segments_powerbi.csv", index=False)
    campaigns.to_csv(folder / "roi_analysis_powerbi.csv", index=False)
    described = {
        "generated_at": datetime.now(timezone.utc).isoformat(),
        "campaigns": len(campaigns),
        "customers": len(customers),
    }
    (folder / "powerbi_metadata.json").write_text(json.dumps(described))


def main(url: str, folder: Path) -> None:
    """Do all of it; prints the seconds of each stage."""
    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()

    def lap(stage: str) -> None:
        print(f"{stage} after {time.monotonic() - began:.2f} s", flush=True)

    campaigns, customers = read(url)
    lap("read")
    campaigns = add_metrics(clean(campaigns))
    lap("cleaned")
    channels = by_channel(campaigns)
    customers["cluster"] = clusters(customers)
    lap("analysed")
    draw(campaigns, channels, customers, folder)
    lap("drawn")
    write_reports(channels, folder)
    export(campaigns, channels, customers, folder)
    lap("written")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
