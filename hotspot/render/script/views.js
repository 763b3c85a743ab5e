"use strict";
// Other colours of the areas: what commands have found of each since, one view at a time.
const Views = (() => {
  const UNKNOWN = "#d9d9d9";
  const views = City.views ?? [];
  let now = null; // the view in force
  const textsOf = (view) => view.texts[State.now.language];
  const colourOf = (i) => (now.of[i] < 0 ? UNKNOWN : now.colours[now.of[i]]);

  // A sign before the name of an area, or in its place, tells its class where colours do not.
  const signOf = (i) => now?.signs[now.of[i]] ?? "";

  function legend(view) {
    const { legend: told, unknown, rest } = textsOf(view);
    const others = [...(view.of.includes(-1) ? [unknown] : []), ...(rest ? [rest] : [])];
    return [
      [...view.colours, ...others.map(() => UNKNOWN)],
      [...told, ...others],
    ];
  }

  return {
    views,
    textsOf,
    colourOf,
    signOf,
    legend,
    isOn: () => now !== null,
    show: (view) => {
      now = view ?? null;
    },
  };
})();
