// Profit of each day, one year below the other; of each month where days are too many.
const MAX_CALENDAR_DAYS = 3 * 366;

function calendar(view) {
  const { period } = view;
  const isDaily = period.from >= cube.dailyFrom && period.to - period.from < MAX_CALENDAR_DAYS;
  const cells = isDaily ? [...view.now.days] : byMonth(view.now.days).map(({ first, sums }) => [first, sums]);
  const ranked = [...cells].sort(([, a], [, b]) => profitOf(b) - profitOf(a));
  const named = isDaily ? write.day : write.month;
  const title =
    ranked.length === 1
      ? t("calendar_one", { day: named(ranked[0][0]), profit: write.compactMoney(profitOf(ranked[0][1])) })
      : t("calendar", {
          best: named(ranked[0][0]),
          most: write.compactMoney(profitOf(ranked[0][1])),
          worst: named(ranked.at(-1)[0]),
          least: write.compactMoney(profitOf(ranked.at(-1)[1])),
        });
  // One year below the other: a row per weekday and a column per week, or a row per year and a column per month.
  const years = [...new Set(cells.map(([day]) => part(day).year))].sort((a, b) => a - b);
  const place = ([day]) => {
    const { year, month } = part(day);
    const band = years.indexOf(year);
    if (!isDaily) return [month, band];
    return [Math.floor((mondayOf(day) - mondayOf(dayOf(year, 0, 1))) / 7), 8 * band + weekdayOf(day)];
  };
  const width = isDaily ? 54 : 12;
  const lines = isDaily ? 8 * years.length - 1 : years.length;
  const grid = Array.from({ length: lines }, () => Array(width).fill(null));
  const texts = Array.from({ length: lines }, () => Array(width).fill(""));
  for (const entry of cells) {
    const [column, line] = place(entry);
    grid[line][column] = profitOf(entry[1]);
    texts[line][column] = pointed(named(entry[0]), `${t("profit")} ${write.money(profitOf(entry[1]))}`);
  }
  const everySecond = ([, name], month) => name && (!isNarrow() || month % 2 === 0);
  const monthsShown = (
    isDaily
      ? language.shortMonths.map((name, month) => [4.35 * month + 1.7, name])
      : [...language.shortMonths.entries()]
  ).filter(everySecond);
  const bands = years.map((year, band) => [isDaily ? 8 * band + 3 : band, String(year)]);
  return {
    title,
    subtitle: t(isDaily ? "calendar_days_note" : "calendar_months_note", { currency: data.currency }),
    height: isDaily ? 60 + 112 * years.length : Math.max(200, 60 + 34 * years.length),
    data: [
      {
        type: "heatmap",
        z: grid,
        customdata: texts,
        hovertemplate: POINTED,
        hoverongaps: false,
        ...diverging(cells.map(([, sums]) => profitOf(sums))),
      },
    ],
    layout: {
      xaxis: {
        tickvals: monthsShown.map(([x]) => x),
        ticktext: monthsShown.map(([, name]) => name),
        tickangle: 0,
        side: "top",
        showgrid: false,
        zeroline: false,
        range: [-0.5, width - 0.5],
      },
      yaxis: {
        tickvals: bands.map(([y]) => y),
        ticktext: bands.map(([, year]) => year),
        range: [lines - 0.5, -0.5],
        showgrid: false,
        zeroline: false,
      },
    },
    table: () => ({
      header: [t(isDaily ? "day" : "month"), t("profit")],
      rows: cells.map(([day, sums]) => [named(day), write.money(profitOf(sums))]),
    }),
  };
}

/** White is zero; capped, so that one extreme does not bleach the rest. */
function diverging(values) {
  const sizes = values
    .filter((value) => value !== null)
    .map(Math.abs)
    .sort((a, b) => a - b);
  const reach = Math.max(sizes[Math.floor(0.8 * (sizes.length - 1))] ?? 0, 1e-9);
  return { colorscale: DIVERGING, zmin: -reach, zmax: reach, showscale: false, xgap: 1, ygap: 1, reach };
}
