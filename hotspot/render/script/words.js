"use strict";
// Texts, whole numbers and plural forms in the language in force; everything else comes written from Python.
const Words = (() => {
  const island = JSON.parse(document.getElementById("words-island").textContent);
  const languages = Object.keys(island);
  const own = () => island[State.now.language];
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (gap, name) => values[name] ?? gap);

  function number(value) {
    const [whole, part] = String(value).split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, () => own().group);
    return part ? grouped + own().decimal + part : grouped;
  }

  // A value of two digits that count, as the limits of classes are.
  const short = (value) => number(value < 1e-6 ? value.toFixed(8).replace(/0+$/, "") : value);

  // As Python rounds: a half goes to the even neighbour, and a share that is there is never told as none.
  function percent(part, whole) {
    const value = whole ? (100 * part) / whole : 0;
    const below = Math.floor(value);
    const half = value - below === 0.5;
    const rounded = half ? below + (below % 2) : Math.round(value);
    return fill(own().percent, { 0: rounded || !part ? number(rounded) : "<1" });
  }

  // Values that are numbers are written as the language writes them; `count` also chooses the plural form.
  function say(key, values = {}) {
    const text = own().texts[key];
    const form =
      typeof text === "string" ? text : (text[PLURAL[State.now.language](values.count)] ?? text.other);
    const written = Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "number" ? number(value) : value,
    ]);
    return fill(form, Object.fromEntries(written));
  }

  return {
    languages,
    say,
    number,
    short,
    percent,
    about: () => City.about[State.now.language],
    days: () => own().days,
    hours: (from, to) => fill(own().hours, { 0: from, 1: to }),
    nameOf: (language) => island[language].texts["map.language_name"],
  };
})();
