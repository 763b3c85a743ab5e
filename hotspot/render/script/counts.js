"use strict";
// What the filter in force leaves: counts of the areas, the order they give, and densities.
const Counts = (() => {
  const DAYS_OF_YEAR = 365.25;
  let mask = null;
  let counts = null;
  let order = [];
  let total = 0;

  function count() {
    if (!Incidents) return;
    mask = Incidents.wanted(State.now.filter);
    counts = Incidents.counts(mask);
    total = counts.reduce((sum, one) => sum + one, 0);
    order = [...City.areas.keys()].sort((i, j) => counts[j] - counts[i] || i - j);
  }

  function years() {
    const { from, to } = State.now.filter;
    if (from === State.ALL.from && to === State.ALL.to) return City.years;
    return (City.periods[to].last - City.periods[from].first + 1) / DAYS_OF_YEAR;
  }

  // Incidents per km² and year, per km² where no period is known.
  const density = (area) => counts[area] / City.areas[area].km2 / (years() ?? 1);

  // Of those that pass all but the choice of hours: how many have no known hour.
  function unknownHours() {
    if (State.now.filter.hours === null) return 0;
    const others = Incidents.wanted({ ...State.now.filter, hours: null });
    return others.reduce((sum, one, k) => sum + (one && Incidents.hasNoHour(k) ? 1 : 0), 0);
  }

  function times(area) {
    if (Incidents) return Incidents.times(area, mask);
    const { clock, months } = City.areas[area];
    return clock ? { clock: [...clock, City.areas[area].incidents - sum(clock)], months } : null;
  }

  const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);

  count();
  State.watch(["filter"], count);

  return {
    density,
    times,
    unknownHours,
    years,
    of: (area) => counts[area],
    order: () => order,
    total: () => total,
    mask: () => mask,
  };
})();
