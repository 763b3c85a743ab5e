"use strict";
// The ranked table; under a filter, the counts that it leaves. Rows are made as they come into view.
const Table = (() => {
  const BATCH = 150; // rows
  const { at, make } = Elements;
  const { say, about, number, percent } = Words;
  let wanted = []; // areas that the search leaves, in order
  let made = 0;

  const rowOf = (i) => at("rows").querySelector(`tr[data-area="${i}"]`);

  function heads() {
    if (!State.isFiltered()) {
      return [
        say("table.rank"),
        say("table.name"),
        say("table.incidents"),
        about().score,
        say("table.ranks"),
      ];
    }
    const unit = say(Counts.years() === null ? "map.filter.per_km2" : "map.filter.per_km2_year");
    return [say("table.name"), say("table.incidents"), say("map.filter.share"), unit];
  }

  function cells(i) {
    const { row } = City.areas[i].texts[State.now.language];
    if (!State.isFiltered()) return row;
    const density = Words.short(Number(Counts.density(i).toPrecision(2)));
    return [number(Counts.of(i)), percent(Counts.of(i), Counts.total()), density];
  }

  function row(i) {
    const isChosen = State.now.area === i;
    const { name } = City.areas[i].texts[State.now.language];
    const button = make("button", { type: "button", "aria-pressed": isChosen, dir: "auto" }, name);
    const parts = cells(i).map((text) => make("td", {}, text));
    const rank = State.isFiltered() ? [] : [parts.shift()];
    return make(
      "tr",
      { "data-area": i, class: isChosen ? "chosen" : "" },
      ...rank,
      make("th", { scope: "row" }, button),
      ...parts,
    );
  }

  // Areas without a rank stand below the others, under the reason.
  const isApart = (i) => i !== undefined && !State.isFiltered() && City.areas[i].group === null;

  function rows(place) {
    if (!isApart(wanted[place]) || isApart(wanted[place - 1])) return [row(wanted[place])];
    const reason = make("th", { colspan: heads().length, scope: "rowgroup" }, about().apart);
    return [make("tr", { class: "apart" }, reason), row(wanted[place])];
  }

  function more(until = made + BATCH) {
    const end = Math.min(until, wanted.length);
    for (; made < end; made++) at("rows").append(...rows(made));
  }

  // Places that the data leave open stand in brackets.
  const ordered = () =>
    City.areas.every(({ ranked }) => ranked) ? about().order : `${about().order}. ${say("map.open_places")}`;

  function show() {
    at("ranking-heading").textContent = say(State.isFiltered() ? "map.filter.table" : "map.table");
    at("order").textContent = State.isFiltered() ? say("map.filter.order") : ordered();
    at("choose").textContent = say("map.choose");
    at("search").placeholder = say("map.search");
    at("search").setAttribute("aria-label", say("map.search"));
    at("table").classList.toggle("counts", State.isFiltered());
    at("columns").replaceChildren(...heads().map((head) => make("th", { scope: "col" }, head)));
    find();
  }

  // Names are found in any of the languages.
  function find() {
    const text = at("search").value.trim().toLocaleLowerCase();
    const has = (i) =>
      Object.values(City.areas[i].texts).some(({ name }) => name.toLocaleLowerCase().includes(text));
    const order = State.isFiltered() ? Counts.order() : [...City.areas.keys()];
    wanted = text ? order.filter(has) : order;
    made = 0;
    at("rows").replaceChildren();
    at("table").setAttribute("aria-rowcount", wanted.length + 1 + Number(wanted.some(isApart)));
    more();
  }

  function mark() {
    const { area } = State.now;
    const old = at("rows").querySelector("tr.chosen");
    old?.classList.remove("chosen");
    old?.querySelector("button").setAttribute("aria-pressed", "false");
    if (area === null) return;
    if (!rowOf(area) && wanted.includes(area)) more(wanted.indexOf(area) + BATCH);
    const chosen = rowOf(area);
    chosen?.classList.add("chosen");
    chosen?.querySelector("button").setAttribute("aria-pressed", "true");
    reveal(chosen);
  }

  // Scrolls the table only, not the page.
  function reveal(chosen) {
    if (!chosen) return;
    const frame = at("table-frame");
    const [row, box] = [chosen.getBoundingClientRect(), frame.getBoundingClientRect()];
    const isSeen =
      row.top >= box.top + at("columns").offsetHeight && row.bottom <= box.top + frame.clientHeight;
    if (!isSeen) frame.scrollTop += row.top - box.top - frame.clientHeight / 2;
  }

  function walk(event) {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const from = document.activeElement.closest("tr");
    if (way > 0 && !from?.nextElementSibling) more();
    const step = (line) => (way > 0 ? line?.nextElementSibling : line?.previousElementSibling);
    const next = step(from);
    (next?.querySelector("button") ?? step(next)?.querySelector("button"))?.focus();
  }

  at("rows").addEventListener("click", ({ target, detail }) => {
    const chosen = target.closest("tr[data-area]");
    if (!chosen) return;
    State.change({ area: Number(chosen.dataset.area), hotspot: null });
    if (detail === 0) Card.enter(); // with the keyboard
  });
  at("rows").addEventListener("keydown", walk);
  at("search").addEventListener("input", find);
  at("table-frame").addEventListener(
    "scroll",
    ({ target }) => {
      if (target.scrollTop + 2 * target.clientHeight > target.scrollHeight) more();
    },
    { passive: true },
  );
  State.watch(["language", "filter"], show);
  State.watch(["area"], mark);

  return { buttonOf: (i) => (i === null ? null : rowOf(i)?.querySelector("button")) };
})();
