// ROI of campaigns with its likely range.
/** ROI with its interval of the campaigns that cost most; intervals are of the whole report only. */
function intervals({ isFiltered, now }) {
  if (isFiltered || !data.ranking.length) return null;
  const costOf = new Map([...now.campaigns].map(([campaign, sums]) => [cube.campaigns[campaign], sums]));
  const shown = data.ranking
    .filter(([name]) => costOf.has(name) && roiOf(costOf.get(name)) !== null)
    .sort(([a], [b]) => measure(costOf.get(b), "cost") - measure(costOf.get(a), "cost"))
    .slice(0, 20)
    .map(([name, low, high, isCertain]) => ({ name, low, high, isCertain, roi: roiOf(costOf.get(name)) }))
    .sort((a, b) => b.roi - a.roi);
  if (!shown.length) return null;
  const sure = shown.filter(({ isCertain }) => isCertain);
  const winning = sure.filter(({ low }) => low > 0).length;
  const losing = sure.filter(({ high }) => high < 0).length;
  const part = (isCertain, symbol, name) => {
    const rows = shown.map((row, line) => ({ ...row, line })).filter((row) => row.isCertain === isCertain);
    return {
      type: "scatter",
      mode: "markers",
      name: escaped(t(name)),
      marker: { symbol, size: 9, color: isCertain ? GAIN : NEUTRAL },
      x: rows.map(({ roi }) => roi),
      y: rows.map(({ line }) => line),
      error_x: {
        type: "data",
        symmetric: false,
        array: rows.map(({ roi, high }) => high - roi),
        arrayminus: rows.map(({ roi, low }) => roi - low),
        thickness: 1.5,
      },
      hovertemplate: POINTED,
      customdata: rows.map((row) =>
        pointed(
          row.name.slice(0, 80),
          `ROI ${write.percent(row.roi, 1)}`,
          t("interval", { low: write.percent(row.low, 0), high: write.percent(row.high, 0) }),
        ),
      ),
    };
  };
  return {
    title: t("intervals", {
      winning: write.count(winning),
      losing: write.count(losing),
      count: write.count(shown.length),
    }),
    subtitle: t("intervals_note"),
    height: barHeight(shown.length),
    data: [part(true, "circle", "interval_sure"), part(false, "circle-open", "interval_unsure")].filter(
      ({ x }) => x.length,
    ),
    layout: {
      showlegend: true,
      xaxis: numberAxis(
        shown.flatMap(({ low, high }) => [low, high]),
        axisPercent,
      ),
      yaxis: nameAxis(shown.map(({ name }) => name)),
    },
    table: () => ({
      header: [t("campaign"), "ROI", t("interval_low"), t("interval_high")],
      rows: shown.map((row) => [
        row.name,
        write.percent(row.roi),
        write.percent(row.low),
        write.percent(row.high),
      ]),
    }),
  };
}
