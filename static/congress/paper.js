/* The paper's form: where the cursor is, saving now and then, adding recipients.
   Without this script the form still works: the preview, the saving and the search are helps. */
(function () {
  "use strict";
  var EVERY = 20000; // milliseconds between two savings of changed text
  var preview = document.getElementById("paper-preview");
  var form = preview && preview.closest("form");
  var cursor = { field: "body", at: 0 };
  var changed = false;
  var underway = null;

  function remember(event) {
    var field = event.target;
    if (field.name === "body" || field.name === "annexes") {
      cursor = { field: field.name, at: field.selectionStart };
    }
  }

  function addRecipient(button) {
    var list = form.querySelector("[name=to_others]");
    var names = list.value.split(/[\n，、,;；]+/).map(function (name) { return name.trim(); });
    if (names.indexOf(button.dataset.addRecipient) < 0) {
      list.value = (list.value.trim() ? list.value.trim() + "\n" : "") + button.dataset.addRecipient;
      list.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  if (form) {
    ["input", "keyup", "click"].forEach(function (name) { form.addEventListener(name, remember); });
    form.addEventListener("click", function (event) {
      if (event.target === form.elements.body || event.target === form.elements.annexes) {
        form.dispatchEvent(new Event("cursormoved"));
      }
    });
    form.addEventListener("input", function (event) {
      changed = changed || event.target.type !== "search";
    });
    form.addEventListener("change", function () { changed = true; });
    form.addEventListener("submit", function () { changed = false; });
    document.body.addEventListener("htmx:configRequest", function (event) {
      event.detail.parameters.cursor = cursor.at;
      event.detail.parameters.cursor_field = cursor.field;
    });
    // A preview that is overtaken is waited for (hx-sync); one that is left behind with its page is no fault.
    document.body.addEventListener("htmx:beforeSend", function (event) { underway = event.detail.xhr; });
    window.addEventListener("beforeunload", function () { if (underway) { underway.onabort = null; } });
    window.setInterval(function () {
      if (changed) {
        changed = false;
        form.dispatchEvent(new Event("autosave", { bubbles: true }));
      }
    }, EVERY);
  }

  document.addEventListener("click", function (event) {
    if (form && event.target.dataset.addRecipient) { addRecipient(event.target); }
  });
})();
