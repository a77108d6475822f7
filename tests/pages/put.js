// Puts in what a page must refuse; gives the directives that refused, and whether nothing acted.
async () => {
  const refused = [];
  document.addEventListener("securitypolicyviolation", seen => refused.push(seen.effectiveDirective));
  const put = (tag, known) =>
    document.body.append(Object.assign(document.createElement(tag), known));
  put("script", { textContent: "window.ran = true" });
  put("style", { textContent: "main { display: none }" });
  put("img", { src: "http://127.0.0.1:9/x.png" });
  for (let turn = 0; turn < 100 && refused.length < 3; turn += 1) {
    await new Promise(done => setTimeout(done, 20));
  }
  const shown = getComputedStyle(document.querySelector("main")).display !== "none";
  return [refused.sort(), window.ran === undefined, shown];
}
