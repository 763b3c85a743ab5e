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
      make("small", {}, say("map.heading")),
    );
    at("facts").replaceChildren(...about().facts.map((fact) => make("span", { dir: "auto" }, fact)));
    at("sources").replaceChildren(...about().sources.map((source) => make("span", { dir: "auto" }, source)));
    at("notes-heading").textContent = say("map.notes");
    at("data-heading").textContent = say("map.data");
    at("caveats").replaceChildren(...lines(about().caveats));
    at("data").replaceChildren(...lines(about().data));
    languages();
  }

  function languages() {
    at("languages").setAttribute("aria-label", say("map.language"));
    at("languages").replaceChildren(
      ...Words.languages.map((language) => {
        const pressed = language === State.now.language;
        const button = make(
          "button",
          { type: "button", lang: language, "aria-pressed": pressed },
          Words.nameOf(language),
        );
        button.addEventListener("click", () => {
          State.change({ language });
          at("languages").querySelector("[aria-pressed=true]").focus();
        });
        return button;
      }),
    );
  }

  State.watch(["language"], show);
})();
