// ROI by weekday and channel.
function weekdays(view) {
  const names = bySize(view.now.channels).slice(0, MAX_BARS);
  const cells = names.flatMap((channel) =>
    language.weekdays.map((_, day) => {
      const sums = view.now.weekdays.get(7 * channel + day);
      return { channel, day, cost: sums ? measure(sums, "cost") : 0, roi: sums ? roiOf(sums) : null };
    }),
  );
  // A cell that had next to no cost is not the best of anything.
  const known = cells.filter(({ roi }) => roi !== null);
  const enough = known.reduce((total, { cost }) => total + cost, 0) / known.length / 10;
  const ranked = known.filter(({ cost }) => cost >= enough).sort((a, b) => b.roi - a.roi);
  if (ranked.length < 2) return null;
  const values = (day) => ({
    day: language.weekdays[day.day],
    channel: cube.channels[day.channel],
    roi: write.percent(day.roi, 0),
  });
  const [best, worst] = [values(ranked[0]), values(ranked.at(-1))];
  const rows = names.map((_, line) => cells.slice(7 * line, 7 * line + 7));
  const { reach, ...colours } = diverging(known.map(({ roi }) => roi));
  const since =
    view.period.from < cube.dailyFrom ? ` ${t("days_since", { day: write.day(cube.dailyFrom) })}` : "";
  return {
    title: t("weekdays", {
      best_day: best.day,
      best: best.channel,
      most: best.roi,
      worst_day: worst.day,
      worst: worst.channel,
      least: worst.roi,
    }),
    subtitle: t("weekdays_note") + since,
    height: Math.max(240, 90 + 34 * names.length),
    data: [
      {
        type: "heatmap",
        ...colours,
        xgap: 2,
        ygap: 2,
        z: rows.map((row) => row.map(({ roi }) => roi)),
        hovertemplate: POINTED,
        hoverongaps: false,
        customdata: rows.map((row) =>
          row.map(({ channel, day, cost, roi }) =>
            pointed(
              cube.channels[channel],
              language.weekdays[day],
              `ROI ${write.percent(roi)}`,
              `${t("cost")} ${write.money(cost)}`,
            ),
          ),
        ),
      },
    ],
    layout: {
      xaxis: {
        tickvals: [...language.weekdays.keys()],
        ticktext: language.shortWeekdays,
        tickangle: 0,
        side: "top",
        showgrid: false,
        zeroline: false,
      },
      yaxis: { ...nameAxis(names.map((channel) => cube.channels[channel])), zeroline: false },
      // A number in each cell that has room for it, dark or white as the cell's colour asks for.
      annotations: isNarrow()
        ? []
        : rows.flatMap((row, line) =>
            row
              .filter(({ roi }) => roi !== null)
              .map(({ day, roi }) => ({
                x: day,
                y: line,
                text: write.percent(roi, 0),
                showarrow: false,
                font: { size: 11, color: Math.abs(roi) > 0.8 * reach ? "#ffffff" : "#14202b" },
              })),
          ),
    },
    table: () => ({
      header: [t("channel"), ...language.weekdays],
      rows: names.map((channel, line) => [
        cube.channels[channel],
        ...rows[line].map(({ roi }) => write.percent(roi)),
      ]),
    }),
  };
}
