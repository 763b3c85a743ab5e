"use strict";
// The single incidents of the page: where, which day, which hour of the week, which type; area by area. No more
// is known of them here, and of sensitive ones only the area. `null` where the page holds none.
const Incidents = (() => {
  const { incidents: given, periods } = City;
  if (!given) return null;
  const n = given.count;
  const bytes = Bytes.read(given.columns).buffer;
  const x = new Uint16Array(bytes, 0, n);
  const y = new Uint16Array(bytes, 2 * n, n);
  const day = new Uint16Array(bytes, 4 * n, n);
  const slot = new Uint8Array(bytes, 6 * n, n);
  const type = new Uint8Array(bytes, 7 * n, n);
  const UNDATED = 65535;
  const APART = 255; // the type of incidents of which the place, the time and the type are withheld
  const HOURS = 168; // slots of a known hour; then 7 of a known day, then undated
  const starts = [0];
  for (const count of given.areas) starts.push(starts.at(-1) + count);

  const periodOf = new Int16Array(UNDATED + 1).fill(-1);
  for (const [i, { first, last }] of periods.entries()) periodOf.fill(i, first, last + 1);

  // Which of the 256 slots pass: an hour that is not known passes no choice of hours.
  function slotsOf({ hours, days }) {
    const passes = new Uint8Array(256);
    for (let k = 0; k < 256; k += 1) {
      const weekday = k < HOURS ? Math.floor(k / 24) : k - HOURS; // 7 and more: not known
      const inDays = days === null || (weekday < 7 && (days === "weekend") === weekday > 4);
      passes[k] = Number(inDays && (hours === null || (k < HOURS && isWithin(k % 24, hours))));
    }
    return passes;
  }

  // Also over midnight.
  const isWithin = (hour, [from, to]) => (from < to ? hour >= from && hour < to : hour >= from || hour < to);

  // 1 for each incident that the filter wants.
  function wanted(filter) {
    const slots = slotsOf(filter);
    const isWhole = filter.from === State.ALL.from && filter.to === State.ALL.to;
    const first = isWhole ? 0 : periods[filter.from].first;
    const last = isWhole ? UNDATED : periods[filter.to].last;
    const mask = new Uint8Array(n);
    for (let k = 0; k < n; k += 1) {
      const isIn = day[k] >= first && day[k] <= last && (filter.type === null || type[k] === filter.type);
      mask[k] = isIn ? slots[slot[k]] : 0;
    }
    return mask;
  }

  // How many of each area's incidents are wanted; the last number: in no area.
  function counts(mask) {
    return given.areas.map((_, i) => {
      let count = 0;
      for (let k = starts[i]; k < starts[i + 1]; k += 1) count += mask[k];
      return count;
    });
  }

  // An area's wanted incidents by slot of the week (…, 175: undated) and by period.
  function times(area, mask) {
    const clock = new Array(176).fill(0);
    const months = new Array(periods.length).fill(0);
    for (let k = starts[area]; k < starts[area + 1]; k += 1) {
      if (!mask[k]) continue;
      clock[Math.min(slot[k], 175)] += 1;
      if (periodOf[day[k]] >= 0) months[periodOf[day[k]]] += 1;
    }
    return { clock, months };
  }

  const hasNoHour = (k) => slot[k] >= HOURS;
  const hasPlace = (k) => type[k] !== APART;

  const knowsHours = slot.some((one) => one < HOURS);
  const knowsDays = slot.some((one) => one < HOURS + 7);

  return { n, x, y, box: given.box, wanted, counts, times, hasNoHour, hasPlace, knowsHours, knowsDays };
})();
