"use strict";
// What lies beside the areas: the density surface and the layers that the user gave.
const Given = (() => {
  const COLOURS = { posts: "#1a1a1a", cameras: "#7b2d8b", venues: "#00695c", other: "#5d4037" };
  const LINE = "#4a4a4a";
  const canvas = L.canvas({ pane: "streets", padding: 0.3 });
  const density = L.imageOverlay(City.density.picture, City.density.box, { pane: "density", alt: "" });
  const colourOf = (layer) => COLOURS[layer.key] ?? COLOURS.other;

  const labelOf = (layer, i) => layer.labels[State.now.language][i];
  const kindOf = (layer) => layer.names[State.now.language];

  function dot(layer, i) {
    const look = {
      pane: "points",
      radius: 5,
      color: "#ffffff",
      weight: 1.5,
      fillColor: colourOf(layer),
      fillOpacity: 1,
    };
    const text = () => Elements.make("span", { dir: "auto" }, labelOf(layer, i) || kindOf(layer));
    return L.circleMarker(layer.points[i], look).bindPopup(text, { maxWidth: 240 });
  }

  const line = (path) =>
    L.polyline(Shapes.decode(path), {
      renderer: canvas,
      pane: "streets",
      interactive: false,
      color: LINE,
      weight: 0.8,
      opacity: 0.7,
    });

  const dots = City.layers.map((layer) => layer.points.map((_, i) => dot(layer, i)));
  const layers = City.layers.map(({ paths }, k) => L.layerGroup([...paths.map(line), ...dots[k]]));
  const items = (layer, k) =>
    dots[k].map((point, i) => ({
      name: labelOf(layer, i) || `${kindOf(layer)} ${Words.number(i + 1)}`,
      open: () => show(point),
    }));

  function show(point) {
    Ground.reveal(point.getLatLng());
    point.openPopup();
  }

  const mark = (layer) =>
    layer.points.length ? Elements.swatch(colourOf(layer), "dot") : Elements.swatch(LINE, "line");

  return { density, layers, items, mark };
})();
