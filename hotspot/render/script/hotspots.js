"use strict";
// Hot spots: a full line where they are stable, a thin one where less so, dashes where it is one address; grey where
// it may be chance.
const HotSpots = (() => {
  const COLOUR = "#b3003c";
  const CHANCE_COLOUR = "#666666";
  const STABLE = 0.8; // of a hot spot remains at another radius
  const CASING = { color: "#ffffff", weight: 5, fill: false, interactive: false, pane: "hotspots" };
  const CHOSEN = { ...CASING, color: "#000000", weight: 12, pane: "chosen" }; // under the white one
  const kindOf = ({ single, stability, significant }) => {
    if (significant === false) return "chance";
    if (single) return "single";
    return stability !== null && stability >= STABLE ? "stable" : "unstable";
  };
  const LOOKS = {
    stable: { weight: 3, dashArray: null, opacity: 1 },
    unstable: { weight: 1.5, dashArray: null, opacity: 0.8 },
    single: { weight: 2.5, dashArray: "4 4", opacity: 1 },
    chance: { weight: 1, dashArray: null, opacity: 0.9, color: CHANCE_COLOUR },
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
  const chosen = L.layerGroup().addTo(Ground.map);

  function mark() {
    chosen.clearLayers();
    const { hotspot } = State.now;
    if (hotspot !== null) chosen.addLayer(ring(City.hotspots[hotspot].shape));
  }

  // Cut out of its own outline: a wide line would fill a small hot spot.
  function ring(shape) {
    const made = Shapes.polygon(shape, CHOSEN);
    const around = Elements.draw("path", { "clip-rule": "evenodd" });
    const clip = Elements.draw("clipPath", { id: "around-chosen" }, around);
    made._updatePath = () => {
      L.Polygon.prototype._updatePath.call(made);
      around.setAttribute("d", `M-1e5 -1e5H1e5V1e5H-1e5Z${made.getElement().getAttribute("d")}`);
    };
    made.on("add", () => {
      made.getElement().before(clip);
      made.getElement().setAttribute("clip-path", "url(#around-chosen)");
    });
    made.on("remove", () => clip.remove());
    return made;
  }

  const kinds = () =>
    Object.keys(LOOKS).filter((kind) => City.hotspots.some((spot) => kindOf(spot) === kind));

  // A cluster that may be chance is never called a hot spot, nor is one that was not tested.
  const nameOf = (i) => {
    const { id, significant } = City.hotspots[i];
    return Words.say(significant === true ? "map.hotspot" : "map.cluster", { id });
  };
  const mayBeChance = (i) => kindOf(City.hotspots[i]) === "chance";

  const colourOf = (kind) => LOOKS[kind].color ?? COLOUR;

  State.watch(["hotspot"], mark);
  return { COLOUR, colourOf, layer, kinds, nameOf, mayBeChance, boundsOf: (i) => shapes[i].getBounds() };
})();
