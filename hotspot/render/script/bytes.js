"use strict";
// Reads base64. A plain loop: `Uint8Array.from` with a function takes several times as long.
const Bytes = (() => {
  function read(base64) {
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
    return bytes;
  }

  return { read };
})();
