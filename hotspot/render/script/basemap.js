"use strict";
// Draws the ground under the areas on a canvas: green, water, buildings, railways, streets; water and main streets
// once more above the areas. Lines come as moves, or as vector tiles where there are many.
const Basemap = (() => {
  const WHITE = "#ffffff"; // areas are multiplied with the ground: on white their colours are those of the legend
  const WATER = "#a9cbe0";
  const STREET = "#b4b9be";
  const growing = (width, rate) => (zoom) => Math.min(width * rate ** (zoom - 13), 14);
  // From the ground up: what a kind belongs to, its colours, from which zoom it is seen, how wide its line is.
  const LOOKS = [
    { kind: "green", layer: "green", fill: "#deebd6", from: 0 },
    { kind: "water", layer: "water", fill: WATER, from: 0 },
    { kind: "stream", layer: "water", line: WATER, from: 12, width: growing(0.8, 1.3) },
    { kind: "river", layer: "water", line: WATER, from: 0, width: growing(1.6, 1.4) },
    { kind: "building", layer: "buildings", fill: "#e3e1dc", from: 14.5 },
    { kind: "building", layer: "buildings", line: "#c2beb6", from: 15, width: () => 0.8, closed: true },
    { kind: "foot", layer: "streets", line: "#b9ac92", from: 16, width: () => 1.2, dash: [4, 3] },
    { kind: "service", layer: "streets", line: "#cfd3d6", from: 14.5, width: growing(0.4, 1.5) },
    { kind: "minor", layer: "streets", line: "#cbd0d4", from: 12.5, width: growing(0.8, 1.5) },
    { kind: "railway", layer: "railway", line: "#8d8d8d", from: 11, width: growing(0.8, 1.2), dash: [7, 3] },
    { kind: "main", layer: "streets", line: STREET, from: 0, width: growing(1.6, 1.4) },
  ];
  // Over the areas: water in its own colour, since multiplied it would be green on yellow; from afar main streets
  // as thin lines; from close by a light core in each street and an edge around each building, which can be seen
  // on the darkest class too.
  const OVER = "rgba(169, 203, 224, 0.88)"; // WATER
  const SHORE = "rgba(74, 124, 158, 0.85)";
  const CORE = "rgba(255, 255, 255, 0.7)";
  const core = (kind, width, rate, from) => ({
    kind,
    layer: "streets",
    line: CORE,
    from,
    width: (zoom) => growing(width, rate)(zoom) * 0.6,
  });
  const ABOVE = [
    {
      kind: "building",
      layer: "buildings",
      line: "rgba(255, 255, 255, 0.3)",
      from: 15.5,
      width: () => 1,
      closed: true,
    },
    { kind: "stream", layer: "water", line: OVER, from: 12, width: growing(0.8, 1.3) },
    { kind: "river", layer: "water", line: SHORE, from: 0, width: (zoom) => growing(1.6, 1.4)(zoom) + 1.4 },
    { kind: "river", layer: "water", line: WATER, from: 0, width: growing(1.6, 1.4) },
    { kind: "water", layer: "water", fill: OVER, from: 0 },
    { kind: "water", layer: "water", line: SHORE, from: 0, width: () => 0.7, closed: true },
    core("service", 0.4, 1.5, 15.5),
    core("minor", 0.8, 1.5, 13.5),
    core("main", 1.6, 1.4, 14),
    {
      kind: "main",
      layer: "streets",
      line: "rgba(60, 60, 60, 0.75)",
      from: 0,
      below: 14,
      width: () => 2.4,
    },
    {
      kind: "main",
      layer: "streets",
      line: "rgba(255, 255, 255, 0.9)",
      from: 0,
      below: 14,
      width: () => 1.1,
    },
  ];
  const SWATCHES = {
    green: ["#deebd6", "fill"],
    water: [WATER, "fill"],
    buildings: ["#e3e1dc", "fill"],
    railway: ["#8d8d8d", "line"],
    streets: ["#4a4a4a", "line cased"],
  };
  const SEEN_FROM = { near: 12.5, buildings: 14.5 }; // the groups of tiles; "wide" is seen at every zoom
  const MOST_TILES = 400; // in one view; more are not read, since each would be a few points wide

  // Places in shares of the Web Mercator square, x to the east and y to the south, with the box of each line.
  function mercator(line, scale, column, row) {
    const places = new Float64Array(line.length);
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < line.length; i += 2) {
      const x = (column + line[i]) * scale;
      const y = (row + line[i + 1]) * scale;
      places[i] = x;
      places[i + 1] = y;
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
    return { places, box };
  }

  function fromMoves(moves) {
    const line = [];
    let [lon, lat] = [0, 0];
    for (let i = 0; i < moves.length; i += 2) {
      lon += moves[i];
      lat += moves[i + 1];
      const angle = (lat / 1e5) * (Math.PI / 180);
      line.push(lon / 36e6 + 0.5, 0.5 - Math.asinh(Math.tan(angle)) / (2 * Math.PI));
    }
    return mercator(line, 1, 0, 0);
  }

  const each = (kinds, made) =>
    Object.fromEntries(Object.entries(kinds).map(([kind, lines]) => [kind, lines.map(made)]));

  // A source gives the pieces that touch a box at a zoom: lines by kind, and the box that they are cut to. Tiles
  // that are not read yet are read, and `redraw` is called when they are there.
  function fromPaths(paths) {
    const pieces = [{ kinds: each(paths, fromMoves), box: null }];
    return { within: () => pieces };
  }

  let reading = 0; // archives and tiles
  let tell = null;
  const painted = new Promise((resolve) => {
    tell = resolve;
  });

  function fromTiles(base64, from, redraw) {
    const read = new Map();
    let archive = null;
    function readTile(column, row) {
      const key = `${column}/${row}`;
      if (read.has(key)) return read.get(key);
      read.set(key, null);
      const share = 2 ** -archive.zoom;
      reading += 1;
      archive.tile(column, row).then((kinds) => {
        reading -= 1;
        const box = [column * share, row * share, (column + 1) * share, (row + 1) * share];
        read.set(key, { kinds: each(kinds, (line) => mercator(line, share, column, row)), box });
        redraw();
      });
      return null;
    }
    function within([west, north, east, south], zoom) {
      if (zoom < from) return [];
      if (!archive) {
        archive = { zoom: null };
        reading += 1;
        Tiles.open(base64).then((opened) => {
          reading -= 1;
          archive = opened;
          redraw();
        });
      }
      if (archive.zoom === null) return [];
      const count = 2 ** archive.zoom;
      const [left, top, right, low] = [west, north, east, south].map((edge) => Math.floor(edge * count));
      if ((right - left + 1) * (low - top + 1) > MOST_TILES) return [...read.values()].filter(Boolean);
      const pieces = [];
      for (let column = left; column <= right; column += 1) {
        for (let row = top; row <= low; row += 1) pieces.push(readTile(column, row));
      }
      return pieces.filter(Boolean);
    }
    return { within };
  }

  function credit(base) {
    const given = [City.tiles.credit, base.credit[State.now.language]];
    Elements.at("credit").textContent = given.filter(Boolean).join(" · ");
  }

  function add(map, base) {
    const shown = new Set();
    let waiting = false;
    const redraw = () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        for (const canvas of canvases) if (canvas._map) canvas._update();
        if (!reading) tell();
      });
    };
    const tiles = Object.entries(base.tiles).map(([group, base64]) =>
      fromTiles(base64, SEEN_FROM[group] ?? 0, redraw),
    );
    const sources = [fromPaths(base.paths), ...tiles];
    const painter = (looks, ground) => (context, view) => {
      if (ground) {
        context.fillStyle = ground;
        context.fillRect(0, 0, context.canvas.width, context.canvas.height);
      }
      const pieces = sources.flatMap((source) => source.within(view.box, view.zoom));
      for (const look of looks) {
        const seen = view.zoom >= look.from && view.zoom < (look.below ?? Infinity);
        if (seen && shown.has(look.layer)) Canvas.paintLook(context, look, pieces, view);
      }
    };
    map.createPane("ground").style.zIndex = 250; // above the pictures of a tile server, below everything else
    const canvases = [
      Canvas.make("ground", painter(LOOKS, City.tiles.address ? null : WHITE)),
      Canvas.make("streets", painter(ABOVE, null)),
    ];
    for (const canvas of canvases) canvas.addTo(map);
    const Part = L.Layer.extend({
      initialize(name) {
        this.name = name;
      },
      onAdd() {
        shown.add(this.name);
        redraw();
      },
      onRemove() {
        shown.delete(this.name);
        redraw();
      },
    });
    State.watch(["language"], () => credit(base));
    const explain = (name) =>
      [
        ...(name === "buildings" ? [Words.say("map.closer.buildings")] : []),
        ...(name === base.layers.at(-1) ? base.left_out[State.now.language] : []),
      ].map((text) => Elements.make("p", {}, text));
    return base.layers.map((name) => ({
      id: name,
      layer: new Part(name),
      on: true,
      nameKey: `map.layer.${name}`,
      mark: () => Elements.swatch(...SWATCHES[name]),
      explain: () => explain(name),
    }));
  }

  // Calls `then` when the tiles in view are painted, at once where there are none, and at the latest after `limit`.
  function whenPainted(limit, then) {
    if (!Object.keys(City.base?.tiles ?? {}).length) return then();
    const late = new Promise((resolve) => setTimeout(resolve, limit));
    return Promise.race([painted, late]).then(then);
  }

  return { add, whenPainted };
})();
