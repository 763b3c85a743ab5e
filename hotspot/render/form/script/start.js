"use strict";
// Shows everything, changes the language, saves and removes.
(() => {
  function notice(id, key, shown) {
    Elements.at(id).textContent = Texts.say(key);
    Elements.at(id).hidden = !shown;
  }

  function draw() {
    document.title = `${Texts.say("form.title")} · ${Form.title}`;
    Elements.at("title").textContent = Texts.say("form.title");
    Elements.at("about").textContent = `${Form.title} · ${Texts.say("form.round", { round: Form.round })}`;
    Elements.at("save").textContent = Texts.say("form.save");
    notice("synthetic", "form.synthetic", Form.synthetic);
    notice("unkept", "form.unkept", !Answers.isKept());
    Elements.at("languages").replaceChildren(...Object.entries(LANGUAGES).map(language));
    Observer.draw();
    List.draw();
    Checklist.draw();
  }

  const LANGUAGES = { kk: "Қазақша", ru: "Русский", en: "English" };

  function language([code, name]) {
    const pressed = String(code === Texts.chosen());
    const made = Elements.make("button", { type: "button", lang: code, "aria-pressed": pressed }, name);
    made.addEventListener("click", () => {
      Texts.choose(code);
      say("");
      draw();
      Elements.at("languages").querySelector("[aria-pressed=true]").focus();
    });
    return made;
  }

  function say(text) {
    Elements.at("said").textContent = text;
  }

  function save() {
    const missing = Filled.visits().length ? Observer.missing() : "form.missing.answers";
    if (missing) {
      Checklist.close();
      say(Texts.say(missing));
    } else {
      say(Texts.say("form.saved", { name: Filled.save() }));
    }
  }

  Elements.at("save").addEventListener("click", save);
  Elements.at("wipe").addEventListener("click", () => {
    Elements.at("wipe-sure").hidden = false;
    Elements.at("wipe-sure").focus();
  });
  Elements.at("wipe-sure").addEventListener("click", () => {
    Answers.wipe();
    Elements.at("wipe-sure").hidden = true;
    draw();
    say(Texts.say("form.wiped"));
  });

  Answers.recall();
  draw();
  document.documentElement.classList.add("ready");
})();
