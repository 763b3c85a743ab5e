"use strict";
// The list of layers: each can be shown or hidden, and explains its colours and lines while it is shown.
const Legend = (() => {
  const { at, make, swatch } = Elements;
  const { map } = Ground;
  const { say, about } = Words;

  const classes = (colours, ranges, kind = "classes") =>
    make("ol", { class: kind }, ...ranges.map((range, i) => make("li", {}, swatch(colours[i]), range)));
  const note = (text) => make("p", {}, text);
  const unfiltered = () => (State.isFiltered() ? [note(say("map.filter.unfiltered"))] : []);

  function areas() {
    if (!State.isFiltered()) {
      const { areas_method, areas_legend, apart_legend } = about();
      const [apart, ranges] = apart_legend ? [[Areas.UNKNOWN], [apart_legend]] : [[], []];
      return [note(areas_method), classes([...apart, ...City.colours], [...ranges, ...areas_legend])];
    }
    const { bounds, key } = Areas.classes();
    const unit = say(Counts.years() === null ? "map.filter.per_km2" : "map.filter.per_km2_year");
    return [
      note(say(key, { unit })),
      classes([Classes.NONE, ...Classes.colours(bounds)], [Words.number(0), ...Classes.ranges(bounds)]),
    ];
  }

  const density = () => [
    note(City.density.method[State.now.language]),
    classes(City.density.colours, City.density.legend[State.now.language]),
    ...unfiltered(),
  ];

  const view = (one) => [
    ...Views.textsOf(one).lines.map(note),
    classes(...Views.legend(one), one.ruled ? "classes told ruled" : "classes told"),
    ...unfiltered(),
  ];

  const KINDS = {
    stable: "map.kind.stable",
    unstable: "map.kind.unstable",
    single: "kind.single_address",
    chance: "kind.chance",
  };
  const LINES = {
    stable: "outline",
    unstable: "outline thin",
    single: "outline dashed",
    chance: "outline thin",
  };
  const hotspots = () => [
    make(
      "ul",
      { class: "kinds" },
      ...HotSpots.kinds().map((kind) =>
        make("li", {}, swatch(HotSpots.colourOf(kind), LINES[kind]), say(KINDS[kind])),
      ),
    ),
    ...unfiltered(),
  ];

  const incidents = () => [note(say(Dots.isClose() ? "map.incidents.places" : "map.incidents.closer"))];

  const base = City.base ? Basemap.add(map, City.base) : [];
  const entries = [
    {
      id: "areas",
      on: true,
      fills: true,
      explain: areas,
      name: () => (State.isFiltered() ? say("map.filter.areas") : about().areas),
    },
    ...Views.views.map((one) => ({
      id: `view-${one.key}`,
      view: one,
      on: false,
      fills: true,
      explain: () => view(one),
      name: () => Views.textsOf(one).name,
    })),
    {
      id: "density",
      layer: Given.density,
      on: false,
      fills: true,
      explain: density,
      name: () => say("map.layer.density"),
    },
    {
      id: "boundaries",
      on: true,
      name: () => say("map.layer.boundaries"),
      mark: () => swatch(Areas.LINE, "line"),
    },
    {
      id: "hotspots",
      layer: HotSpots.layer,
      on: true,
      explain: hotspots,
      name: () => say("map.layer.hotspots"),
      items: () => City.hotspots.map((_, i) => ({ name: HotSpots.nameOf(i), open: Card.hotspot(i) })),
    },
    ...(Dots.layer
      ? [
          {
            id: "incidents",
            layer: Dots.layer,
            on: false,
            explain: incidents,
            name: () => say("map.layer.incidents"),
            mark: () => swatch(Dots.COLOUR, "dot"),
          },
        ]
      : []),
    ...Finds.entries,
    ...City.layers.map((layer, i) => ({
      id: `layer-${i}`,
      layer: Given.layers[i],
      on: Given.SHOWN.includes(layer.key),
      name: () => layer.names[State.now.language],
      mark: () => Given.mark(layer),
      items: () => Given.items(layer, i),
    })),
    ...base.map((entry) => ({ ...entry, name: () => say(entry.nameKey) })),
    { id: "labels", layer: Labels.areas, on: true, name: () => say("map.layer.labels") },
  ];
  const entryOf = (id) => entries.find((entry) => entry.id === id);
  const isOn = (id) => Boolean(entryOf(id)?.on);

  function item(entry) {
    const box = make("input", { type: "checkbox", id: `show-${entry.id}` });
    box.checked = entry.on;
    box.addEventListener("change", () => toggle(entry, box.checked));
    const mark = entry.mark ? [entry.mark()] : [];
    const name = make("span", { dir: "auto" }, entry.name());
    const line = make("label", { for: box.id }, box, ...mark, name);
    if (!entry.on) return make("li", {}, line);
    const items = entry.items?.() ?? [];
    const list = items.length ? [Items.list(entry.id, items, entry.count?.())] : [];
    return make("li", {}, line, ...(entry.explain?.() ?? []), ...list);
  }

  // What colours the whole map is never drawn over each other: each colour on the map is a colour of one legend.
  // Areas that made room come back when nothing else colours the map.
  function makeRoom(entry) {
    if (!entry.fills) return;
    const others = entries.filter((other) => other.fills && other !== entry);
    if (entry.on) {
      entry.replaced = others.some((other) => other.on && (other.id === "areas" || other.replaced));
      for (const other of others) other.on = false;
    } else if (entry.id !== "areas") {
      entryOf("areas").on = Boolean(entry.replaced);
    }
  }

  function toggle(entry, on) {
    entry.on = on;
    makeRoom(entry);
    draw();
    show();
    Labels.place();
    at(`show-${entry.id}`).focus({ preventScroll: true });
  }

  function draw() {
    const coloured = entries.find((entry) => entry.view && entry.on)?.view;
    Areas.show(isOn("areas") || Boolean(coloured), isOn("boundaries"), coloured);
    for (const { layer, on } of entries) {
      if (!layer) continue;
      if (on) map.addLayer(layer);
      else map.removeLayer(layer);
    }
  }

  function show() {
    at("legend-heading").textContent = say("map.layers");
    at("layers").replaceChildren(...entries.map(item));
  }

  map.on("zoomend", () => isOn("incidents") && show());
  State.watch(["language", "filter"], show);
  return { draw };
})();
