"use strict";
// Classes of equal numbers of areas, with limits of two digits that count.
const Classes = (() => {
  const COLOURS = ["#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"]; // ColorBrewer YlGnBu
  const NONE = "#f4f4f4";

  const short = (value) => Number(value.toPrecision(2));
  const stepOf = (value) => 10 ** (Math.floor(Math.log10(value)) - 1);
  const below = (value) => (short(value) > value ? short(short(value) - stepOf(value)) : short(value));
  const above = (value) => (short(value) < value ? short(short(value) + stepOf(value)) : short(value));

  // The limits of at most five classes of the values above 0; one limit where all values are equal.
  function limits(values) {
    const sorted = Float64Array.from(values.filter((value) => value > 0)).sort();
    if (!sorted.length) return [];
    const inner = [0.2, 0.4, 0.6, 0.8].map((part) => short(sorted[Math.floor(part * sorted.length)]));
    const all = [below(sorted[0]), ...inner, above(sorted.at(-1))];
    return all.filter((limit, i) => i === 0 || limit > Math.max(...all.slice(0, i)));
  }

  const colours = (bounds) => COLOURS.slice(-Math.max(bounds.length - 1, 1));
  const colour = (value, bounds) =>
    value > 0 ? colours(bounds)[bounds.slice(1, -1).filter((limit) => limit <= value).length] : NONE;
  const ranges = (bounds) =>
    bounds.length === 1
      ? [Words.short(bounds[0])]
      : bounds.slice(1).map((limit, i) => `${Words.short(bounds[i])} – ${Words.short(limit)}`);

  return { COLOURS, NONE, limits, colours, colour, ranges };
})();
