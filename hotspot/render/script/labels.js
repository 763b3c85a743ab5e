"use strict";
// Names on the map: the first hot spots, then areas by rank, then other hot spots and clusters; a label that would
// cover an earlier one, or lie under the mark of a post, waits for a closer view. In a high area a name steps aside.
const Labels = (() => {
  const FIRST_SPOTS = 10; // whose labels come before the names of areas
  const WIDEST = 3; // times as wide as its area may a name be
  const LONGEST = 180; // pixels, as the style cuts it
  const ASIDE = [0, -20, 20]; // pixels to the south, as far as a name may step from the middle of its area
  const MARGIN = 12; // pixels from there to the edge of the area
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

  // Pixels from the west to the east of an area, and from the north to the south.
  function sizeOf(i) {
    const bounds = Areas.boundsOf(i);
    return map.project(bounds.getSouthEast()).subtract(map.project(bounds.getNorthWest()));
  }

  // What the marks of posts, cameras, beats … cover: they lie over the names.
  function marked() {
    const boxes = [];
    map.eachLayer((layer) => {
      if (!(layer instanceof L.Marker) || layer.options.pane !== "finds") return;
      const { iconSize, iconAnchor } = layer.options.icon.options;
      const corner = map.latLngToContainerPoint(layer.getLatLng()).subtract(iconAnchor);
      boxes.push([corner.x, corner.y, corner.x + iconSize[0], corner.y + iconSize[1]]);
    });
    return boxes;
  }

  // A test that says whether a label has room, and takes the room.
  function room() {
    const view = map.getSize();
    const taken = [[view.x - 64, 0, view.x, 150], ...marked()]; // zoom buttons and the arrow to the north
    return (place, text, width = Infinity) => {
      const p = map.latLngToContainerPoint(place);
      const half = Math.min(pen.measureText(text).width, LONGEST) / 2 + 2;
      if (p.x < half || p.y < 0 || p.x > view.x - half || p.y > view.y) return false;
      if (2 * half > WIDEST * width) return false;
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

  // The name of an area in its middle or, where that is taken, above or below it; where it has no room, its sign.
  function placeArea(i, fits) {
    const area = City.areas[i];
    const middle = map.latLngToContainerPoint(area.at);
    if (!L.bounds([0, 0], map.getSize()).contains(middle)) return;
    const sign = Views.signOf(i);
    const { name } = area.texts[State.now.language];
    const size = sizeOf(i);
    const steps = ASIDE.filter((aside) => !aside || size.y > 2 * (Math.abs(aside) + MARGIN));
    for (const text of sign ? [`${sign} ${name}`, sign] : [name]) {
      for (const aside of steps) {
        const place = aside ? map.containerPointToLatLng(middle.add([0, aside])) : area.at;
        if (!fits(place, text, size.x)) continue;
        areas.addLayer(label(place, text, "area-label"));
        return;
      }
    }
  }

  function place() {
    const fits = room();
    areas.clearLayers();
    spots.clearLayers();
    const all = map.hasLayer(HotSpots.layer) ? [...City.hotspots.keys()] : [];
    const shown = [...all.filter((i) => !HotSpots.mayBeChance(i)), ...all.filter(HotSpots.mayBeChance)];
    for (const i of shown.slice(0, FIRST_SPOTS)) placeSpot(i, fits);
    for (const i of City.areas.keys()) placeArea(i, fits);
    for (const i of shown.slice(FIRST_SPOTS)) placeSpot(i, fits);
  }

  spots.addTo(map);
  map.on("moveend", place);
  State.watch(["language"], place);
  return { areas, place };
})();
