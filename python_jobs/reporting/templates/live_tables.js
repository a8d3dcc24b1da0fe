// The tables that follow the filters: what stands in their rows.

/** The tables that follow the filters. */
function startTables() {
  const all = Object.fromEntries(
    [...document.querySelectorAll("table.sortable")].map((table) => [table.id, sortable(table)]),
  );
  const intervals = new Map(
    data.ranking.map(([name, low, high, isCertain, reason]) => [name, { low, high, isCertain, reason }]),
  );

  function channelRows({ now, change }) {
    return [...now.channels].map(([channel, sums]) => {
      const gained =
        change &&
        profitOf(change.now.channels.get(channel) ?? emptySums()) -
          profitOf(change.before.channels.get(channel) ?? emptySums());
      const campaigns = [...now.campaignChannels.get(channel)];
      const others = campaigns.includes(cube.others);
      return [
        cell(cube.channels[channel]),
        cell(write.count(campaigns.length - others) + (others ? "+" : ""), campaigns.length),
        amountCell(measure(sums, "cost")),
        amountCell(measure(sums, "revenue")),
        metricCell(sums, "profit"),
        change ? cell(write.signed(write.money(gained), gained), gained) : cell(language.undefined, null),
        ...["roi_pct", "roas", "ctr_pct", "conversion_rate_pct", "cpa"].map((name) => metricCell(sums, name)),
      ];
    });
  }

  function intervalCell(name, isFiltered) {
    const known = isFiltered ? undefined : intervals.get(name);
    if (!known) return cell(isFiltered ? t("interval_unfiltered") : "\u2013", null);
    const text = t("interval", { low: write.percent(known.low, 0), high: write.percent(known.high, 0) });
    return cell(
      known.isCertain
        ? text
        : t("interval_uncertain", { interval: text, reason: known.reason || t("interval_unclear") }),
      known.low,
    );
  }

  function campaignRows({ now, isFiltered }) {
    return [...now.campaigns].map(([campaign, sums]) => [
      cell(cube.campaigns[campaign]),
      amountCell(measure(sums, "cost")),
      amountCell(measure(sums, "revenue")),
      metricCell(sums, "profit"),
      metricCell(sums, "roi_pct"),
      intervalCell(cube.campaigns[campaign], isFiltered),
      metricCell(sums, "roas"),
      countCell(measure(sums, "conversions")),
      metricCell(sums, "cpa"),
    ]);
  }

  function monthRows({ now, period }) {
    return byMonth(now.days).map(({ first, sums }) => {
      const last = laterMonth(first, 1, false) - 1;
      const isWhole = first >= period.from && last <= period.to;
      return [
        cell(isWhole ? write.month(first) : t("month_partial", { month: write.month(first) }), first),
        amountCell(measure(sums, "cost")),
        amountCell(measure(sums, "revenue")),
        metricCell(sums, "profit"),
        ...["roi_pct", "roas", "ctr_pct", "conversion_rate_pct"].map((name) => metricCell(sums, name)),
      ];
    });
  }

  function wasteRows({ now }) {
    return [...now.campaigns]
      .filter(
        ([campaign, sums]) =>
          campaign !== cube.others && measure(sums, "cost") > 0 && measure(sums, "conversions") === 0,
      )
      .map(([campaign, sums]) => [
        cell(cube.campaigns[campaign]),
        amountCell(measure(sums, "cost")),
        countCell(measure(sums, "clicks")),
        amountCell(measure(sums, "revenue")),
      ]);
  }

  function anomalyRows({ period, channels }) {
    const isChosen = (name) => !channels || channels.has(cube.channels.indexOf(name));
    return data.anomalies
      .filter(([day, channel]) => day >= period.from && day <= period.to && isChosen(channel))
      .map(([day, channel, name, value, expected]) => {
        const text = name === "cost" || name === "revenue" ? write.money : write.count;
        const written = (number) =>
          text === write.count && !Number.isInteger(number) ? write.decimal(number, 1) : text(number);
        return [
          cell(write.shortDay(day), day),
          cell(channel),
          cell(t(name)),
          cell(written(value), value),
          cell(written(expected), expected),
        ];
      });
  }

  const makers = {
    "table-channels": channelRows,
    "table-campaigns": campaignRows,
    "table-months": monthRows,
    "table-waste": wasteRows,
    "table-anomalies": anomalyRows,
  };
  return {
    show(view) {
      for (const [id, make] of Object.entries(makers)) {
        if (!all[id]) continue;
        const rows = make(view);
        all[id].fill(rows);
        document
          .getElementById(id)
          .closest(".tabled")
          .classList.toggle("without-rows", rows.length === 0);
      }
    },
    showAll: (isForPaper) => Object.values(all).forEach((table) => table.showAll(isForPaper)),
  };
}

/** Days summed to months: { first, sums }, oldest first. */
function byMonth(days) {
  const months = new Map();
  for (const [day, sums] of days) {
    const { year, month } = part(day);
    const first = dayOf(year, month, 1);
    months.set(first, together([months.get(first) ?? emptySums(), sums]));
  }
  return [...months].map(([first, sums]) => ({ first, sums }));
}
