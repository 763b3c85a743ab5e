"use strict";
// Proposed posts, where the page has some: numbered squares, the ground within reach, a table beside the ranking.
const Posts = (() => {
  if (!City.posts) return { entries: [] };
  const COLOUR = "#b34700";
  const { at, make, swatch } = Elements;
  const { map } = Ground;
  const { ids, at: places, reached } = City.posts;
  const texts = () => City.posts.texts[State.now.language];
  map.createPane("planned").style.zIndex = 470; // over the names of areas
  map.getPane("planned").classList.add("pane-planned");

  const grounds = reached.map((shape) =>
    Shapes.polygon(shape, {
      pane: "streets",
      interactive: false,
      color: COLOUR,
      weight: 1.5,
      dashArray: "5 4",
      fillOpacity: 0.18,
    }),
  );
  const marks = places.map(mark);
  const layer = L.layerGroup([...grounds, ...marks]);

  function mark(place, i) {
    const html = make("span", {}, ids[i]); // Leaflet appends an element as it is
    const icon = L.divIcon({ className: "post-mark", html, iconSize: [30, 24] });
    return L.marker(place, { icon, pane: "planned" })
      .on("click", () => choose(i))
      .on("keypress", ({ originalEvent }) => originalEvent.key === "Enter" && open(i, true));
  }

  const choose = (i) => State.change({ area: null, hotspot: null, post: i });

  function open(i, isByKeyboard) {
    if (!map.hasLayer(layer)) at("show-planned").click();
    choose(i);
    if (isByKeyboard) Card.enter();
  }

  function tell() {
    const { post } = State.now;
    for (const [i, line] of [...box.querySelectorAll(".post-rows tbody tr")].entries()) {
      line.classList.toggle("chosen", i === post);
      line.querySelector("button").setAttribute("aria-pressed", i === post);
    }
    for (const [i, one] of marks.entries()) one.getElement()?.classList.toggle("chosen", i === post);
  }

  function row(cells, i) {
    const [id, area, street, ...rest] = cells;
    const button = make("button", { type: "button", "aria-pressed": false, dir: "auto" }, area);
    const made = make(
      "tr",
      {},
      make("td", {}, id),
      make("th", { scope: "row" }, button, make("small", { dir: "auto" }, street)),
      ...rest.map((text) => make("td", {}, text)),
    );
    made.addEventListener("click", ({ detail }) => open(i, detail === 0));
    return made;
  }

  const head = (cells) => make("tr", {}, ...cells.map((text) => make("th", { scope: "col" }, text)));

  function table() {
    const { heads, rows } = texts();
    return make(
      "table",
      { "aria-labelledby": "posts-heading" },
      make("thead", {}, head(heads)),
      make("tbody", {}, ...rows.map(row)),
    );
  }

  function curve() {
    const [title, heads, rows] = texts().curve;
    const lines = rows.map(([first, ...rest]) =>
      make("tr", {}, make("th", { scope: "row" }, first), ...rest.map((text) => make("td", {}, text))),
    );
    return make(
      "table",
      {},
      make("caption", {}, title),
      make("thead", {}, head(heads)),
      make("tbody", {}, ...lines),
    );
  }

  function doubt() {
    const [title, ...said] = texts().sure;
    const summary = make("summary", {}, title);
    const told = said.map((text) => make("p", {}, text));
    if (!texts().curve) return make("details", {}, summary, ...told);
    const frame = make("div", { class: "numbers", tabindex: 0, role: "group", "aria-label": title }, curve());
    return make("details", {}, summary, ...told, frame);
  }

  function show() {
    const { head: title, reached: sentence, rest } = texts();
    const wasOpen = box.querySelector("details")?.open ?? false;
    const frame = make("div", { class: "post-rows" }, table());
    box.replaceChildren(
      make("h2", { id: "posts-heading" }, title),
      make("p", {}, sentence),
      frame,
      ...(rest ? [make("p", { class: "paper" }, rest)] : []),
      doubt(),
    );
    box.querySelector("details").open = wasOpen;
    tell();
  }

  const box = make("section", { id: "posts", "aria-labelledby": "posts-heading" });
  at("ranking").prepend(box);
  document.documentElement.classList.add("with-posts");
  layer.on("add", tell);
  State.watch(["language"], show);
  State.watch(["post"], tell);

  const entry = {
    id: "planned",
    layer,
    on: true,
    name: () => texts().head,
    mark: () => swatch(COLOUR, "post"),
    explain: () => [
      make(
        "ul",
        { class: "kinds" },
        make("li", {}, swatch(COLOUR, "outline dashed reached"), texts().catchment),
      ),
    ],
  };
  return {
    entries: [entry],
    nameOf: (i) => `${ids[i]} · ${texts().rows[i][1]}`,
    factsOf: (i) => texts().facts[i],
    placeOf: (i) => places[i],
  };
})();
