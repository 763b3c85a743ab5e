"use strict";
// The areas: coloured by score, by the view in force, or by what the filter leaves; the chosen one has a thick outline.
const Areas = (() => {
  const MANY = 1500; // from here on they are drawn on one canvas
  const isMany = City.areas.length > MANY;
  const PLAIN = { color: "#5c6670", weight: isMany ? 0.4 : 1, fillOpacity: 1, pane: "areas" };
  const CHOSEN = { color: "#000000", weight: 4, fill: false, interactive: false, pane: "chosen" };
  const UNKNOWN = "#d9d9d9";
  const renderer = isMany ? L.canvas({ pane: "areas", padding: 0.3 }) : undefined;
  const own = (area) => (area.class < 0 ? UNKNOWN : City.colours[area.class]);
  const shown = { filled: true, lined: true, view: undefined };
  let classes = { bounds: [], key: "map.filter.areas_method" };

  const shapes = City.areas.map((area, i) =>
    Shapes.polygon(area.shape, { ...PLAIN, renderer, fillColor: own(area) }).on("click", () =>
      State.change({ area: i, hotspot: null }),
    ),
  );
  const layer = L.layerGroup(shapes);
  const chosen = L.layerGroup().addTo(Ground.map);

  // Hides the light ground beside the areas; the style shows it in dark rooms only.
  function veil() {
    const world = [
      [-85, -180],
      [85, -180],
      [85, 180],
      [-85, 180],
    ];
    const rings = City.areas.flatMap((area) => area.shape.flat().map(Shapes.decode));
    L.polygon([world, ...rings], { pane: "veil", stroke: false, interactive: false }).addTo(Ground.map);
  }
  if (City.base || City.tiles.address) veil();

  // Under a filter many areas often have 1 or 2 incidents: classes of equally many areas then say next to nothing.
  function classify(values) {
    const even = { bounds: Classes.limits(values), key: "map.filter.areas_method" };
    const spread = { bounds: Classes.limits([...new Set(values)]), key: "map.filter.values_method" };
    return spread.bounds.length > even.bounds.length ? spread : even;
  }

  function colour() {
    const isFiltered = State.isFiltered();
    if (isFiltered) classes = classify(shapes.map((_, i) => Counts.density(i)));
    const counted = (area, i) => (isFiltered ? Classes.colour(Counts.density(i), classes.bounds) : own(area));
    const colourOf = Views.isOn() ? (_, i) => Views.colourOf(i) : counted;
    City.areas.forEach((area, i) => {
      shapes[i].setStyle({ fillColor: colourOf(area, i), ...look() });
    });
  }

  // Colours and boundaries are layers of their own, of the same shapes; a click finds an area by either.
  const look = () => ({ fillOpacity: shown.filled ? 1 : 0, stroke: shown.lined });

  function show(filled, lined, view) {
    if (filled || lined) Ground.map.addLayer(layer);
    else Ground.map.removeLayer(layer);
    if (filled === shown.filled && lined === shown.lined && view === shown.view) return;
    Object.assign(shown, { filled, lined, view });
    Views.show(view);
    colour();
    layer.fire("look");
  }

  function mark() {
    chosen.clearLayers();
    const { area } = State.now;
    if (area === null) return;
    chosen.addLayer(Shapes.polygon(City.areas[area].shape, CHOSEN));
  }

  State.watch(["filter"], colour);
  State.watch(["area"], mark);
  return {
    layer,
    show,
    look,
    isFilled: () => shown.filled,
    UNKNOWN,
    LINE: PLAIN.color,
    classes: () => classes,
    boundsOf: (i) => shapes[i].getBounds(),
  };
})();
