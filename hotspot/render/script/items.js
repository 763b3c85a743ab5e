"use strict";
// The things of a layer by name, as a list of buttons: what a click on the map opens can be opened from here too.
const Items = (() => {
  const MOST = 200; // in one list
  const { make } = Elements;
  const { say } = Words;
  const opened = new Set(); // lists, by the id of their layer

  function line({ name, open }) {
    const button = make("button", { type: "button", dir: "auto" }, name);
    button.addEventListener("click", ({ detail }) => open(detail === 0)); // 0: with the keyboard
    return make("li", {}, button);
  }

  function lines(items) {
    const rest = items.length - MOST;
    const more = rest > 0 ? [make("li", {}, say("map.items.more", { count: rest }))] : [];
    return make("ul", {}, ...items.slice(0, MOST).map(line), ...more);
  }

  // `items` are {name, open}; the buttons are made when the list is opened. `count` says how many there are of
  // what, where they are not of one sort.
  function list(id, items, count = items.length) {
    const box = make("details", { class: "items" }, make("summary", {}, say("map.items", { count })));
    const fill = () => box.childElementCount > 1 || box.append(lines(items));
    if (opened.has(id)) fill();
    box.open = opened.has(id);
    box.firstChild.addEventListener("click", fill);
    box.addEventListener("toggle", () => {
      if (box.open) opened.add(id);
      else opened.delete(id);
    });
    return box;
  }

  return { list };
})();
