// Line charts of ECharts, drawn with the page's own tokens. Data: data-points.
// The table under each chart says the same; the canvas is an image to a screen reader.

const token = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();
// Told apart by dash and mark as well as by shade.
const DASHES = ["solid", [7, 5], [2, 4]];
const MARKS = ["circle", "rect", "diamond"];

function line(one, index, size) {
  const color = [token("--blue"), token("--ink"), token("--unknown")][index % 3];
  return {
    type: "line",
    name: one.name,
    data: one.values,
    color,
    symbol: MARKS[index % 3],
    symbolSize: size / 2,
    lineStyle: { width: 2, type: DASHES[index % 3] },
    connectNulls: false, // a day without reports is a gap, not a zero
    endLabel: { show: true, formatter: "{a}", color, fontSize: size, fontFamily: "inherit", offset: [4, 0] },
    labelLayout: { moveOverlap: "shiftY" },
  };
}

function options(data, size) {
  const words = { color: token("--quiet"), fontSize: size };
  const longest = Math.max(...data.series.map((one) => [...one.name].length));
  return {
    animation: false,
    aria: { enabled: false },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { top: size, bottom: size * 2.2, left: size * 3.6, right: size * (longest + 1.5) },
    tooltip: {
      trigger: "axis",
      renderMode: "richText", // html would need inline styles, which the page forbids
      backgroundColor: token("--paper"),
      borderColor: token("--edge"),
      textStyle: { color: token("--ink"), fontSize: size },
      valueFormatter: (value) => (value === null || value === undefined ? "–" : value + data.unit),
    },
    xAxis: {
      type: "category",
      data: data.days,
      boundaryGap: false,
      axisLabel: { ...words, hideOverlap: true, margin: size * 0.7 },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: token("--edge") } },
    },
    yAxis: {
      type: "value",
      min: 0,
      splitNumber: 3,
      axisLabel: { ...words, margin: size * 0.7, formatter: `{value}${data.unit}` },
      splitLine: { lineStyle: { color: token("--line") } },
    },
    series: data.series.map((one, index) => line(one, index, size)),
  };
}

const drawn = new Set();

function draw(root) {
  for (const place of root.querySelectorAll("[data-chart=lines]")) {
    if (!window.echarts) continue;
    const data = JSON.parse(place.dataset.points);
    const chart = window.echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(options(data, parseFloat(getComputedStyle(place).fontSize)));
    drawn.add(chart);
  }
}

function forget() {
  for (const chart of drawn) {
    if (!chart.getDom().isConnected) {
      chart.dispose();
      drawn.delete(chart);
    }
  }
}

addEventListener("resize", () => drawn.forEach((chart) => chart.resize()));
draw(document);

// The big screen is replaced by itself (htmx). When that fails it says so: old figures never look new.
const stale = document.getElementById("stale");
if (stale) {
  const say = (old) => (stale.hidden = !old);
  document.body.addEventListener("htmx:afterSettle", () => {
    forget();
    draw(document);
    say(false);
  });
  for (const kind of ["htmx:sendError", "htmx:responseError", "htmx:timeout", "htmx:swapError"]) {
    document.body.addEventListener(kind, () => say(true));
  }
}
