"use strict";
// Who looks: a role and a letter, never a name.
const Observer = (() => {
  function draw() {
    Elements.at("observer-heading").textContent = Texts.say("form.observer");
    Elements.at("observer-why").textContent = Texts.say("form.observer.why");
    Elements.at("letter-label").textContent = Texts.say("form.letter");
    Elements.at("roles").replaceChildren(...Form.roles.map(role));
    Elements.at("letter").replaceChildren(
      Elements.make("option", { value: "" }, "–"),
      ...[...Form.letters].map((letter) => Elements.make("option", { value: letter }, letter)),
    );
    Elements.at("letter").value = Answers.letter();
  }

  function role(name) {
    const input = Elements.make("input", { type: "radio", name: "role", value: name });
    input.checked = Answers.role() === name;
    input.addEventListener("change", () => Answers.change({ role: name }));
    return Elements.make("label", { class: "answer" }, input, Texts.say(`form.role.${name}`));
  }

  Elements.at("letter").addEventListener("change", (event) => Answers.change({ letter: event.target.value }));

  // What is still missing before a file can be made: the key of a text, "" for nothing.
  function missing() {
    if (!Answers.role()) return "form.missing.role";
    return Answers.letter() ? "" : "form.missing.letter";
  }

  return { draw, missing };
})();
