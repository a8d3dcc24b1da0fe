// Figures with one mark per campaign, and the way from an impression to a conversion.
const MAX_DOTS = 2000;

function breakEven({ now }) {
  const dots = [...now.campaigns].filter(([campaign, sums]) => campaign !== cube.others && measure(sums, "cost") + measure(sums, "revenue") > 0)
    .map(([campaign, sums]) => ({ name: cube.campaigns[campaign], cost: measure(sums, "cost"), revenue: measure(sums, "revenue"), profit: profitOf(sums), roi: roiOf(sums) }))
    .sort((a, b) => b.cost - a.cost).slice(0, MAX_DOTS);
  if (!dots.some(({ cost }) => cost)) return null;
  const losing = dots.filter(({ profit }) => profit < 0);
  const lost = -losing.reduce((total, { profit }) => total + profit, 0);
  const title = losing.length
    ? t("break_even", { losing: write.count(losing.length), count: write.count(dots.length), lost: write.compactMoney(lost) })
    : t("break_even_none", { count: write.count(dots.length) });
  const [costs, revenues] = [dots.map(({ cost }) => cost), dots.map(({ revenue }) => revenue)];
  const edge = Math.max(...costs) * 1.04;
  const marks = (part, name, color, symbol) => ({
    type: "scatter", mode: "markers", name: escaped(t(name)), marker: { color, symbol, size: 9, opacity: 0.8 }, x: part.map(({ cost }) => cost), y: part.map(({ revenue }) => revenue),
    hovertemplate: POINTED, customdata: part.map((dot) => pointed(dot.name.slice(0, 80), `${t("cost")} ${write.money(dot.cost)}`, `${t("revenue")} ${write.money(dot.revenue)}`, `ROI ${write.percent(dot.roi, 1)}`)),
  });
  return {
    title, subtitle: t("break_even_note", { currency: data.currency }) + singleNote(), height: 420,
    data: [
      marks(dots.filter(({ profit }) => profit >= 0), "profit", GAIN, "circle"), marks(losing, "loss", LOSS, "triangle-down"),
      { type: "scatter", mode: "lines", name: escaped(t("break_even_line")), x: [0, edge], y: [0, edge], line: { dash: "dash", color: NEUTRAL }, hoverinfo: "skip" },
    ],
    layout: { showlegend: true, xaxis: numberAxis(costs, write.compactMoney, { title: t("cost") }), yaxis: numberAxis(revenues, write.compactMoney, { title: t("revenue") }) },
    table: () => ({ header: [t("campaign"), t("cost"), t("revenue"), t("profit")],
      rows: dots.slice(0, 200).map((dot) => [dot.name, write.money(dot.cost), write.money(dot.revenue), write.money(dot.profit)]) }),
  };
}

/** ROI with its interval of the campaigns that cost most; intervals are of the whole report only. */
function intervals({ isFiltered, now }) {
  if (isFiltered || !data.ranking.length) return null;
  const costOf = new Map([...now.campaigns].map(([campaign, sums]) => [cube.campaigns[campaign], sums]));
  const shown = data.ranking.filter(([name]) => costOf.has(name) && roiOf(costOf.get(name)) !== null)
    .sort(([a], [b]) => measure(costOf.get(b), "cost") - measure(costOf.get(a), "cost")).slice(0, 20)
    .map(([name, low, high, isCertain]) => ({ name, low, high, isCertain, roi: roiOf(costOf.get(name)) })).sort((a, b) => b.roi - a.roi);
  if (!shown.length) return null;
  const sure = shown.filter(({ isCertain }) => isCertain);
  const winning = sure.filter(({ low }) => low > 0).length;
  const losing = sure.filter(({ high }) => high < 0).length;
  const part = (isCertain, symbol, name) => {
    const rows = shown.map((row, line) => ({ ...row, line })).filter((row) => row.isCertain === isCertain);
    return {
      type: "scatter", mode: "markers", name: escaped(t(name)), marker: { symbol, size: 9, color: isCertain ? GAIN : NEUTRAL }, x: rows.map(({ roi }) => roi), y: rows.map(({ line }) => line),
      error_x: { type: "data", symmetric: false, array: rows.map(({ roi, high }) => high - roi), arrayminus: rows.map(({ roi, low }) => roi - low), thickness: 1.5 },
      hovertemplate: POINTED, customdata: rows.map((row) => pointed(row.name.slice(0, 80), `ROI ${write.percent(row.roi, 1)}`, t("interval", { low: write.percent(row.low, 0), high: write.percent(row.high, 0) }))),
    };
  };
  return {
    title: t("intervals", { winning: write.count(winning), losing: write.count(losing), count: write.count(shown.length) }), subtitle: t("intervals_note"),
    height: barHeight(shown.length), data: [part(true, "circle", "interval_sure"), part(false, "circle-open", "interval_unsure")].filter(({ x }) => x.length),
    layout: { showlegend: true, xaxis: numberAxis(shown.flatMap(({ low, high }) => [low, high]), axisPercent), yaxis: nameAxis(shown.map(({ name }) => name)) },
    table: () => ({ header: [t("campaign"), "ROI", t("interval_low"), t("interval_high")],
      rows: shown.map((row) => [row.name, write.percent(row.roi), write.percent(row.low), write.percent(row.high)]) }),
  };
}

/** How much of the whole the biggest campaigns have, from the biggest on: shares in percent. */
function pareto(values) {
  const positive = values.filter((value) => value > 0).sort((a, b) => b - a);
  const total = positive.reduce((sum, value) => sum + value, 0);
  let running = 0;
  return positive.map((value) => (running += (100 * value) / total));
}

function concentration({ now }) {
  const single = [...now.campaigns].filter(([campaign]) => campaign !== cube.others).map(([, sums]) => sums);
  const curves = [["cost", COST, "dot"], ["profit", GAIN, "solid"]]
    .map(([name, colour, dash]) => ({ name, colour, dash, shares: pareto(single.map((sums) => figureOf(sums, name))) })).filter(({ shares }) => shares.length > 1);
  if (!curves.length) return null;
  const main = curves.at(-1);
  const most = main.shares.findIndex((share) => share >= 80) + 1;
  return {
    title: t(main.name === "profit" ? "pareto" : "pareto_cost", { most: write.count(most), count: write.count(main.shares.length), share: write.percent(main.shares[most - 1], 0) }),
    subtitle: t("pareto_note") + singleNote(), height: 340,
    data: curves.map(({ name, colour, dash, shares }) => ({
      type: "scatter", mode: shares.length > 40 ? "lines" : "lines+markers", name: escaped(t(name)), line: { color: colour, dash }, x: shares.map((_, index) => index + 1), y: shares,
      hovertemplate: POINTED, customdata: shares.map((share, index) => pointed(t("pareto_point", { count: write.count(index + 1), share: write.percent(share, 1), figure: t(name) }))),
    })),
    layout: { showlegend: true, xaxis: numberAxis([1, Math.max(...curves.map(({ shares }) => shares.length))], write.count, { title: t("campaigns"), zero: false }), yaxis: { ...numberAxis([0, 100], axisPercent) } },
    table: () => ({ header: [t("campaigns"), ...curves.map(({ name }) => t(name))],
      rows: curves[0].shares.slice(0, 200).map((_, index) => [write.count(index + 1), ...curves.map(({ shares }) => (index < shares.length ? write.percent(shares[index], 1) : "–"))]) }),
  };
}

function funnel({ now }) {
  const names = ["impressions", "clicks", "conversions"];
  const values = names.map((name) => measure(now.total, name));
  if (!values.some((value) => value)) return null;
  const [seen, clicked, converted] = values;
  const title = !seen ? t("funnel_unseen") : !converted ? t("funnel_none", { impressions: write.compact(seen) })
    : clicked ? t("funnel", { impressions: write.compact(seen / converted), clicks: write.compact(clicked / converted) })
      : t("funnel_unclicked", { impressions: write.compact(seen / converted) });
  const rates = [null, metric(now.total, "ctr_pct"), metric(now.total, "conversion_rate_pct")];
  const written = values.map((value, step) => write.count(value) + (rates[step] === null ? "" : `  (${write.percent(rates[step])})`));
  const powers = Math.log10(Math.max(...values, 10));
  const ticks = [...Array(Math.floor(powers) + 1).keys()].filter((power) => power % (isNarrow() ? 3 : 2) === 0);
  return {
    title, subtitle: t("funnel_note"), height: 240,
    data: [{ type: "bar", orientation: "h", x: values.map((value) => Math.log10(Math.max(value, 1))), y: [0, 1, 2], marker: { color: ["#0072b2", "#3e95c6", "#7db8da"] }, text: written, textposition: "outside", cliponaxis: false, textangle: 0,
      hovertemplate: POINTED, customdata: names.map((name, step) => pointed(t(name), written[step])) }],
    layout: {
      xaxis: { tickvals: ticks, ticktext: ticks.map((power) => write.compact(10 ** power)), range: [0, powers * (isNarrow() ? 1.75 : 1.3)] },
      yaxis: nameAxis(names.map((name) => t(name))),
    },
    table: () => ({ header: [t("step"), t("count")], rows: names.map((name, step) => [t(name), written[step]]) }),
  };
}
