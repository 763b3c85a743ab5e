"use strict";
// What the form was made of: its areas, items and roles, as inert data in the page.
const Form = JSON.parse(document.getElementById("form-data").textContent);
