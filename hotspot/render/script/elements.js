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

  // Numbers from – to stay on one line with what is tied to them: "19–20\u00a0сағ", "1–3-орындардың".
  const RANGE = /([^ ]*\d[–-][^ ]*)/;
  const LONGEST = 24; // letters that may not be broken
  const unbroken = (text) =>
    text
      .split(RANGE)
      .map((part, i) => (i % 2 && part.length <= LONGEST ? make("span", { class: "unbroken" }, part) : part));

  // Words with a hyphen, such as "Koktem-3", stay on one line; a name is broken between words only.
  const spaced = (text) =>
    text
      .split(/( +)/)
      .map((part) =>
        part.includes("-") && part.length <= LONGEST ? make("span", { class: "unbroken" }, part) : part,
      );

  const paragraph = (text) => make("p", {}, ...unbroken(text));

  // Facts are pairs of what and how much; how much is a text or a list of parts, elements among them.
  const pairs = (facts) =>
    make(
      "dl",
      {},
      ...facts.flatMap(([what, much]) => [
        make("dt", {}, what),
        make("dd", {}, ...(typeof much === "string" ? unbroken(much) : much)),
      ]),
    );

  return { at, make, draw, swatch, paragraph, pairs, spaced };
})();
