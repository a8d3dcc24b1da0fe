// Starts the page: from each choice of the filters a view, and from the view all figures and tables.
function makeView(choice) {
  const { period, channels, campaigns, comparison } = choice;
  const compare = comparisonOf(period, comparison);
  const sums = (span) => summed({ ...span, channels, campaigns });
  const now = sums(period);
  const change = compare && {
    now: compare.isRecent ? sums(compare.now) : now,
    nowPeriod: compare.now,
    before: sums(compare.before),
    beforePeriod: compare.before,
    isRecent: compare.isRecent,
    isWhole: compare.isWhole,
  };
  const isFiltered = Boolean(channels || campaigns) || period.from !== whole.from || period.to !== whole.to;
  return { choice, period, channels, campaigns, now, change, isFiltered };
}

const FIGURES = {
  revenue_cost_trend: trend,
  channel_roi: channelRoi,
  channel_shares: channelShares,
  profit_change: profitChange,
  roi_by_channel: channelBoxes,
  roi_distribution: roiDistribution,
  campaign_break_even: breakEven,
  campaign_intervals: intervals,
  campaign_concentration: concentration,
  weekday_channel_roi: weekdays,
  profit_calendar: calendar,
  funnel,
  correlation,
};

function start() {
  if (!whole) return;
  const tables = startTables();
  const figures = startFigures(FIGURES);
  let last = null;
  const show = (choice) => {
    last = choice;
    const view = makeView(choice);
    root.classList.toggle("filtered", view.isFiltered);
    showKeyFigures(view);
    showChoice(view);
    tables.show(view);
    figures.show(view);
    root.dataset.shown = String(1 + Number(root.dataset.shown ?? 0)); // for who waits for it
  };
  show(startFilters(show));
  startTheme(() => figures.redraw(false));
  let wasNarrow = isNarrow();
  window.addEventListener("resize", () => {
    if (wasNarrow === isNarrow() || onPaper()) return;
    wasNarrow = isNarrow();
    show(last);
  });
  const print = (isForPaper) => {
    isPrinting = isForPaper;
    tables.showAll(isForPaper);
    figures.redraw(isForPaper);
  };
  window.addEventListener("beforeprint", () => print(true));
  window.addEventListener("afterprint", () => print(false));
}

/** Nothing is laid out before the page's own fonts are read: figures measure their texts. */
async function open() {
  try {
    await Promise.all([...document.fonts].map((font) => font.load()));
    start();
  } finally {
    root.classList.add("ready");
  }
}

open();
