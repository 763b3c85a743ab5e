"use strict";
// The listed areas of a page that does not list all: each text that is the same in all languages came once, counts
// came as digits. Here they take the form in which areas come where all are listed.
(() => {
  const NUMBERS = /\d+(?:\.\d+)?/g;
  const NAMES = 3; // of a group are told one by one
  const groups = new Map(City.areas.map(({ group }) => [group, []]));
  for (const [k, { group }] of City.areas.entries()) groups.get(group).push(k);
  const one = (text, i) => (typeof text === "string" ? text : text[i]);
  const counts = (digits) => Array.from(Bytes.numbers(digits));
  // Written when it is read, which is in the language in force.
  const cells = (row, i) =>
    Array.isArray(row[i]) ? row[i] : row.map((cell) => cell.replace(NUMBERS, (plain) => Words.number(plain)));

  // From which others the data do not tell an area apart; most of them may not be listed.
  function alike(k, group, language) {
    const listed = groups.get(group).slice(0, NAMES + 1);
    const others = listed.filter((one) => one !== k).slice(0, NAMES);
    if (!others.length) return [];
    const named = others.map((one) => City.areas[one].texts[language].name).join(", ");
    const count = City.rest.groups[group] - 1 - others.length;
    const names = count > 0 ? Words.say("map.card.more", { names: named, count }) : named;
    return [Words.say("map.card.group", { names })];
  }

  for (const [k, area] of City.areas.entries()) {
    const { name, row, group, sentences, clock, months } = area;
    const said = (language, i) => ({
      name: one(name, i),
      get sentences() {
        return sentences && [...sentences[i], ...alike(k, group, language)];
      },
      get row() {
        return cells(row, i);
      },
    });
    area.texts = Object.fromEntries(Words.languages.map((language, i) => [language, said(language, i)]));
    area.group = k; // the card knows groups by the areas listed
    if (clock) area.clock = counts(clock);
    if (months) area.months = counts(months);
  }
})();
