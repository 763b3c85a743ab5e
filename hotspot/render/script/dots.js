"use strict";
// Single incidents as dots on a canvas: only from close by, only those in view and under the filter in force. A
// place has one dot, whose surface grows with its incidents.
const Dots = (() => {
  const CLOSE = 15; // zoom
  const COLOUR = "#c2410c";
  const RADIUS = { one: 2.8, largest: 14, rim: 1 }; // pixels
  const MARGIN = 0.25; // of the view, drawn around it
  const STEPS = 65535; // of the box, in both directions
  let rows = null;

  // How far down each step of the box lies on the map at zoom 0: looked up, not projected one by one.
  function heights() {
    const [west, south, , north] = Incidents.box;
    rows ??= Float64Array.from(
      { length: STEPS + 1 },
      (_, y) => Ground.map.project(L.latLng(south + ((north - south) * y) / STEPS, west), 0).y,
    );
    return rows;
  }

  // The wanted incidents of each place within `around` pixels from the corner: [left, top, how many].
  function placesIn(map, corner, around) {
    const [west, south, east] = Incidents.box;
    const from = map.getPixelOrigin().add(corner);
    const left = map.project([south, west]).x - from.x;
    const step = (map.project([south, east]).x - from.x - left) / STEPS;
    const [height, up, mask] = [heights(), 2 ** map.getZoom(), Counts.mask()];
    const found = new Map();
    for (let k = 0; k < Incidents.n; k += 1) {
      if (!mask[k] || !Incidents.hasPlace(k)) continue;
      const x = left + step * Incidents.x[k];
      const y = height[Incidents.y[k]] * up - from.y;
      if (x < 0 || y < 0 || x > around.x || y > around.y) continue;
      const key = Incidents.x[k] * (STEPS + 1) + Incidents.y[k];
      const place = found.get(key);
      if (place) place[2] += 1;
      else found.set(key, [x, y, 1]);
    }
    return [...found.values()];
  }

  function draw(pen, places) {
    for (const [x, y, count] of places.sort((one, other) => other[2] - one[2])) {
      const radius = Math.min(RADIUS.one * Math.sqrt(count), RADIUS.largest);
      pen.beginPath();
      pen.arc(x, y, radius + RADIUS.rim, 0, 2 * Math.PI);
      pen.fillStyle = "#ffffff";
      pen.fill();
      pen.beginPath();
      pen.arc(x, y, radius, 0, 2 * Math.PI);
      pen.fillStyle = COLOUR;
      pen.fill();
    }
  }

  const Layer = L.Layer.extend({
    options: { pane: "incidents" },

    onAdd() {
      this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide", this.getPane());
      this.redraw();
    },

    onRemove() {
      this.canvas.remove();
    },

    getEvents() {
      return { moveend: this.redraw, resize: this.redraw };
    },

    redraw() {
      const map = this._map;
      if (!map) return;
      const size = map.getSize();
      const corner = map.containerPointToLayerPoint(size.multiplyBy(-MARGIN));
      const around = size.multiplyBy(1 + 2 * MARGIN).round();
      const density = window.devicePixelRatio || 1;
      [this.canvas.width, this.canvas.height] = [around.x * density, around.y * density];
      this.canvas.style.setProperty("width", `${around.x}px`);
      this.canvas.style.setProperty("height", `${around.y}px`);
      L.DomUtil.setPosition(this.canvas, corner);
      const places = map.getZoom() < CLOSE ? [] : placesIn(map, corner, around);
      const pen = this.canvas.getContext("2d");
      pen.scale(density, density);
      draw(pen, places);
      this.canvas.dataset.drawn = places.reduce((sum, [, , count]) => sum + count, 0);
    },
  });

  const layer = Incidents ? new Layer() : null;
  if (layer) State.watch(["filter"], () => layer.redraw());
  return { layer, COLOUR, isClose: () => Ground.map.getZoom() >= CLOSE };
})();
