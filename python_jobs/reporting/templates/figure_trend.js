// Revenue and cost per day with their 7-day averages.
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
  const title =
    list.length === 1
      ? t("trend_one", { revenue: write.compactMoney(measure(list[0][1], "revenue")) })
      : t(length === 1 ? "trend" : "trend_weeks", {
          ahead: write.count(ahead),
          count: write.count(list.length),
          share: write.percent((100 * ahead) / list.length, 0),
        });
  const lines = [];
  for (const [name, colour] of [
    ["revenue", REVENUE],
    ["cost", COST],
  ]) {
    const values = list.map(([, sums]) => measure(sums, name));
    const texts = list.map(([day, sums]) =>
      pointed(
        `${language.weekdays[weekdayOf(day)]}, ${write.day(day)}`,
        `${t("revenue")} ${write.money(measure(sums, "revenue"))}`,
        `${t("cost")} ${write.money(measure(sums, "cost"))}`,
        `${t("profit")} ${write.money(profitOf(sums))}`,
      ),
    );
    const common = {
      type: "scatter",
      x: list.map(([day]) => day),
      customdata: texts,
      hovertemplate: POINTED,
    };
    const isSingle = list.length === 1;
    lines.push({
      ...common,
      y: values,
      mode: isSingle ? "markers" : "lines",
      name: escaped(t(name)),
      showlegend: length > 1 || isSingle,
      opacity: length === 1 && !isSingle ? 0.35 : 1,
      line: { color: colour, width: length === 1 ? 1 : 2 },
      marker: { color: colour, size: 9 },
    });
    if (length === 1 && !isSingle)
      lines.push({
        ...common,
        y: sevenDayAverage(list, name),
        mode: "lines",
        name: escaped(t("average_of", { figure: t(name) })),
        line: { color: colour, width: 2.5, dash: name === "cost" ? "dot" : "solid" },
      });
  }
  return {
    title,
    subtitle: t(length === 1 ? "trend_days_note" : "trend_weeks_note", { currency: data.currency }),
    height: 380,
    data: lines,
    layout: {
      showlegend: true,
      xaxis: { ...dayAxis(list[0][0], list.at(-1)[0]), showgrid: false },
      yaxis: numberAxis(
        lines.flatMap(({ y }) => y),
        write.compactMoney,
      ),
    },
    table: () => ({
      header: [t("day"), t("revenue"), t("cost"), t("profit")],
      rows: list.map(([day, sums]) => [
        write.shortDay(day),
        ...["revenue", "cost"].map((name) => write.money(measure(sums, name))),
        write.money(profitOf(sums)),
      ]),
    }),
  };
}
