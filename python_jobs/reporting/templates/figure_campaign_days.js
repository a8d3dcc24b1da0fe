// ROI of single campaign days: by channel as boxes, and all of them as a histogram.
/** ROI of single campaign days per channel, sorted; rows of whole weeks and of several campaigns are left out. */
function dailyRoi({ now }) {
  const found = new Map();
  for (const row of now.rows) {
    const cost = cube.measures[0][row];
    if (!cost || cube.day[row] < cube.dailyFrom || cube.campaign[row] === cube.others) continue;
    const channel = cube.channel[row];
    if (!found.has(channel)) found.set(channel, []);
    found.get(channel).push((100 * (cube.measures[4][row] - cost)) / cost);
  }
  for (const values of found.values()) values.sort((a, b) => a - b);
  return found;
}

const singleNote = () => (cube.others >= 0 ? ` ${t("single_campaigns_only")}` : "");

function channelBoxes(view) {
  const found = dailyRoi(view);
  const shown = bySize(view.now.channels)
    .filter((channel) => (found.get(channel)?.length ?? 0) >= 5)
    .slice(0, MAX_BARS);
  if (!shown.length) return null;
  const boxes = shown
    .map((channel) => {
      const values = found.get(channel);
      const [q1, median, q3] = [0.25, 0.5, 0.75].map((share) => quantile(values, share));
      const reach = 1.5 * (q3 - q1);
      return {
        channel,
        q1,
        median,
        q3,
        count: values.length,
        low: values.find((value) => value >= q1 - reach),
        high: values.findLast((value) => value <= q3 + reach),
      };
    })
    .sort((a, b) => b.median - a.median);
  const [best, widest] = [
    boxes[0],
    boxes.reduce((most, box) => (box.q3 - box.q1 > most.q3 - most.q1 ? box : most)),
  ];
  return {
    title: t("boxes", {
      best: cube.channels[best.channel],
      median: write.percent(best.median, 0),
      widest: cube.channels[widest.channel],
    }),
    subtitle: t("boxes_note") + singleNote(),
    height: barHeight(boxes.length),
    data: boxes.map((box, line) => ({
      type: "box",
      orientation: "h",
      y0: line,
      q1: [box.q1],
      median: [box.median],
      q3: [box.q3],
      lowerfence: [box.low],
      upperfence: [box.high],
      marker: { color: colourOf(box.channel) },
      line: { width: 1.5 },
      boxpoints: false,
      hoverinfo: "skip",
    })),
    layout: {
      xaxis: numberAxis(
        boxes.flatMap(({ low, high }) => [low, high]),
        axisPercent,
      ),
      yaxis: nameAxis(boxes.map(({ channel }) => cube.channels[channel])),
    },
    table: () => ({
      header: [t("channel"), t("quartile_1"), t("median"), t("quartile_3"), t("campaign_days")],
      rows: boxes.map((box) => [
        cube.channels[box.channel],
        ...[box.q1, box.median, box.q3].map((value) => write.percent(value)),
        write.count(box.count),
      ]),
    }),
  };
}

function roiDistribution(view) {
  const values = Float64Array.from([...dailyRoi(view).values()].flat()).sort();
  if (values.length < 2) return null;
  const losing = values.filter((value) => value < 0).length;
  // All above the 97th percentile are in the last bar: one extreme day would leave one bar for the rest.
  const [low, high] = [values[0], Math.max(quantile(values, 0.97), values[0] + 1)];
  const width =
    [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000].find((step) => (high - low) / step <= 36) ??
    (high - low) / 36;
  const start = Math.floor(low / width) * width;
  const bins = Array(Math.max(Math.ceil((high - start) / width), 1)).fill(0);
  for (const value of values) bins[Math.min(Math.floor((value - start) / width), bins.length - 1)] += 1;
  const names = bins.map((_, bin) =>
    bin === bins.length - 1
      ? t("bin_last", { low: write.percent(start + bin * width, 0) })
      : t("bin", {
          low: write.percent(start + bin * width, 0),
          high: write.percent(start + (bin + 1) * width, 0),
        }),
  );
  return {
    title: t("distribution", {
      share: write.percent((100 * losing) / values.length, 0),
      count: write.count(values.length),
      median: write.percent(quantile(values, 0.5), 0),
    }),
    subtitle: t("distribution_note") + singleNote(),
    height: 320,
    data: [
      {
        type: "bar",
        x: bins.map((_, bin) => start + (bin + 0.5) * width),
        y: bins,
        width,
        marker: {
          color: bins.map((_, bin) => (start + bin * width < 0 ? LOSS : GAIN)),
          line: { width: 1, color: figureColours().card },
        },
        hovertemplate: POINTED,
        customdata: bins.map((count, bin) =>
          pointed(names[bin], `${t("campaign_days")} ${write.count(count)}`),
        ),
      },
    ],
    layout: {
      bargap: 0,
      xaxis: numberAxis([start, start + bins.length * width], axisPercent, { title: "ROI" }),
      yaxis: numberAxis(bins, write.count, { title: t("campaign_days") }),
    },
    table: () => ({
      header: ["ROI", t("campaign_days")],
      rows: bins.map((count, bin) => [names[bin], write.count(count)]),
    }),
  };
}
