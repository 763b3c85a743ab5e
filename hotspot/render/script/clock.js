"use strict";
// When an area's incidents happened: a grid of weekday and hour, bars over the period, and the same as tables.
const Clock = (() => {
  const LEAST = 20; // incidents with a known hour, for a clock to say anything
  const HOURS = 24;
  const CELL = { width: 12, height: 15 };
  const LEFT = 30;
  const NONE = "#ffffff";
  const BARS = { width: 318, height: 56, top: 16 };
  const { make, draw } = Elements;
  const { say, number } = Words;
  const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);

  // Whole numbers 1 … most in at most five equal steps.
  function steps(most) {
    const width = Math.ceil(most / Classes.COLOURS.length);
    const count = Math.ceil(most / width);
    const colours = Classes.COLOURS.slice(-count);
    return Array.from({ length: count }, (_, i) => {
      const [low, high] = [i * width + 1, Math.min((i + 1) * width, most)];
      return { colour: colours[i], text: low === high ? number(low) : `${number(low)}–${number(high)}` };
    });
  }

  function grid(counts, most) {
    const shades = steps(most);
    const width = Math.ceil(most / Classes.COLOURS.length);
    const cells = counts.map((count, k) =>
      draw("rect", {
        x: LEFT + (k % HOURS) * CELL.width,
        y: Math.floor(k / HOURS) * CELL.height,
        width: CELL.width - 1,
        height: CELL.height - 1,
        fill: count ? shades[Math.ceil(count / width) - 1].colour : NONE,
      }),
    );
    const days = Words.days().map((day, i) =>
      draw("text", { x: LEFT - 5, y: i * CELL.height + 11, "text-anchor": "end" }, day),
    );
    const hours = [0, 6, 12, 18, 24].map((hour) =>
      draw(
        "text",
        {
          x: LEFT + hour * CELL.width,
          y: 7 * CELL.height + 12,
          "text-anchor": hour === 24 ? "end" : "middle",
        },
        String(hour),
      ),
    );
    const box = `0 0 ${LEFT + HOURS * CELL.width} ${7 * CELL.height + 16}`;
    return draw(
      "svg",
      { viewBox: box, class: "clock", role: "img", "aria-label": say("map.clock.picture") },
      ...cells,
      ...days,
      ...hours,
    );
  }

  const legend = (most) =>
    make(
      "ul",
      { class: "steps" },
      ...[{ colour: NONE, text: number(0) }, ...steps(most)].map(({ colour, text }) =>
        make("li", {}, Elements.swatch(colour), text),
      ),
    );

  function peak(counts, most) {
    if (counts.indexOf(most) !== counts.lastIndexOf(most)) return say("map.clock.peaks", { count: most });
    const k = counts.indexOf(most);
    const hours = Words.hours(k % HOURS, (k % HOURS) + 1);
    return say("map.clock.peak", { count: most, day: Words.days()[Math.floor(k / HOURS)], hours });
  }

  function week(clock) {
    const hours = clock.slice(0, 168);
    const [known, dayOnly, undated] = [sum(hours), sum(clock.slice(168, 175)), clock[175]];
    const most = Math.max(...hours);
    const apart = [
      ["map.clock.unknown", dayOnly],
      ["map.clock.undated", undated],
    ].filter(([, count]) => count);
    const { weekdays } = Words.about();
    return [
      make("h3", {}, say("map.clock")),
      ...(known < LEAST
        ? [make("p", {}, say("map.clock.few", { count: known, least: LEAST }))]
        : [grid(hours, most), legend(most), Elements.paragraph(peak(hours, most))]),
      ...apart.map(([key, count]) => make("p", {}, say(key, { count }))),
      ...(weekdays && known + dayOnly ? [Elements.paragraph(weekdays)] : []),
    ];
  }

  // The pieces of the period that the filter in force leaves.
  function pieces(months) {
    const { from, to } = State.now.filter;
    return months
      .map((count, i) => ({ count, name: City.periods[i].names[State.now.language] }))
      .slice(from, to + 1);
  }

  function bars(shown) {
    const most = Math.max(...shown.map(({ count }) => count));
    const step = BARS.width / shown.length;
    const base = BARS.top + BARS.height;
    const high = shown.findIndex(({ count }) => count === most);
    const boxes = shown.map(({ count }, i) =>
      draw("rect", {
        x: (i * step).toFixed(2),
        width: Math.max(step - 1, 0.5).toFixed(2),
        y: (base - (BARS.height * count) / most).toFixed(2),
        height: ((BARS.height * count) / most).toFixed(2),
      }),
    );
    const text = (x, y, anchor, words) => draw("text", { x, y, "text-anchor": anchor }, words);
    const x = Math.min(Math.max((high + 0.5) * step, 10), BARS.width - 10);
    const box = `0 0 ${BARS.width} ${base + 16}`;
    return draw(
      "svg",
      { viewBox: box, class: "bars", role: "img", "aria-label": say("map.months.picture") },
      ...boxes,
      draw("path", { d: `M0 ${base + 0.5}H${BARS.width}` }),
      text(x, BARS.top - 4, "middle", number(most)),
      text(0, base + 13, "start", shown[0].name),
      text(BARS.width, base + 13, "end", shown.at(-1).name),
    );
  }

  function period(months) {
    const shown = pieces(months);
    const most = shown.reduce((high, one) => (one.count > high.count ? one : high), { count: 0 });
    if (shown.length < 2 || !most.count) return [];
    return [
      make("h3", {}, say("map.months")),
      bars(shown),
      make("p", {}, say("map.months.most", { count: most.count, name: most.name })),
    ];
  }

  function numbers({ clock, months }) {
    const known = sum(clock.slice(0, 168));
    const tables = [
      ...(known ? [weekTable(clock)] : []),
      ...(pieces(months).length > 1 ? [periodTable(months)] : []),
    ];
    const frame = make(
      "div",
      { class: "numbers", tabindex: 0, role: "region", "aria-label": say("map.numbers") },
      ...tables,
    );
    return make("details", {}, make("summary", {}, say("map.numbers")), frame);
  }

  // Hours down and days across: seven columns fit a telephone.
  function weekTable(clock) {
    const head = [say("map.clock.hour"), ...Words.days()].map((text) => make("th", { scope: "col" }, text));
    const rows = Array.from({ length: HOURS }, (_, hour) =>
      make(
        "tr",
        {},
        make("th", { scope: "row" }, Words.hours(hour, hour + 1)),
        ...Array.from({ length: 7 }, (__, day) => make("td", {}, number(clock[day * HOURS + hour]))),
      ),
    );
    return table(say("map.clock"), head, rows);
  }

  function periodTable(months) {
    const head = [say("map.months"), say("table.incidents")].map((text) =>
      make("th", { scope: "col" }, text),
    );
    const rows = pieces(months).map(({ name, count }) =>
      make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, number(count))),
    );
    return table(say("map.months"), head, rows);
  }

  const table = (caption, head, rows) =>
    make(
      "table",
      {},
      make("caption", {}, caption),
      make("thead", {}, make("tr", {}, ...head)),
      make("tbody", {}, ...rows),
    );

  // Everything that is known of an area's times, nothing where no day is known.
  function show(area) {
    const times = Counts.times(area);
    if (!times || sum(times.clock.slice(0, 175)) + sum(times.months) === 0) return [];
    const parts = [week(times.clock), period(times.months)].filter((part) => part.length);
    return [
      make("div", { class: "times" }, ...parts.map((part) => make("div", {}, ...part))),
      numbers(times),
    ];
  }

  return { show };
})();
