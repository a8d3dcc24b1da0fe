// The sums per campaign, channel and day, and what is summed from them: all figures of the page.
const MEASURES = ["cost", "impressions", "clicks", "conversions", "revenue"];
const metrics = Object.fromEntries(data.metrics.map((metric) => [metric.name, metric]));

const cube = (() => {
  const { cube: source } = data;
  const rows = source.day.length;
  const campaign = new Uint16Array(rows);
  const channel = new Uint16Array(rows);
  const day = new Int32Array(rows);
  let row = 0;
  for (const [campaignOf, channelOf, length] of source.series) {
    let current = 0;
    for (const end = row + length; row < end; row += 1) {
      current += source.day[row];
      campaign[row] = campaignOf;
      channel[row] = channelOf;
      day[row] = current;
    }
  }
  const campaigns = [...source.campaigns];
  if (source.otherCampaigns)
    campaigns.push(t("other_campaigns", { count: write.count(source.otherCampaigns) }));
  return {
    rows,
    campaign,
    channel,
    day,
    campaigns,
    channels: source.channels,
    measures: MEASURES.map((name) => Float64Array.from(source[name])),
    /** The position that stands for several campaigns; -1 without one. */
    others: source.otherCampaigns ? campaigns.length - 1 : -1,
    dailyFrom: source.dailyFrom ?? -Infinity,
    period: source.period,
  };
})();

const scale = 10 ** data.cube.decimals;
const scales = MEASURES.map((name) => (name === "cost" || name === "revenue" ? scale : 1));
const emptySums = () => new Float64Array(MEASURES.length);

function addRow(sums, row) {
  for (let i = 0; i < MEASURES.length; i += 1) sums[i] += cube.measures[i][row];
}

/** The sum of the given sums. */
function together(many) {
  const total = emptySums();
  for (const sums of many) for (let i = 0; i < MEASURES.length; i += 1) total[i] += sums[i];
  return total;
}

/** A measure of summed figures; amounts in the currency. */
function measure(sums, name) {
  const i = MEASURES.indexOf(name);
  return sums[i] / scales[i];
}

/** A metric of the metric list: a ratio of sums, null where it is undefined. */
function metric(sums, name) {
  const { numerator, denominator, factor } = metrics[name];
  const [first, ...others] = numerator;
  let value = sums[MEASURES.indexOf(first)];
  for (const other of others) value -= sums[MEASURES.indexOf(other)]; // whole numbers: exact
  value /= scales[MEASURES.indexOf(first)];
  if (denominator === null) return value;
  const divisor = measure(sums, denominator);
  return divisor === 0 ? null : (factor * value) / divisor;
}

const profitOf = (sums) => metric(sums, "profit");
const roiOf = (sums) => metric(sums, "roi_pct");

/**
 * Sums of the rows from one day to another, of chosen channels and campaigns (sets of positions; null: all).
 * `rows` are their numbers.
 */
function summed({ from, to, channels, campaigns }) {
  const result = {
    total: emptySums(),
    days: new Map(),
    channels: new Map(),
    campaigns: new Map(),
    campaignChannels: new Map(),
    weekdays: new Map(),
    rows: [],
  };
  const into = (map, key, row) => {
    let sums = map.get(key);
    if (!sums) map.set(key, (sums = emptySums()));
    addRow(sums, row);
  };
  for (let row = 0; row < cube.rows; row += 1) {
    const day = cube.day[row];
    const channel = cube.channel[row];
    const campaign = cube.campaign[row];
    if (
      day < from ||
      day > to ||
      (channels && !channels.has(channel)) ||
      (campaigns && !campaigns.has(campaign))
    )
      continue;
    addRow(result.total, row);
    into(result.days, day, row);
    into(result.channels, channel, row);
    into(result.campaigns, campaign, row);
    if (day >= cube.dailyFrom) into(result.weekdays, 7 * channel + weekdayOf(day), row);
    if (!result.campaignChannels.has(channel)) result.campaignChannels.set(channel, new Set());
    result.campaignChannels.get(channel).add(campaign);
    result.rows.push(row);
  }
  result.days = new Map([...result.days].sort(([a], [b]) => a - b));
  return result;
}

/** The quantile of sorted numbers with linear interpolation, as NumPy's default. */
function quantile(sorted, share) {
  const place = (sorted.length - 1) * share;
  const low = Math.floor(place);
  return sorted[low] + (place - low) * (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]);
}
