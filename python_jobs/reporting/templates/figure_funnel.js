// From an impression to a conversion.
function funnel({ now }) {
  const names = ["impressions", "clicks", "conversions"];
  const values = names.map((name) => measure(now.total, name));
  if (!values.some((value) => value)) return null;
  const [seen, clicked, converted] = values;
  const title = !seen
    ? t("funnel_unseen")
    : !converted
      ? t("funnel_none", { impressions: write.compact(seen) })
      : clicked
        ? t("funnel", {
            impressions: write.compact(seen / converted),
            clicks: write.compact(clicked / converted),
          })
        : t("funnel_unclicked", { impressions: write.compact(seen / converted) });
  const rates = [null, metric(now.total, "ctr_pct"), metric(now.total, "conversion_rate_pct")];
  const written = values.map(
    (value, step) => write.count(value) + (rates[step] === null ? "" : `  (${write.percent(rates[step])})`),
  );
  const powers = Math.log10(Math.max(...values, 10));
  const ticks = [...Array(Math.floor(powers) + 1).keys()].filter(
    (power) => power % (isNarrow() ? 3 : 2) === 0,
  );
  return {
    title,
    subtitle: t("funnel_note"),
    height: 240,
    data: [
      {
        type: "bar",
        orientation: "h",
        x: values.map((value) => Math.log10(Math.max(value, 1))),
        y: [0, 1, 2],
        marker: { color: ["#0072b2", "#3e95c6", "#7db8da"] },
        text: written,
        textposition: "outside",
        cliponaxis: false,
        textangle: 0,
        hovertemplate: POINTED,
        customdata: names.map((name, step) => pointed(t(name), written[step])),
      },
    ],
    layout: {
      xaxis: {
        tickvals: ticks,
        ticktext: ticks.map((power) => write.compact(10 ** power)),
        range: [0, powers * (isNarrow() ? 1.75 : 1.3)],
      },
      yaxis: nameAxis(names.map((name) => t(name))),
    },
    table: () => ({
      header: [t("step"), t("count")],
      rows: names.map((name, step) => [t(name), written[step]]),
    }),
  };
}
