// The button that prints: the browser's own dialogue, nothing else.
document.getElementById("print").addEventListener("click", () => window.print());
