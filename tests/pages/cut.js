// What a reader cannot see: boxes past the edge, unless they lie in something that scrolls on
// the screen, and boxes that hide a part of what is in them. Gives a name and text for each.
() => {
  const paper = matchMedia("print").matches;
  const flow = element => getComputedStyle(element).overflowX;
  const scrolls = element => element && element !== document.documentElement
    && (["auto", "scroll"].includes(flow(element)) || scrolls(element.parentElement));
  const past = element => {
    const box = element.getBoundingClientRect();
    const outside = box.width > 0 && (box.right > innerWidth + 1 || box.left < -1);
    return outside && !scrolls(element.parentElement);
  };
  const hides = element => {
    const kinds = paper ? ["hidden", "clip", "auto", "scroll"] : ["hidden", "clip"];
    // .away is words for those who listen, out of sight on purpose
    return !(element instanceof SVGElement) && !element.matches(".away") && kinds.includes(flow(element))
      && (element.scrollWidth > element.clientWidth + 1
        || element.scrollHeight > element.clientHeight + 1);
  };
  const name = element =>
    `${element.tagName}.${element.getAttribute("class")}: ${element.textContent.trim().slice(0, 60)}`;
  const cut = [...document.querySelectorAll("body *")].filter(each => past(each) || hides(each));
  const wide = document.documentElement.scrollWidth > innerWidth;
  return [...(wide ? ["the page scrolls sideways"] : []), ...cut.map(name)];
}
