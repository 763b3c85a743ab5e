"use strict";
// A canvas that is painted anew for each view: lines and surfaces kept in shares of the Web Mercator square.
const Canvas = (() => {
  // A canvas over the view that Leaflet moves along, as it does with its own canvas of lines.
  const Painted = L.Renderer.extend({
    initialize(options, paint) {
      L.Renderer.prototype.initialize.call(this, options);
      this._paint = paint;
    },
    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.style.setProperty("pointer-events", "none");
      this._container.setAttribute("aria-hidden", "true");
    },
    _destroyContainer() {
      this._container.remove();
      delete this._container;
    },
    _updatePaths() {}, // there are no paths of Leaflet's on this canvas
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const { min } = this._bounds;
      const size = this._bounds.getSize();
      const density = Math.min(window.devicePixelRatio || 1, 2);
      const canvas = this._container;
      L.DomUtil.setPosition(canvas, min);
      [canvas.width, canvas.height] = [Math.round(size.x * density), Math.round(size.y * density)];
      canvas.style.setProperty("width", `${size.x}px`);
      canvas.style.setProperty("height", `${size.y}px`);
      const scale = 256 * 2 ** this._zoom; // of the Web Mercator square, in pixels
      const { x, y } = this._map.getPixelOrigin().add(min);
      const context = canvas.getContext("2d");
      this._paint(context, {
        zoom: this._zoom,
        scale: scale * density,
        density,
        left: x * density,
        top: y * density,
        box: [x / scale, y / scale, (x + size.x) / scale, (y + size.y) / scale],
      });
    },
  });

  const apart = (a, b) => a[2] < b[0] || b[2] < a[0] || a[3] < b[1] || b[3] < a[1];

  const MOST_LINES = 500; // in one path: painting slows down with its square

  // Calls `paint` whenever a path is drawn that is not to grow further.
  function trace(context, lines, view, closed, paint) {
    let count = 0;
    context.beginPath();
    for (const { places, box } of lines) {
      if (apart(box, view.box)) continue;
      context.moveTo(places[0] * view.scale - view.left, places[1] * view.scale - view.top);
      for (let i = 2; i < places.length; i += 2) {
        context.lineTo(places[i] * view.scale - view.left, places[i + 1] * view.scale - view.top);
      }
      if (closed) context.closePath();
      count += 1;
      if (count % MOST_LINES) continue;
      paint();
      context.beginPath();
    }
    paint();
  }

  // A tile's lines reach over its edge; each tile is cut at whole pixels, so that neighbours meet without a seam.
  function cut(context, box, view) {
    const [left, right] = [box[0], box[2]].map((x) => Math.round(x * view.scale - view.left));
    const [top, low] = [box[1], box[3]].map((y) => Math.round(y * view.scale - view.top));
    context.beginPath();
    context.rect(left, top, right - left, low - top);
    context.clip();
  }

  function brush(context, look, view) {
    if (look.fill) {
      context.fillStyle = look.fill;
      return () => context.fill("nonzero"); // holes run the other way round than outlines
    }
    context.strokeStyle = look.line;
    context.lineWidth = look.width(view.zoom) * view.density;
    context.lineJoin = "round";
    context.lineCap = look.dash ? "butt" : "round";
    context.setLineDash((look.dash ?? []).map((length) => length * view.density));
    return () => context.stroke();
  }

  // Paints one kind of all pieces; a look has a colour to fill, or one of a line with its width and dashes.
  function paintLook(context, look, pieces, view) {
    for (const { kinds, box } of pieces) {
      if (!kinds[look.kind]) continue;
      context.save();
      if (box) cut(context, box, view);
      trace(context, kinds[look.kind], view, Boolean(look.fill || look.closed), brush(context, look, view));
      context.restore();
    }
  }

  const make = (pane, paint) => new Painted({ pane, padding: 0.3 }, paint);

  return { make, paintLook };
})();
