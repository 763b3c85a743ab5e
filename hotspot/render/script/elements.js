"use strict";
// Makes elements; every text becomes a text node, nothing is parsed as HTML.
const Elements = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const at = (id) => document.getElementById(id);

  function fill(made, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  const make = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  const draw = (tag, attributes, ...children) =>
    fill(document.createElementNS(SVG, tag), attributes, children);

  function swatch(colour, kind = "fill") {
    const made = make("span", { class: `swatch ${kind}`, "aria-hidden": "true" });
    made.style.setProperty("--colour", colour);
    return made;
  }

  const pairs = (facts) =>
    make("dl", {}, ...facts.flatMap(([what, much]) => [make("dt", {}, what), make("dd", {}, much)]));

  return { at, make, draw, swatch, pairs };
})();
