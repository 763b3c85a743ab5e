"use strict";
// What commands have found in the run since, kind by kind: marks and grounds on the map, a table, cards.
const Finds = (() => {
  const COLOURS = {
    venue: "#00695c",
    yard: "#6a1b9a",
    pilot: "#14508c",
    control: "#5d4037",
    pilot_ring: "#14508c",
    control_ring: "#5d4037",
  };
  const RINGS = ["pilot_ring", "control_ring"];
  const { at, make, swatch } = Elements;
  const { map } = Ground;
  const found = City.finds ?? [];
  const textsOf = (k) => found[k].texts[State.now.language];
  if (found.length) {
    map.createPane("finds").style.zIndex = 465; // over the names of areas, under proposed posts
    map.getPane("finds").classList.add("pane-finds");
    document.documentElement.classList.add("with-finds");
  }

  function look(role) {
    const line = { pane: "streets", interactive: false, color: COLOURS[role] };
    return RINGS.includes(role)
      ? { ...line, weight: 1.5, dashArray: "5 4", fillOpacity: 0.06 }
      : { ...line, weight: 2.5, fillOpacity: 0.12 };
  }

  function ground(k, i) {
    const shape = found[k].grounds[i];
    return shape.length ? [Shapes.polygon(shape, look(found[k].roles[i]))] : [];
  }

  // Rings have no mark: a click on what they surround opens the pilot, and the table opens each.
  function mark(k, i) {
    const role = found[k].roles[i];
    if (RINGS.includes(role)) return null;
    const html = make("span", {}, textsOf(k).rows[i][0]); // Leaflet appends an element as it is
    html.style.setProperty("--colour", COLOURS[role]);
    const icon = L.divIcon({ className: "find-mark", html, iconSize: [30, 22] });
    return L.marker(found[k].at[i], { icon, pane: "finds" })
      .on("click", () => choose(k, i))
      .on("keypress", ({ originalEvent }) => originalEvent.key === "Enter" && open(k, i, true));
  }

  const marks = found.map(({ roles }, k) => roles.map((_, i) => mark(k, i)));
  const layers = found.map(({ roles }, k) =>
    L.layerGroup([...roles.flatMap((_, i) => ground(k, i)), ...marks[k].filter(Boolean)]),
  );
  const boxes = found.map(({ key }) => make("details", { class: "find", id: `find-${key}` }));

  const choose = (k, i) => State.change({ area: null, hotspot: null, find: [k, i] });

  function open(k, i, isByKeyboard) {
    if (!map.hasLayer(layers[k])) at(`show-find-${found[k].key}`).click();
    choose(k, i);
    if (isByKeyboard) Card.enter();
  }

  const isChosen = (k, i) => State.now.find?.[0] === k && State.now.find[1] === i;

  function tell() {
    for (const [k, box] of boxes.entries()) {
      for (const [i, line] of [...box.querySelectorAll("tbody tr")].entries()) {
        line.classList.toggle("chosen", isChosen(k, i));
        line.querySelector("button").setAttribute("aria-pressed", isChosen(k, i));
      }
      for (const [i, one] of marks[k].entries())
        one?.getElement()?.classList.toggle("chosen", isChosen(k, i));
    }
  }

  function row(k, cells, i) {
    const [sign, name, ...rest] = cells;
    const button = make("button", { type: "button", "aria-pressed": false, dir: "auto" }, name);
    const made = make(
      "tr",
      {},
      make("td", {}, sign),
      make("th", { scope: "row" }, button),
      ...rest.map((text) => make("td", /\d/.test(text) ? { class: "unbroken" } : {}, text)),
    );
    made.addEventListener("click", ({ detail }) => open(k, i, detail === 0));
    return made;
  }

  function table(k) {
    const { heads, rows, head } = textsOf(k);
    return make(
      "table",
      { "aria-label": head },
      make("thead", {}, make("tr", {}, ...heads.map((text) => make("th", { scope: "col" }, text)))),
      make("tbody", {}, ...rows.map((cells, i) => row(k, cells, i))),
    );
  }

  function show() {
    for (const [k, box] of boxes.entries()) {
      const { head, lines, rows, rest } = textsOf(k);
      const frame = { class: "find-rows", tabindex: 0, role: "group", "aria-label": head };
      box.replaceChildren(
        make("summary", {}, make("h2", {}, head), ` (${Words.number(rows.length)})`),
        ...lines.map((text) => make("p", { dir: "auto" }, text)),
        make("div", frame, table(k)),
        ...(rest ? [make("p", { class: "paper" }, rest)] : []),
      );
    }
    for (const [k, some] of marks.entries()) {
      for (const [i, one] of some.entries())
        if (one) one.options.icon.options.html.textContent = textsOf(k).rows[i][0];
    }
    tell();
  }

  const explain = (k) => () => [
    make(
      "ul",
      { class: "kinds" },
      ...Object.entries(textsOf(k).legend).map(([role, text]) =>
        make("li", {}, swatch(COLOURS[role], RINGS.includes(role) ? "outline dashed" : "post"), text),
      ),
    ),
  ];

  const entries = found.map(({ key, roles }, k) => ({
    id: `find-${key}`,
    layer: layers[k],
    on: key !== "venues",
    name: () => textsOf(k).head,
    explain: explain(k),
    items: () =>
      roles.map((_, i) => ({ name: nameOf([k, i]), open: (isByKeyboard) => open(k, i, isByKeyboard) })),
  }));

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
    factsOf: ([k, i]) => textsOf(k).facts[i],
    placeOf: ([k, i]) => found[k].at[i],
  };
})();
