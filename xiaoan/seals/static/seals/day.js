// The sheet is for paper.

document.getElementById("print")?.addEventListener("click", () => window.print());
