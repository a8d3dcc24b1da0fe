// Figures along the calendar: trend, profit per day, weekdays, how daily figures move together.
const MAX_CALENDAR_DAYS = 3 * 366;

/** Sums per day from first to last day, or per week where the view has rows of whole weeks or very many days. */
function steps({ now, period }) {
  const isWeekly = period.from < cube.dailyFrom || now.days.size > 1500;
  if (!isWeekly) return { list: [...now.days], length: 1 };
  const weeks = new Map();
  for (const [day, sums] of now.days) {
    const monday = mondayOf(day);
    weeks.set(monday, together([weeks.get(monday) ?? emptySums(), sums]));
  }
  return { list: [...weeks], length: 7 };
}

/** Means of the days with figures among the last seven that there are, as mart_daily_summary has them. */
function sevenDayAverage(list, name) {
  let first = 0;
  return list.map(([day], index) => {
    while (list[first][0] < day - 6) first += 1;
    const window = list.slice(first, index + 1);
    return window.reduce((total, [, sums]) => total + measure(sums, name), 0) / window.length;
  });
}

function trend(view) {
  const { list, length } = steps(view);
  const ahead = list.filter(([, sums]) => profitOf(sums) > 0).length;
  const title = list.length === 1
    ? t("trend_one", { revenue: write.compactMoney(measure(list[0][1], "revenue")) })
    : t(length === 1 ? "trend" : "trend_weeks", {
      ahead: write.count(ahead), count: write.count(list.length), share: write.percent((100 * ahead) / list.length, 0),
    });
  const lines = [];
  for (const [name, colour] of [["revenue", REVENUE], ["cost", COST]]) {
    const values = list.map(([, sums]) => measure(sums, name));
    const texts = list.map(([day, sums]) => pointed(
      `${language.weekdays[weekdayOf(day)]}, ${write.day(day)}`,
      `${t("revenue")} ${write.money(measure(sums, "revenue"))}`, `${t("cost")} ${write.money(measure(sums, "cost"))}`,
      `${t("profit")} ${write.money(profitOf(sums))}`,
    ));
    const common = { type: "scatter", x: list.map(([day]) => day), customdata: texts, hovertemplate: POINTED };
    const isSingle = list.length === 1;
    lines.push({ ...common, y: values, mode: isSingle ? "markers" : "lines", name: escaped(t(name)), showlegend: length > 1 || isSingle,
      opacity: length === 1 && !isSingle ? 0.35 : 1, line: { color: colour, width: length === 1 ? 1 : 2 }, marker: { color: colour, size: 9 } });
    if (length === 1 && !isSingle)
      lines.push({ ...common, y: sevenDayAverage(list, name), mode: "lines", name: escaped(t("average_of", { figure: t(name) })),
        line: { color: colour, width: 2.5, dash: name === "cost" ? "dot" : "solid" } });
  }
  return {
    title, subtitle: t(length === 1 ? "trend_days_note" : "trend_weeks_note", { currency: data.currency }), height: 380, data: lines,
    layout: {
      showlegend: true, xaxis: { ...dayAxis(list[0][0], list.at(-1)[0]), showgrid: false },
      yaxis: numberAxis(lines.flatMap(({ y }) => y), write.compactMoney),
    },
    table: () => ({
      header: [t("day"), t("revenue"), t("cost"), t("profit")],
      rows: list.map(([day, sums]) => [write.shortDay(day), ...["revenue", "cost"].map((name) => write.money(measure(sums, name))), write.money(profitOf(sums))]),
    }),
  };
}

function calendar(view) {
  const { period } = view;
  const isDaily = period.from >= cube.dailyFrom && period.to - period.from < MAX_CALENDAR_DAYS;
  const cells = isDaily ? [...view.now.days] : byMonth(view.now.days).map(({ first, sums }) => [first, sums]);
  const ranked = [...cells].sort(([, a], [, b]) => profitOf(b) - profitOf(a));
  const named = isDaily ? write.day : write.month;
  const title = ranked.length === 1
    ? t("calendar_one", { day: named(ranked[0][0]), profit: write.compactMoney(profitOf(ranked[0][1])) })
    : t("calendar", {
      best: named(ranked[0][0]), most: write.compactMoney(profitOf(ranked[0][1])),
      worst: named(ranked.at(-1)[0]), least: write.compactMoney(profitOf(ranked.at(-1)[1])),
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
  const monthsShown = (isDaily ? language.shortMonths.map((name, month) => [4.35 * month + 1.7, name]) : [...language.shortMonths.entries()]).filter(everySecond);
  const bands = years.map((year, band) => [isDaily ? 8 * band + 3 : band, String(year)]);
  return {
    title, subtitle: t(isDaily ? "calendar_days_note" : "calendar_months_note", { currency: data.currency }),
    height: isDaily ? 60 + 112 * years.length : Math.max(200, 60 + 34 * years.length),
    data: [{ type: "heatmap", z: grid, customdata: texts, hovertemplate: POINTED, hoverongaps: false, ...diverging(cells.map(([, sums]) => profitOf(sums))) }],
    layout: {
      xaxis: { tickvals: monthsShown.map(([x]) => x), ticktext: monthsShown.map(([, name]) => name), tickangle: 0, side: "top", showgrid: false, zeroline: false, range: [-0.5, width - 0.5] },
      yaxis: { tickvals: bands.map(([y]) => y), ticktext: bands.map(([, year]) => year), range: [lines - 0.5, -0.5], showgrid: false, zeroline: false },
    },
    table: () => ({ header: [t(isDaily ? "day" : "month"), t("profit")], rows: cells.map(([day, sums]) => [named(day), write.money(profitOf(sums))]) }),
  };
}

/** White is zero; capped, so that one extreme does not bleach the rest. */
function diverging(values) {
  const sizes = values.filter((value) => value !== null).map(Math.abs).sort((a, b) => a - b);
  const reach = Math.max(sizes[Math.floor(0.8 * (sizes.length - 1))] ?? 0, 1e-9);
  return { colorscale: DIVERGING, zmin: -reach, zmax: reach, showscale: false, xgap: 1, ygap: 1, reach };
}

function weekdays(view) {
  const names = bySize(view.now.channels).slice(0, MAX_BARS);
  const cells = names.flatMap((channel) => language.weekdays.map((_, day) => {
    const sums = view.now.weekdays.get(7 * channel + day);
    return { channel, day, cost: sums ? measure(sums, "cost") : 0, roi: sums ? roiOf(sums) : null };
  }));
  // A cell that had next to no cost is not the best of anything.
  const known = cells.filter(({ roi }) => roi !== null);
  const enough = known.reduce((total, { cost }) => total + cost, 0) / known.length / 10;
  const ranked = known.filter(({ cost }) => cost >= enough).sort((a, b) => b.roi - a.roi);
  if (ranked.length < 2) return null;
  const values = (day) => ({ day: language.weekdays[day.day], channel: cube.channels[day.channel], roi: write.percent(day.roi, 0) });
  const [best, worst] = [values(ranked[0]), values(ranked.at(-1))];
  const rows = names.map((_, line) => cells.slice(7 * line, 7 * line + 7));
  const { reach, ...colours } = diverging(known.map(({ roi }) => roi));
  const since = view.period.from < cube.dailyFrom ? ` ${t("days_since", { day: write.day(cube.dailyFrom) })}` : "";
  return {
    title: t("weekdays", { best_day: best.day, best: best.channel, most: best.roi, worst_day: worst.day, worst: worst.channel, least: worst.roi }),
    subtitle: t("weekdays_note") + since, height: Math.max(240, 90 + 34 * names.length),
    data: [{
      type: "heatmap", ...colours, xgap: 2, ygap: 2, z: rows.map((row) => row.map(({ roi }) => roi)), hovertemplate: POINTED, hoverongaps: false,
      customdata: rows.map((row) => row.map(({ channel, day, cost, roi }) => pointed(cube.channels[channel], language.weekdays[day], `ROI ${write.percent(roi)}`, `${t("cost")} ${write.money(cost)}`))),
    }],
    layout: {
      xaxis: { tickvals: [...language.weekdays.keys()], ticktext: language.shortWeekdays, tickangle: 0, side: "top", showgrid: false, zeroline: false },
      yaxis: { ...nameAxis(names.map((channel) => cube.channels[channel])), zeroline: false },
      // A number in each cell that has room for it, dark or white as the cell's colour asks for.
      annotations: isNarrow() ? [] : rows.flatMap((row, line) => row.filter(({ roi }) => roi !== null).map(({ day, roi }) => ({
        x: day, y: line, text: write.percent(roi, 0), showarrow: false, font: { size: 11, color: Math.abs(roi) > 0.8 * reach ? "#ffffff" : "#14202b" },
      }))),
    },
    table: () => ({
      header: [t("channel"), ...language.weekdays],
      rows: names.map((channel, line) => [cube.channels[channel], ...rows[line].map(({ roi }) => write.percent(roi))]),
    }),
  };
}

function correlation(view) {
  const days = [...view.now.days.entries()].filter(([day]) => day >= cube.dailyFrom).map(([, sums]) => sums);
  if (days.length < 14) return null;
  const columns = MEASURES.map((name) => days.map((sums) => measure(sums, name)));
  const grid = columns.map((a) => columns.map((b) => pearson(a, b)));
  const pairs = MEASURES.flatMap((_, i) => MEASURES.slice(0, i).map((__, j) => [i, j, grid[i][j]])).filter(([, , r]) => r !== null);
  if (!pairs.length) return null;
  const [i, j, r] = pairs.reduce((most, pair) => (Math.abs(pair[2]) > Math.abs(most[2]) ? pair : most));
  const labels = MEASURES.map((name) => t(name));
  return {
    title: t("correlation", { one: labels[j], other: labels[i], r: write.ratio(r) }), subtitle: t("correlation_note", { count: write.count(days.length) }), height: 340,
    data: [{ type: "heatmap", z: grid, colorscale: DIVERGING, zmin: -1, zmax: 1, showscale: false, xgap: 2, ygap: 2, hovertemplate: POINTED, hoverongaps: false,
      customdata: grid.map((row, a) => row.map((value, b) => pointed(`${labels[a]} – ${labels[b]}`, write.ratio(value)))) }],
    layout: {
      xaxis: { tickvals: [...labels.keys()], ticktext: labels.map((name) => shortName(name)), side: "top", showgrid: false, zeroline: false },
      yaxis: { ...nameAxis(labels), zeroline: false },
      annotations: grid.flatMap((row, y) => row.flatMap((value, x) => (value === null ? [] : [{ x, y, text: write.ratio(value), showarrow: false,
        font: { size: 11, color: Math.abs(value) > 0.75 ? "#ffffff" : "#14202b" } }]))),
    },
    table: () => ({ header: ["", ...labels], rows: grid.map((row, index) => [labels[index], ...row.map(write.ratio)]) }),
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
