/* A button that copies the text of a field (data-copy names it).  Without this script the field can be selected by hand. */
(function () {
  "use strict";

  function told(id, text) {
    var place = document.querySelector('[data-copied="' + id + '"]');
    if (place) { place.textContent = text; }
  }

  function byHand(field) {
    field.focus();
    field.select();
    return document.execCommand("copy"); // what an address without https leaves us
  }

  document.addEventListener("click", function (event) {
    var id = event.target.dataset && event.target.dataset.copy;
    var field = id && document.getElementById(id);
    if (!field) { return; }
    var done = function () { told(id, "已复制"); };
    var failed = function () { told(id, byHand(field) ? "已复制" : "请长按或按 Ctrl+C 复制"); };
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(field.value).then(done, failed);
    } else {
      failed();
    }
  });
})();
