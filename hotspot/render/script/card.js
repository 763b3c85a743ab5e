"use strict";
// The card of the chosen area, hot spot or find: why it stands where it stands.
const Card = (() => {
  const { at, make, paragraph, pairs } = Elements;
  const { say, about } = Words;
  const NAMES = 3; // of a group are told one by one
  const TESTED = { null: "map.untested", false: "map.tested.no", true: "map.tested.yes" };
  let opener = null;

  // A text that is the same in all languages stands there once; one that several cards share is a number.
  const local = (text) => {
    const said = typeof text === "number" ? City.repeated[text] : text;
    return Array.isArray(said) ? said[Words.languages.indexOf(State.now.language)] : said;
  };
  const labelled = (facts) => facts.map(([label, text]) => [about().labels[label], local(text)]);
  const nameOf = (area) => City.areas[area].texts[State.now.language].name;

  // A button that opens another card, in which the reader then is.
  function link(text, label, chosen) {
    const button = make("button", { type: "button", class: "link", "aria-label": label, dir: "auto" }, text);
    button.addEventListener("click", () => {
      State.change(chosen);
      enter();
    });
    return button;
  }

  // The hot spots that a text names, as links.
  function linked(text, spots) {
    const known = new Map(spots.map((i) => [City.hotspots[i].id, i]));
    return text
      .split(/([ (),]+)/)
      .map((part) =>
        known.has(part)
          ? link(part, HotSpots.nameOf(known.get(part)), { area: null, hotspot: known.get(part) })
          : part,
      );
  }

  function headed(name) {
    const close = make("button", { type: "button", "aria-label": say("map.close") }, "×");
    close.addEventListener("click", shut);
    const heading = make("h2", { id: "card-heading", tabindex: -1, dir: "auto" }, name);
    return make("div", { class: "card-head" }, heading, close);
  }

  // An area far down a long list has no card of its own: it shows its row of the table.
  function brief(row) {
    const heads = [say("table.rank"), say("table.incidents"), about().score, say("table.ranks")];
    return heads.map((head, i) => [head, row[i]]);
  }

  // From which others the data do not tell the area apart.
  function alike(i) {
    const { group } = City.areas[i];
    const others = [...City.areas.keys()].filter(
      (k) => k !== i && group !== null && City.areas[k].group === group,
    );
    if (!others.length) return [];
    const named = others.slice(0, NAMES).map(nameOf).join(", ");
    const count = others.length - NAMES;
    return [
      say("map.card.group", { names: count > 0 ? say("map.card.more", { names: named, count }) : named }),
    ];
  }

  function standing(i) {
    const { texts, facts, hotspots } = City.areas[i];
    const { sentences, row } = texts[State.now.language];
    if (!sentences) return [paragraph(about().brief), pairs(brief(row))];
    const told = labelled(facts).map(([what, much]) => [
      what,
      what === say("map.fact.hotspots") ? linked(much, hotspots) : much,
    ]);
    return [...[...sentences, ...alike(i)].map(paragraph), pairs(told)];
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
    if (!State.isFiltered()) return [headed(nameOf(i)), ...standing(i), ...Clock.show(i)];
    const all = make("h3", {}, say("map.filter.all_incidents"));
    return [headed(nameOf(i)), counted(i), ...Clock.show(i), all, ...standing(i)];
  }

  function hotspotCard(i) {
    const spot = City.hotspots[i];
    const head = headed(HotSpots.nameOf(i));
    const areas = [...City.areas.keys()].filter((k) => City.areas[k].hotspots.includes(i));
    const links = areas.map((k) => link(nameOf(k), nameOf(k), { area: k, hotspot: null }));
    const where = links.length ? [[say("map.fact.areas"), links]] : [];
    return [
      head,
      make("p", {}, say(TESTED[String(spot.significant)])),
      pairs([...where, ...labelled(spot.facts)]),
    ];
  }

  const findCard = (find) => [headed(Finds.nameOf(find)), pairs(Finds.factsOf(find))];

  function show() {
    const parts = content();
    at("card").hidden = !parts.length;
    at("choose").hidden = parts.length > 0;
    at("card").replaceChildren(...parts);
  }

  function content() {
    const { area, hotspot, find } = State.now;
    if (area !== null) return areaCard(area);
    if (find !== null) return findCard(find);
    return hotspot === null ? [] : hotspotCard(hotspot);
  }

  function place() {
    const { area, hotspot, find } = State.now;
    if (area !== null) return City.areas[area].at;
    return find === null ? HotSpots.boundsOf(hotspot).getCenter() : Finds.placeOf(find);
  }

  // A new card starts at its top, is told to those who do not see it, and hides nothing of what was chosen.
  function open() {
    const card = at("card");
    const from = document.activeElement;
    if (!card.contains(from)) opener = from;
    show();
    card.scrollTop = 0;
    at("told").textContent = card.hidden
      ? ""
      : [...card.querySelectorAll("h2, p")]
          .slice(0, 2)
          .map(({ textContent }) => textContent)
          .join(". ");
    if (card.hidden) return;
    if (getComputedStyle(card).position !== "absolute") card.scrollIntoView({ block: "nearest" });
    Ground.reveal(place());
  }

  // Who opens a card with the keyboard goes on in it; Escape leads back.
  const enter = () => at("card-heading").focus();
  const hotspot = (i) => (isByKeyboard) => {
    State.change({ area: null, hotspot: i });
    if (isByKeyboard) enter();
  };

  function shut() {
    if (at("card").hidden) return;
    const back = Table.buttonOf(State.now.area) ?? opener;
    State.change({ area: null, hotspot: null });
    back?.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") shut();
  });
  State.watch(["area", "hotspot", "find"], open);
  State.watch(["language", "filter"], show);

  return { enter, hotspot };
})();
