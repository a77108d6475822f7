// How far each mark of a chart stands out from white paper in luminance, all that grey keeps.
() => {
  const light = rule => {
    const [r, g, b, a = 1] = rule.match(/[\d.]+/g).map(Number);
    const line = part => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    return a === 0 ? 1 : 0.2126 * line(r) + 0.7152 * line(g) + 0.0722 * line(b);
  };
  const marks = [...document.querySelectorAll("svg :is(.line, .bar, .dot, .reach, .whisker)")];
  return marks.map(mark => {
    const look = getComputedStyle(mark), drawn = mark.matches(".bar, .dot") ? look.fill : look.stroke;
    return [mark.getAttribute("class"), 1.05 / (light(drawn) + 0.05)];
  });
}
