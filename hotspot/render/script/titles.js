"use strict";
// Title block, languages, notes.
const Titles = (() => {
  const { at, make } = Elements;
  const { say, about } = Words;
  const lines = (texts) => texts.map((text) => make("li", {}, text));

  function show() {
    document.documentElement.lang = State.now.language;
    at("synthetic").hidden = !City.synthetic;
    at("synthetic").textContent = about().synthetic;
    at("title").replaceChildren(
      make("span", { dir: "auto" }, City.title),
      make("small", {}, Finds.heading() ?? say("map.heading")),
    );
    at("facts").replaceChildren(...about().facts.map((fact) => make("span", { dir: "auto" }, fact)));
    for (const id of ["sources", "small-print"]) {
      at(id).replaceChildren(...about().sources.map((source) => make("span", { dir: "auto" }, source)));
    }
    at("notes-heading").textContent = say("map.notes");
    at("data-heading").textContent = say("map.data");
    at("caveats").replaceChildren(...lines(about().caveats));
    at("data").replaceChildren(...lines(about().data));
    at("languages").setAttribute("aria-label", say("map.language"));
    for (const button of at("languages").children) {
      button.setAttribute("aria-pressed", button.lang === State.now.language);
    }
  }

  function choice(language) {
    const button = make("button", { type: "button", lang: language }, Words.nameOf(language));
    button.addEventListener("click", () => State.change({ language }));
    return button;
  }

  at("languages").append(...Words.languages.map(choice));
  State.watch(["language"], show);
})();
