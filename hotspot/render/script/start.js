"use strict";
// Shows everything for the first time.
(() => {
  const LONGEST_WAIT = 1500; // milliseconds
  if (matchMedia("(max-width: 860px)").matches) {
    for (const panel of document.querySelectorAll("details.panel")) panel.open = false;
  }
  State.change({ language: City.language });
  Ground.whole();
  Legend.draw();
  Labels.place();
  new ResizeObserver(Ground.measure).observe(Elements.at("stage"));
  // Who prints at once has the ground on the sheet.
  Basemap.whenPainted(LONGEST_WAIT, () => document.documentElement.classList.add("ready"));
})();
