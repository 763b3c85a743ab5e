"use strict";
// What lies beside the areas: the density surface and the layers that the user gave.
const Given = (() => {
  const COLOURS = {
    posts: "#1a1a1a",
    cameras: "#7b2d8b",
    venues: "#00695c",
    alerts: "#d50000",
    alerts_usual: "#d98c8c",
    other: "#5d4037",
  };
  const LINE = "#4a4a4a";
  // What is proposed is shown from the start, and told from what stands by white dots with a coloured rim.
  const PROPOSED = { planned_cameras: "#7b2d8b", patrols: "#14508c", beats: "#111111" };
  const SHOWN = ["posts", "streets", "alerts", ...Object.keys(PROPOSED)];
  const RIMS = { planned_cameras: "#7b2d8b", camera_views: "#7b2d8b", beats: "#111111" }; // of grounds
  const WEIGHTS = { beats: 2.5 }; // of a rim that has to be told from those of areas
  const ROUTES = ["#14508c", "#b34700", "#00695c", "#7b2d8b", "#8a002e", "#5d4037"];
  const DASHES = [null, "10 5", "2 6", "14 4 3 4"]; // as many routes again are told apart without colour
  const canvas = L.canvas({ pane: "streets", padding: 0.3 });
  const density = L.imageOverlay(City.density.picture, City.density.box, { pane: "density", alt: "" });
  const colourOf = (layer) => COLOURS[layer.key] ?? PROPOSED[layer.key] ?? COLOURS.other;
  const routeColour = (i) => ROUTES[i % ROUTES.length];

  const labelOf = (layer, i) => layer.labels[State.now.language][i];
  const kindOf = (layer) => layer.names[State.now.language];

  function lookOf(layer, i) {
    const look = { pane: "points", radius: 5, weight: 1.5, fillOpacity: 1 };
    const colour = layer.routes ? routeColour(i) : colourOf(layer);
    if (!PROPOSED[layer.key]) return { ...look, color: "#ffffff", fillColor: colour };
    return { ...look, radius: 6, weight: 3, color: colour, fillColor: "#ffffff" };
  }

  function dot(layer, i) {
    const text = () => Elements.make("span", { dir: "auto" }, labelOf(layer, i) || kindOf(layer));
    return L.circleMarker(layer.points[i], lookOf(layer, i)).bindPopup(text, { maxWidth: 240 });
  }

  const line = (layer) => (path) =>
    L.polyline(Shapes.decode(path), {
      renderer: canvas,
      pane: "streets",
      interactive: false,
      color: RIMS[layer.key] ?? LINE,
      weight: WEIGHTS[layer.key] ?? (RIMS[layer.key] ? 1.2 : 0.8),
      opacity: 0.7,
    });

  function route(parts, i) {
    const look = { pane: "hotspots", interactive: false };
    const path = parts.map(Shapes.decode);
    return [
      L.polyline(path, { ...look, color: "#ffffff", weight: 6, opacity: 0.9 }),
      L.polyline(path, {
        ...look,
        color: routeColour(i),
        weight: 3.5,
        dashArray: DASHES[i % DASHES.length],
      }),
    ];
  }

  const dots = City.layers.map((layer) => layer.points.map((_, i) => dot(layer, i)));
  const layers = City.layers.map((layer, k) =>
    L.layerGroup([...layer.paths.map(line(layer)), ...(layer.routes ?? []).flatMap(route), ...dots[k]]),
  );
  const items = (layer, k) =>
    dots[k].map((point, i) => ({
      name: labelOf(layer, i) || `${kindOf(layer)} ${Words.number(i + 1)}`,
      open: () => show(point),
    }));

  function show(point) {
    Ground.reveal(point.getLatLng());
    point.openPopup();
  }

  function mark(layer) {
    if (PROPOSED[layer.key]) return Elements.swatch(colourOf(layer), "dot ring");
    if (layer.points.length) return Elements.swatch(colourOf(layer), "dot");
    return Elements.swatch(LINE, "line");
  }

  return { density, layers, items, mark, SHOWN };
})();
