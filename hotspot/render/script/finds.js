"use strict";
// What commands have found in the run, kind by kind: marks, grounds and routes on the map, a table, cards.
const Finds = (() => {
  const COLOURS = {
    post: "#b34700",
    catchment: "#b34700",
    camera: "#7b2d8b",
    view: "#7b2d8b",
    beat: "#111111",
    venue: "#00695c",
    yard: "#6a1b9a",
    pilot: "#14508c",
    control: "#5d4037",
    pilot_ring: "#14508c",
    control_ring: "#5d4037",
  };
  const RINGS = ["pilot_ring", "control_ring"];
  const SIGNS = {
    post: "post",
    catchment: "outline dashed reached",
    camera: "pill",
    view: "outline thin",
    beat: "outline",
    venue: "pill",
    yard: "pill",
    pilot: "outline",
    control: "outline",
    pilot_ring: "outline dashed",
    control_ring: "outline dashed",
  };
  const LOOKS = {
    post: { weight: 1.5, dashArray: "5 4", fillOpacity: 0.18 },
    camera: { weight: 1.2, fillOpacity: 0.12 },
    beat: { weight: 3, fill: false },
    // Whole areas have an outline only, as in the legend: a fill would change the colours of their classes.
    yard: { weight: 2.5, fill: false },
    pilot: { weight: 2.5, fill: false },
    control: { weight: 2.5, fill: false },
    pilot_ring: { weight: 1.5, dashArray: "5 4", fill: false },
    control_ring: { weight: 1.5, dashArray: "5 4", fill: false },
    other: { weight: 2.5, fillOpacity: 0.12 },
  };
  const ROUTES = ["#14508c", "#b34700", "#00695c", "#7b2d8b", "#8a002e", "#5d4037"];
  const DASHES = [null, "10 5", "2 6", "14 4 3 4"]; // as many routes again are told apart without colour
  const HIDDEN = ["venues"]; // at first: they are many
  const MARK = [30, 22]; // pixels
  const { at, draw, make, spaced, swatch } = Elements;
  const { map } = Ground;
  const found = City.finds ?? [];
  const textsOf = (k) => found[k].texts[State.now.language];
  const isOwn = (k) => found[k].key === City.own; // the page is that of the command
  if (found.length) {
    map.createPane("finds").style.zIndex = 465; // over the names of areas
    map.getPane("finds").classList.add("pane-finds");
    document.documentElement.classList.add("with-finds");
    document.documentElement.classList.toggle("with-own", Boolean(City.own));
  }

  const routeLook = (i) => ({ color: ROUTES[i % ROUTES.length], dashArray: DASHES[i % DASHES.length] });
  const colourOf = (k, i) => (found[k].routes ? routeLook(i).color : COLOURS[found[k].roles[i]]);

  function ground(k, i) {
    const shape = found[k].grounds[i];
    const role = found[k].roles[i];
    const look = { pane: "streets", interactive: false, color: COLOURS[role] };
    return shape.length ? [Shapes.polygon(shape, { ...look, ...(LOOKS[role] ?? LOOKS.other) })] : [];
  }

  function route(k, i) {
    if (!found[k].routes) return [];
    const look = { pane: "hotspots", interactive: false };
    const path = found[k].routes[i].map(Shapes.decode);
    return [
      L.polyline(path, { ...look, color: "#ffffff", weight: 6, opacity: 0.9 }),
      L.polyline(path, { ...look, ...routeLook(i), weight: 3.5 }),
    ];
  }

  // How many marks before this one stand on the same place: routes may all begin at one post.
  const before = (k, i) =>
    found[k].at.slice(0, i).filter(([lat, lon]) => lat === found[k].at[i][0] && lon === found[k].at[i][1])
      .length;

  // Rings have no mark: a click on what they surround opens the pilot, and the table opens each.
  function mark(k, i) {
    const role = found[k].roles[i];
    if (RINGS.includes(role)) return null;
    const html = make("span", {}, textsOf(k).rows[i][0]); // Leaflet appends an element as it is
    html.style.setProperty("--colour", colourOf(k, i));
    const iconAnchor = [MARK[0] / 2 - before(k, i) * (MARK[0] + 4), MARK[1] / 2];
    const icon = L.divIcon({
      className: `find-mark ${SIGNS[role] ?? "pill"}`,
      html,
      iconSize: MARK,
      iconAnchor,
    });
    return L.marker(found[k].at[i], { icon, pane: "finds" })
      .on("click", () => choose(k, i))
      .on("keypress", ({ originalEvent }) => originalEvent.key === "Enter" && open(k, i, true));
  }

  const marks = found.map(({ roles }, k) => roles.map((_, i) => mark(k, i)));
  const layers = found.map(({ roles }, k) =>
    L.layerGroup([
      ...roles.flatMap((_, i) => [...ground(k, i), ...route(k, i)]),
      ...marks[k].filter(Boolean),
    ]),
  );
  const boxes = found.map(({ key }, k) => {
    const box = make("details", { class: "find", id: `find-${key}` });
    box.open = isOwn(k);
    return box;
  });

  const choose = (k, i) => State.change({ area: null, hotspot: null, find: [k, i] });

  function open(k, i, isByKeyboard) {
    if (!map.hasLayer(layers[k])) at(`show-find-${found[k].key}`).click();
    choose(k, i);
    if (isByKeyboard) Card.enter();
  }

  const isChosen = (k, i) => State.now.find?.[0] === k && State.now.find[1] === i;

  function tell() {
    for (const [k, box] of boxes.entries()) {
      for (const [i, line] of [...box.querySelectorAll(".find-rows tbody tr")].entries()) {
        line.classList.toggle("chosen", isChosen(k, i));
        line.querySelector("button").setAttribute("aria-pressed", isChosen(k, i));
      }
      for (const [i, one] of marks[k].entries())
        one?.getElement()?.classList.toggle("chosen", isChosen(k, i));
    }
  }

  // An interval in brackets may stand in a line of its own, but neither it nor its number is broken.
  const cell = (text) =>
    /\d/.test(text)
      ? text
          .split(/ (?=\()/)
          .flatMap((part) => [" ", make("span", { class: "unbroken" }, part)])
          .slice(1)
      : [text];

  function row(k, cells, i) {
    const [sign, name, ...rest] = cells;
    const below = textsOf(k).below[i];
    const button = make("button", { type: "button", "aria-pressed": false, dir: "auto" }, ...spaced(name));
    const made = make(
      "tr",
      {},
      make("td", {}, sign),
      make(
        "th",
        { scope: "row" },
        button,
        ...(below ? [make("small", { dir: "auto" }, ...spaced(below))] : []),
      ),
      ...rest.map((text) => make("td", {}, ...cell(text))),
    );
    made.addEventListener("click", ({ detail }) => open(k, i, detail === 0));
    return made;
  }

  const head = (cells) =>
    make("thead", {}, make("tr", {}, ...cells.map((text) => make("th", { scope: "col" }, text))));

  function table(k) {
    const { heads, rows, head: title } = textsOf(k);
    return make(
      "table",
      { "aria-label": title },
      head(heads),
      make("tbody", {}, ...rows.map((cells, i) => row(k, cells, i))),
    );
  }

  function curve([title, heads, rows]) {
    const lines = rows.map(([first, ...rest]) =>
      make("tr", {}, make("th", { scope: "row" }, first), ...rest.map((text) => make("td", {}, text))),
    );
    const shown = make("table", {}, make("caption", {}, title), head(heads), make("tbody", {}, ...lines));
    return make("div", { class: "numbers", tabindex: 0, role: "group", "aria-label": title }, shown);
  }

  function doubt(k) {
    const { sure, curve: gains } = textsOf(k);
    const [title, ...said] = sure;
    if (!title) return [];
    const told = said.map((text) => make("p", { dir: "auto" }, text));
    return [make("details", {}, make("summary", {}, title), ...told, ...(gains ? [curve(gains)] : []))];
  }

  function contents(k) {
    const { head: title, count, lines, rows, rest } = textsOf(k);
    const frame = { class: "find-rows", tabindex: 0, role: "group", "aria-label": title };
    return [
      make("summary", {}, make("h2", {}, title), rows.length ? ` (${count})` : ""),
      ...lines.map((text) => make("p", { dir: "auto" }, text)),
      ...(rows.length ? [make("div", frame, table(k))] : []),
      ...(rest ? [make("p", { class: "paper" }, rest)] : []),
      ...doubt(k),
    ];
  }

  function show() {
    for (const [k, box] of boxes.entries()) {
      const wasOpen = box.querySelector("details")?.open ?? false;
      box.replaceChildren(...contents(k));
      box.querySelector("details")?.toggleAttribute("open", wasOpen);
    }
    for (const [k, some] of marks.entries()) {
      for (const [i, one] of some.entries())
        if (one) one.options.icon.options.html.textContent = textsOf(k).rows[i][0];
    }
    tell();
  }

  function routeSign(i) {
    const { color, dashArray } = routeLook(i);
    const line = { x1: 0, y1: 4, x2: 30, y2: 4, stroke: color, "stroke-width": 3.5 };
    const dashes = dashArray ? { "stroke-dasharray": dashArray } : {};
    return draw(
      "svg",
      { class: "route", viewBox: "0 0 30 8", "aria-hidden": "true" },
      draw("line", { ...line, ...dashes }),
    );
  }

  function explain(k) {
    const { legend } = textsOf(k);
    if (found[k].routes) {
      const lines = found[k].roles.map((_, i) => make("li", {}, routeSign(i), nameOf([k, i])));
      return [
        make("ul", { class: "kinds" }, ...lines),
        ...Object.values(legend).map((text) => make("p", {}, text)),
      ];
    }
    const lines = Object.entries(legend).map(([role, text]) =>
      make("li", {}, swatch(COLOURS[role], SIGNS[role]), text),
    );
    return [make("ul", { class: "kinds" }, ...lines)];
  }

  const entries = found
    .map(({ key, roles }, k) => ({
      id: `find-${key}`,
      layer: layers[k],
      on: !HIDDEN.includes(key),
      name: () => textsOf(k).head,
      count: () => textsOf(k).count,
      explain: () => explain(k),
      items: () =>
        roles.map((_, i) => ({ name: nameOf([k, i]), open: (isByKeyboard) => open(k, i, isByKeyboard) })),
    }))
    .filter((_, k) => found[k].roles.length);

  // The sign of a yard is its score, which is no name.
  const nameOf = ([k, i]) =>
    textsOf(k)
      .rows[i].slice(found[k].key === "yards" ? 1 : 0, 2)
      .join(" · ");
  at("ranking").prepend(...boxes);
  for (const layer of layers) layer.on("add", tell);
  State.watch(["language"], show);
  State.watch(["find"], tell);
  return {
    entries,
    nameOf,
    heading: () =>
      found
        .map((_, k) => k)
        .filter(isOwn)
        .map((k) => textsOf(k).head)[0],
    factsOf: ([k, i]) => textsOf(k).facts[i],
    placeOf: ([k, i]) => found[k].at[i],
  };
})();
