"use strict";
// Speaks: the texts of the language that is chosen, with their gaps filled.
const Texts = (() => {
  const all = JSON.parse(document.getElementById("words-data").textContent);
  let language = Form.language;

  function choose(other) {
    language = other;
    document.documentElement.lang = other;
  }

  const say = (key, gaps = {}) =>
    all[language].texts[key].replace(/{(\w+)}/g, (_, name) => String(gaps[name]));

  return {
    choose,
    say,
    chosen: () => language,
    item: (item) => all[language].items[item],
    area: (area) => area.names[language],
  };
})();
