"use strict";
// The map itself: panes from the ground up, tiles where the config names a server, zoom buttons, scale bar.
const Ground = (() => {
  const map = map_page; // made by Folium's script
  const PANES = {
    density: 405,
    areas: 410,
    streets: 420,
    veil: 422,
    incidents: 425,
    chosen: 430,
    hotspots: 440,
    points: 450,
    labels: 460,
  };
  for (const [name, order] of Object.entries(PANES)) {
    map.createPane(name).style.zIndex = order;
    map.getPane(name).classList.add(`pane-${name}`);
  }
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    map._zoomAnimated = false;
    map.options.inertia = false;
  }
  if (City.tiles.address) L.tileLayer(City.tiles.address, { maxZoom: 19 }).addTo(map);
  document.documentElement.classList.toggle("on-base", Boolean(City.tiles.address || City.base));

  const zoom = L.control.zoom({ position: "topright" }).addTo(map);
  const scale = L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 140 });
  scale._updateScale = (bar, text, ratio) => {
    bar.style.width = `${Math.round(scale.options.maxWidth * ratio)}px`;
    const [count, unit] = text.split(" ");
    bar.textContent = `${Words.number(count)} ${Words.say(`map.${unit}`)}`;
  };
  scale.addTo(map);

  const EDGE = 12; // pixels around the whole
  const fit = (top, right) =>
    map.fitBounds(City.box, {
      paddingTopLeft: [EDGE, top],
      paddingBottomRight: [right, EDGE],
      animate: false,
    });

  // The corner with the buttons and the north arrow: how far it reaches from the top and from the right.
  function corner() {
    const { top, right } = map.getContainer().getBoundingClientRect();
    const shown = [zoom.getContainer(), Elements.at("north")].map((part) => part.getBoundingClientRect());
    return {
      down: Math.max(...shown.map((box) => box.bottom)) - top,
      left: right - Math.min(...shown.map((box) => box.left)),
    };
  }

  function isCovered({ down, left }) {
    const { x } = map.getSize();
    return City.areas.some((area) =>
      area.shape.flat().some((ring) =>
        Shapes.decode(ring).some((place) => {
          const at = map.latLngToContainerPoint(place);
          return at.x > x - left && at.y < down;
        }),
      ),
    );
  }

  // The whole city; smaller where buttons would lie over areas, below them or beside them, whichever shows more.
  function whole() {
    fit(EDGE, EDGE);
    const buttons = corner();
    if (!isCovered(buttons)) return;
    fit(EDGE, buttons.left + EDGE);
    const beside = map.getZoom();
    fit(buttons.down + EDGE, EDGE);
    if (map.getZoom() <= beside) fit(EDGE, buttons.left + EDGE);
  }

  // As `whole`, at any zoom rather than at quarters of one: a sheet has no buttons.
  function fill() {
    const { zoomSnap } = map.options;
    map.options.zoomSnap = 0;
    fit(EDGE, EDGE);
    map.options.zoomSnap = zoomSnap;
  }

  // The card covers the left of the map on a wide screen; what is shown must not lie under it.
  function reveal(place) {
    const card = Elements.at("card");
    const isOver = !card.hidden && getComputedStyle(card).position === "absolute";
    map.panInside(place, {
      paddingTopLeft: [isOver ? card.offsetWidth + 60 : 40, 40],
      paddingBottomRight: [70, 40],
      animate: false,
    });
  }

  const measure = () => map.invalidateSize({ animate: false });

  function show() {
    map.getContainer().setAttribute("aria-label", Words.say("map.map"));
    for (const [button, key] of [
      [zoom._zoomInButton, "map.zoom_in"],
      [zoom._zoomOutButton, "map.zoom_out"],
    ]) {
      button.title = Words.say(key);
      button.setAttribute("aria-label", Words.say(key));
    }
    Elements.at("north").textContent = `▲ ${Words.say("map.north")}`;
    Elements.at("credit").textContent = City.tiles.credit;
    scale._update();
  }

  // Leaflet says it in English.
  map.on("popupopen", ({ popup }) => {
    popup
      .getElement()
      .querySelector(".leaflet-popup-close-button")
      .setAttribute("aria-label", Words.say("map.close"));
  });
  State.watch(["language"], show);
  return { map, whole, fill, reveal, measure };
})();
