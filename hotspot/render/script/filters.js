"use strict";
// The filter: its choices, and the notice that stands over everything while it is in force.
const Filters = (() => {
  const BANDS = [
    [6, 12],
    [12, 18],
    [18, 24],
    [0, 6],
    [22, 6],
  ]; // hours
  const { at, make } = Elements;
  const { say } = Words;
  const { types, periods } = City;

  const typeName = (i) => types[i] || say("map.filter.other_types");
  const daysName = (days) => {
    const names = Words.days();
    return days === "weekend" ? `${names[5]}–${names[6]}` : `${names[0]}–${names[4]}`;
  };
  const periodName = (i) => periods[i].names[State.now.language];

  // Choices of each list: the value that the filter takes and its text.
  const lists = {
    type: () => [[null, say("map.filter.all")], ...types.map((_, i) => [i, typeName(i)])],
    hours: () => [[null, say("map.filter.all")], ...BANDS.map((band) => [band, Words.hours(...band)])],
    days: () => [
      [null, say("map.filter.all")],
      ...["weekdays", "weekend"].map((one) => [one, daysName(one)]),
    ],
    from: () => periods.map((_, i) => [i, periodName(i)]),
    to: () => periods.map((_, i) => [i, periodName(i)]),
  };
  const isOffered = {
    type: () => types.length > 1,
    hours: () => Incidents.knowsHours,
    days: () => Incidents.knowsDays,
    from: () => periods.length > 1,
    to: () => periods.length > 1,
  };

  function list(name) {
    const choices = lists[name]();
    const select = make(
      "select",
      { id: `filter-${name}` },
      ...choices.map(([, text], i) => make("option", { value: i, dir: "auto" }, text)),
    );
    select.addEventListener("change", () => choose(name, choices[Number(select.value)][0]));
    return make(
      "div",
      { class: `choice ${name}` },
      make("label", { for: select.id }, say(`map.filter.${name}`)),
      select,
    );
  }

  // A period cannot end before it begins: the other end moves along.
  function choose(name, value) {
    const filter = { ...State.now.filter, [name]: value };
    if (filter.from > filter.to) filter[name === "from" ? "to" : "from"] = value;
    State.change({ filter });
  }

  function parts() {
    const { type, hours, days, from, to } = State.now.filter;
    const isWhole = from === State.ALL.from && to === State.ALL.to;
    return [
      type === null ? "" : typeName(type),
      days === null ? "" : daysName(days),
      hours === null ? "" : Words.hours(...hours),
      isWhole ? "" : [...new Set([periodName(from), periodName(to)])].join(" – "),
    ].filter(Boolean);
  }

  function notice() {
    const isOn = State.isFiltered();
    at("notice").hidden = !isOn;
    if (!isOn) return at("notice-text").replaceChildren();
    const incidents = say("plural.incidents", { count: Counts.total() });
    const unknown = Counts.unknownHours();
    at("notice-text").replaceChildren(
      make("strong", {}, say("map.filter.in_force")),
      " ",
      make("span", { dir: "auto" }, parts().join(" · ")),
      ": ",
      say("map.filter.left", { incidents, all: Incidents.n }),
      ". ",
      say("map.filter.counts_only"),
      unknown ? ` ${say("map.filter.unknown_hour", { count: unknown })}` : "",
    );
    at("clear").textContent = say("map.filter.clear");
    return undefined;
  }

  function show() {
    at("filter-heading").textContent = say("map.filters");
    const shown = Incidents ? Object.keys(lists).filter((name) => isOffered[name]()) : [];
    at("choices").replaceChildren(...shown.map(list));
    at("no-incidents").textContent = Words.about().no_incidents;
    at("no-incidents").hidden = Boolean(Incidents);
    mark();
  }

  // The lists stay as they are, with what is in force chosen in each.
  function mark() {
    for (const [name, choices] of Object.entries(lists)) {
      const select = at(`filter-${name}`);
      if (select) select.value = choices().findIndex(([value]) => value === State.now.filter[name]);
    }
    if (State.isFiltered()) at("filter").open = true;
    notice();
  }

  at("clear").addEventListener("click", () => {
    State.change({ filter: State.ALL });
    at("filter").querySelector("summary").focus();
  });
  State.watch(["language"], show);
  State.watch(["filter"], mark);
})();
