// The words of each chart that lie on each other, and those that leave the page.
() => {
  const found = [];
  const name = chart => (chart.getAttribute("aria-label") || chart.getAttribute("class")).slice(0, 50);
  for (const chart of document.querySelectorAll("svg.chart")) {
    const words = [...chart.querySelectorAll("text")]
      .map(text => [text.textContent, text.getBoundingClientRect()])
      .filter(([, box]) => box.width > 0);
    words.forEach(([one, a], place) => {
      if (a.left < -1 || a.right > document.documentElement.clientWidth + 1) {
        found.push(`${name(chart)}: '${one}' leaves the page`);
      }
      for (const [other, b] of words.slice(place + 1)) {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 1 && down > 3) found.push(`${name(chart)}: '${one}' on '${other}'`);
      }
    });
  }
  return found;
}
