"use strict";
// What was answered so far, kept on this phone until it is removed: a tab may be closed at any moment.
const Answers = (() => {
  const KEY = `hotspot-yards-${Form.form_id}`;
  const empty = () => ({ role: "", letter: "", revision: 0, visits: {} });
  let state = empty();
  let kept = true;

  const isAnswers = (found) =>
    found !== null && typeof found === "object" && found.visits !== null && typeof found.visits === "object";

  function recall() {
    try {
      const found = JSON.parse(localStorage.getItem(KEY));
      if (isAnswers(found)) state = { ...empty(), ...found };
    } catch {
      state = empty();
    }
    keep();
  }

  function keep() {
    try {
      localStorage.setItem(KEY, JSON.stringify(state));
      kept = true;
    } catch {
      kept = false; // private windows and full phones refuse
    }
  }

  function change(part) {
    Object.assign(state, part);
    keep();
  }

  const name = (area, light) => JSON.stringify([area.id, light]);

  function visit(area, light) {
    return state.visits[name(area, light)] ?? { date: "", grades: {} };
  }

  function put(area, light, part) {
    state.visits[name(area, light)] = { ...visit(area, light), ...part };
    keep();
  }

  const grade = (area, light, item, value) =>
    put(area, light, { grades: { ...visit(area, light).grades, [item]: value } });

  function wipe() {
    state = empty();
    try {
      localStorage.removeItem(KEY);
    } catch {
      kept = false;
    }
  }

  // What is asked by this light: nobody sees by day which lamps work.
  const asked = (light) => Form.items.filter((item) => light !== "day" || !Form.after_dark.includes(item));
  const answered = (area, light) => asked(light).filter((item) => item in visit(area, light).grades).length;

  return {
    recall,
    change,
    visit,
    put,
    grade,
    wipe,
    asked,
    answered,
    isKept: () => kept,
    role: () => state.role,
    letter: () => state.letter,
    revision: () => state.revision,
  };
})();
