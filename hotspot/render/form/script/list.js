"use strict";
// The yards to look at, each with how much of it is answered.
const List = (() => {
  function draw() {
    Elements.at("yards-heading").textContent = Texts.say("form.yards");
    Elements.at("yards-why").textContent = Texts.say("form.yards.why");
    Elements.at("wipe-heading").textContent = Texts.say("form.wipe.heading");
    Elements.at("wipe-why").textContent = Texts.say("form.wipe.why");
    Elements.at("wipe").textContent = Texts.say("form.wipe");
    Elements.at("wipe-sure").textContent = Texts.say("form.wipe.sure");
    Elements.at("yards").replaceChildren(...Form.areas.map(row));
  }

  function stage(done, all) {
    if (done === all) return "done";
    return done ? "begun" : "";
  }

  function row(area) {
    const facts = Form.lights.map((light) => {
      const [done, all] = [Answers.answered(area, light), Answers.asked(light).length];
      const text = `${Texts.say(`form.light.${light}`)} ${done}/${all}`;
      return Elements.make("span", { class: stage(done, all) }, text);
    });
    const open = Elements.make(
      "button",
      { type: "button", class: "yard" },
      Elements.make("strong", {}, Texts.area(area)),
      ...(Texts.area(area) === area.id ? [] : [Elements.make("span", { class: "id" }, area.id)]),
      Elements.make("span", { class: "facts" }, ...facts),
    );
    open.addEventListener("click", () => Checklist.open(area));
    return Elements.make("li", {}, open);
  }

  return { draw };
})();
