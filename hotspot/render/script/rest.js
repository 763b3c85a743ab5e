"use strict";
// Areas past those of a long list: ground in the colours of their classes, what a click there says, and where all
// numbers are.
(() => {
  const UNKNOWN = "#d9d9d9";
  const MOST = 200; // polygons in one path
  const { at, make, swatch } = Elements;
  const { step, grounds, texts } = City.rest;
  const said = () => texts[State.now.language];

  // Whole numbers, each in digits of five bits, the lowest first; the sixth bit says that more follow.
  function reader(text) {
    const digits = Bytes.numbers({ digits: 1, text });
    let at = 0;
    return () => {
      let value = 0;
      let unit = 1;
      for (; digits[at] & 32; at += 1, unit *= 32) value += (digits[at] & 31) * unit;
      value += digits[at] * unit;
      at += 1;
      return value % 2 ? -(value + 1) / 2 : value / 2;
    };
  }

  // How many polygons, the rings of each, the places of each ring, then all moves from place to place.
  function polygons(text) {
    const read = reader(text);
    const list = (count) => Array.from({ length: count }, read);
    let [x, y] = [0, 0];
    function place() {
      x += read();
      y += read();
      return [(y * step) / 1e5, (x * step) / 1e5];
    }
    return list(read())
      .map(list)
      .map((rings) => rings.map((count) => Array.from({ length: count }, place)));
  }

  const colourOf = (ground) => (ground.class < 0 ? UNKNOWN : City.colours[ground.class]);
  const [{ renderer, weight, color }] = Areas.layer.getLayers().map(({ options }) => options);
  const paths = grounds.flatMap((ground, k) => {
    const parts = polygons(ground.shapes);
    const count = Math.ceil(parts.length / MOST);
    return Array.from({ length: count }, (_, i) => path(ground, k, parts.slice(i * MOST, (i + 1) * MOST)));
  });

  function path(ground, k, shape) {
    const made = L.polygon(shape, { renderer, weight, color, pane: "areas", fillOpacity: 1 });
    made.bindPopup(() => make("span", { dir: "auto" }, said().cards[k]), { maxWidth: 240 });
    made.on("add", () => made.bringToBack());
    Areas.layer.addLayer(made);
    return { ground, made };
  }

  // No filter and no view knows what happened here.
  function colour() {
    for (const { ground, made } of paths) {
      const isUnknown = Views.isOn() || State.isFiltered();
      made.setStyle({ fillColor: isUnknown ? UNKNOWN : colourOf(ground), ...Areas.look() });
    }
    show();
  }

  // The veil over what lies beside the areas leaves these free, too.
  Ground.map.eachLayer((layer) => {
    if (!(layer instanceof L.Polygon) || layer.options.pane !== "veil") return;
    layer.setLatLngs([...layer.getLatLngs(), ...paths.flatMap(({ made }) => made.getLatLngs().flat())]);
  });

  const listed = make("span", {});
  listed.style.setProperty("display", "block"); // a line of its own
  const drawn = make("div", {});
  at("layers").after(drawn);

  function show() {
    listed.textContent = said().listed;
    at("order").append(listed);
    drawn.hidden = !Areas.isFilled() || Views.isOn();
    const grey = make("li", {}, swatch(UNKNOWN), said().filtered);
    drawn.replaceChildren(
      make("p", {}, said().drawn),
      ...(State.isFiltered() ? [make("ol", { class: "classes" }, grey)] : []),
    );
  }

  Areas.layer.on("look", colour);
  State.watch(["language", "filter"], colour);
})();
