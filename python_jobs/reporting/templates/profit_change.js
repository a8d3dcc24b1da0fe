// Why a channel's profit changed, in four effects that add up: the Shapley value, as in
// python_jobs/analysis/campaigns/profit_change.py, which explains it. A test holds the two together.
const EFFECTS = ["volume", "price", "conversion", "value"];

/** Effects of more clicks, another cost per click, another conversion rate, another value of a conversion. */
function profitEffects(before, after) {
  const sides = [before, after];
  const both = (name) => sides.map((sums) => measure(sums, name));
  const clicks = both("clicks");
  const conversions = both("conversions");
  const price = ratios(both("cost"), clicks);
  const rate = ratios(conversions, clicks);
  const value = ratios(both("revenue"), conversions);
  const effects = {
    volume: third(clicks, rate, value) - half(clicks, price),
    price: -half(price, clicks),
    conversion: third(rate, clicks, value),
    value: third(value, clicks, rate),
  };
  sides.forEach((sums, side) => {
    const sign = side ? 1 : -1;
    effects.price -= sign * (measure(sums, "cost") - clicks[side] * price[side]);
    const unexplained = sign * (measure(sums, "revenue") - clicks[side] * rate[side] * value[side]);
    effects[conversions[side] ? "conversion" : "value"] += unexplained;
  });
  return effects;
}

/** A ratio that one side lacks is that of the other. */
function ratios(numerators, denominators) {
  const known = numerators.map((numerator, side) =>
    denominators[side] ? numerator / denominators[side] : null,
  );
  return [known[0] ?? known[1] ?? 0, known[1] ?? known[0] ?? 0];
}

const half = (changing, other) => ((changing[1] - changing[0]) * (other[0] + other[1])) / 2;

function third(changing, one, other) {
  const ends = one[0] * other[0] + one[1] * other[1];
  const between = one[0] * other[1] + one[1] * other[0];
  return ((changing[1] - changing[0]) * (2 * ends + between)) / 6;
}
