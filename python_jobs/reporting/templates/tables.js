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
  const more = table.parentElement.nextElementSibling?.matches(".more")
    ? table.parentElement.nextElementSibling
    : null;
  let rows = [...body.rows].map(({ cells }) =>
    [...cells].map((element) => {
      const { value } = element.dataset;
      return cell(
        element.textContent,
        value === "" ? null : Number.isNaN(Number(value)) ? value : Number(value),
      );
    }),
  );
  let column = headings.findIndex((heading) => heading.hasAttribute("aria-sort"));
  let isAll = !more;

  function show() {
    const ordered =
      column < 0
        ? rows
        : [...rows].sort((left, right) => {
            const [a, b] = [left[column].value, right[column].value];
            if (a === null || b === null) return (a === null) - (b === null); // undefined figures stay last
            const order = comparable(a, b);
            return headings[column].getAttribute("aria-sort") === "descending" ? -order : order;
          });
    const shown = isAll ? ordered : ordered.slice(0, SHOWN_ROWS);
    body.replaceChildren(
      ...shown.map((row) => {
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
      }),
    );
    if (more) {
      more.hidden = isAll || rows.length <= SHOWN_ROWS;
      more.textContent = t("show_all", { count: write.count(rows.length) });
    }
  }

  headings.forEach((heading, index) =>
    heading.querySelector("button").addEventListener("click", () => {
      const before = heading.getAttribute("aria-sort");
      const isDescending = before ? before === "ascending" : heading.classList.contains("number");
      for (const other of headings) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
      column = index;
      show();
    }),
  );
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
