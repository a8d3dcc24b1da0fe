// Why profit changed, by channel: the four effects and their sum.
const EFFECT_COLOURS = { volume: "#0072b2", price: "#e69f00", conversion: "#009e73", value: "#cc79a7" };

function profitChange({ change }) {
  if (!change) return null;
  const { now, before } = change;
  const channels = [...new Set([...now.channels.keys(), ...before.channels.keys()])]
    .map((channel) => {
      const [a, b] = [before.channels.get(channel) ?? emptySums(), now.channels.get(channel) ?? emptySums()];
      return { channel, change: profitOf(b) - profitOf(a), effects: profitEffects(a, b) };
    })
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
  if (!channels.length) return null;
  const shown = channels.slice(0, MAX_BARS);
  const total = profitOf(now.total) - profitOf(before.total);
  const title = t(change.isWhole ? "profit_change" : "profit_change_partial", {
    change: write.signed(write.compactMoney(total), total),
    channel: cube.channels[shown[0].channel],
    most: write.signed(write.compactMoney(shown[0].change), shown[0].change),
  });
  const extremes = shown.flatMap(({ effects }) =>
    [1, -1].map((sign) => EFFECTS.reduce((sum, name) => sum + Math.max(sign * effects[name], 0), 0) * sign),
  );
  return {
    title,
    height: barHeight(shown.length) + 30,
    subtitle:
      t("profit_change_note", {
        now: write.period(change.nowPeriod),
        before: write.period(change.beforePeriod),
      }) + ofAll(shown.length, channels.length),
    data: [
      ...EFFECTS.map((name) => ({
        type: "bar",
        orientation: "h",
        name: escaped(t(`effect_${name}`)),
        marker: { color: EFFECT_COLOURS[name] },
        y: [...shown.keys()],
        x: shown.map(({ effects }) => effects[name]),
        hovertemplate: POINTED,
        customdata: shown.map(({ channel, effects }) =>
          pointed(
            cube.channels[channel],
            `${t(`effect_${name}`)} ${write.signed(write.money(effects[name]), effects[name])}`,
          ),
        ),
      })),
      {
        type: "scatter",
        mode: "markers",
        name: escaped(t("change")),
        y: [...shown.keys()],
        x: shown.map((row) => row.change),
        hovertemplate: POINTED,
        marker: {
          symbol: "diamond",
          size: 10,
          color: figureColours().ink,
          line: { color: figureColours().card, width: 1 },
        },
        customdata: shown.map((row) =>
          pointed(
            cube.channels[row.channel],
            `${t("change")} ${write.signed(write.money(row.change), row.change)}`,
          ),
        ),
      },
    ],
    layout: {
      showlegend: true,
      barmode: "relative",
      xaxis: numberAxis(extremes, write.compactMoney),
      yaxis: nameAxis(shown.map(({ channel }) => cube.channels[channel])),
    },
    table: () => ({
      header: [t("channel"), t("change"), ...EFFECTS.map((name) => t(`effect_${name}`))],
      rows: channels.map((row) => [
        cube.channels[row.channel],
        write.money(row.change),
        ...EFFECTS.map((name) => write.money(row.effects[name])),
      ]),
    }),
  };
}
