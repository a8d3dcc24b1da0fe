// Colours of the page and of the figures: light, dark, and paper.
const GAIN = "#0072b2",
  LOSS = "#d55e00",
  REVENUE = "#0072b2",
  COST = "#d55e00",
  NEUTRAL = "#8c8c8c";
/** Orange below, white in the middle, blue above: told apart without red and green. */
const DIVERGING = [
  [0, "#b35806"],
  [0.25, "#f1a340"],
  [0.5, "#f7f7f7"],
  [0.75, "#67a9cf"],
  [1, "#2166ac"],
];

const root = document.documentElement;
let isPrinting = false;
const onPaper = () => isPrinting || window.matchMedia("print").matches;
const isDark = () => root.dataset.theme === "dark" && !onPaper();

/** The colours of a figure's texts and lines. */
function figureColours() {
  return isDark()
    ? { ink: "#e8edf2", grid: "#33404c", card: "#22303c" }
    : { ink: "#14202b", grid: "#dfe4e9", card: "#ffffff" };
}

function startTheme(redraw) {
  const button = document.getElementById("theme");
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const show = () => button.setAttribute("aria-pressed", String(root.dataset.theme === "dark"));
  const use = (isDarkNow) => {
    root.dataset.theme = isDarkNow ? "dark" : "light";
    show();
    redraw();
  };
  let isChosen = false;
  button.addEventListener("click", () => {
    isChosen = true;
    use(root.dataset.theme !== "dark");
  });
  system.addEventListener("change", () => isChosen || use(system.matches));
  show();
}
