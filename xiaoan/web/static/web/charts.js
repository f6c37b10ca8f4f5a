// Line charts of ECharts, drawn with the page's own tokens. Data: data-points.
// The table under each chart says the same; the canvas is an image to a screen reader.

const token = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();
// Told apart by dash and mark as well as by shade.
const DASHES = ["solid", [7, 5], [2, 4], [10, 3, 2, 3]];
const MARKS = ["circle", "rect", "diamond", "triangle"];
// More than so many names at the ends of lines run into each other: they stand above instead, and so do
// names that would take more than this share of the width from the lines.
const MOST_AT_ENDS = 3;
const MOST_OF_WIDTH = 0.3;

// How wide words are, in pixels.
function wide(words, size, family) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${size}px ${family}`;
  return pen.measureText(words).width;
}

// Where the names of lines stand; the name of a line alone is in the title already.
function named(data, size, room) {
  if (data.series.length < 2) return "nowhere";
  const family = getComputedStyle(document.body).fontFamily;
  const longest = Math.max(...data.series.map((one) => wide(one.name, size, family)));
  const fits = longest + size <= room * MOST_OF_WIDTH;
  return data.series.length > MOST_AT_ENDS || !fits ? "above" : longest + size;
}

function line(one, index, size, atEnd) {
  const color = [token("--blue"), token("--ink"), token("--unknown"), token("--quiet")][index % 4];
  return {
    type: "line",
    name: one.name,
    data: one.values,
    color,
    symbol: MARKS[index % 4],
    symbolSize: size / 2,
    lineStyle: { width: Math.max(2, size / 10), type: DASHES[index % 4] },
    connectNulls: false, // a day without reports is a gap, not a zero
    endLabel: { show: atEnd, formatter: "{a}", color, fontSize: size, fontFamily: "inherit", offset: [4, 0] },
    labelLayout: { moveOverlap: "shiftY" },
  };
}

function options(data, size, room) {
  const words = { color: token("--quiet"), fontSize: size };
  const names = named(data, size, room);
  const isAbove = names === "above";
  const most = Math.max(0, ...data.series.flatMap((one) => one.values));
  // A share is of a hundred at most, and its lines then stand at quarters.
  const isWhole = data.unit === "%" && most > 60 && most <= 100;
  return {
    animation: false,
    aria: { enabled: false },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    legend: { show: isAbove, type: "scroll", top: 0, left: 0, textStyle: { color: token("--ink"), fontSize: size } },
    grid: {
      top: isAbove ? size * 4.5 : size,
      bottom: size * 2.2,
      left: size * 3.6,
      right: typeof names === "number" ? names : size * 2,
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
      ...(isWhole ? { max: 100, interval: 25 } : {}),
      axisLabel: { ...words, margin: size * 0.7, formatter: `{value}${data.unit}` },
      splitLine: { lineStyle: { color: token("--line") } },
    },
    series: data.series.map((one, index) => line(one, index, size, typeof names === "number")),
  };
}

const drawn = new Set();

// The place of a chart may get its size later, on the big screen with the page around it.
const sized = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const chart = window.echarts.getInstanceByDom(target);
    if (!chart || !target.clientWidth) continue;
    chart.resize();
    fill(chart);
  }
});

function fill(chart) {
  const place = chart.getDom();
  const size = parseFloat(getComputedStyle(place).fontSize);
  chart.setOption(options(JSON.parse(place.dataset.points), size, place.clientWidth), true);
}

function draw(root) {
  for (const place of root.querySelectorAll("[data-chart=lines]")) {
    if (!window.echarts) continue;
    const chart = window.echarts.init(place, null, { renderer: "canvas" });
    fill(chart);
    sized.observe(place);
    drawn.add(chart);
  }
}

function forget() {
  for (const chart of drawn) {
    if (!chart.getDom().isConnected) {
      sized.unobserve(chart.getDom());
      chart.dispose();
      drawn.delete(chart);
    }
  }
}

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
