// Cost against revenue, a dot per campaign.
const MAX_DOTS = 2000;

function breakEven({ now }) {
  const dots = [...now.campaigns]
    .filter(
      ([campaign, sums]) => campaign !== cube.others && measure(sums, "cost") + measure(sums, "revenue") > 0,
    )
    .map(([campaign, sums]) => ({
      name: cube.campaigns[campaign],
      cost: measure(sums, "cost"),
      revenue: measure(sums, "revenue"),
      profit: profitOf(sums),
      roi: roiOf(sums),
    }))
    .sort((a, b) => b.cost - a.cost)
    .slice(0, MAX_DOTS);
  if (!dots.some(({ cost }) => cost)) return null;
  const losing = dots.filter(({ profit }) => profit < 0);
  const lost = -losing.reduce((total, { profit }) => total + profit, 0);
  const title = losing.length
    ? t("break_even", {
        losing: write.count(losing.length),
        count: write.count(dots.length),
        lost: write.compactMoney(lost),
      })
    : t("break_even_none", { count: write.count(dots.length) });
  const [costs, revenues] = [dots.map(({ cost }) => cost), dots.map(({ revenue }) => revenue)];
  const edge = Math.max(...costs) * 1.04;
  const marks = (part, name, color, symbol) => ({
    type: "scatter",
    mode: "markers",
    name: escaped(t(name)),
    marker: { color, symbol, size: 9, opacity: 0.8 },
    x: part.map(({ cost }) => cost),
    y: part.map(({ revenue }) => revenue),
    hovertemplate: POINTED,
    customdata: part.map((dot) =>
      pointed(
        dot.name.slice(0, 80),
        `${t("cost")} ${write.money(dot.cost)}`,
        `${t("revenue")} ${write.money(dot.revenue)}`,
        `ROI ${write.percent(dot.roi, 1)}`,
      ),
    ),
  });
  return {
    title,
    subtitle: t("break_even_note", { currency: data.currency }) + singleNote(),
    height: 420,
    data: [
      marks(
        dots.filter(({ profit }) => profit >= 0),
        "profit",
        GAIN,
        "circle",
      ),
      marks(losing, "loss", LOSS, "triangle-down"),
      {
        type: "scatter",
        mode: "lines",
        name: escaped(t("break_even_line")),
        x: [0, edge],
        y: [0, edge],
        line: { dash: "dash", color: NEUTRAL },
        hoverinfo: "skip",
      },
    ],
    layout: {
      showlegend: true,
      xaxis: numberAxis(costs, write.compactMoney, { title: t("cost") }),
      yaxis: numberAxis(revenues, write.compactMoney, { title: t("revenue") }),
    },
    table: () => ({
      header: [t("campaign"), t("cost"), t("revenue"), t("profit")],
      rows: dots
        .slice(0, 200)
        .map((dot) => [dot.name, write.money(dot.cost), write.money(dot.revenue), write.money(dot.profit)]),
    }),
  };
}
