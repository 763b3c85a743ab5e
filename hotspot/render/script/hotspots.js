"use strict";
// Hot spots: a full line where they are stable, a thin one where less so, dashes where it is one address.
const HotSpots = (() => {
  const COLOUR = "#b3003c";
  const STABLE = 0.8; // of a hot spot remains at another radius
  const CASING = { color: "#ffffff", weight: 5, fill: false, interactive: false, pane: "hotspots" };
  const kindOf = ({ single, stability }) => {
    if (single) return "single";
    return stability !== null && stability >= STABLE ? "stable" : "unstable";
  };
  const LOOKS = {
    stable: { weight: 3, dashArray: null, opacity: 1 },
    unstable: { weight: 1.5, dashArray: null, opacity: 0.8 },
    single: { weight: 2.5, dashArray: "4 4", opacity: 1 },
  };

  const casings = City.hotspots.map((spot) => Shapes.polygon(spot.shape, CASING)); // keep the red off the dark blue
  const shapes = City.hotspots.map((spot, i) =>
    Shapes.polygon(spot.shape, {
      color: COLOUR,
      fillOpacity: 0.05,
      pane: "hotspots",
      ...LOOKS[kindOf(spot)],
    }).on("click", () => State.change({ area: null, hotspot: i })),
  );
  const layer = L.layerGroup([...casings, ...shapes]);
  const kinds = () =>
    Object.keys(LOOKS).filter((kind) => City.hotspots.some((spot) => kindOf(spot) === kind));

  return { COLOUR, layer, kinds, boundsOf: (i) => shapes[i].getBounds() };
})();
