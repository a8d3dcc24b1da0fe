// ROI of each channel.
function channelRoi({ now }) {
  const shown = bySize(now.channels)
    .filter((channel) => roiOf(now.channels.get(channel)) !== null)
    .slice(0, MAX_BARS);
  if (!shown.length) return null;
  const roi = (channel) => roiOf(now.channels.get(channel));
  const order = [...shown].sort((a, b) => roi(b) - roi(a));
  const [best, worst] = [order[0], order.at(-1)];
  const names = {
    best: cube.channels[best],
    most: write.percent(roi(best), 0),
    worst: cube.channels[worst],
    least: write.percent(roi(worst), 0),
  };
  const title =
    order.length === 1
      ? t("channel_roi_one", names)
      : t(roi(worst) < 0 ? "channel_roi_loss" : "channel_roi", names);
  const values = order.map(roi);
  return {
    title,
    subtitle: t("channel_roi_note") + ofAll(order.length, now.channels.size),
    height: barHeight(order.length),
    data: [
      {
        type: "bar",
        orientation: "h",
        x: values,
        y: [...order.keys()],
        marker: { color: order.map(colourOf) },
        hovertemplate: POINTED,
        text: values.map((value) => write.percent(value, 0)),
        textposition: "outside",
        cliponaxis: false,
        textangle: 0,
        customdata: order.map((channel) => {
          const sums = now.channels.get(channel);
          return pointed(
            cube.channels[channel],
            `ROI ${write.percent(roiOf(sums))}`,
            `${t("cost")} ${write.money(measure(sums, "cost"))}`,
            `${t("revenue")} ${write.money(measure(sums, "revenue"))}`,
          );
        }),
      },
    ],
    layout: {
      xaxis: roomForTexts(numberAxis(values, axisPercent)),
      yaxis: nameAxis(order.map((channel) => cube.channels[channel])),
    },
    table: () => ({
      header: [t("channel"), "ROI"],
      rows: order.map((channel) => [cube.channels[channel], write.percent(roi(channel))]),
    }),
  };
}
