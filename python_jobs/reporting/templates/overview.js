// Key figures with their change, and the sentence that says what is shown.
const KEY_FIGURES = [
  // name, 1: more is better, -1: less is better, 0: neither
  ["revenue", 1],
  ["cost", 0],
  ["profit", 1],
  ["roi_pct", 1],
  ["roas", 1],
  ["ctr_pct", 1],
  ["conversion_rate_pct", 1],
  ["cpa", -1],
  ["conversion_value", 1],
];

const figureOf = (sums, name) => (MEASURES.includes(name) ? measure(sums, name) : metric(sums, name));

/** How a figure changed, in words and as a direction; percent figures in points. */
function changeOf(name, now, before) {
  if (now === null || before === null) return null;
  if (metrics[name]?.unit === "%") {
    const points = now - before;
    return { size: points, text: t("points", { change: write.signed(write.decimal(points, 2), points) }) };
  }
  if (before <= 0)
    return {
      size: now - before,
      text: t("change_after", { before: write.unit(before, metrics[name]?.unit ?? "currency") }),
    };
  const share = (100 * (now - before)) / before;
  return { size: share, text: write.signed(write.percent(share, 1), share) };
}

function showKeyFigures({ now, change }) {
  for (const [name, better] of KEY_FIGURES) {
    const tile = document.getElementById(`figure-${name}`);
    const value = figureOf(now.total, name);
    tile.querySelector(".value").textContent = write.unit(value, metrics[name]?.unit ?? "currency");
    const changed =
      change && changeOf(name, figureOf(change.now.total, name), figureOf(change.before.total, name));
    const line = tile.querySelector(".change");
    const direction = changed && /[1-9]/.test(changed.text) ? Math.sign(changed.size) : 0;
    line.querySelector(".arrow").textContent = !changed
      ? ""
      : direction > 0
        ? "▲"
        : direction < 0
          ? "▼"
          : "=";
    line.querySelector(".amount").textContent = changed ? changed.text : "\u2013";
    const verdict = change?.isWhole ? direction * better : 0;
    line.dataset.good = verdict > 0 ? "yes" : verdict < 0 ? "no" : "";
  }
  for (const name of ["impressions", "clicks", "conversions"])
    document.getElementById(`count-${name}`).textContent = write.count(measure(now.total, name));
}

/** The sentence under the filters, which screen readers are told. */
function showChoice({ now, period, channels, campaigns, change, choice }) {
  const parts = [
    write.period(period),
    channels
      ? t("of_channels", { count: write.count(channels.size), all: write.count(cube.channels.length) })
      : t("all_channels"),
    campaigns
      ? t("of_campaigns", { count: write.count(campaigns.size), all: write.count(cube.campaigns.length) })
      : t("all_campaigns"),
  ].join(" · ");
  const result = now.rows.length
    ? t("result", {
        revenue: write.money(measure(now.total, "revenue")),
        cost: write.money(measure(now.total, "cost")),
        roi: write.percent(roiOf(now.total)),
      })
    : t("result_none");
  document.getElementById("choice").textContent = `${parts}. ${result}`;
  document.getElementById("compared").textContent = change
    ? t(change.isRecent ? "compared_recent" : "compared", {
        days: write.count(RECENT_DAYS),
        period: write.period(change.beforePeriod),
      })
    : choice.comparison === "none"
      ? t("compared_none")
      : t("compared_impossible");
  const notes = [];
  if (cube.others >= 0) notes.push(t("note_folded", { count: write.count(data.cube.otherCampaigns) }));
  if (period.from < cube.dailyFrom) notes.push(t("note_weekly", { day: write.day(cube.dailyFrom) }));
  document.getElementById("cube-notes").textContent = notes.join(" ");
}
