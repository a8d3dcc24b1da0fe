// Drawing: each figure is made from a view, and drawn when it comes into sight. What all figures share is here.
const OPTIONS = { displayModeBar: false, responsive: false };
const MAX_BARS = 15;

/** Names are text; Plotly would read tags in them, also in what is shown under the pointer. */
function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Lines shown under the pointer; the first is bold. */
const pointed = (first, ...lines) => [`<b>${escaped(first)}</b>`, ...lines.map(escaped)].join("<br>");
const POINTED = "%{customdata}<extra></extra>";

const isNarrow = () => window.innerWidth < 600 && !onPaper();
const shortName = (name, room = isNarrow() ? 14 : 26) =>
  escaped(name.length > room ? `${name.slice(0, room - 1)}…` : name);

/** A scale of numbers with round steps, its figures written as everywhere else. */
function numberAxis(values, format, { title = "", zero = true } = {}) {
  const titled = title ? { title: { text: escaped(title) } } : {}; // an empty title takes room
  let low = Math.min(...(zero ? [0] : []), ...values);
  let high = Math.max(...(zero ? [0] : []), ...values);
  if (!Number.isFinite(low) || low === high) [low, high] = [Math.min(low || 0, 0), Math.max(high || 0, 1)];
  const rough = (high - low) / (isNarrow() ? 3 : 5);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough) * power;
  const ticks = [];
  for (let tick = Math.ceil(low / step); tick <= Math.floor(high / step); tick += 1) ticks.push(tick * step);
  const pad = 0.04 * (high - low);
  return {
    tickvals: ticks,
    ticktext: ticks.map((tick) => escaped(format(tick))),
    ...titled,
    range: [low - (low < 0 || !zero ? pad : 0), high + (high > 0 || !zero ? pad : 0)],
  };
}

const axisPercent = (value) => write.percent(value, Math.abs(value) < 1 && value ? 2 : 0);

/** A scale of days, with names of months in the language of the page. */
function dayAxis(from, to) {
  const days = to - from + 1;
  const room = isNarrow() ? 4.5 : 9;
  const ticks = [];
  if (days <= room) for (let day = from; day <= to; day += 1) ticks.push([day, write.shortDay(day)]);
  else if (days <= 31 * 3) {
    const step = 7 * Math.ceil(days / 7 / room);
    for (let day = mondayOf(from + 6); day <= to; day += step) ticks.push([day, write.shortDay(day)]);
  } else {
    const step = [1, 2, 3, 6, 12, 24, 60, 120].find((months) => days / 30.4 / months <= room) ?? 240;
    const { year } = part(from);
    for (let day = dayOf(year, 0, 1); day <= to; day = laterMonth(day, step, false))
      if (day >= from) ticks.push([day, step >= 12 ? String(part(day).year) : write.month(day)]);
  }
  return {
    tickvals: ticks.map(([day]) => day),
    ticktext: ticks.map(([, text]) => text),
    range: [from - 0.5, to + 0.5],
  };
}

const nameAxis = (names, positions = [...names.keys()]) => ({
  tickvals: positions,
  ticktext: names.map((name) => shortName(name)),
  range: [names.length - 0.5, -0.5],
  showgrid: false,
});

const legend = { orientation: "h", x: 0, y: 1.02, yanchor: "bottom" };
const barHeight = (bars) => Math.max(220, 90 + 30 * bars);

/** The whole layout of a figure: its own, and what the theme adds. */
function themed({ layout, height }) {
  const { ink, grid, card } = figureColours();
  const result = {
    height,
    margin: { l: 8, r: 12, t: layout.showlegend ? 40 : 12, b: 8 },
    legend,
    showlegend: false,
    hovermode: "closest",
    dragmode: false,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    autosize: !onPaper(),
    font: { color: ink, size: 12, family: getComputedStyle(document.body).fontFamily },
    hoverlabel: { bgcolor: card, bordercolor: grid, font: { color: ink }, align: "left" },
    ...layout,
  };
  if (onPaper()) result.width = 640; // pixels that fit on A4 and on letter paper
  for (const name of ["xaxis", "yaxis", ...Object.keys(layout).filter((key) => /^[xy]axis/.test(key))])
    result[name] = {
      automargin: true,
      fixedrange: true,
      gridcolor: grid,
      zerolinecolor: grid,
      linecolor: grid,
      zeroline: true,
      ...layout[name],
    };
  return result;
}

/** Figures whose finding no filter changes come as they are; their texts are escaped here. */
function plain(value, key) {
  if (typeof value === "string")
    return key === "hovertemplate" ? value : escaped(value).replaceAll("&lt;br&gt;", "<br>");
  if (Array.isArray(value)) return value.map((item) => plain(item, key));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item, name)]));
}

function startFigures(makers) {
  const made = new Map();
  const inSight = new Set();
  const elements = [...document.querySelectorAll("[data-chart]")];

  function draw(element) {
    const figure = made.get(element);
    if (!figure || figure.isDrawn) return;
    figure.isDrawn = true;
    Plotly.react(element, figure.data, themed(figure), OPTIONS);
  }

  function fillTable(details, { header, rows }) {
    const table = details.querySelector("table");
    const line = (cells, tag) => {
      const row = document.createElement("tr");
      cells.forEach((text, index) => {
        const element = document.createElement(index && tag === "td" ? "td" : "th");
        if (element.tagName === "TH") element.scope = tag === "td" ? "row" : "col";
        if (index) element.className = "number";
        element.textContent = text;
        row.append(element);
      });
      return row;
    };
    table.tHead.replaceChildren(line(header, "th"));
    table.tBodies[0].replaceChildren(...rows.map((cells) => line(cells, "td")));
  }

  const sight = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) inSight.add(target);
        else inSight.delete(target);
        if (isIntersecting) draw(target);
      }
    },
    { rootMargin: "300px" },
  );
  const sized = new ResizeObserver((entries) => {
    for (const { target } of entries)
      if (made.get(target)?.isDrawn && !onPaper()) Plotly.Plots.resize(target);
  });

  for (const element of elements) {
    sight.observe(element);
    sized.observe(element);
    const details = element.closest("figure").querySelector("details");
    details?.addEventListener(
      "toggle",
      () => details.open && made.get(element) && fillTable(details, made.get(element).table()),
    );
  }

  let shown = null;
  return {
    /** Titles at once, drawings when they are seen. */
    show(view) {
      shown = view;
      for (const element of elements) {
        const card = element.closest("figure");
        const make = makers[element.dataset.chart];
        if (!make) {
          // the same whatever is chosen
          const spec = data.specs[element.dataset.chart];
          made.set(
            element,
            made.get(element) ?? {
              data: plain(spec.data),
              layout: plain(spec.layout),
              height: spec.layout.height ?? 380,
            },
          );
        } else {
          const figure = view.now.rows.length ? make(view) : null;
          card.hidden = !figure;
          if (!figure) {
            made.delete(element);
            continue;
          }
          made.set(element, figure);
          card.querySelector(".title").textContent = figure.title;
          card.querySelector(".subtitle").textContent = figure.subtitle;
          element.setAttribute("aria-label", `${figure.title}. ${figure.subtitle}`);
          element.style.minHeight = `${figure.height}px`;
          const details = card.querySelector("details");
          if (details.open) fillTable(details, figure.table());
        }
        if (inSight.has(element)) draw(element);
      }
    },
    /** With the colours and the size that hold now. */
    redraw(isEverything) {
      for (const figure of made.values()) figure.isDrawn = false;
      if (shown) this.show(shown);
      if (isEverything) elements.forEach(draw);
    },
  };
}
