"use strict";
// Makes the file of the filled form, with a check that tells later changes, and hands it to the phone.
const Filled = (() => {
  // CRC-32 of the text in UTF-8 (ISO 3309), as eight hexadecimal digits.
  function check(text) {
    let sum = 0xffffffff;
    for (const byte of new TextEncoder().encode(text)) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    }
    return ((sum ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0");
  }

  function visits() {
    return Form.areas.flatMap((area) =>
      Form.lights
        .filter((light) => Answers.answered(area, light))
        .map((light) => {
          const { date, grades } = Answers.visit(area, light);
          const seen = Answers.asked(light).filter((item) => item in grades);
          return {
            area_id: area.id,
            place: area.place,
            date,
            light,
            grades: Object.fromEntries(seen.map((item) => [item, grades[item]])),
          };
        }),
    );
  }

  function content() {
    const made = {
      kind: Form.kind,
      layout: Form.layout,
      form_id: Form.form_id,
      run_id: Form.run_id,
      round: Form.round,
      observer: `${Answers.role()}-${Answers.letter()}`,
      revision: Answers.revision(),
      visits: visits(),
    };
    return JSON.stringify({ ...made, check: check(JSON.stringify(made)) }, null, 1);
  }

  function save() {
    Answers.change({ revision: Answers.revision() + 1 });
    const address = URL.createObjectURL(new Blob([`${content()}\n`], { type: "application/json" }));
    const name = `yards-${Form.round}-${Answers.role()}-${Answers.letter()}-${Answers.revision()}.json`;
    const link = Elements.make("a", { href: address, download: name, hidden: "" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60_000); // slow phones begin to read late
    return name;
  }

  return { visits, save };
})();
