// The filters: period, channels, campaigns, and what is compared with. `onChange` gets the choice.
const SHOWN_CHOICES = 200;

/** A list of checkboxes with a search field; null stands for all of them. */
function startPicker(name, names, onChange) {
  const picker = document.getElementById(`pick-${name}`);
  const summary = picker.querySelector("summary");
  const list = picker.querySelector(".choices");
  const search = picker.querySelector("input[type=search]");
  const hint = picker.querySelector(".hint");
  let chosen = null;

  function show() {
    const words = search ? search.value.trim().toLocaleLowerCase() : "";
    const found = names
      .map((text, index) => ({ text, index }))
      .filter(({ text }) => text.toLocaleLowerCase().includes(words));
    list.replaceChildren(
      ...found.slice(0, SHOWN_CHOICES).map(({ text, index }) => {
        const label = document.createElement("label");
        const box = document.createElement("input");
        box.type = "checkbox";
        box.checked = !chosen || chosen.has(index);
        box.addEventListener("change", () => {
          chosen = chosen ?? new Set(names.keys());
          if (box.checked) chosen.add(index);
          else chosen.delete(index);
          changed();
        });
        label.append(box, text);
        return label;
      }),
    );
    hint.textContent =
      found.length > SHOWN_CHOICES
        ? t("choices_more", { shown: write.count(SHOWN_CHOICES), count: write.count(found.length) })
        : t("choices_found", { count: write.count(found.length) });
    return found;
  }

  function changed() {
    if (chosen && chosen.size === names.length) chosen = null;
    const text = chosen
      ? t("chosen", { count: write.count(chosen.size), all: write.count(names.length) })
      : t("chosen_all");
    summary.querySelector(".chosen").textContent = text;
    onChange();
  }

  function choose(indexes) {
    chosen = indexes;
    show();
    changed();
  }

  search?.addEventListener("input", show);
  picker.querySelector("[data-choose=found]").addEventListener("click", () => {
    choose(search?.value.trim() ? new Set(show().map(({ index }) => index)) : null);
  });
  picker.querySelector("[data-choose=none]").addEventListener("click", () => choose(new Set()));
  picker.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !picker.open) return;
    picker.open = false;
    summary.focus();
  });
  document.addEventListener("click", (event) => {
    if (!picker.contains(event.target)) picker.open = false;
  });
  show();
  return {
    chosen: () => chosen,
    clear() {
      if (search) search.value = "";
      chosen = null;
      show();
      changed();
    },
  };
}

function startFilters(onChange) {
  const [from, to, preset, comparison] = ["from", "to", "preset", "compare"].map((id) =>
    document.getElementById(id),
  );
  let isQuiet = true;
  const changed = () => isQuiet || onChange(choice());
  const channels = startPicker("channels", cube.channels, changed);
  const campaigns = startPicker("campaigns", cube.campaigns, changed);
  const choices = [{ ...whole }];
  let valid = { ...whole };

  /** The period that is typed in; an empty or impossible one is the last that was possible. */
  function period() {
    const typed = { from: dayFromIso(from.value), to: dayFromIso(to.value) };
    const isPossible = typed.from <= typed.to && typed.from >= whole.from && typed.to <= whole.to;
    const problem = isPossible
      ? ""
      : t("period_impossible", { first: write.day(whole.from), last: write.day(whole.to) });
    for (const field of [from, to]) field.setAttribute("aria-invalid", String(!isPossible));
    document.getElementById("period-problem").textContent = problem;
    if (isPossible) valid = typed;
    return inWholeRows(valid);
  }

  function choice() {
    return {
      period: period(),
      channels: channels.chosen(),
      campaigns: campaigns.chosen(),
      comparison: comparison.value,
    };
  }

  function setPeriod(span) {
    from.value = isoDay(span.from);
    to.value = isoDay(span.to);
  }

  function showPreset() {
    const chosen = choices.findIndex(
      (span) => isoDay(span.from) === from.value && isoDay(span.to) === to.value,
    );
    preset.value = chosen < 0 ? "" : String(chosen);
  }

  preset.append(new Option(t("preset_own"), ""), new Option(t("preset_all"), "0"));
  for (const { label, choices: spans } of presets()) {
    const group = document.createElement("optgroup");
    group.label = label;
    for (const [text, span] of spans) group.append(new Option(text, String(choices.push(span) - 1)));
    preset.append(group);
  }
  for (const field of [from, to]) {
    field.min = isoDay(whole.from);
    field.max = isoDay(whole.to);
    field.addEventListener("change", () => {
      showPreset();
      changed();
    });
  }
  preset.addEventListener("change", () => {
    if (preset.value !== "") setPeriod(choices[Number(preset.value)]);
    changed();
  });
  comparison.value = data.comparison;
  comparison.addEventListener("change", changed);
  document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("reset").addEventListener("click", () => {
    isQuiet = true;
    setPeriod(whole);
    showPreset();
    comparison.value = data.comparison;
    channels.clear();
    campaigns.clear();
    isQuiet = false;
    changed();
  });
  setPeriod(whole);
  preset.value = "0";
  isQuiet = false;
  return choice();
}
