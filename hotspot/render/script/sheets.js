"use strict";
// Sheets of paper, A4 and A3, and the view for briefings: map and legend alone.
const Sheets = (() => {
  const { at } = Elements;
  const { say } = Words;
  const { map } = Ground;
  const root = document.documentElement;
  let before = null; // what to go back to after printing

  // Leaflet measures the screen, not the sheet: take the sheet's size before printing, and give it back after.
  function prepare() {
    if (before) return;
    const closed = [...document.querySelectorAll("details.panel:not([open])")];
    before = { centre: map.getCenter(), zoom: map.getZoom(), closed };
    for (const panel of closed) panel.open = true;
    root.classList.add("printing");
    Ground.measure();
    Ground.fill();
    // Leaflet's own canvases would be drawn in the next frame, which is after the printing.
    map.eachLayer((layer) => layer instanceof L.Canvas && layer._ctx && layer._redraw?.());
    Labels.place();
    before.canvases = [...map.getContainer().querySelectorAll("canvas")].map(still);
  }

  // What is drawn on a canvas during printing covers everything under it in Chromium's PDF files, clear parts
  // too; a copy of the picture does not.
  function still(canvas) {
    const copy = canvas.cloneNode();
    if (canvas.width && canvas.height) copy.getContext("2d").drawImage(canvas, 0, 0);
    canvas.replaceWith(copy);
    return { canvas, copy };
  }

  function restore() {
    root.classList.remove("printing", "a3");
    if (!before) return;
    const { centre, zoom, closed, canvases } = before;
    before = null;
    for (const { canvas, copy } of canvases) copy.replaceWith(canvas);
    for (const panel of closed) panel.open = false;
    Ground.measure();
    map.setView(centre, zoom, { animate: false });
  }

  function print(size) {
    root.classList.toggle("a3", size === "a3");
    window.print();
  }

  function brief() {
    const isOn = root.classList.toggle("briefing");
    at("briefing").setAttribute("aria-pressed", isOn);
    Ground.measure();
    Ground.whole();
    if (isOn)
      root.requestFullscreen?.().catch(() => {}); // good enough without, where it is refused
    else if (document.fullscreenElement) document.exitFullscreen();
  }

  function show() {
    at("print").textContent = `${say("map.print")}:`;
    for (const size of ["A4", "A3"]) {
      const button = at(`print-${size.toLowerCase()}`);
      button.textContent = size;
      button.setAttribute("aria-label", `${say("map.print")} ${size}`);
    }
    at("briefing").textContent = say("map.briefing");
  }

  at("print-a4").addEventListener("click", () => print("a4"));
  at("print-a3").addEventListener("click", () => print("a3"));
  at("briefing").addEventListener("click", brief);
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement && root.classList.contains("briefing")) brief();
  });
  window.addEventListener("beforeprint", prepare);
  window.addEventListener("afterprint", restore);
  State.watch(["language"], show);
})();
