"use strict";
// Reads base64. A plain loop: `Uint8Array.from` with a function takes several times as long.
const Bytes = (() => {
  function read(base64) {
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
    return bytes;
  }

  const VALUE = new Uint8Array(128);
  for (let i = 0; i < 64; i += 1)
    VALUE["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".charCodeAt(i)] = i;

  // Whole numbers that have so many digits each, to the base of 64.
  function numbers({ digits, text }) {
    const found = new Uint32Array(text.length / digits);
    for (let i = 0; i < text.length; i += 1) {
      const k = Math.floor(i / digits);
      found[k] = found[k] * 64 + VALUE[text.charCodeAt(i)];
    }
    return found;
  }

  return { read, numbers };
})();
