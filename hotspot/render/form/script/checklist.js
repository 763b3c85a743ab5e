"use strict";
// One yard: day or night, the date, and the items with their levels.
const Checklist = (() => {
  let shown = null;
  let light = "day";

  function today() {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  }

  function open(area) {
    shown = area;
    light = Answers.answered(area, "day") || !Answers.answered(area, "night") ? "day" : "night";
    Elements.at("home").hidden = true;
    Elements.at("checklist").hidden = false;
    draw();
    scrollTo(0, 0);
    Elements.at("yard-name").focus({ preventScroll: true });
  }

  function close() {
    shown = null;
    Elements.at("checklist").hidden = true;
    Elements.at("home").hidden = false;
    List.draw();
    scrollTo(0, 0);
  }

  function next() {
    const following = Form.areas[Form.areas.indexOf(shown) + 1];
    if (following) open(following);
    else close();
  }

  function draw() {
    if (!shown) return;
    const last = Form.areas.indexOf(shown) === Form.areas.length - 1;
    Elements.at("back").textContent = Texts.say("form.back");
    Elements.at("next").textContent = Texts.say(last ? "form.back" : "form.next");
    Elements.at("yard-name").textContent = Texts.area(shown);
    Elements.at("date-label").textContent = Texts.say("form.date");
    const date = Elements.at("date");
    date.max = today();
    date.value = Answers.visit(shown, light).date || today();
    Elements.at("dark-only").textContent = light === "day" ? Texts.say("form.dark_only") : "";
    Elements.at("lights").replaceChildren(...Form.lights.map(tab));
    Elements.at("items").replaceChildren(...Answers.asked(light).map(item));
  }

  function tab(name) {
    const pressed = String(name === light);
    const made = Elements.make(
      "button",
      { type: "button", "aria-pressed": pressed },
      Texts.say(`form.light.${name}`),
    );
    made.addEventListener("click", () => {
      light = name;
      draw();
      Elements.at("lights").querySelector("[aria-pressed=true]").focus();
    });
    return made;
  }

  function item(name) {
    const { name: title, levels } = Texts.item(name);
    const given = Answers.visit(shown, light).grades;
    const unseen = Texts.say(Form.may_lack.includes(name) ? "form.unseen_or_none" : "form.unseen");
    const choices = [...levels.map((text, level) => [level, text]), [null, unseen]];
    return Elements.make(
      "fieldset",
      {},
      Elements.make("legend", {}, title),
      ...choices.map(([value, text]) => answer(name, value, text, name in given && given[name] === value)),
    );
  }

  function answer(name, value, text, chosen) {
    const input = Elements.make("input", { type: "radio", name, value: String(value) });
    input.checked = chosen;
    input.addEventListener("change", () => {
      Answers.put(shown, light, { date: Elements.at("date").value || today() });
      Answers.grade(shown, light, name, value);
    });
    const mark = value === null ? "?" : String(value);
    const badge = Elements.make("span", { class: `level level-${value}`, "aria-hidden": "true" }, mark);
    return Elements.make("label", { class: "answer" }, input, badge, Elements.make("span", {}, text));
  }

  Elements.at("date").addEventListener("change", (event) => {
    if (event.target.value) Answers.put(shown, light, { date: event.target.value });
  });
  Elements.at("back").addEventListener("click", close);
  Elements.at("next").addEventListener("click", next);

  return { open, close, draw };
})();
