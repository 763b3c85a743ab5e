"use strict";
// What the reader has chosen, and who has to be shown again when that changes.
const State = (() => {
  const ALL = { type: null, hours: null, days: null, from: 0, to: Math.max(City.periods.length - 1, 0) };
  const now = { language: City.language, area: null, hotspot: null, find: null, filter: ALL };
  const watchers = [];

  // `show` is called after any of the `names` has changed, in the order of watching.
  const watch = (names, show) => watchers.push({ names, show });

  // There is one card: who chooses an area or a hot spot leaves the find.
  function change(asked) {
    const changes = "area" in asked ? { find: null, ...asked } : asked;
    Object.assign(now, changes);
    for (const { names, show } of watchers) if (names.some((name) => name in changes)) show();
  }

  const isFiltered = () => Object.keys(ALL).some((name) => now.filter[name] !== ALL[name]);

  return { now, watch, change, isFiltered, ALL };
})();
