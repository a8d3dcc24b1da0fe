// Share of cost beside share of revenue, by channel.
function channelShares({ now }) {
  const shown = bySize(now.channels).slice(0, MAX_BARS);
  const total = { cost: measure(now.total, "cost"), revenue: measure(now.total, "revenue") };
  if (!total.cost || !total.revenue) return null;
  const share = (channel, name) => (100 * measure(now.channels.get(channel), name)) / total[name];
  const gap = (channel) => share(channel, "revenue") - share(channel, "cost");
  const widest = shown.reduce((most, channel) =>
    Math.abs(gap(channel)) > Math.abs(gap(most)) ? channel : most,
  );
  return {
    title: t("shares", {
      channel: cube.channels[widest],
      cost: write.percent(share(widest, "cost"), 0),
      revenue: write.percent(share(widest, "revenue"), 0),
    }),
    subtitle: t("shares_note") + ofAll(shown.length, now.channels.size),
    height: barHeight(1.4 * shown.length),
    data: [
      ["cost", COST],
      ["revenue", REVENUE],
    ].map(([name, color]) => ({
      type: "bar",
      orientation: "h",
      name: escaped(t(name)),
      marker: { color },
      y: [...shown.keys()],
      x: shown.map((channel) => share(channel, name)),
      hovertemplate: POINTED,
      customdata: shown.map((channel) =>
        pointed(cube.channels[channel], `${t(name)} ${write.percent(share(channel, name), 1)}`),
      ),
    })),
    layout: {
      showlegend: true,
      barmode: "group",
      xaxis: numberAxis(
        shown.flatMap((channel) => [share(channel, "cost"), share(channel, "revenue")]),
        axisPercent,
      ),
      yaxis: nameAxis(shown.map((channel) => cube.channels[channel])),
    },
    table: () => ({
      header: [t("channel"), t("cost_share"), t("revenue_share")],
      rows: shown.map((channel) => [
        cube.channels[channel],
        write.percent(share(channel, "cost"), 1),
        write.percent(share(channel, "revenue"), 1),
      ]),
    }),
  };
}
