"use strict";
// Outlines come as whole steps of 1e-5 degrees: lon, lat, then the moves.
const Shapes = (() => {
  function decode(steps) {
    const path = [];
    let lon = 0;
    let lat = 0;
    for (let i = 0; i < steps.length; i += 2) {
      lon += steps[i];
      lat += steps[i + 1];
      path.push([lat / 1e5, lon / 1e5]);
    }
    return path;
  }

  const polygon = (shape, options) =>
    L.polygon(
      shape.map((rings) => rings.map(decode)),
      options,
    );

  return { decode, polygon };
})();
