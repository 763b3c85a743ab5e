"use strict";
// Reads vector tiles out of an archive that lies in the page: where a tile is, and which lines it holds.
// Archive: PMTiles Version 3 Specification, https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
// Tile: Vector Tile Specification 2.1, https://github.com/mapbox/vector-tile-spec/tree/master/2.1
const Tiles = (() => {
  const HEADER = { root: 8, leaves: 40, data: 56, internal: 97, tile: 98, zoom: 101 }; // chapter 3.1
  const GZIP = 2; // chapter 3.3; 1 is none
  const MOVE = 1; // 4.3.1 of the tile's specification; 2 draws a line, 7 closes a ring
  const CLOSE = 7;

  async function unpacked(bytes, compression) {
    if (compression !== GZIP) return bytes;
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  // Numbers of seven bits a byte, the lowest first, as Protocol Buffers and PMTiles write them.
  function numbers(bytes) {
    let at = 0;
    const next = () => {
      let value = 0;
      for (let factor = 1; ; factor *= 128) {
        const byte = bytes[at];
        at += 1;
        value += (byte & 127) * factor;
        if (byte < 128) return value;
      }
    };
    const take = (count) => {
      at += count;
      return bytes.subarray(at - count, at);
    };
    return { next, take, more: () => at < bytes.length };
  }

  // The fields of a Protocol-Buffers message: number and value, which is bytes or a whole number.
  function* fields(bytes) {
    const { next, take, more } = numbers(bytes);
    while (more()) {
      const tag = next();
      const value = next(); // a number, or the length of what follows; GDAL writes no field of fixed width
      yield [tag >> 3, (tag & 7) === 2 ? take(value) : value];
    }
  }

  // The place of a tile on the Hilbert curves of all zooms, chapter 4.1: 12/3423/1763 is 19078479.
  function idOf(zoom, column, row) {
    let [x, y, id] = [column, row, (4 ** zoom - 1) / 3];
    for (let side = 2 ** (zoom - 1); side >= 1; side /= 2) {
      const right = x & side ? 1 : 0;
      const low = y & side ? 1 : 0;
      id += side * side * ((3 * right) ^ low);
      if (!low) {
        if (right) [x, y] = [side - 1 - (x & (side - 1)), side - 1 - (y & (side - 1))];
        [x, y] = [y & (side - 1), x & (side - 1)];
      }
    }
    return id;
  }

  // Chapter 4.3: ids as differences, then run lengths, lengths, and offsets, 0 for "where the last one ended".
  function entries(bytes) {
    const { next } = numbers(bytes);
    const found = Array.from({ length: next() }, () => ({}));
    let id = 0;
    for (const entry of found) entry.id = id += next();
    for (const entry of found) entry.run = next();
    for (const entry of found) entry.length = next();
    let end = 0;
    for (const entry of found) {
      const offset = next();
      entry.offset = offset ? offset - 1 : end;
      end = entry.offset + entry.length;
    }
    return found;
  }

  async function directory(bytes, header, offset, length) {
    const found = new Map();
    const packed = bytes.subarray(offset, offset + length);
    for (const entry of entries(await unpacked(packed, header.internal))) {
      for (let i = 0; i < entry.run; i += 1) found.set(entry.id + i, entry);
      if (!entry.run) {
        const leaf = await directory(bytes, header, header.leaves + entry.offset, entry.length);
        for (const [id, tile] of leaf) found.set(id, tile);
      }
    }
    return found;
  }

  // Lines as x, y, x, y … in shares of the tile's side.
  function linesOf(geometry, extent) {
    const { next, more } = numbers(geometry);
    const moved = () => {
      const value = next();
      return value % 2 ? -(value + 1) / 2 : value / 2;
    };
    const lines = [];
    let [x, y] = [0, 0];
    while (more()) {
      const command = next();
      if ((command & 7) === CLOSE) continue;
      for (let i = command >> 3; i > 0; i -= 1) {
        x += moved();
        y += moved();
        if ((command & 7) === MOVE) lines.push([]);
        lines.at(-1).push(x / extent, y / extent);
      }
    }
    return lines;
  }

  // Chapter 4 of the tile's specification: layer 3 of a tile; of a layer, features 2, values 4, extent 5; of a
  // feature, tags 2, geometry 4. Our layers have one attribute, the kind, so a tag's second number is its value.
  function kindsOf(bytes) {
    const kinds = {};
    for (const [, layer] of fields(bytes)) {
      const parts = [...fields(layer)];
      const extent = parts.find(([number]) => number === 5)?.[1] ?? 4096;
      const values = parts.filter(([number]) => number === 4).map(([, value]) => [...fields(value)][0][1]);
      const names = values.map((value) => new TextDecoder().decode(value));
      for (const [number, feature] of parts) {
        if (number !== 2) continue;
        const said = Object.fromEntries(fields(feature));
        const kind = names[said[2].at(-1)];
        kinds[kind] ??= [];
        for (const line of linesOf(said[4], extent)) kinds[kind].push(line);
      }
    }
    return kinds;
  }

  // Returns the zoom of the archive's tiles and `tile(column, row)`: the lines of each kind, {} where it has none.
  async function open(base64) {
    const bytes = Bytes.read(base64);
    const view = new DataView(bytes.buffer);
    const at = (place) => Number(view.getBigUint64(place, true));
    const header = { internal: bytes[HEADER.internal], leaves: at(HEADER.leaves) };
    const found = await directory(bytes, header, at(HEADER.root), at(HEADER.root + 8));
    const zoom = bytes[HEADER.zoom];
    const start = at(HEADER.data);
    async function tile(column, row) {
      const entry = found.get(idOf(zoom, column, row));
      if (!entry) return {};
      const packed = bytes.subarray(start + entry.offset, start + entry.offset + entry.length);
      return kindsOf(await unpacked(packed, bytes[HEADER.tile]));
    }
    return { zoom, tile };
  }

  return { open, idOf };
})();
