"use strict";
// Shows everything for the first time.
(() => {
  if (matchMedia("(max-width: 860px)").matches) {
    for (const panel of document.querySelectorAll("details.panel")) panel.open = false;
  }
  State.change({ language: City.language });
  Ground.whole();
  Legend.draw();
  Labels.place();
  new ResizeObserver(Ground.measure).observe(Elements.at("stage"));
  document.documentElement.classList.add("ready");
})();
