"use strict";
// Builds the page from its two islands. Every text from the data becomes a text node; nothing is parsed as HTML.
(() => {
  const island = (id) => JSON.parse(document.getElementById(id).textContent);
  const words = island("words-island");
  const city = island("city-island");
  const map = map_page; // made by Folium's script
  const at = (id) => document.getElementById(id);
  const state = { language: city.language, area: null, hotspot: null };
  const say = (key) => words[state.language][key];
  const about = () => city.about[state.language];

  function make(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function swatch(colour, kind = "fill") {
    const made = make("span", { class: `swatch ${kind}`, "aria-hidden": "true" });
    made.style.setProperty("--colour", colour);
    return made;
  }

  // Outlines come as whole steps of 1e-5 degrees: lon, lat, then the moves.
  function decode(steps) {
    const path = [];
    let lon = 0;
    let lat = 0;
    for (let i = 0; i < steps.length; i += 2) {
      lon += steps[i];
      lat += steps[i + 1];
      path.push([lat / 1e5, lon / 1e5]);
    }
    return path;
  }

  const polygon = (shape, options) => L.polygon(shape.map((rings) => rings.map(decode)), options);

  // ---------------------------------------------------------------------------------------- the map
  const PANES = { density: 405, areas: 410, streets: 420, chosen: 430, hotspots: 440, points: 450, labels: 460 };
  for (const [name, order] of Object.entries(PANES)) {
    map.createPane(name).style.zIndex = order;
    map.getPane(name).classList.add(`pane-${name}`);
  }
  const POINT_COLOURS = { posts: "#1a1a1a", cameras: "#7b2d8b", venues: "#00695c", other: "#5d4037" };
  const HOTSPOT_COLOUR = "#b3003c";
  const FIRST_SPOTS = 10; // whose labels come before the names of areas
  const PLAIN = { color: "#5c6670", weight: 1, fillOpacity: 1, pane: "areas" };
  const CHOSEN = { color: "#000000", weight: 4, fill: false, interactive: false, pane: "chosen" };

  const areas = city.areas.map((area, i) => {
    const fillColor = area.class < 0 ? "#d9d9d9" : city.colours[area.class];
    return polygon(area.shape, { ...PLAIN, fillColor }).on("click", () => chooseArea(i));
  });
  const CASING = { color: "#ffffff", weight: 5, fill: false, interactive: false, pane: "hotspots" };
  const casings = city.hotspots.map((spot) => polygon(spot.shape, CASING)); // keep the red off the dark blue
  const hotspots = city.hotspots.map((spot, i) => {
    const dashArray = spot.single ? "4 4" : null;
    const look = { color: HOTSPOT_COLOUR, weight: 2.5, fillOpacity: 0.05, dashArray, pane: "hotspots" };
    return polygon(spot.shape, look).on("click", () => chooseHotspot(i));
  });
  const areaLayer = L.layerGroup(areas);
  const hotspotLayer = L.layerGroup([...casings, ...hotspots]).on("add remove", ({ type }) => {
    if (type === "add") map.addLayer(spotLabels);
    else map.removeLayer(spotLabels);
  });
  const densityLayer = L.imageOverlay(city.density.picture, city.density.box, {
    pane: "density", alt: "",
  });
  const chosenLayer = L.layerGroup().addTo(map);
  const labelLayer = L.layerGroup();
  const spotLabels = L.layerGroup();
  const canvas = L.canvas({ pane: "streets", padding: 0.3 });
  const givenLayers = city.layers.map((layer) => {
    const colour = POINT_COLOURS[layer.key] ?? POINT_COLOURS.other;
    const lines = layer.paths.map((path) => L.polyline(decode(path), {
      renderer: canvas, pane: "streets", interactive: false, color: "#4a4a4a", weight: 0.8, opacity: 0.7,
    }));
    const points = layer.points.map((place, i) => {
      const look = { pane: "points", radius: 5, color: "#ffffff", weight: 1.5, fillColor: colour, fillOpacity: 1 };
      const text = () => make("span", {}, layer.labels[state.language][i] || layer.names[state.language]);
      return L.circleMarker(place, look).bindPopup(text, { maxWidth: 240 });
    });
    return L.layerGroup([...lines, ...points]);
  });

  function label(place, text, kind) {
    const html = make("span", { dir: "auto" }, text); // Leaflet appends an element as it is
    const icon = L.divIcon({ className: kind, html, iconSize: null });
    return L.marker(place, { icon, pane: "labels", interactive: false, keyboard: false });
  }

  // The first hot spots, names of areas by rank, the other hot spots; a label that would cover an earlier one waits
  // for a closer view.
  function placeLabels() {
    const taken = [];
    const fits = (place, text) => {
      const p = map.latLngToContainerPoint(place);
      const half = Math.min(text.length, 22) * 3.9 + 4;
      const box = [p.x - half, p.y - 9, p.x + half, p.y + 9];
      const free = taken.every((b) => box[2] < b[0] || b[2] < box[0] || box[3] < b[1] || b[3] < box[1]);
      if (free) taken.push(box);
      return free;
    };
    labelLayer.clearLayers();
    spotLabels.clearLayers();
    const spots = map.hasLayer(hotspotLayer) ? [...city.hotspots.keys()] : [];
    for (const i of spots.slice(0, FIRST_SPOTS)) placeSpotLabel(i, fits);
    for (const area of city.areas) {
      const text = area.texts[state.language].name;
      if (fits(area.at, text)) labelLayer.addLayer(label(area.at, text, "area-label"));
    }
    for (const i of spots.slice(FIRST_SPOTS)) placeSpotLabel(i, fits);
  }

  function placeSpotLabel(i, fits) {
    const { id } = city.hotspots[i];
    const box = hotspots[i].getBounds();
    const place = map.containerPointToLatLng(
      map.latLngToContainerPoint([box.getNorth(), box.getCenter().lng]).subtract([0, 9]));
    if (fits(place, id)) spotLabels.addLayer(label(place, id, "spot-label"));
  }

  const zoom = L.control.zoom({ position: "topright" }).addTo(map);
  const scale = L.control.scale({ imperial: false, position: "bottomleft" });
  scale._updateScale = (bar, text, ratio) => {
    bar.style.width = `${Math.round(scale.options.maxWidth * ratio)}px`;
    const [count, unit] = text.split(" ");
    bar.textContent = `${count} ${say(`map.${unit}`)}`;
  };
  scale.addTo(map);
  const whole = () => map.fitBounds(city.box, { padding: [12, 12], animate: false });

  // ---------------------------------------------------------------------------------------- choosing
  function chooseArea(i) {
    [state.area, state.hotspot] = [i, null];
    chosenLayer.clearLayers();
    if (i !== null) chosenLayer.addLayer(polygon(city.areas[i].shape, CHOSEN));
    for (const row of at("rows").children) row.classList.toggle("chosen", row.dataset.area === String(i));
    for (const button of at("rows").querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.closest("tr").dataset.area === String(i)));
    }
    at("rows").querySelector("tr.chosen")?.scrollIntoView({ block: "nearest" });
    showCard();
    if (i !== null) map.panInside(city.areas[i].at, { ...besideCard(), animate: false });
  }

  // The card covers the left of the map on a wide screen; what was chosen must not lie under it.
  function besideCard() {
    const floats = getComputedStyle(at("card")).position === "absolute";
    return { paddingTopLeft: [floats ? at("card").offsetWidth + 60 : 40, 40], paddingBottomRight: [70, 40] };
  }

  function chooseHotspot(i) {
    chooseArea(null);
    state.hotspot = i;
    showCard();
  }

  function showCard() {
    const card = at("card");
    const chosen = state.area !== null || state.hotspot !== null;
    card.hidden = !chosen;
    at("choose").hidden = chosen;
    if (!chosen) return card.replaceChildren();
    const spot = city.hotspots[state.hotspot];
    const text = state.area === null ? null : city.areas[state.area].texts[state.language];
    const name = text ? text.name : say("map.hotspot").replace("{id}", () => spot.id);
    const facts = text ? text.facts ?? briefFacts(text.row) : spot.facts[state.language];
    const sentences = text ? text.sentences ?? [about().brief] : [say("map.untested")];
    const close = make("button", { type: "button", "aria-label": say("map.close") }, "×");
    close.addEventListener("click", closeCard);
    card.replaceChildren(
      make("div", { class: "card-head" }, make("h2", { dir: "auto" }, name), close),
      ...sentences.map((sentence) => make("p", {}, sentence)),
      make("dl", {}, ...facts.flatMap(([what, much]) => [make("dt", {}, what), make("dd", {}, much)])),
    );
    return undefined;
  }

  // An area far down a long list has no card of its own: it shows its row of the table.
  const heads = () => [say("table.rank"), say("table.name"), say("table.incidents"), about().score, say("table.ranks")];

  function briefFacts(row) {
    const [rank, , ...others] = heads();
    return [rank, ...others].map((head, i) => [head, row[i]]);
  }

  function closeCard() {
    const button = at("rows").querySelector("tr.chosen button");
    chooseArea(null);
    button?.focus();
  }

  // ---------------------------------------------------------------------------------------- texts
  function showTitles() {
    document.documentElement.lang = state.language;
    at("synthetic").hidden = !city.synthetic;
    at("synthetic").textContent = about().synthetic;
    at("title").replaceChildren(make("span", { dir: "auto" }, city.title), make("small", {}, say("map.heading")));
    at("facts").replaceChildren(...about().facts.map((fact) => make("span", {}, fact)));
    at("print").textContent = say("map.print");
    at("north").textContent = `▲ ${say("map.north")}`;
    at("legend-heading").textContent = say("map.layers");
    at("ranking-heading").textContent = say("map.table");
    at("order").textContent = about().order;
    at("choose").textContent = say("map.choose");
    at("search").placeholder = say("map.search");
    at("search").setAttribute("aria-label", say("map.search"));
    at("notes-heading").textContent = say("map.notes");
    at("data-heading").textContent = say("map.data");
    at("caveats").replaceChildren(...about().caveats.map((line) => make("li", {}, line)));
    at("data").replaceChildren(...about().data.map((line) => make("li", {}, line)));
    map.getContainer().setAttribute("aria-label", say("map.map"));
    for (const [button, key] of [[zoom._zoomInButton, "map.zoom_in"], [zoom._zoomOutButton, "map.zoom_out"]]) {
      button.title = say(key);
      button.setAttribute("aria-label", say(key));
    }
  }

  function showLanguages() {
    at("languages").setAttribute("aria-label", say("map.language"));
    at("languages").replaceChildren(...Object.keys(words).map((language) => {
      const name = words[language]["map.language_name"];
      const pressed = String(language === state.language);
      const button = make("button", { type: "button", lang: language, "aria-pressed": pressed }, name);
      button.addEventListener("click", () => {
        state.language = language;
        showAll();
        at("languages").querySelector("[aria-pressed=true]").focus();
      });
      return button;
    }));
  }

  function showTable() {
    at("columns").replaceChildren(...heads().map((head) => make("th", { scope: "col" }, head)));
    at("rows").replaceChildren(...city.areas.map((area, i) => {
      const { name, row } = area.texts[state.language];
      const pressed = String(state.area === i);
      const button = make("button", { type: "button", "aria-pressed": pressed, dir: "auto" }, name);
      const [rank, ...cells] = row.map((text) => make("td", {}, text));
      const made = make("tr", { "data-area": i }, rank, make("th", { scope: "row" }, button), ...cells);
      made.classList.toggle("chosen", state.area === i);
      made.addEventListener("click", () => chooseArea(i));
      return made;
    }));
    filterTable();
  }

  function filterTable() {
    const wanted = at("search").value.trim().toLocaleLowerCase();
    for (const row of at("rows").children) {
      const { texts } = city.areas[Number(row.dataset.area)];
      row.hidden = !Object.values(texts).some(({ name }) => name.toLocaleLowerCase().includes(wanted));
    }
  }

  // ---------------------------------------------------------------------------------------- layers
  const densityShown = () => drawn.some(({ id, on }) => id === "density" && on);
  const legend = (colours, ranges) => make("ol", { class: "classes" },
    ...ranges.map((range, i) => make("li", {}, swatch(colours[i]), range)));

  const kinds = () => make("ul", { class: "kinds" },
    make("li", {}, swatch(HOTSPOT_COLOUR, "outline"), say("kind.area")),
    make("li", {}, swatch(HOTSPOT_COLOUR, "outline dashed"), say("kind.single_address")));

  const drawn = [
    { id: "areas", layer: areaLayer, on: true, name: () => about().areas, note: () => about().areas_method,
      classes: () => (densityShown() ? "" : legend(city.colours, about().areas_legend)) },
    { id: "density", layer: densityLayer, on: false, name: () => say("map.layer.density"),
      note: () => city.density.method[state.language],
      classes: () => legend(city.density.colours, city.density.legend[state.language]) },
    { id: "hotspots", layer: hotspotLayer, on: true, name: () => say("map.layer.hotspots"),
      mark: () => swatch(HOTSPOT_COLOUR, "outline"), kinds: true },
    ...city.layers.map((layer, i) => ({
      id: `layer-${i}`, layer: givenLayers[i], on: ["posts", "streets"].includes(layer.key), name: () => layer.names[state.language],
      mark: () => (layer.points.length
        ? swatch(POINT_COLOURS[layer.key] ?? POINT_COLOURS.other, "dot") : swatch("#4a4a4a", "line")),
    })),
    { id: "labels", layer: labelLayer, on: true, name: () => say("map.layer.labels") },
  ];

  function showLayers() {
    at("layers").replaceChildren(...drawn.map((entry) => {
      const box = make("input", { type: "checkbox", id: `show-${entry.id}` });
      box.checked = entry.on;
      box.addEventListener("change", () => {
        entry.on = box.checked;
        drawLayers();
        showLayers();
        placeLabels();
        at(`show-${entry.id}`).focus();
      });
      const mark = entry.mark ? [entry.mark()] : [];
      const explained = entry.on && entry.classes ? [make("p", {}, entry.note()), entry.classes()] : [];
      if (entry.on && entry.kinds && city.hotspots.some(({ single }) => single)) explained.push(kinds());
      const line = make("label", { for: `show-${entry.id}` }, box, ...mark, make("span", { dir: "auto" }, entry.name()));
      return make("li", {}, line, ...explained);
    }));
  }

  // Density and areas are never coloured over each other: each colour on the map is a colour of one legend.
  function drawLayers() {
    for (const area of areas) area.setStyle({ fillOpacity: densityShown() ? 0 : PLAIN.fillOpacity });
    for (const { layer, on } of drawn) {
      if (on) map.addLayer(layer);
      else map.removeLayer(layer);
    }
  }

  function showAll() {
    showTitles();
    showLanguages();
    showLayers();
    showTable();
    showCard();
    placeLabels();
    scale._update();
  }

  // ---------------------------------------------------------------------------------------- events
  at("search").addEventListener("input", filterTable);
  at("print").addEventListener("click", () => window.print());
  at("rows").addEventListener("keydown", (event) => {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const buttons = [...at("rows").querySelectorAll("tr:not([hidden]) button")];
    buttons[buttons.indexOf(document.activeElement) + way]?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeCard();
  });
  map.on("zoomend", placeLabels);
  // Leaflet measures the screen, not the sheet: take the sheet's size before printing, and give it back after.
  let seen = null;
  window.addEventListener("beforeprint", () => {
    seen = [map.getCenter(), map.getZoom()];
    document.documentElement.classList.add("printing");
    map.invalidateSize({ animate: false });
    whole();
  });
  window.addEventListener("afterprint", () => {
    document.documentElement.classList.remove("printing");
    map.invalidateSize({ animate: false });
    if (seen) map.setView(...seen, { animate: false });
  });

  whole();
  drawLayers();
  showAll();
  document.documentElement.classList.add("ready");
})();
