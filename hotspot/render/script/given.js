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
  const SHOWN = ["posts", "streets", "alerts"];
  const RIMS = { camera_views: "#7b2d8b" }; // of grounds
  const canvas = L.canvas({ pane: "streets", padding: 0.3 });
  const density = L.imageOverlay(City.density.picture, City.density.box, { pane: "density", alt: "" });
  const colourOf = (layer) => COLOURS[layer.key] ?? COLOURS.other;

  const labelOf = (layer, i) => layer.labels[State.now.language][i];
  const kindOf = (layer) => layer.names[State.now.language];

  function dot(layer, i) {
    const text = () => Elements.make("span", { dir: "auto" }, labelOf(layer, i) || kindOf(layer));
    const look = { pane: "points", radius: 5, weight: 1.5, fillOpacity: 1 };
    const colours = { color: "#ffffff", fillColor: colourOf(layer) };
    return L.circleMarker(layer.points[i], { ...look, ...colours }).bindPopup(text, { maxWidth: 240 });
  }

  const line = (layer) => (path) =>
    L.polyline(Shapes.decode(path), {
      renderer: canvas,
      pane: "streets",
      interactive: false,
      color: RIMS[layer.key] ?? LINE,
      weight: RIMS[layer.key] ? 1.2 : 0.8,
      opacity: 0.7,
    });

  const dots = City.layers.map((layer) => layer.points.map((_, i) => dot(layer, i)));
  const layers = City.layers.map((layer, k) => L.layerGroup([...layer.paths.map(line(layer)), ...dots[k]]));
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
    if (RIMS[layer.key]) return Elements.swatch(RIMS[layer.key], "outline thin");
    if (layer.points.length) return Elements.swatch(colourOf(layer), "dot");
    return Elements.swatch(LINE, "line");
  }

  return { density, layers, items, mark, SHOWN };
})();
