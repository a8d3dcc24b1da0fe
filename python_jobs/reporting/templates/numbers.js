// Numbers, money and dates, written as python_jobs/language.py writes them on paper.
const { language, texts } = data;

/** A text of the catalogue with its {names} filled in. */
function t(id, values = {}) {
  return texts[id].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** The digits of a number of at least 0; exact halves go to the even digit, as in Python. */
function digits(value, decimals) {
  const text = value.toFixed(decimals);
  const isHalf = Math.abs((value * 2 ** (decimals + 1)) % 2) === 1;
  return isHalf && Number(text.at(-1)) % 2 ? (Number(text) - 10 ** -decimals).toFixed(decimals) : text;
}

function grouped(whole) {
  const rest = whole.slice(0, -3);
  const groups = language.grouping === "indian" ? /\B(?=(\d{2})+$)/g : /\B(?=(\d{3})+$)/g;
  return rest ? rest.replace(groups, language.group) + language.group + whole.slice(-3) : whole;
}

function plainNumber(value, decimals, optional = false) {
  let [whole, fraction = ""] = digits(Math.abs(value), decimals).split(".");
  if (optional) fraction = fraction.replace(/0+$/, "");
  const isZero = !/[1-9]/.test(whole + fraction);
  const text = grouped(whole) + (fraction ? language.decimal + fraction : "");
  return (value < 0 && !isZero ? language.minus : "") + text;
}

const write = {
  decimal: (value, decimals) => (value === null ? language.undefined : plainNumber(value, decimals)),
  count: (value) => write.decimal(value, 0),
  ratio: (value) => write.decimal(value, 2),
  percent: (value, decimals = 2) =>
    value === null ? language.undefined : `${plainNumber(value, decimals)}\u00a0%`,
  compact(value) {
    for (const [step, letter] of language.steps)
      if (Math.abs(value) >= step * 0.9995) return threeDigits(value / step) + letter;
    return threeDigits(value);
  },
  money: (value) => (value === null ? language.undefined : withSymbol(value, 2)),
  wholeMoney: (value) => (value === null ? language.undefined : withSymbol(value, 0)),
  compactMoney(value) {
    if (value === null) return language.undefined;
    if (Math.abs(value) >= 1000) return (value < 0 ? "-" : "") + placed(write.compact(Math.abs(value)));
    return withSymbol(value, Number(value.toFixed(2)) === Math.trunc(value) ? 0 : 2);
  },
  unit: (value, unit) =>
    unit === "currency" ? write.money(value) : unit === "%" ? write.percent(value) : write.ratio(value),
  /** With its sign, also where it is positive: a change. */
  signed: (text, value) => (value > 0 ? `+${text}` : text),
  day: (day) => `${part(day).date} ${language.months[part(day).month]} ${part(day).year}`,
  shortDay: (day) => `${part(day).date} ${language.shortMonths[part(day).month]} ${part(day).year}`,
  month: (day) => `${language.shortMonths[part(day).month]} ${part(day).year}`,
  period: ({ from, to }) =>
    from === to ? write.day(from) : t("period", { first: write.day(from), last: write.day(to) }),
};

function threeDigits(value) {
  const size = Math.abs(value);
  return plainNumber(value, size < 9.995 ? 2 : size < 99.95 ? 1 : 0, true);
}

function withSymbol(value, decimals) {
  const number = placed(plainNumber(Math.abs(value), decimals));
  return value < 0 && /[1-9]/.test(digits(-value, decimals)) ? `-${number}` : number;
}

function placed(number) {
  return language.symbolFirst ? language.symbol + number : `${number}\u00a0${language.symbol}`;
}

// Days are counted since 1970, as in the cube; time zones have no part in them.

function part(day) {
  const moment = new Date(day * 864e5);
  return { year: moment.getUTCFullYear(), month: moment.getUTCMonth(), date: moment.getUTCDate() };
}

function dayOf(year, month, date) {
  return Math.round(Date.UTC(year, month, date) / 864e5);
}

const isoDay = (day) => new Date(day * 864e5).toISOString().slice(0, 10);
const dayFromIso = (text) => Math.round(Date.parse(`${text}T00:00:00Z`) / 864e5);
/** 0 = Monday; 1 January 1970 was a Thursday. */
const weekdayOf = (day) => (day + 3) % 7;
const mondayOf = (day) => day - weekdayOf(day);
