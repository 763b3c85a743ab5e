"use strict";
// The card of the chosen area or hot spot: why it stands where it stands.
const Card = (() => {
  const { at, make, pairs } = Elements;
  const { say, about } = Words;
  let opener = null;

  // A text that is the same in all languages stands there once.
  const local = (text) =>
    Array.isArray(text) ? text[Object.keys(City.about).indexOf(State.now.language)] : text;
  const labelled = (facts) => facts.map(([label, text]) => [about().labels[label], local(text)]);
  const paragraphs = (sentences) => sentences.map((sentence) => make("p", {}, sentence));

  function headed(name) {
    const close = make("button", { type: "button", "aria-label": say("map.close") }, "×");
    close.addEventListener("click", shut);
    return make("div", { class: "card-head" }, make("h2", { id: "card-heading", dir: "auto" }, name), close);
  }

  // An area far down a long list has no card of its own: it shows its row of the table.
  function brief(row) {
    const heads = [say("table.rank"), say("table.incidents"), about().score, say("table.ranks")];
    return heads.map((head, i) => [head, row[i]]);
  }

  function standing({ sentences, row }, facts) {
    return [...paragraphs(sentences ?? [about().brief]), pairs(sentences ? labelled(facts) : brief(row))];
  }

  function counted(i) {
    const [count, total] = [Counts.of(i), Counts.total()];
    const unit = say(Counts.years() === null ? "map.filter.per_km2" : "map.filter.per_km2_year");
    return pairs([
      [say("map.filter.incidents"), say("map.filter.of", { part: count, count: City.areas[i].incidents })],
      [say("map.filter.share"), Words.percent(count, total)],
      [unit, Words.short(Number(Counts.density(i).toPrecision(2)))],
    ]);
  }

  function areaCard(i) {
    const { texts, facts } = City.areas[i];
    const text = texts[State.now.language];
    if (!State.isFiltered()) return [headed(text.name), ...standing(text, facts), ...Clock.show(i)];
    const all = make("h3", {}, say("map.filter.all_incidents"));
    return [headed(text.name), counted(i), ...Clock.show(i), all, ...standing(text, facts)];
  }

  function hotspotCard(i) {
    const spot = City.hotspots[i];
    const head = headed(say("map.hotspot", { id: spot.id }));
    return [head, make("p", {}, say("map.untested")), pairs(labelled(spot.facts))];
  }

  function show() {
    const { area, hotspot } = State.now;
    const isChosen = area !== null || hotspot !== null;
    at("card").hidden = !isChosen;
    at("choose").hidden = isChosen;
    at("card").replaceChildren(...content(area, hotspot));
  }

  function content(area, hotspot) {
    if (area !== null) return areaCard(area);
    return hotspot === null ? [] : hotspotCard(hotspot);
  }

  // A new card starts at its top, is told to those who do not see it, and hides nothing of what was chosen.
  function open() {
    show();
    const card = at("card");
    card.scrollTop = 0;
    at("told").textContent = card.hidden
      ? ""
      : [...card.querySelectorAll("h2, p")]
          .slice(0, 2)
          .map(({ textContent }) => textContent)
          .join(". ");
    if (card.hidden) return;
    if (!floats()) card.scrollIntoView({ block: "nearest" });
    opener = document.activeElement;
    const { area } = State.now;
    if (area !== null) Ground.map.panInside(City.areas[area].at, { ...beside(), animate: false });
  }

  // The card covers the left of the map on a wide screen; what was chosen must not lie under it.
  const floats = () => getComputedStyle(at("card")).position === "absolute";
  const beside = () => ({
    paddingTopLeft: [floats() ? at("card").offsetWidth + 60 : 40, 40],
    paddingBottomRight: [70, 40],
  });

  function shut() {
    if (at("card").hidden) return;
    const back = Table.buttonOf(State.now.area) ?? opener;
    State.change({ area: null, hotspot: null });
    back?.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") shut();
  });
  State.watch(["area", "hotspot"], open);
  State.watch(["language", "filter"], show);
})();
