// Figures with one mark per channel.

/** Positions with the highest cost first. */
function bySize(sumsOf) {
  return [...sumsOf].sort(([, a], [, b]) => measure(b, "cost") - measure(a, "cost") || measure(b, "revenue") - measure(a, "revenue")).map(([key]) => key);
}

const colourOf = (channel) => data.colours[cube.channels[channel]] ?? NEUTRAL;
const ofAll = (shown, all) => (shown < all ? ` ${t("biggest_only", { shown: write.count(shown), count: write.count(all) })}` : "");

function channelRoi({ now }) {
  const shown = bySize(now.channels).filter((channel) => roiOf(now.channels.get(channel)) !== null).slice(0, MAX_BARS);
  if (!shown.length) return null;
  const roi = (channel) => roiOf(now.channels.get(channel));
  const order = [...shown].sort((a, b) => roi(b) - roi(a));
  const [best, worst] = [order[0], order.at(-1)];
  const names = { best: cube.channels[best], most: write.percent(roi(best), 0), worst: cube.channels[worst], least: write.percent(roi(worst), 0) };
  const title = order.length === 1 ? t("channel_roi_one", names) : t(roi(worst) < 0 ? "channel_roi_loss" : "channel_roi", names);
  const values = order.map(roi);
  return {
    title, subtitle: t("channel_roi_note") + ofAll(order.length, now.channels.size), height: barHeight(order.length),
    data: [{
      type: "bar", orientation: "h", x: values, y: [...order.keys()], marker: { color: order.map(colourOf) }, hovertemplate: POINTED,
      text: values.map((value) => write.percent(value, 0)), textposition: "outside", cliponaxis: false, textangle: 0,
      customdata: order.map((channel) => {
        const sums = now.channels.get(channel);
        return pointed(cube.channels[channel], `ROI ${write.percent(roiOf(sums))}`, `${t("cost")} ${write.money(measure(sums, "cost"))}`, `${t("revenue")} ${write.money(measure(sums, "revenue"))}`);
      }),
    }],
    layout: { xaxis: roomForTexts(numberAxis(values, axisPercent)), yaxis: nameAxis(order.map((channel) => cube.channels[channel])) },
    table: () => ({ header: [t("channel"), "ROI"], rows: order.map((channel) => [cube.channels[channel], write.percent(roi(channel))]) }),
  };
}

/** Longer, so that what is written behind the bars has room. */
function roomForTexts(axis) {
  const [low, high] = axis.range;
  const room = (isNarrow() ? 0.25 : 0.12) * (high - low);
  return { ...axis, range: [low < 0 ? low - room : low, high + room] };
}

function channelShares({ now }) {
  const shown = bySize(now.channels).slice(0, MAX_BARS);
  const total = { cost: measure(now.total, "cost"), revenue: measure(now.total, "revenue") };
  if (!total.cost || !total.revenue) return null;
  const share = (channel, name) => (100 * measure(now.channels.get(channel), name)) / total[name];
  const gap = (channel) => share(channel, "revenue") - share(channel, "cost");
  const widest = shown.reduce((most, channel) => (Math.abs(gap(channel)) > Math.abs(gap(most)) ? channel : most));
  return {
    title: t("shares", { channel: cube.channels[widest], cost: write.percent(share(widest, "cost"), 0), revenue: write.percent(share(widest, "revenue"), 0) }),
    subtitle: t("shares_note") + ofAll(shown.length, now.channels.size), height: barHeight(1.4 * shown.length),
    data: [["cost", COST], ["revenue", REVENUE]].map(([name, color]) => ({
      type: "bar", orientation: "h", name: escaped(t(name)), marker: { color }, y: [...shown.keys()], x: shown.map((channel) => share(channel, name)),
      hovertemplate: POINTED, customdata: shown.map((channel) => pointed(cube.channels[channel], `${t(name)} ${write.percent(share(channel, name), 1)}`)),
    })),
    layout: {
      showlegend: true, barmode: "group", xaxis: numberAxis(shown.flatMap((channel) => [share(channel, "cost"), share(channel, "revenue")]), axisPercent),
      yaxis: nameAxis(shown.map((channel) => cube.channels[channel])),
    },
    table: () => ({ header: [t("channel"), t("cost_share"), t("revenue_share")],
      rows: shown.map((channel) => [cube.channels[channel], write.percent(share(channel, "cost"), 1), write.percent(share(channel, "revenue"), 1)]) }),
  };
}

const EFFECT_COLOURS = { volume: "#0072b2", price: "#e69f00", conversion: "#009e73", value: "#cc79a7" };

function profitChange({ change }) {
  if (!change) return null;
  const { now, before } = change;
  const channels = [...new Set([...now.channels.keys(), ...before.channels.keys()])].map((channel) => {
    const [a, b] = [before.channels.get(channel) ?? emptySums(), now.channels.get(channel) ?? emptySums()];
    return { channel, change: profitOf(b) - profitOf(a), effects: profitEffects(a, b) };
  }).sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
  if (!channels.length) return null;
  const shown = channels.slice(0, MAX_BARS);
  const total = profitOf(now.total) - profitOf(before.total);
  const title = t("profit_change", {
    change: write.signed(write.compactMoney(total), total), channel: cube.channels[shown[0].channel],
    most: write.signed(write.compactMoney(shown[0].change), shown[0].change),
  });
  const extremes = shown.flatMap(({ effects }) => [1, -1].map((sign) => EFFECTS.reduce((sum, name) => sum + Math.max(sign * effects[name], 0), 0) * sign));
  return {
    title, height: barHeight(shown.length) + 30,
    subtitle: t("profit_change_note", { now: write.period(change.nowPeriod), before: write.period(change.beforePeriod) }) + ofAll(shown.length, channels.length),
    data: [
      ...EFFECTS.map((name) => ({
        type: "bar", orientation: "h", name: escaped(t(`effect_${name}`)), marker: { color: EFFECT_COLOURS[name] }, y: [...shown.keys()],
        x: shown.map(({ effects }) => effects[name]), hovertemplate: POINTED,
        customdata: shown.map(({ channel, effects }) => pointed(cube.channels[channel], `${t(`effect_${name}`)} ${write.signed(write.money(effects[name]), effects[name])}`)),
      })),
      { type: "scatter", mode: "markers", name: escaped(t("change")), y: [...shown.keys()], x: shown.map((row) => row.change), hovertemplate: POINTED,
        marker: { symbol: "diamond", size: 10, color: figureColours().ink, line: { color: figureColours().card, width: 1 } },
        customdata: shown.map((row) => pointed(cube.channels[row.channel], `${t("change")} ${write.signed(write.money(row.change), row.change)}`)) },
    ],
    layout: { showlegend: true, barmode: "relative", xaxis: numberAxis(extremes, write.compactMoney), yaxis: nameAxis(shown.map(({ channel }) => cube.channels[channel])) },
    table: () => ({ header: [t("channel"), t("change"), ...EFFECTS.map((name) => t(`effect_${name}`))],
      rows: channels.map((row) => [cube.channels[row.channel], write.money(row.change), ...EFFECTS.map((name) => write.money(row.effects[name]))]) }),
  };
}

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
  const shown = bySize(view.now.channels).filter((channel) => (found.get(channel)?.length ?? 0) >= 5).slice(0, MAX_BARS);
  if (!shown.length) return null;
  const boxes = shown.map((channel) => {
    const values = found.get(channel);
    const [q1, median, q3] = [0.25, 0.5, 0.75].map((share) => quantile(values, share));
    const reach = 1.5 * (q3 - q1);
    return { channel, q1, median, q3, count: values.length, low: values.find((value) => value >= q1 - reach), high: values.findLast((value) => value <= q3 + reach) };
  }).sort((a, b) => b.median - a.median);
  const [best, widest] = [boxes[0], boxes.reduce((most, box) => (box.q3 - box.q1 > most.q3 - most.q1 ? box : most))];
  return {
    title: t("boxes", { best: cube.channels[best.channel], median: write.percent(best.median, 0), widest: cube.channels[widest.channel] }),
    subtitle: t("boxes_note") + singleNote(), height: barHeight(boxes.length),
    data: boxes.map((box, line) => ({
      type: "box", orientation: "h", y0: line, q1: [box.q1], median: [box.median], q3: [box.q3], lowerfence: [box.low], upperfence: [box.high],
      marker: { color: colourOf(box.channel) }, line: { width: 1.5 }, boxpoints: false, hoverinfo: "skip",
    })),
    layout: { xaxis: numberAxis(boxes.flatMap(({ low, high }) => [low, high]), axisPercent), yaxis: nameAxis(boxes.map(({ channel }) => cube.channels[channel])) },
    table: () => ({ header: [t("channel"), t("quartile_1"), t("median"), t("quartile_3"), t("campaign_days")],
      rows: boxes.map((box) => [cube.channels[box.channel], ...[box.q1, box.median, box.q3].map((value) => write.percent(value)), write.count(box.count)]) }),
  };
}

function roiDistribution(view) {
  const values = Float64Array.from([...dailyRoi(view).values()].flat()).sort();
  if (values.length < 2) return null;
  const losing = values.filter((value) => value < 0).length;
  // All above the 97th percentile are in the last bar: one extreme day would leave one bar for the rest.
  const [low, high] = [values[0], Math.max(quantile(values, 0.97), values[0] + 1)];
  const width = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000].find((step) => (high - low) / step <= 36) ?? (high - low) / 36;
  const start = Math.floor(low / width) * width;
  const bins = Array(Math.max(Math.ceil((high - start) / width), 1)).fill(0);
  for (const value of values) bins[Math.min(Math.floor((value - start) / width), bins.length - 1)] += 1;
  const names = bins.map((_, bin) => (bin === bins.length - 1
    ? t("bin_last", { low: write.percent(start + bin * width, 0) })
    : t("bin", { low: write.percent(start + bin * width, 0), high: write.percent(start + (bin + 1) * width, 0) })));
  return {
    title: t("distribution", { share: write.percent((100 * losing) / values.length, 0), count: write.count(values.length), median: write.percent(quantile(values, 0.5), 0) }),
    subtitle: t("distribution_note") + singleNote(), height: 320,
    data: [{ type: "bar", x: bins.map((_, bin) => start + (bin + 0.5) * width), y: bins, width, marker: { color: bins.map((_, bin) => (start + bin * width < 0 ? LOSS : GAIN)), line: { width: 1, color: figureColours().card } },
      hovertemplate: POINTED, customdata: bins.map((count, bin) => pointed(names[bin], `${t("campaign_days")} ${write.count(count)}`)) }],
    layout: { bargap: 0, xaxis: numberAxis([start, start + bins.length * width], axisPercent, { title: "ROI" }), yaxis: numberAxis(bins, write.count, { title: t("campaign_days") }) },
    table: () => ({ header: ["ROI", t("campaign_days")], rows: bins.map((count, bin) => [names[bin], write.count(count)]) }),
  };
}
