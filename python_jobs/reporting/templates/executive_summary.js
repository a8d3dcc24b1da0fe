"use strict";
(() => {
  const specs = JSON.parse(document.getElementById("specs").textContent);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const options = { displayModeBar: false, responsive: true };

  /** The layout of a figure with the colours of the page; paper is light and has a width of its own. */
  function themed(layout, printing) {
    const onPaper = printing || window.matchMedia("print").matches;
    const onDark = dark.matches && !onPaper;
    const ink = onDark ? "#e8edf2" : "#14202b";
    const grid = onDark ? "#2c3843" : "#e3e7eb";
    const result = {
      ...layout,
      width: onPaper ? 640 : undefined, // pixels that fit on A4 and on letter paper
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: ink, size: 12, family: "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif" },
      hoverlabel: { bgcolor: onDark ? "#22303c" : "#ffffff", bordercolor: grid, font: { color: ink }, align: "left" },
    };
    for (const name of Object.keys(layout).filter((key) => /^[xy]axis/.test(key))) {
      result[name] = { gridcolor: grid, zerolinecolor: grid, linecolor: grid, ...layout[name] };
      if (result[name].type === "category") {
        // Long names would leave no room for the figure.
        const room = window.innerWidth < 600 ? 14 : 26;
        const names = layout[name].categoryarray;
        result[name].categoryarray = result[name].tickvals = names.map(escaped);
        result[name].ticktext = names.map((text) =>
          escaped(text.length > room ? text.slice(0, room - 1) + "…" : text));
      }
    }
    return result;
  }

  /** Names are text; Plotly would read tags in them, also in what is shown under the pointer. */
  function escaped(text) {
    return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  }

  /** Traces with all their texts escaped; tags are read in templates, and in line breaks. */
  function plain(value, key) {
    if (typeof value === "string")
      return key === "hovertemplate" ? value : escaped(value).replaceAll("&lt;br&gt;", "<br>");
    if (Array.isArray(value)) return value.map((item) => plain(item, key));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item, name)]));
  }

  function draw(printing) {
    for (const element of document.querySelectorAll("[data-chart]")) {
      const spec = specs[element.dataset.chart];
      Plotly.react(element, plain(spec.data), themed(spec.layout, printing), options);
    }
  }

  function sortBy(table, column, header) {
    const descending = header.getAttribute("aria-sort")
      ? header.getAttribute("aria-sort") === "ascending"
      : header.classList.contains("number");
    const key = (row) => row.children[column].dataset.value;
    const compare = (left, right) => {
      const [a, b] = [key(left), key(right)];
      if (a === "" || b === "") return (a === "") - (b === ""); // undefined figures stay last
      const numbers = Number(a) - Number(b);
      const order = Number.isNaN(numbers) ? a.localeCompare(b) : numbers;
      return descending ? -order : order;
    };
    const body = table.tBodies[0];
    body.append(...[...body.rows].sort(compare));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", descending ? "descending" : "ascending");
  }

  for (const table of document.querySelectorAll("table")) {
    [...table.tHead.rows[0].cells].forEach((header, column) =>
      header.querySelector("button").addEventListener("click", () => sortBy(table, column, header)));
  }
  draw(false);
  // The window's own resize event misses what a scroll bar or a phone's first layout changes.
  const resized = new ResizeObserver((entries) => {
    for (const entry of entries) Plotly.Plots.resize(entry.target);
  });
  for (const element of document.querySelectorAll("[data-chart]")) resized.observe(element);
  dark.addEventListener("change", () => draw(false));
  window.addEventListener("beforeprint", () => draw(true));
  window.addEventListener("afterprint", () => draw(false));
})();
