"use strict";
// The single incidents of the page: where, which day, which hour of the week, which type; area by area. No more
// is known of them here, and of sensitive ones only the area. `null` where the page holds none.
const Incidents = (() => {
  const { incidents: given, periods } = City;
  if (!given) return null;
  const n = given.count;
  const [x, y, day] = [new Uint16Array(n), new Uint16Array(n), new Uint16Array(n)];
  const [slot, type] = [new Uint8Array(n), new Uint8Array(n)];
  const UNDATED = 65535;
  const APART = 255; // the type of incidents of which the place, the time and the type are withheld
  const HOURS = 168; // slots of a known hour; then 7 of a known day, then undated
  const NO_WEEKDAY = 255; // the slot of those
  const CLOCK = 26; // numbers for the hour: 24 hours, none known, nor the weekday

  readPlaces(Bytes.numbers(given.x), Bytes.numbers(given.y), Bytes.numbers(given.at));
  readCodes(Bytes.numbers(given.codes));

  function readPlaces(xs, ys, at) {
    let from = 0;
    for (let p = 0; p < at.length; p += 1) {
      x.fill(xs[p], from, from + at[p]);
      y.fill(ys[p], from, from + at[p]);
      from += at[p];
    }
  }

  // (day × 26 + hour) × kinds + type; the last day is not known, and incidents of the last type stand apart.
  function readCodes(codes) {
    for (let k = 0; k < n; k += 1) {
      const kind = codes[k] % given.kinds;
      const moment = (codes[k] - kind) / given.kinds;
      const hour = moment % CLOCK;
      const date = (moment - hour) / CLOCK;
      type[k] = kind === given.kinds - 1 ? APART : kind;
      day[k] = date === given.days ? UNDATED : date;
      slot[k] = slotOf((date + given.weekday) % 7, hour);
    }
  }

  function slotOf(weekday, hour) {
    if (hour < 24) return weekday * 24 + hour;
    return hour === 24 ? HOURS + weekday : NO_WEEKDAY;
  }

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
