"use strict";
// Names on the map: the first hot spots, then areas by rank, then other hot spots and clusters; a label that would
// cover an earlier one waits for a closer view.
const Labels = (() => {
  const FIRST_SPOTS = 10; // whose labels come before the names of areas
  const WIDEST = 3; // times as wide as its area may a name be
  const LONGEST = 180; // pixels, as the style cuts it
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `700 13px ${getComputedStyle(document.body).fontFamily}`;
  const { map } = Ground;
  const areas = L.layerGroup();
  const spots = L.layerGroup();

  function label(place, text, kind) {
    const html = Elements.make("span", { dir: "auto" }, text); // Leaflet appends an element as it is
    const icon = L.divIcon({ className: kind, html, iconSize: null });
    return L.marker(place, { icon, pane: "labels", interactive: false, keyboard: false });
  }

  // Pixels from the west to the east of an area.
  function widthOf(i) {
    const bounds = Areas.boundsOf(i);
    return map.project(bounds.getSouthEast()).x - map.project(bounds.getSouthWest()).x;
  }

  // A test that says whether a label has room, and takes the room.
  function room() {
    const view = map.getSize();
    const taken = [[view.x - 64, 0, view.x, 150]]; // zoom buttons and the arrow to the north
    return (place, text, width = () => Infinity) => {
      const p = map.latLngToContainerPoint(place);
      const half = Math.min(pen.measureText(text).width, LONGEST) / 2 + 2;
      if (p.x < half || p.y < 0 || p.x > view.x - half || p.y > view.y) return false;
      if (2 * half > WIDEST * width()) return false;
      const box = [p.x - half, p.y - 9, p.x + half, p.y + 9];
      const isFree = taken.every((b) => box[2] < b[0] || b[2] < box[0] || box[3] < b[1] || b[3] < box[1]);
      if (isFree) taken.push(box);
      return isFree;
    };
  }

  function placeSpot(i, fits) {
    const { id } = City.hotspots[i];
    const box = HotSpots.boundsOf(i);
    const top = map.latLngToContainerPoint([box.getNorth(), box.getCenter().lng]);
    const place = map.containerPointToLatLng(top.subtract([0, 9]));
    const kind = HotSpots.mayBeChance(i) ? "spot-label chance" : "spot-label";
    if (fits(place, id)) spots.addLayer(label(place, id, kind));
  }

  function place() {
    const fits = room();
    areas.clearLayers();
    spots.clearLayers();
    const all = map.hasLayer(HotSpots.layer) ? [...City.hotspots.keys()] : [];
    const shown = [...all.filter((i) => !HotSpots.mayBeChance(i)), ...all.filter(HotSpots.mayBeChance)];
    for (const i of shown.slice(0, FIRST_SPOTS)) placeSpot(i, fits);
    for (const [i, area] of City.areas.entries()) {
      const text = area.texts[State.now.language].name;
      if (fits(area.at, text, () => widthOf(i))) areas.addLayer(label(area.at, text, "area-label"));
    }
    for (const i of shown.slice(FIRST_SPOTS)) placeSpot(i, fits);
  }

  spots.addTo(map);
  map.on("moveend", place);
  State.watch(["language"], place);
  return { areas, place };
})();
