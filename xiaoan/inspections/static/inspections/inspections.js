// Which of the buttons of an item was pressed, for the form that is posted anew without it (sheet.js, plainly).
// Old WeChat browsers: nothing newer than ES2017, no imports.

document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest && event.target.closest("button[name=result]");
    const kept = button && button.form && button.form.querySelector("[data-result]");
    if (kept) kept.value = button.value;
  },
  true,
);
