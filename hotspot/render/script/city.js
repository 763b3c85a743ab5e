"use strict";
// What this run found, as Python wrote it into the page.
const City = JSON.parse(document.getElementById("city-island").textContent);
