// How much of cost and profit the biggest campaigns have together (Pareto).
/** How much of the whole the biggest campaigns have, from the biggest on: shares in percent. */
function pareto(values) {
  const positive = values.filter((value) => value > 0).sort((a, b) => b - a);
  const total = positive.reduce((sum, value) => sum + value, 0);
  let running = 0;
  return positive.map((value) => (running += (100 * value) / total));
}

function concentration({ now }) {
  const single = [...now.campaigns].filter(([campaign]) => campaign !== cube.others).map(([, sums]) => sums);
  const curves = [
    ["cost", COST, "dot"],
    ["profit", GAIN, "solid"],
  ]
    .map(([name, colour, dash]) => ({
      name,
      colour,
      dash,
      shares: pareto(single.map((sums) => figureOf(sums, name))),
    }))
    .filter(({ shares }) => shares.length > 1);
  if (!curves.length) return null;
  const main = curves.at(-1);
  const most = main.shares.findIndex((share) => share >= 80) + 1;
  return {
    title: t(main.name === "profit" ? "pareto" : "pareto_cost", {
      most: write.count(most),
      count: write.count(main.shares.length),
      share: write.percent(main.shares[most - 1], 0),
    }),
    subtitle: t("pareto_note") + singleNote(),
    height: 340,
    data: curves.map(({ name, colour, dash, shares }) => ({
      type: "scatter",
      mode: shares.length > 40 ? "lines" : "lines+markers",
      name: escaped(t(name)),
      line: { color: colour, dash },
      x: shares.map((_, index) => index + 1),
      y: shares,
      hovertemplate: POINTED,
      customdata: shares.map((share, index) =>
        pointed(
          t("pareto_point", {
            count: write.count(index + 1),
            share: write.percent(share, 1),
            figure: t(name),
          }),
        ),
      ),
    })),
    layout: {
      showlegend: true,
      xaxis: numberAxis([1, Math.max(...curves.map(({ shares }) => shares.length))], write.count, {
        title: t("campaigns"),
        zero: false,
      }),
      yaxis: { ...numberAxis([0, 100], axisPercent) },
    },
    table: () => ({
      header: [t("campaigns"), ...curves.map(({ name }) => t(name))],
      rows: curves[0].shares
        .slice(0, 200)
        .map((_, index) => [
          write.count(index + 1),
          ...curves.map(({ shares }) => (index < shares.length ? write.percent(shares[index], 1) : "–")),
        ]),
    }),
  };
}
