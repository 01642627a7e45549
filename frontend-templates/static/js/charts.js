// Draws incidents over time anew, so that they can be read at the pointer and a span can be chosen by dragging. The server's
// drawing stays for those without scripts, and when the library does not come.
import { colour, onTheme } from './theme.js';

const HEIGHT = 210;

export function charts(root) {
  const figures = [...root.querySelectorAll('figure[data-chart]')];
  if (figures.length === 0) {
    return;
  }
  if (!document.querySelector('link[data-plots]')) {
    const style = document.createElement('link');
    style.rel = 'stylesheet';
    style.href = figures[0].dataset.style;
    style.dataset.plots = '';
    document.head.append(style);
  }
  import(figures[0].dataset.library).then(({ default: UPlot }) => figures.forEach((figure) => show(figure, UPlot)));
}

function show(figure, UPlot) {
  const svg = figure.querySelector('svg');
  const place = document.createElement('div');
  place.setAttribute('role', 'img');
  place.setAttribute('aria-label', svg.getAttribute('aria-label'));
  svg.before(place);
  svg.setAttribute('hidden', '');
  figure.querySelector('[data-hint]').hidden = false;
  let plot;
  const draw = () => {
    plot?.destroy();
    const data = JSON.parse(figure.dataset.chart);
    plot = new UPlot(options(figure, data, place.clientWidth, UPlot), [data.x, ...stacked(data)], place);
  };
  draw();
  new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: HEIGHT })).observe(place);
  onTheme(draw);
  figure.addEventListener('redraw', draw);
}

// The highest sum first: each of the following is drawn over it.
function stacked(data) {
  const sums = [];
  data.series.forEach((series, at) => {
    sums.push(series.values.map((value, i) => value + (at > 0 ? sums[at - 1][i] : 0)));
  });
  // A bar without height would still draw its edge.
  return sums.reverse().map((values) => values.map((value) => (value === 0 ? null : value)));
}

function options(figure, data, width, UPlot) {
  const language = document.documentElement.lang || 'en';
  const axis = { stroke: colour('--dim'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
  const brief = new Intl.NumberFormat(language, { notation: 'compact', maximumSignificantDigits: 3 });
  const hours = data.step < 86_400;
  const moment = new Intl.DateTimeFormat(language, hours
    ? { timeZone: 'UTC', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false }
    : { timeZone: 'UTC', month: 'short', day: 'numeric' });
  const last = data.x[data.x.length - 1];
  const bars = UPlot.paths.bars({ size: [0.8, 36], align: 1 });
  return {
    width,
    height: HEIGHT,
    tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    legend: { show: false },
    cursor: { points: { show: false }, drag: { x: true, y: false, setScale: false }, y: false },
    scales: {
      x: { range: () => [data.x[0], last + data.step] },
      y: { range: (plot, min, max) => [0, Math.max(1, Math.ceil(max * 1.05))] },
    },
    axes: [
      { ...axis, grid: { show: false }, size: 28, gap: 4, space: hours ? 110 : 70,
        values: (plot, splits) => splits.map((v) => moment.format(new Date(v * 1000))) },
      { ...axis, size: 46, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6],
        values: (plot, splits) => splits.map((v) => brief.format(v)) },
    ],
    series: [{}, ...data.series.toReversed().map((series) => ({
      stroke: colour(`--${series.id}`),
      fill: (plot) => filling(series.id, plot),
      width: 1,
      paths: bars,
      points: { show: false },
    }))],
    hooks: {
      setCursor: [(plot) => read(figure, data, plot.cursor.idx, moment, language)],
      setSelect: [(plot) => zoom(plot, data)],
    },
  };
}

// The same fillings as the server's drawing: categories are told apart without their colours.
function filling(id, plot) {
  if (id === 'concurrent') {
    return colour('--concurrent');
  }
  if (id === 'nil') {
    return colour('--surface');
  }
  const scale = devicePixelRatio || 1;
  const tile = document.createElement('canvas');
  tile.width = tile.height = 6 * scale;
  const ink = tile.getContext('2d');
  ink.scale(scale, scale);
  ink.fillStyle = colour('--surface');
  ink.fillRect(0, 0, 6, 6);
  ink.fillStyle = ink.strokeStyle = colour(`--${id}`);
  ink.lineWidth = 2;
  ink.beginPath();
  if (id === 'growth') {
    ink.moveTo(-1, 7);
    ink.lineTo(7, -1);
    ink.stroke();
  } else {
    ink.arc(3, 3, 1.5, 0, 2 * Math.PI);
    ink.fill();
  }
  return plot.ctx.createPattern(tile, 'repeat');
}

// The legend shows the figures of the step under the pointer, or all.
function read(figure, data, at, moment, language) {
  const number = new Intl.NumberFormat(language);
  figure.querySelectorAll('[data-count]').forEach((place, i) => {
    place.dataset.sum ??= place.textContent;
    const value = at === null || at === undefined ? null : data.series[i].values[at];
    place.textContent = value === null ? place.dataset.sum : number.format(value);
  });
  const hint = figure.querySelector('[data-hint]');
  hint.dataset.words ??= hint.textContent;
  hint.textContent = at === null || at === undefined ? hint.dataset.words : moment.format(new Date(data.x[at] * 1000));
}

function zoom(plot, data) {
  if (plot.select.width < 6) {
    return;
  }
  const step = (pixel) => Math.floor((plot.posToVal(pixel, 'x') - data.x[0]) / data.step);
  const from = data.x[0] + Math.max(0, step(plot.select.left)) * data.step;
  const to = data.x[0] + Math.min(data.x.length, step(plot.select.left + plot.select.width) + 1) * data.step;
  const iso = (seconds) => new Date(seconds * 1000).toISOString().replace('.000', '');
  location.search = new URLSearchParams({ from: iso(from), to: iso(to) }).toString();
}
