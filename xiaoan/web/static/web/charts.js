// Line charts of ECharts, drawn with the page's own tokens. Data: data-points.
// The table under each chart says the same; the canvas is an image to a screen reader.

const token = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();
// Told apart by dash and mark as well as by shade.
const DASHES = ["solid", [7, 5], [2, 4], [10, 3, 2, 3]];
const MARKS = ["circle", "rect", "diamond", "triangle"];
// More than so many names at the ends of lines run into each other: they stand above instead.
const MOST_AT_ENDS = 3;

function line(one, index, size, isAbove) {
  const color = [token("--blue"), token("--ink"), token("--unknown"), token("--quiet")][index % 4];
  return {
    type: "line",
    name: one.name,
    data: one.values,
    color,
    symbol: MARKS[index % 4],
    symbolSize: size / 2,
    lineStyle: { width: 2, type: DASHES[index % 4] },
    connectNulls: false, // a day without reports is a gap, not a zero
    endLabel: { show: !isAbove, formatter: "{a}", color, fontSize: size, fontFamily: "inherit", offset: [4, 0] },
    labelLayout: { moveOverlap: "shiftY" },
  };
}

function options(data, size) {
  const words = { color: token("--quiet"), fontSize: size };
  const longest = Math.max(...data.series.map((one) => [...one.name].length));
  const isAbove = data.series.length > MOST_AT_ENDS;
  return {
    animation: false,
    aria: { enabled: false },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    legend: { show: isAbove, top: 0, left: 0, textStyle: { color: token("--ink"), fontSize: size } },
    grid: {
      top: isAbove ? size * 4.5 : size,
      bottom: size * 2.2,
      left: size * 3.6,
      right: isAbove ? size * 2 : size * (longest + 1.5),
    },
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
      // A share is of a hundred at most; null: as the values want.
      max: ({ max }) => (data.unit === "%" && max > 60 && max <= 100 ? 100 : null),
      axisLabel: { ...words, margin: size * 0.7, formatter: `{value}${data.unit}` },
      splitLine: { lineStyle: { color: token("--line") } },
    },
    series: data.series.map((one, index) => line(one, index, size, isAbove)),
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
