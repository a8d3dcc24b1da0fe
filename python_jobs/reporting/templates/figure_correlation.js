// How closely the daily figures move together.
const WEAK = 0.3; // less explains under a tenth of the ups and downs
function correlation(view) {
  const days = [...view.now.days.entries()].filter(([day]) => day >= cube.dailyFrom).map(([, sums]) => sums);
  if (days.length < 14) return null;
  const columns = MEASURES.map((name) => days.map((sums) => measure(sums, name)));
  const grid = columns.map((a) => columns.map((b) => pearson(a, b)));
  const pairs = MEASURES.flatMap((_, i) => MEASURES.slice(0, i).map((__, j) => [i, j, grid[i][j]])).filter(
    ([, , r]) => r !== null,
  );
  if (!pairs.length) return null;
  const [i, j, r] = pairs.reduce((most, pair) => (Math.abs(pair[2]) > Math.abs(most[2]) ? pair : most));
  const labels = MEASURES.map((name) => t(name));
  const pair = { one: labels[j], other: labels[i], r: write.ratio(r) };
  return {
    title: t(Math.abs(r) < WEAK ? "correlation_weak" : r < 0 ? "correlation_against" : "correlation", pair),
    subtitle: t("correlation_note", { count: write.count(days.length) }),
    height: 340,
    data: [
      {
        type: "heatmap",
        z: grid,
        colorscale: DIVERGING,
        zmin: -1,
        zmax: 1,
        showscale: false,
        xgap: 2,
        ygap: 2,
        hovertemplate: POINTED,
        hoverongaps: false,
        customdata: grid.map((row, a) =>
          row.map((value, b) => pointed(`${labels[a]} – ${labels[b]}`, write.ratio(value))),
        ),
      },
    ],
    layout: {
      xaxis: {
        tickvals: [...labels.keys()],
        ticktext: labels.map((name) => shortName(name)),
        side: "top",
        showgrid: false,
        zeroline: false,
      },
      yaxis: { ...nameAxis(labels), zeroline: false },
      annotations: grid.flatMap((row, y) =>
        row.flatMap((value, x) =>
          value === null
            ? []
            : [
                {
                  x,
                  y,
                  text: write.ratio(value),
                  showarrow: false,
                  font: { size: 11, color: Math.abs(value) > 0.75 ? "#ffffff" : "#14202b" },
                },
              ],
        ),
      ),
    },
    table: () => ({
      header: ["", ...labels],
      rows: grid.map((row, index) => [labels[index], ...row.map(write.ratio)]),
    }),
  };
}

function pearson(a, b) {
  const mean = (values) => values.reduce((total, value) => total + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, squareA, squareB] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    both += (a[i] - meanA) * (b[i] - meanB);
    squareA += (a[i] - meanA) ** 2;
    squareB += (b[i] - meanB) ** 2;
  }
  return squareA > 0 && squareB > 0 ? both / Math.sqrt(squareA * squareB) : null;
}
