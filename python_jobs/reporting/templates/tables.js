// Tables that are sorted by their headings. A row is a list of cells { text, value }; value orders, null last.
const SHOWN_ROWS = 50;

const cell = (text, value = text) => ({ text, value });
const amountCell = (value) => cell(write.money(value), value);
const countCell = (value) => cell(write.count(value), value);
const metricCell = (sums, name) => {
  const value = metric(sums, name);
  return cell(write.unit(value, metrics[name].unit), value);
};

function comparable(left, right) {
  if (typeof left === "number" && typeof right === "number") return left - right;
  return String(left).localeCompare(String(right), language.code);
}

/** Make a table of the page sortable. Returns what to call with new rows, and what shows all rows (for paper). */
function sortable(table) {
  const body = table.tBodies[0];
  const headings = [...table.tHead.rows[0].cells];
  const more = table.parentElement.nextElementSibling?.matches(".more") ? table.parentElement.nextElementSibling : null;
  let rows = [...body.rows].map(({ cells }) => [...cells].map((element) => {
    const { value } = element.dataset;
    return cell(element.textContent, value === "" ? null : Number.isNaN(Number(value)) ? value : Number(value));
  }));
  let column = headings.findIndex((heading) => heading.hasAttribute("aria-sort"));
  let isAll = !more;

  function show() {
    const ordered = column < 0 ? rows : [...rows].sort((left, right) => {
      const [a, b] = [left[column].value, right[column].value];
      if (a === null || b === null) return (a === null) - (b === null); // undefined figures stay last
      const order = comparable(a, b);
      return headings[column].getAttribute("aria-sort") === "descending" ? -order : order;
    });
    const shown = isAll ? ordered : ordered.slice(0, SHOWN_ROWS);
    body.replaceChildren(...shown.map((row) => {
      const line = document.createElement("tr");
      row.forEach(({ text, value }, index) => {
        const element = document.createElement(index ? "td" : "th");
        if (!index) element.scope = "row";
        element.textContent = text;
        if (headings[index].classList.contains("number"))
          element.className = typeof value === "number" && value < 0 ? "number negative" : "number";
        line.append(element);
      });
      return line;
    }));
    if (more) {
      more.hidden = isAll || rows.length <= SHOWN_ROWS;
      more.textContent = t("show_all", { count: write.count(rows.length) });
    }
  }

  headings.forEach((heading, index) => heading.querySelector("button").addEventListener("click", () => {
    const before = heading.getAttribute("aria-sort");
    const isDescending = before ? before === "ascending" : heading.classList.contains("number");
    for (const other of headings) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
    column = index;
    show();
  }));
  more?.addEventListener("click", () => {
    isAll = true;
    show();
    body.rows[SHOWN_ROWS]?.cells[0].setAttribute("tabindex", "-1");
    body.rows[SHOWN_ROWS]?.cells[0].focus();
  });
  return {
    fill(newRows) {
      rows = newRows;
      isAll = !more;
      show();
    },
    showAll(isForPaper) {
      if (!more || isAll === isForPaper) return;
      isAll = isForPaper;
      show();
    },
  };
}

/** The tables that follow the filters. */
function startTables() {
  const all = Object.fromEntries([...document.querySelectorAll("table.sortable")].map((table) => [table.id, sortable(table)]));
  const intervals = new Map(data.ranking.map(([name, low, high, isCertain, reason]) => [name, { low, high, isCertain, reason }]));

  function channelRows({ now, change }) {
    return [...now.channels].map(([channel, sums]) => {
      const gained = change && profitOf(change.now.channels.get(channel) ?? emptySums())
        - profitOf(change.before.channels.get(channel) ?? emptySums());
      const campaigns = [...now.campaignChannels.get(channel)];
      const others = campaigns.includes(cube.others);
      return [
        cell(cube.channels[channel]),
        cell(write.count(campaigns.length - others) + (others ? "+" : ""), campaigns.length),
        amountCell(measure(sums, "cost")), amountCell(measure(sums, "revenue")), metricCell(sums, "profit"),
        change ? cell(write.signed(write.money(gained), gained), gained) : cell(language.undefined, null),
        ...["roi_pct", "roas", "ctr_pct", "conversion_rate_pct", "cpa"].map((name) => metricCell(sums, name)),
      ];
    });
  }

  function intervalCell(name, isFiltered) {
    const known = isFiltered ? undefined : intervals.get(name);
    if (!known) return cell(isFiltered ? t("interval_unfiltered") : "\u2013", null);
    const text = t("interval", { low: write.percent(known.low, 0), high: write.percent(known.high, 0) });
    return cell(known.isCertain ? text : t("interval_uncertain", { interval: text, reason: known.reason || t("interval_unclear") }), known.low);
  }

  function campaignRows({ now, isFiltered }) {
    return [...now.campaigns].map(([campaign, sums]) => [
      cell(cube.campaigns[campaign]),
      amountCell(measure(sums, "cost")), amountCell(measure(sums, "revenue")), metricCell(sums, "profit"),
      metricCell(sums, "roi_pct"), intervalCell(cube.campaigns[campaign], isFiltered),
      metricCell(sums, "roas"), countCell(measure(sums, "conversions")), metricCell(sums, "cpa"),
    ]);
  }

  function monthRows({ now, period }) {
    return byMonth(now.days).map(({ first, sums }) => {
      const last = laterMonth(first, 1, false) - 1;
      const isWhole = first >= period.from && last <= period.to;
      return [
        cell(isWhole ? write.month(first) : t("month_partial", { month: write.month(first) }), first),
        amountCell(measure(sums, "cost")), amountCell(measure(sums, "revenue")), metricCell(sums, "profit"),
        ...["roi_pct", "roas", "ctr_pct", "conversion_rate_pct"].map((name) => metricCell(sums, name)),
      ];
    });
  }

  function wasteRows({ now }) {
    return [...now.campaigns]
      .filter(([campaign, sums]) => campaign !== cube.others && measure(sums, "cost") > 0 && measure(sums, "conversions") === 0)
      .map(([campaign, sums]) => [
        cell(cube.campaigns[campaign]), amountCell(measure(sums, "cost")), countCell(measure(sums, "clicks")),
        amountCell(measure(sums, "revenue")),
      ]);
  }

  function anomalyRows({ period, channels }) {
    const isChosen = (name) => !channels || channels.has(cube.channels.indexOf(name));
    return data.anomalies.filter(([day, channel]) => day >= period.from && day <= period.to && isChosen(channel))
      .map(([day, channel, name, value, expected]) => {
        const text = name === "cost" || name === "revenue" ? write.money : write.count;
        const written = (number) => (text === write.count && !Number.isInteger(number) ? write.decimal(number, 1) : text(number));
        return [cell(write.shortDay(day), day), cell(channel), cell(t(name)), cell(written(value), value), cell(written(expected), expected)];
      });
  }

  const makers = {
    "table-channels": channelRows, "table-campaigns": campaignRows, "table-months": monthRows,
    "table-waste": wasteRows, "table-anomalies": anomalyRows,
  };
  return {
    show(view) {
      for (const [id, make] of Object.entries(makers)) {
        if (!all[id]) continue;
        const rows = make(view);
        all[id].fill(rows);
        document.getElementById(id).closest(".tabled").classList.toggle("without-rows", rows.length === 0);
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
