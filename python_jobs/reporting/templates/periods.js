// Periods: what can be chosen, and what they are compared with. A period is { from, to }, both days included.
const RECENT_DAYS = 28; // whole weeks, so that every weekday weighs the same on both sides
const whole = data.period && { from: data.period[0], to: data.period[1] };

function laterMonth(day, months, toTheEnd) {
  const { year, month, date } = part(day);
  const length = part(dayOf(year, month + months + 1, 0)).date;
  return dayOf(year, month + months, toTheEnd ? length : Math.min(date, length));
}

/** The period before or a year before, as python_jobs/period.py has it. */
function compared({ from, to }, comparison) {
  const isWholeMonths = part(from).date === 1 && part(to + 1).date === 1;
  if (comparison === "year")
    return { from: laterMonth(from, -12, false), to: laterMonth(to, -12, isWholeMonths) };
  if (!isWholeMonths) return { from: from - (to - from + 1), to: from - 1 };
  const [a, b] = [part(from), part(to)];
  return { from: laterMonth(from, -(12 * (b.year - a.year) + b.month - a.month + 1), false), to: from - 1 };
}

/** The period that consists of whole rows of the cube: weeks, where it has weeks only. */
function inWholeRows({ from, to }) {
  return {
    from: from < cube.dailyFrom ? Math.max(mondayOf(from), cube.period[0]) : from,
    to: to < cube.dailyFrom ? Math.min(mondayOf(to) + 6, cube.dailyFrom - 1, cube.period[1]) : to,
  };
}

/**
 * Which two periods are compared: { now, before, isRecent, isWhole }, or null where there are no figures to compare with.
 * isWhole: whether figures reach to the end; else what is more or less may just be a matter of days.
 * The whole of the data has nothing before it: then its last four weeks are compared with the four before.
 */
function comparisonOf(period, comparison) {
  if (comparison === "none" || !cube.period) return null;
  const isCovered = (span) => {
    const rows = inWholeRows(span);
    return span.from >= cube.period[0] && rows.from === span.from && rows.to === span.to;
  };
  const before = compared(period, comparison);
  const isWhole = period.to <= data.available[1];
  if (isCovered(before)) return { now: period, before, isRecent: false, isWhole };
  const now = { from: period.to - RECENT_DAYS + 1, to: period.to };
  const recentBefore = { from: now.from - RECENT_DAYS, to: now.from - 1 };
  if (
    comparison !== "previous" ||
    period.from !== whole.from ||
    recentBefore.from < period.from ||
    !isCovered(recentBefore)
  )
    return null;
  return { now, before: recentBefore, isRecent: true, isWhole };
}

/** The choices of the period list: [label, period] in groups, newest first. */
function presets() {
  const groups = [{ label: t("preset_recent"), choices: [] }];
  for (const days of [7, 28, 90])
    if (whole.to - whole.from + 1 > days)
      groups[0].choices.push([
        t("preset_last_days", { days: write.count(days) }),
        { from: whole.to - days + 1, to: whole.to },
      ]);
  for (const [label, months, name] of [
    [t("preset_years"), 12, (day) => String(part(day).year)],
    [
      t("preset_quarters"),
      3,
      (day) => t("quarter", { number: part(day).month / 3 + 1, year: part(day).year }),
    ],
    [t("preset_months"), 1, write.month],
  ]) {
    const choices = [];
    const { year, month } = part(whole.from);
    let first = dayOf(year, month - (month % months), 1);
    for (; first <= whole.to; first = laterMonth(first, months, false)) {
      const to = laterMonth(first, months, false) - 1;
      choices.unshift([name(first), { from: Math.max(first, whole.from), to: Math.min(to, whole.to) }]);
    }
    groups.push({ label, choices });
  }
  return groups.filter(({ choices }) => choices.length);
}
