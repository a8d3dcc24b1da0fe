// What the figures of channels share: order, colours, and how many are shown.
/** Positions with the highest cost first. */
function bySize(sumsOf) {
  return [...sumsOf]
    .sort(
      ([, a], [, b]) =>
        measure(b, "cost") - measure(a, "cost") || measure(b, "revenue") - measure(a, "revenue"),
    )
    .map(([key]) => key);
}

const colourOf = (channel) => data.colours[cube.channels[channel]] ?? NEUTRAL;
const ofAll = (shown, all) =>
  shown < all ? ` ${t("biggest_only", { shown: write.count(shown), count: write.count(all) })}` : "";

/** Longer, so that what is written behind the bars has room. */
function roomForTexts(axis) {
  const [low, high] = axis.range;
  const room = (isNarrow() ? 0.25 : 0.12) * (high - low);
  return { ...axis, range: [low < 0 ? low - room : low, high + room] };
}
